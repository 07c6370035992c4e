import { createRequire } from 'node:module';
import { VersionedNodeType, type ICredentialType, type INodeType } from 'n8n-workflow';

import { isObject } from '../../engine/guards';

/** Loads a module as n8n does. */
export const load: (file: string) => unknown = createRequire(__filename);

/** Loads a node's file as n8n does and makes the node; of one with versions, the newest. */
export function loadNode(file: string, className: string): INodeType {
	const made = construct(file, className);
	const node = made instanceof VersionedNodeType ? made.getNodeType() : made;
	if (isNodeType(node)) return node;
	throw new Error(`${className} of ${file} is no node`);
}

/** Loads a credential's file as n8n does. */
export function loadCredential(file: string, className: string): ICredentialType {
	const credential = construct(file, className);
	if (isCredentialType(credential)) return credential;
	throw new Error(`${className} of ${file} is no credential`);
}

function construct(file: string, className: string): unknown {
	const loaded = load(file);
	const type: unknown = isObject(loaded) ? Reflect.get(loaded, className) : undefined;
	if (typeof type !== 'function') throw new Error(`${file} exports no ${className}`);
	const made: unknown = Reflect.construct(type, []);
	return made;
}

function isNodeType(value: unknown): value is INodeType {
	return isObject(value) && 'description' in value && ('execute' in value || 'poll' in value);
}

function isCredentialType(value: unknown): value is ICredentialType {
	return isObject(value) && 'name' in value && 'properties' in value;
}
