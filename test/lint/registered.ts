import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ICredentialType, INodeType } from 'n8n-workflow';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '../..');

interface Registered<T> {
	/** `nodes/XcScribe/XcScribe.node.ts` */
	file: string;
	instance: T;
}

/** Every node that package.json registers: what is added there is checked without being listed anywhere else. */
export async function registeredNodes(): Promise<Array<Registered<INodeType>>> {
	return await registered('nodes', isNode);
}

/** Every credential type that package.json registers. */
export async function registeredCredentials(): Promise<Array<Registered<ICredentialType>>> {
	return await registered('credentials', isCredential);
}

async function registered<T>(
	kind: 'nodes' | 'credentials',
	is: (value: unknown) => value is T,
): Promise<Array<Registered<T>>> {
	const manifest: unknown = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
	const files = read(read(manifest, 'n8n'), kind);
	if (!Array.isArray(files)) throw new Error(`package.json has no list n8n.${kind}`);
	return await Promise.all(
		files.map(async (built: unknown) => {
			const file = String(built)
				.replace(/^dist\//, '')
				.replace(/\.js$/, '.ts');
			const module: unknown = await import(join(ROOT, file));
			// As n8n does: the class has the name of the file.
			const name = /([^/.]+)\.(node|credentials)\.ts$/.exec(file)?.[1] ?? '';
			const type = read(module, name);
			if (typeof type !== 'function') throw new Error(`${file} exports no class "${name}"`);
			const instance: unknown = Reflect.construct(type, []);
			if (!is(instance)) throw new Error(`${file}: "${name}" is none of the ${kind}`);
			return { file, instance };
		}),
	);
}

function read(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function isNode(value: unknown): value is INodeType {
	return typeof value === 'object' && value !== null && 'description' in value;
}

function isCredential(value: unknown): value is ICredentialType {
	return typeof value === 'object' && value !== null && 'properties' in value && 'name' in value;
}
