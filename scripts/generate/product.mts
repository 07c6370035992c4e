import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

import type { ResourceNames } from '../../nodes/shared/description.ts';
import type { Operation } from '../../nodes/shared/operation.ts';
import type { Provider } from '../../nodes/shared/provider.ts';
import { projectRoot } from '../paths.mjs';

/** A node that package.json registers, with the declarations that its form was made of. */
export interface ProductNode {
	/** `nodes/XcScribe`; nodes of one provider share it. */
	folder: string;
	description: INodeTypeDescription;
	declared?: Declarations;
}

/** What a node with resources and operations is derived from. */
export interface Declarations {
	operations: readonly Operation[];
	/** Display names of the resources, in menu order. */
	resources: ResourceNames;
	provider: Provider;
}

/** Imports a file of the product, named from the repository's root. */
export type Load = (file: string) => Promise<unknown>;

/** `dist/nodes/XcScribe/XcScribe.node.js` as package.json registers it -> `nodes/XcScribe/XcScribe.node.ts` */
async function nodeFiles(): Promise<string[]> {
	const manifest: unknown = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
	const n8n = isRecord(manifest) ? manifest.n8n : undefined;
	const nodes = isRecord(n8n) ? n8n.nodes : undefined;
	if (!Array.isArray(nodes)) throw new TypeError('package.json registers no nodes');
	return nodes.map((file) =>
		String(file)
			.replace(/^dist\//, '')
			.replace(/\.js$/, '.ts'),
	);
}

/** The files beside a node that may hold its declarations. */
async function declarationFiles(folder: string): Promise<string[]> {
	const found: string[] = [];
	const patterns = [`${folder}/provider.ts`, `${folder}/operations/*.ts`];
	for await (const file of glob(patterns, { cwd: projectRoot })) found.push(file);
	return found.map((file) => file.replaceAll('\\', '/')).sort();
}

/** Every file that `readProduct` is going to load. */
export async function productFiles(): Promise<string[]> {
	const nodes = await nodeFiles();
	const folders = [...new Set(nodes.map((file) => dirname(file)))];
	const declarations = await Promise.all(folders.map(declarationFiles));
	return [...nodes, ...declarations.flat()];
}

/**
 * The registered nodes. The declarations of a node are found by its name: the files of its folder export `xcScribe` (the provider),
 * `xcScribeOperations` and `xcScribeResources` for the node `xcScribe`.
 * @throws TypeError for a node that offers operations without such exports
 */
export async function readProduct(load: Load): Promise<ProductNode[]> {
	const nodes: ProductNode[] = [];
	for (const file of await nodeFiles()) {
		const folder = dirname(file);
		const className = basename(file, '.node.ts');
		const NodeClass = (await exportsOf(load, [file]))[className];
		if (!isNodeClass(NodeClass)) throw new TypeError(`${file} exports no class ${className}`);
		const { description } = new NodeClass();
		const offersOperations = description.properties.some(({ name }) => name === 'operation');
		nodes.push({
			folder,
			description,
			...(offersOperations ? { declared: await declarationsOf(load, folder, description) } : {}),
		});
	}
	return nodes;
}

async function declarationsOf(
	load: Load,
	folder: string,
	{ name }: INodeTypeDescription,
): Promise<Declarations> {
	const found = await exportsOf(load, await declarationFiles(folder));
	const provider = found[name];
	const operations = found[`${name}Operations`];
	const resources = found[`${name}Resources`];
	if (isProvider(provider) && isOperations(operations) && isResources(resources)) {
		return { provider, operations, resources };
	}
	throw new TypeError(
		`The files of ${folder} should export ${name}, ${name}Operations and ${name}Resources: the node "${name}" is derived from them`,
	);
}

async function exportsOf(load: Load, files: readonly string[]): Promise<Record<string, unknown>> {
	const modules = await Promise.all(files.map(load));
	return Object.fromEntries(
		modules.flatMap((module) => (isRecord(module) ? Object.entries(module) : [])),
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function isNodeClass(value: unknown): value is new () => INodeType {
	return typeof value === 'function';
}

function isProvider(value: unknown): value is Provider {
	return isRecord(value) && 'credential' in value && 'readMessage' in value;
}

function isOperations(value: unknown): value is readonly Operation[] {
	return Array.isArray(value) && value.every((each) => isRecord(each) && 'fields' in each);
}

function isResources(value: unknown): value is ResourceNames {
	return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
}
