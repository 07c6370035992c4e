import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { FixtureApi } from './fixtures/fixtureApi';
import { FixtureNode } from './fixtures/fixtureNode';
import {
	CredentialStore,
	listSearch,
	readBinary,
	runNode,
	startNode,
	storeBinary,
	testCredential,
	visibleParameters,
} from './harness';
import { forbidNetwork, nock, releaseNetwork } from './http';

const API = 'https://api.fixture.test';
const account = { type: new FixtureApi(), data: { email: 'a@b.test', password: 'secret' } };

beforeEach(forbidNetwork);
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

describe('items', () => {
	it('come out in order, paired, with expressions resolved for each', async () => {
		const input = ['a', 'b', 'c'].map((value) => ({ json: { value } }));
		const { outputs, json, error, status } = await runNode({ node: new FixtureNode(), input });
		expect(json).toEqual([{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(error).toBeUndefined();
		expect(status).toBe('success');
	});

	it('default to a single empty one', async () => {
		const { json } = await runNode({ node: new FixtureNode(), parameters: { value: 'fixed' } });
		expect(json).toEqual([{ value: 'fixed' }]);
	});
});

describe('a failing item', () => {
	const input = [{ json: { value: 'a' } }, { json: { bad: true } }, { json: { value: 'c' } }];

	it('ends the run in mode stopWorkflow', async () => {
		const { outputs, error, status } = await runNode({
			node: new FixtureNode(),
			input,
			onError: 'stopWorkflow',
		});
		expect(outputs).toEqual([]);
		expect(error?.message).toBe('Bad item');
		expect(status).toBe('error');
	});

	it('stays in its place in mode continueRegularOutput', async () => {
		const { json, status } = await runNode({
			node: new FixtureNode(),
			input,
			onError: 'continueRegularOutput',
		});
		expect(json).toEqual([
			{ value: 'a' },
			{ error: 'Bad item', details: { item: 1 } },
			{ value: 'c' },
		]);
		expect(status).toBe('success');
	});

	it('leaves on the error output, with its details, in mode continueErrorOutput', async () => {
		const { outputs } = await runNode({
			node: new FixtureNode(),
			input,
			onError: 'continueErrorOutput',
		});
		expect(outputs.map((items) => items.map(({ json }) => json))).toEqual([
			[{ value: 'a' }, { value: 'c' }],
			[{ bad: true, error: 'Bad item', details: { item: 1 } }],
		]);
	});

	it('keeps the description and the class name of the error', async () => {
		const { error } = await runNode({
			node: new FixtureNode(),
			parameters: { operation: 'error' },
		});
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: 'Refused',
			description: 'Ask again later',
			context: { itemIndex: 0 },
		});
	});
});

describe('retry on fail', () => {
	it('runs the whole node again, and the node context survives', async () => {
		const node = new FixtureNode();
		const { json, runData } = await runNode({
			node,
			parameters: { operation: 'flaky' },
			retryOnFail: { maxTries: 2, waitBetweenTries: 1 },
		});
		expect(json).toEqual([{ tries: 2 }]);
		expect(runData).toHaveLength(1);
		expect(node.observed.remembered).toEqual([1, 2]);
	});
});

describe('cancelling', () => {
	const started = async ({ observed }: FixtureNode): Promise<void> => {
		while (observed.tries === 0) await nextTurn();
	};

	it('reaches the node as an abort signal and ends the run', async () => {
		const node = new FixtureNode();
		const { result, cancel } = await startNode({ node, parameters: { operation: 'wait' } });
		await started(node);
		cancel();
		const { status, error } = await result;
		expect(node.observed.aborted).toBe(true);
		expect(status).toBe('canceled');
		expect(error?.message).toBe('The wait was canceled');
	});

	it('counts as an error when the node throws without the word "canceled"', async () => {
		const node = new FixtureNode();
		const { result, cancel } = await startNode({
			node,
			parameters: { operation: 'wait', honest: false },
		});
		await started(node);
		cancel();
		expect((await result).status).toBe('error');
	});

	it('counts as cancelled when the node ends in good order, and its items are kept', async () => {
		const node = new FixtureNode();
		const { result, cancel } = await startNode({
			node,
			parameters: { operation: 'wait' },
			onError: 'continueRegularOutput',
		});
		await started(node);
		cancel();
		const { status, error, outputs } = await result;
		expect(status).toBe('canceled');
		expect(error?.name).toBe('ManualExecutionCancelledError');
		expect(outputs[0]?.map(({ json }) => json.error)).toEqual(['The wait was canceled']);
	});

	it('works with an abort signal, too', async () => {
		const node = new FixtureNode();
		const controller = new AbortController();
		const run = runNode({ node, parameters: { operation: 'wait' }, signal: controller.signal });
		await started(node);
		controller.abort();
		expect((await run).status).toBe('canceled');
		expect(node.observed.aborted).toBe(true);
	});
});

describe('files', () => {
	it.each(['filesystem', 'default'] as const)('go in and out in mode %s', async (binaryMode) => {
		const content = 'sku;title\n1;Küche\n';
		const description = { fileName: 'in.csv', mimeType: 'text/csv' };
		const data = await storeBinary(content, description, binaryMode);
		const { outputs } = await runNode({
			node: new FixtureNode(),
			parameters: { operation: 'upload' },
			input: [{ json: {}, binary: { data } }],
			binaryMode,
		});
		const [item] = outputs[0] ?? [];
		expect(item?.json).toEqual({
			bytes: Buffer.byteLength(content),
			stream: binaryMode === 'filesystem',
		});
		const copy = item?.binary?.copy;
		expect(copy).toMatchObject({ fileName: 'copy.csv', mimeType: 'text/csv' });
		expect(copy && (await readBinary(copy)).toString()).toBe(content);
	});
});

describe('requests', () => {
	it.each(['undici', 'proxy'])('through undici are seen by nock (%s)', async (operation) => {
		nock(API).get('/things').reply(200, 'hello');
		const { json } = await runNode({ node: new FixtureNode(), parameters: { operation } });
		expect(json).toEqual([{ statusCode: 200, body: 'hello' }]);
	});

	it('without an interceptor are refused', async () => {
		const { error } = await runNode({
			node: new FixtureNode(),
			parameters: { operation: 'undici' },
		});
		expect(error?.message).toContain('Disallowed net connect');
	});

	it('through n8n are seen by nock, with the declared authentication', async () => {
		nock(API, { reqheaders: { authorization: 'Bearer old' } })
			.get('/things')
			.reply(200, { ok: true });
		const { json, credentials } = await runNode({
			node: new FixtureNode(),
			parameters: { operation: 'axios' },
			credentials: [{ ...account, data: { ...account.data, sessionToken: 'old' } }],
		});
		expect(json).toEqual([{ ok: true }]);
		expect(credentials.logins('fixtureApi')).toBe(0);
	});
});

describe('a session token', () => {
	const parameters = { operation: 'axios' };

	it('is fetched when there is none, kept, and used by the next run', async () => {
		const store = new CredentialStore([account]);
		nock(API)
			.post('/login', { email: 'a@b.test', password: 'secret' })
			.reply(200, { token: 'fresh' });
		nock(API, { reqheaders: { authorization: 'Bearer fresh' } })
			.get('/things')
			.times(2)
			.reply(200, {});
		await runNode({ node: new FixtureNode(), parameters, credentials: store });
		await runNode({ node: new FixtureNode(), parameters, credentials: store });
		expect(store.stored('fixtureApi')).toEqual({ ...account.data, sessionToken: 'fresh' });
		expect([store.logins('fixtureApi'), store.writes('fixtureApi')]).toEqual([1, 1]);
	});

	it('is renewed on 401, and later items of the same run have the new one', async () => {
		const store = new CredentialStore([
			{ ...account, data: { ...account.data, sessionToken: 'expired' } },
		]);
		nock(API, { reqheaders: { authorization: 'Bearer expired' } })
			.get('/things')
			.reply(401);
		nock(API).post('/login').reply(200, { token: 'renewed' });
		nock(API, { reqheaders: { authorization: 'Bearer renewed' } })
			.get('/things')
			.times(2)
			.reply(200, {});
		const { error } = await runNode({
			node: new FixtureNode(),
			parameters,
			credentials: store,
			input: [{ json: {} }, { json: {} }],
		});
		expect(error).toBeUndefined();
		expect(store.stored('fixtureApi').sessionToken).toBe('renewed');
		expect(store.logins('fixtureApi')).toBe(1);
	});

	it('cannot be had with the wrong password: the error carries the status', async () => {
		nock(API).post('/login').reply(401, { detail: 'Wrong password' });
		nock(API).post('/login').reply(401, { detail: 'Wrong password' });
		const { error } = await runNode({
			node: new FixtureNode(),
			parameters,
			credentials: [account],
		});
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '401' });
	});
});

describe('the test of a credential', () => {
	it('logs in, even with a token at hand, and says OK', async () => {
		const entry = { ...account, data: { ...account.data, sessionToken: 'old' } };
		const store = new CredentialStore([entry]);
		nock(API).post('/login').reply(200, { token: 'new' });
		nock(API, { reqheaders: { authorization: 'Bearer new' } })
			.get('/me')
			.reply(200, {});
		expect(await testCredential(entry, store)).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		expect(store.stored('fixtureApi').sessionToken).toBe('new');
	});

	it('answers with the text of a rule', async () => {
		nock(API).post('/login').reply(200, { token: 'new' });
		nock(API).get('/me').reply(403);
		expect(await testCredential(account)).toEqual({
			status: 'Error',
			message: 'Not for this account',
		});
	});
});

describe('the form', () => {
	it('is refused before anything runs when a required field is empty', async () => {
		const node = new FixtureNode();
		node.description.properties.push({
			displayName: 'Title',
			name: 'title',
			type: 'string',
			required: true,
			default: '',
		});
		await expect(runNode({ node })).rejects.toThrow('Parameter "Title" is required');
		expect(node.observed.tries).toBe(0);
	});

	it('loads lists with the filter, the page and the present values', async () => {
		nock(API)
			.get('/projects')
			.query({ q: 'shoe', page: '1' })
			.reply(200, { names: ['Shoes'] });
		const found = await listSearch({
			node: new FixtureNode(),
			method: 'searchThings',
			parameters: { operation: 'axios', path: '/projects' },
			filter: 'shoe',
			credentials: [{ ...account, data: { ...account.data, sessionToken: 'old' } }],
		});
		expect(found).toEqual({ results: [{ name: 'Shoes', value: 'Shoes' }], paginationToken: '2' });
	});

	it('shows what belongs to the chosen values', () => {
		const { description } = new FixtureNode();
		const names = (values: Record<string, string | boolean>) =>
			visibleParameters(description, values).map(({ name }) => name);
		expect(names({ operation: 'axios' })).toEqual(['operation', 'path']);
		expect(names({ operation: 'wait' })).toEqual([
			'operation',
			'honest',
			'waitForCompletion',
			'timeout',
		]);
		expect(names({ operation: 'wait', waitForCompletion: false })).toEqual([
			'operation',
			'honest',
			'waitForCompletion',
		]);
	});
});
