import {
	UnexpectedError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INodeParameters,
} from 'n8n-workflow';

/** True for what is an object and no list. */
export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCredentialData(value: unknown): value is ICredentialDataDecryptedObject {
	return isObject(value);
}

function isDataObject(value: unknown): value is IDataObject {
	return isObject(value);
}

function isParameters(value: unknown): value is INodeParameters {
	return isObject(value);
}

/** n8n types the same object in three ways; this names it as the data of a credential. */
export function toCredentialData(value: unknown): ICredentialDataDecryptedObject {
	if (isCredentialData(value)) return value;
	throw new UnexpectedError('Expected the data of a credential');
}

/** n8n types the same object in three ways; this names it as the parameters of a node. */
export function toParameters(value: unknown): INodeParameters {
	if (isParameters(value)) return value;
	throw new UnexpectedError('Expected the parameters of a node');
}

/** A reply of n8n's own request helpers, which say `any`, as the JSON of an item. */
export function toDataObject(value: unknown): IDataObject {
	if (isDataObject(value)) return value;
	throw new UnexpectedError('Expected a JSON object');
}

/** A text from where n8n allows many things. */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new UnexpectedError('Expected a text');
}
