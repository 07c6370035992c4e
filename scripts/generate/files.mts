import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { projectRoot } from '../paths.mjs';
import { operationsPage } from './operationsPage.mts';
import { outputSchemas } from './outputSchemas.mts';
import { parametersOf, type Parameters } from './parameters.mts';
import type { ProductNode } from './product.mts';

/** Texts by path from the repository's root. */
export type Files = ReadonlyMap<string, string>;

export const OPERATIONS_PAGE = 'docs/operations.md';
export const PARAMETERS_FILE = 'test/contract/parameters.json';
const SCHEMAS = 'nodes/*/__schema__/**/*.json';

/** The files that are made of the declarations alone: the operations page and the output schemas. */
export async function generatedFiles(nodes: readonly ProductNode[]): Promise<Files> {
	const files = new Map([[OPERATIONS_PAGE, operationsPage(nodes)]]);
	for (const { folder, description, declared } of nodes) {
		if (declared === undefined) continue;
		const version = [description.version].flat().at(-1) ?? 1;
		for (const [name, schema] of await outputSchemas(declared)) {
			const file = `${folder}/__schema__/v${threeParts(version)}/${name}.json`;
			if (files.has(file)) throw new RangeError(`Two nodes of ${folder} have the form ${name}`);
			// n8n's own files end with a version of their own, which is no JSON schema.
			files.set(file, await toJson(file, { ...schema, version: 1 }));
		}
	}
	return files;
}

/** n8n pads a node's version for the name of its folder: 1 -> 1.0.0 */
const threeParts = (version: number): string =>
	[...String(version).split('.'), '0', '0'].slice(0, 3).join('.');

/** What is there but no longer made, or differs from what would be made. */
export interface StaleFiles {
	superfluous: string[];
	outdated: string[];
}

/** Compares the generated files with those in the repository. */
export async function staleFiles(files: Files): Promise<StaleFiles> {
	const superfluous: string[] = [];
	for await (const found of glob(SCHEMAS, { cwd: projectRoot })) {
		const file = found.replaceAll('\\', '/');
		if (!files.has(file)) superfluous.push(file);
	}
	const outdated: string[] = [];
	for (const [file, text] of files) {
		const present = await readFile(join(projectRoot, file), 'utf8').catch(() => undefined);
		if (present !== text) outdated.push(file);
	}
	return { superfluous: superfluous.sort(), outdated };
}

/** Writes what is outdated and removes what is superfluous. */
export async function updateFiles(files: Files): Promise<StaleFiles> {
	const stale = await staleFiles(files);
	for (const file of stale.superfluous) await rm(join(projectRoot, file));
	for (const file of stale.outdated) await write(file, files.get(file) ?? '');
	return stale;
}

async function write(file: string, text: string): Promise<void> {
	const path = join(projectRoot, file);
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, text);
}

/** The parameters as recorded in the repository; none before the first record. */
export async function recordedParameters(): Promise<Parameters> {
	const text = await readFile(join(projectRoot, PARAMETERS_FILE), 'utf8').catch(() => '{}');
	const recorded: unknown = JSON.parse(text);
	if (isParameters(recorded)) return recorded;
	throw new TypeError(`${PARAMETERS_FILE} holds no parameters`);
}

/** The parameters of today, as they would be recorded. */
export function currentParameters(nodes: readonly ProductNode[]): Parameters {
	return parametersOf(nodes.map(({ description }) => description));
}

/** Makes the parameters of today the recorded ones. */
export async function recordParameters(parameters: Parameters): Promise<void> {
	await write(PARAMETERS_FILE, await toJson(PARAMETERS_FILE, parameters));
}

function isParameters(value: unknown): value is Parameters {
	return (
		typeof value === 'object' &&
		value !== null &&
		Object.values(value).every((node) => typeof node === 'object' && node !== null)
	);
}

async function toJson(file: string, value: unknown): Promise<string> {
	const path = join(projectRoot, file);
	const config = await resolveConfig(path);
	return await format(JSON.stringify(value), { ...config, parser: 'json' });
}
