import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { runNode, storeBinary, type BinaryMode } from '../harness';
import {
	account,
	byId,
	jsonOf,
	numbered,
	pairsOf,
	scribe,
	sendJson,
	startServer,
	UNWANTED_WORDS,
} from './support';

interface Case {
	/** What is wrong, as the test's title. */
	wrong: string;
	operation: string;
	parameters: INodeParameters;
	/** What the user reads. */
	says: string;
}

/** A value that is wrong for the middle one of three items, and for no other. */
const onlyMiddle = (wrong: string, right: string): string =>
	`={{ $json.n === 1 ? ${wrong} : ${right} }}`;

const ID_RULE = 'must be an ID made of letters, digits, "-" and "_"';

const wrongIds = ['../admin', 'a/b', 'a.b', '..', 'a b', 'a?b=1', 'a#b', 'a%2Fb', 'a\\b', 'é'];

/** Operations that send the lists of several items in one request. */
const JOINED = new Set(['item.exclude']);

const CASES: Case[] = [
	{
		wrong: 'a required text that is empty',
		operation: 'project.create',
		parameters: { name: onlyMiddle("''", "'A'"), platform: 'shopify' },
		says: '"Name" is empty',
	},
	{
		wrong: 'a required text of blanks',
		operation: 'project.create',
		parameters: { name: onlyMiddle("'  '", "'A'"), platform: 'shopify' },
		says: '"Name" is empty',
	},
	{
		wrong: 'an empty resource locator',
		operation: 'project.get',
		parameters: { projectId: byId(onlyMiddle("''", "'p-1'")) },
		says: '"Project" is empty',
	},
	{
		wrong: 'an expression that finds nothing',
		operation: 'project.get',
		parameters: { projectId: byId(onlyMiddle('$json.gone', "'p-1'")) },
		says: '"Project" is empty',
	},
	{
		wrong: 'a language that is none',
		operation: 'content.generate',
		parameters: { additionalFields: { language: onlyMiddle("'Klingon'", "'de'") } },
		says: '"Language Name or ID" must be the code of a language, e.g. de or sr-Latn',
	},
	...wrongIds.map((id): Case => ({
		wrong: `the ID "${id}"`,
		operation: 'project.get',
		parameters: { projectId: byId(onlyMiddle(JSON.stringify(id), "'p-1'")) },
		says: `"Project" ${ID_RULE}; got "${id}"`,
	})),
	{
		wrong: 'one wrong ID in a list of them',
		operation: 'item.exclude',
		parameters: { itemIds: onlyMiddle("'i-1, ../i-2'", "'i-1, i-2'") },
		says: `"Item IDs" ${ID_RULE}; got "../i-2"`,
	},
	{
		wrong: 'an empty list of IDs',
		operation: 'item.exclude',
		parameters: { itemIds: onlyMiddle('[]', "'i-1'") },
		says: '"Item IDs" is empty',
	},
	{
		wrong: 'a list of IDs that holds commas only',
		operation: 'item.exclude',
		parameters: { itemIds: onlyMiddle("', ,'", "'i-1'") },
		says: '"Item IDs" must hold at least one ID',
	},
	{
		wrong: 'JSON that does not parse',
		operation: 'project.update',
		parameters: { updateFields: { settings: onlyMiddle(`'{"a": '`, `'{"a": 1}'`) } },
		says: '"Settings (JSON)" must be a JSON object, e.g. {"key": "value"}; got text that is not JSON',
	},
	{
		wrong: 'a JSON array where an object belongs',
		operation: 'project.update',
		parameters: { updateFields: { settings: onlyMiddle("'[1]'", `'{"a": 1}'`) } },
		says: '"Settings (JSON)" must be a JSON object, e.g. {"key": "value"}; got an array',
	},
	{
		wrong: 'an update without a field',
		operation: 'project.update',
		parameters: { updateFields: { name: onlyMiddle("''", "'A'") } },
		says: 'There is nothing to update: add at least one field',
	},
	{
		wrong: 'an unknown platform',
		operation: 'project.create',
		parameters: { name: 'A', platform: onlyMiddle("'prestashop'", "'shopify'") },
		says: '"Platform Name or ID" must be one of: magento2, shopify, woocommerce; got "prestashop"',
	},
	...['truncate', 'deletePermanently'].map((operation): Case => ({
		wrong: `a missing confirmation of ${operation}`,
		operation: `project.${operation}`,
		parameters: { confirm: onlyMiddle('false', 'true') },
		says: '"Confirm" has to be turned on, because this cannot be undone',
	})),
	...['regenerate', 'regenerateStream'].map((operation): Case => ({
		wrong: `a missing confirmation of ${operation}`,
		operation: `content.${operation}`,
		parameters: { confirm: onlyMiddle('false', 'true') },
		says: '"Confirm" has to be turned on, because this cannot be undone: every item of the project goes back to pending',
	})),
	...['0', '-1', "'many'", '1.5', '1e12'].map((limit): Case => ({
		wrong: `the limit ${limit}`,
		operation: 'project.getAll',
		parameters: { returnAll: false, limit: onlyMiddle(limit, '5') },
		says: '"Limit" must be a whole number from 1 to 1000000',
	})),
	...['0', '-3', "'long'"].map((timeout): Case => ({
		wrong: `the timeout ${timeout}`,
		operation: 'import.execute',
		parameters: {
			waitForCompletion: false,
			options: { timeout: onlyMiddle(timeout, '5') },
		},
		says: '"Timeout" must be a number of minutes above 0',
	})),
	...['-1', "'long'"].map((maximumWait): Case => ({
		wrong: `the maximum wait ${maximumWait}`,
		operation: 'project.get',
		parameters: { options: { maximumWait: onlyMiddle(maximumWait, '0') } },
		says: '"Maximum Wait" must be a number of minutes from 0',
	})),
	{
		wrong: 'two fields at once',
		operation: 'project.create',
		parameters: { name: onlyMiddle("''", "'A'"), platform: onlyMiddle("'x'", "'shopify'") },
		says: '"Name" is empty; "Platform Name or ID" must be one of',
	},
];

const answering = async () => await startServer((_, response) => sendJson(response, {}));

describe.each(CASES)('With $wrong', ({ operation, parameters, says }) => {
	it('nothing at all is sent, and the error names item, field and remedy', async () => {
		const server = await answering();
		const { error, status } = await runNode(
			scribe(operation, { parameters, credentials: account(server.url), input: numbered(3) }),
		);
		expect(status).toBe('error');
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining(says),
			description: expect.stringMatching(/^Nothing was sent. /),
			context: { itemIndex: 1 },
		});
		expect(error?.message).not.toMatch(UNWANTED_WORDS);
		expect(server.arrived).toEqual([]);
	});

	it('the other items go on when they should, and only they are sent', async () => {
		const server = await answering();
		const result = await runNode(
			scribe(operation, {
				parameters,
				credentials: account(server.url),
				input: numbered(3),
				onError: 'continueErrorOutput',
			}),
		);
		expect(pairsOf(result, 1)).toEqual([1]);
		expect(jsonOf(result, 1)).toEqual([
			{
				n: 1,
				error: expect.stringContaining(says),
				details: { kind: 'input', advice: expect.stringMatching(/^Nothing was sent. /) },
			},
		]);
		expect(pairsOf(result)).toEqual([0, 2]);
		expect(server.arrived).toHaveLength(JOINED.has(operation) ? 1 : 2);
	});
});

describe('An item without what it has to upload', () => {
	const MODES: BinaryMode[] = ['default', 'filesystem'];
	const store = async (content: Buffer | string, mode: BinaryMode) =>
		await storeBinary(content, { fileName: 'catalog.csv', mimeType: 'text/csv' }, mode);
	const good = async (mode: BinaryMode): Promise<INodeExecutionData> => ({
		json: {},
		binary: { data: await store('sku\n1\n', mode) },
	});

	const files: Array<{
		wrong: string;
		item: (mode: BinaryMode) => Promise<INodeExecutionData>;
		says: string;
		advice: string;
	}> = [
		{
			wrong: 'no file at all',
			item: async () => ({ json: {} }),
			says: 'This item has no file in the binary property "data"',
			advice: 'Put a node in front that brings the file',
		},
		{
			wrong: 'a file of another name',
			item: async (mode) => ({ json: {}, binary: { sheet: await store('a', mode) } }),
			says: 'This item has no file in the binary property "data"',
			advice: 'Its binary properties are: sheet',
		},
		{
			wrong: 'an empty file',
			item: async (mode) => ({ json: {}, binary: { data: await store('', mode) } }),
			says: 'The file in "data" is empty',
			advice: 'Check the node that brings the file',
		},
		{
			wrong: 'a file of 50 MB',
			item: async (mode) => ({
				json: {},
				binary: { data: await store(Buffer.alloc(50 * 1024 * 1024, 'a'), mode) },
			}),
			says: 'The file in "data" is 50.0 MB; at most 25 MB are sent',
			advice: 'Nothing was sent. Split the file',
		},
	];

	const table = MODES.flatMap((mode) => files.map((each) => ({ mode, ...each })));

	it.each(table)(
		'($wrong, mode $mode) stops the node before anything is sent',
		async ({ mode, item, says, advice }) => {
			const server = await answering();
			const { error } = await runNode(
				scribe('source.uploadFile', {
					credentials: account(server.url),
					input: [await good(mode), await item(mode)],
					binaryMode: mode,
				}),
			);
			expect(error).toMatchObject({
				name: 'NodeOperationError',
				message: expect.stringContaining(says),
				description: expect.stringContaining(advice),
				context: { itemIndex: 1 },
			});
			expect(error?.message).not.toMatch(UNWANTED_WORDS);
			expect(server.arrived).toEqual([]);
		},
	);

	it.each(MODES)('leaves alone those that have it, mode %s', async (mode) => {
		const server = await answering();
		const input = [await good(mode)];
		for (const { item } of files) input.push(await item(mode));
		const result = await runNode(
			scribe('source.uploadFile', {
				credentials: account(server.url),
				input: [...input, await good(mode)],
				binaryMode: mode,
				onError: 'continueErrorOutput',
			}),
		);
		expect(pairsOf(result)).toEqual([0, 5]);
		expect(jsonOf(result, 1).map(({ error }) => error)).toEqual(
			files.map(({ says }) => expect.stringContaining(says)),
		);
		expect(server.arrived).toHaveLength(2);
	});

	it('of exactly 25 MB is sent', async () => {
		const server = await answering();
		const { error } = await runNode(
			scribe('source.uploadFile', {
				credentials: account(server.url),
				input: [
					{
						json: {},
						binary: { data: await store(Buffer.alloc(25 * 1024 * 1024, 'a'), 'filesystem') },
					},
				],
			}),
		);
		expect(error).toBeUndefined();
		expect(server.arrived[0]?.body.length).toBeGreaterThan(25 * 1024 * 1024);
	});
});

describe('A credential with a base URL without scheme', () => {
	it('gives each item the same clear message, and nothing is sent', async () => {
		const result = await runNode(
			scribe('project.get', {
				credentials: account('api.xcscribe.com'),
				input: numbered(3),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result)).toEqual([]);
		expect(jsonOf(result, 1).map(({ error }) => error)).toEqual(
			Array(3).fill('The base URL "api.xcscribe.com" of the credential is not a web address'),
		);
	});
});

describe('What is not wrong', () => {
	it.each([
		['a number as ID', 'project.get', { projectId: byId('={{ 42 }}') }, '/api/v1/projects/42'],
		['blanks around an ID', 'project.get', { projectId: byId('  p-1\n') }, '/api/v1/projects/p-1'],
		[
			'an ID from the list',
			'project.get',
			{ projectId: { __rl: true, mode: 'list', value: 'p-2' } },
			'/api/v1/projects/p-2',
		],
	])('%s is taken', async (_, operation, parameters, path) => {
		const server = await answering();
		const { error } = await runNode(
			scribe(operation, { parameters, credentials: account(server.url) }),
		);
		expect(error).toBeUndefined();
		expect(server.arrived.map((each) => each.path)).toEqual([path]);
	});
});
