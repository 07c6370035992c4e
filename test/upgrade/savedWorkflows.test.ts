import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';

import { toParameters } from '../engine/guards';
import { nodeTypeName } from '../engine/nodeTypes';
import { registeredNodes } from '../lint/registered';
import { checkSavedNode, type SavedNode } from './savedNode';

const Parameters = z.record(z.unknown()).transform(toParameters);
const Workflow = z.object({
	nodes: z.array(
		z.object({
			name: z.string(),
			type: z.string(),
			typeVersion: z.number(),
			parameters: Parameters,
			credentials: z.record(z.unknown()).optional(),
		}),
	),
	meta: z.object({ defaults: z.record(Parameters) }),
});

const descriptions = new Map(
	(await registeredNodes()).map(({ instance: { description } }) => [
		nodeTypeName(description),
		description,
	]),
);

const releases = (await readdir(import.meta.dirname)).filter((name) =>
	name.startsWith('workflows-'),
);
const perRelease = await Promise.all(
	releases.map(async (release) => {
		const folder = join(import.meta.dirname, release);
		const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
		return await Promise.all(
			files.map(async (file): Promise<[string, z.infer<typeof Workflow>]> => [
				`${release}/${file}`,
				Workflow.parse(JSON.parse(await readFile(join(folder, file), 'utf8'))),
			]),
		);
	}),
);
const saved = perRelease.flat();

describe('workflows that earlier versions have saved', () => {
	it.each(saved)('%s means what it meant', (_file, { nodes, meta }) => {
		const findings = nodes.flatMap((node) => {
			const description = descriptions.get(node.type);
			if (description === undefined) return [`${node.name}: there is no node ${node.type}`];
			return checkSavedNode(node, meta.defaults[node.name] ?? {}, description).map(
				(finding) => `${node.name}: ${finding}`,
			);
		});
		expect(nodes.length).toBeGreaterThan(0);
		expect(findings).toEqual([]);
	});

	it('are there for every node that the first version had', () => {
		const types = saved
			.filter(([file]) => file.startsWith('workflows-0.1.0/'))
			.flatMap(([, { nodes }]) => nodes.map(({ type }) => type));
		expect(new Set(types).size).toBe(11);
	});
});

describe('the check of a saved node', () => {
	const menu = (name: string, ...values: string[]): INodeProperties => ({
		displayName: name,
		name,
		type: 'options',
		default: values[0] ?? '',
		options: values.map((value) => ({ name: value, value })),
	});
	const text = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
		displayName: name,
		name,
		type: 'string',
		default: '',
		...more,
	});
	const node = (...properties: INodeProperties[]): INodeTypeDescription => ({
		displayName: 'Sample',
		name: 'sample',
		group: ['transform'],
		version: [1, 2],
		description: 'Serves this test',
		defaults: { name: 'Sample' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'sampleApi' }],
		properties,
	});
	const options = (...inner: INodeProperties[]): INodeProperties => ({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: inner,
	});
	const fixture = (parameters: SavedNode['parameters'] = {}, typeVersion = 1): SavedNode => ({
		name: 'Sample',
		type: 'x.sample',
		typeVersion,
		parameters,
		credentials: { sampleApi: {} },
	});

	it('finds nothing where things were only added', () => {
		const today = node(menu('kind', 'a', 'b'), text('title'), options(menu('tone', 'x', 'y')));
		const before = fixture({ kind: 'b', options: { tone: '={{ $json.tone }}' } });
		expect(checkSavedNode(before, { title: '' }, today)).toEqual([]);
	});

	it.each<[string, INodeTypeDescription, SavedNode, SavedNode['parameters'], string]>([
		['a version', node(), fixture({}, 3), {}, 'version 3 is no longer supported'],
		[
			'a credential',
			{ ...node(), credentials: [] },
			fixture(),
			{},
			'the credential sampleApi is gone',
		],
		['a parameter', node(text('name')), fixture({ title: 'x' }), {}, 'title: is gone'],
		['a value', node(menu('kind', 'a')), fixture({ kind: 'b' }), {}, 'kind: lost the value "b"'],
		[
			'a value that was the default',
			node({ ...menu('kind', 'b'), default: 'a' }),
			fixture(),
			{ kind: 'a' },
			'kind: lost the value "a"',
		],
		[
			'an option',
			node(options(text('tone'))),
			fixture({ options: { style: 'x' } }),
			{},
			'options.style: is gone',
		],
		[
			'a value within an option',
			node(options(menu('tone', 'x'))),
			fixture({ options: { tone: 'y' } }),
			{},
			'options.tone: lost the value "y"',
		],
		[
			'a default',
			node(text('title', { default: 'new' })),
			fixture(),
			{ title: 'old' },
			'title: was "old" by default and is "new"',
		],
		[
			'what need not be filled in',
			node(text('title', { required: true })),
			fixture(),
			{},
			'title: has to be filled in now',
		],
		[
			'a parameter that is no longer shown',
			node(menu('kind', 'a', 'b'), text('title', { displayOptions: { show: { kind: ['a'] } } })),
			fixture({ kind: 'b', title: 'x' }),
			{},
			'title: is gone',
		],
	])('finds %s that is gone or has changed', (_what, today, before, defaults, finding) => {
		expect(checkSavedNode(before, defaults, today)).toContain(finding);
	});
});
