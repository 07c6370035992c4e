import 'reflect-metadata';

import { describe, expect, it } from '@jest/globals';
import { loadOutputSchema } from 'n8n-core';
import { join } from 'node:path';
import { z } from 'zod';

import { generatedFiles, OPERATIONS_PAGE, staleFiles } from '../../scripts/generate/files.mts';
import { toJsonSchema } from '../../scripts/generate/jsonSchema.mts';
import { outputSchemas } from '../../scripts/generate/outputSchemas.mts';
import { projectRoot } from '../../scripts/paths.mjs';
import { productNodes } from '../contract/product';

const nodes = await productNodes();
const files = await generatedFiles(nodes);
const page = files.get(OPERATIONS_PAGE) ?? '';

it('what is generated is up to date', async () => {
	const { outdated, superfluous } = await staleFiles(files);
	expect({ 'to be updated with `npm run generate`': [...outdated, ...superfluous] }).toEqual({
		'to be updated with `npm run generate`': [],
	});
});

describe('the operations page', () => {
	it('has a row for each operation', () => {
		const rows = page.split('\n').filter((line) => line.startsWith('| **'));
		const operations = nodes.flatMap(({ declared }) => declared?.operations ?? []);
		expect(rows).toHaveLength(operations.length);
	});

	it('has rows with as many cells as the head', () => {
		const cells = page
			.split('\n')
			.filter((line) => line.startsWith('|'))
			.map((line) => line.split(/(?<!\\)\|/).length);
		expect(new Set(cells)).toEqual(new Set([6]));
	});

	it('links to headings that exist, once each', () => {
		const anchors = page
			.split('\n')
			.filter((line) => line.startsWith('#'))
			.map((line) => line.replace(/^#+ /, '').toLowerCase())
			.map((heading) => heading.replace(/[^\w -]/g, '').replaceAll(' ', '-'));
		expect(new Set(anchors).size).toBe(anchors.length);
		const links = [...page.matchAll(/\(#([^)]+)\)/g)].map((match) => match[1]);
		expect(links.filter((link) => !anchors.includes(link ?? ''))).toEqual([]);
		expect(links.length).toBeGreaterThan(nodes.length);
	});
});

const described = nodes.flatMap((node) =>
	node.declared === undefined ? [] : [{ ...node, declared: node.declared }],
);

describe.each(described)('output schemas of $description.name', (node) => {
	it('are found by n8n before a run, one for each operation whose output is known', async () => {
		const schemas = await outputSchemas(node.declared);
		for (const { resource, operation, reply } of node.declared.operations) {
			const found = loadOutputSchema({
				nodeDir: join(projectRoot, node.folder),
				version: 1,
				resource,
				operation,
			});
			const expected = schemas.get(`${resource}/${operation}`);
			expect({ resource, operation, found }).toEqual({
				resource,
				operation,
				found: expected === undefined ? undefined : { ...expected, version: 1 },
			});
			if (reply.kind === 'deleted' || reply.kind === 'stream' || reply.kind === 'file') {
				expect(found).toBeDefined();
			}
		}
	});

	it('name the keys that Simplify keeps', async () => {
		const schemas = await outputSchemas(node.declared);
		for (const { resource, operation, reply, job } of node.declared.operations) {
			if (job !== undefined || !('summary' in reply)) continue;
			const { properties = {} } = schemas.get(`${resource}/${operation}`) ?? {};
			expect([`${resource}.${operation}`, ...Object.keys(properties)]).toEqual([
				`${resource}.${operation}`,
				...reply.summary,
			]);
		}
	});
});

describe('output schemas of jobs', () => {
	const schemaOf = async (name: string, form: string) => {
		const node = described.find(({ description }) => description.name === name);
		return node === undefined ? {} : ((await outputSchemas(node.declared)).get(form) ?? {});
	};

	it('are those of the record that comes out when the job has ended', async () => {
		const schema = await schemaOf('xcScribe', 'job/create');
		expect(Object.keys(schema.properties ?? {})).toEqual(
			expect.arrayContaining(['id', 'job_type', 'status', 'result', 'completed_at']),
		);
	});

	it('are those of what the job brought where the provider reads that', async () => {
		const schema = await schemaOf('cernel', 'product/generate');
		expect(Object.keys(schema.properties ?? {})).toEqual(
			expect.arrayContaining(['job_id', 'language', 'description', 'meta_title']),
		);
	});
});

describe('zod as JSON schema', () => {
	it.each<[string, z.ZodTypeAny, unknown]>([
		['text', z.string(), { type: 'string' }],
		['a number', z.number().int(), { type: 'number' }],
		['a switch', z.boolean(), { type: 'boolean' }],
		['one of some texts', z.enum(['a', 'b']), { type: 'string' }],
		['a fixed value', z.literal(3), { type: 'number' }],
		['anything', z.unknown(), {}],
		['text or null', z.string().nullable(), { type: ['string', 'null'] }],
		['text, null or nothing', z.string().nullish(), { type: ['string', 'null'] }],
		['text or nothing', z.string().optional(), { type: 'string' }],
		['anything or null', z.unknown().nullable(), {}],
		['a number or text', z.union([z.number(), z.string()]), { type: ['number', 'string'] }],
		[
			'a number, text or null',
			z.union([z.number(), z.string()]).nullable(),
			{ type: ['number', 'string', 'null'] },
		],
		['changed text', z.string().transform(Number), { type: 'string' }],
		['a list', z.array(z.string()), { type: 'array', items: { type: 'string' } }],
		['free keys', z.record(z.number()), { type: 'object', properties: {} }],
		[
			'an object whose parts may be null, which n8n would not open otherwise',
			z.object({ part: z.object({ id: z.string() }).nullable() }).passthrough(),
			{
				type: 'object',
				properties: { part: { type: 'object', properties: { id: { type: 'string' } } } },
			},
		],
		[
			'a list or an object',
			z.union([z.string(), z.object({ id: z.string() })]),
			{ type: 'object', properties: { id: { type: 'string' } } },
		],
	])('%s', (_what, schema, expected) => {
		expect(toJsonSchema(schema)).toEqual(expected);
	});

	it('says what it does not know', () => {
		expect(() => toJsonSchema(z.date())).toThrow('jsonSchema.mts does not know ZodDate yet');
	});
});
