import type { IDataObject } from 'n8n-workflow';

/** True for a JSON object. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as text: nothing for null and undefined, JSON for objects and arrays. */
export function toText(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
		case 'boolean':
		case 'bigint':
			return String(value);
		case 'object':
			return value === null ? '' : JSON.stringify(value);
		default:
			return '';
	}
}

/** A value as a finite number, also when it is the digits of one; undefined for anything else, an empty text among it. */
export function toNumber(value: unknown): number | undefined {
	if (typeof value === 'string' && value.trim() === '') return undefined;
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** What a parsed JSON text can be. */
export type JsonValue = object | string | number | boolean | null;

/** A value that came from parsed JSON, in the types that n8n's items have. */
export function toJson(value: unknown): JsonValue {
	switch (typeof value) {
		case 'object':
		case 'string':
		case 'number':
		case 'boolean':
			return value;
		default:
			return null;
	}
}
