import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';

import { systemClock } from '../../../nodes/shared/clock';
import { runNode } from '../harness';
import { quietClock } from '../quietClock';
import {
	account,
	byId,
	failureOf,
	jobRecord,
	jsonOf,
	numbered,
	pairsOf,
	PROJECT,
	projectRecord,
	readable,
	scribe,
	sendJson,
	startServer,
	UNWANTED_WORDS,
} from './support';

beforeEach(() => {
	quietClock();
});

type Reply = (response: ServerResponse) => void;

/** One run of an operation against a provider that always answers like this. */
async function runAgainst(reply: Reply, ...[operation, options]: Parameters<typeof scribe>) {
	const server = await startServer((_, response) => reply(response));
	const result = await runNode(scribe(operation, { credentials: account(server.url), ...options }));
	return { server, result };
}

/** A call that only reads, and one that may have been carried out although the reply is missing. */
const READ = ['project.get', {}] as const;
const WRITE = ['project.create', { parameters: { name: 'A', platform: 'shopify' } }] as const;

const MAY_HAVE_BEEN =
	'It may have been carried out all the same. Look at the jobs and the items of the project, before you run it again';

const text =
	(body: string, status = 200, type = 'text/html'): Reply =>
	(response) => {
		response.writeHead(status, { 'content-type': type });
		response.end(body);
	};

/** The pause that n8n is told, in ms. */
const pauseIn = (failure: unknown): number => Number(Reflect.get(Object(failure), 'retryAfterMs'));

const detail =
	(words: unknown, status: number, headers: Record<string, string> = {}): Reply =>
	(response) =>
		sendJson(response, { detail: words }, status, headers);

describe('What XC Scribe refuses', () => {
	it('is told in its own words', async () => {
		const { result } = await runAgainst(detail('A conflicting job is active', 400), ...WRITE);
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			message: 'XC Scribe did not accept the request: A conflicting job is active',
			httpCode: '400',
		});
	});

	it('for its values is told field by field', async () => {
		const errors = [
			{ loc: ['body', 'name'], msg: 'field required', type: 'value_error.missing' },
			{ loc: ['body', 'settings', 0, 'url'], msg: 'invalid or missing URL scheme', type: 'url' },
			{ loc: ['body'], msg: 'too many', type: 'x' },
		];
		const { result } = await runAgainst(detail(errors, 422), ...WRITE);
		expect(result.error?.message).toBe(
			'XC Scribe did not accept the values: name: field required; settings.0.url: invalid or missing URL scheme; too many',
		);
	});

	it.each([
		['an object with a message', { detail: { message: 'Tone exists', code: 7 } }, 'Tone exists'],
		['a message without detail', { message: 'Not today' }, 'Not today'],
	])('is found in %s', async (_, body, said) => {
		const { result } = await runAgainst((response) => sendJson(response, body, 400), ...WRITE);
		expect(result.error?.message).toBe(`XC Scribe did not accept the request: ${said}`);
	});

	it('without a word is told with its status', async () => {
		for (const reply of [
			text('', 404),
			text('<html>not here</html>', 404),
			detail({ a: 1 }, 404),
		]) {
			const { result } = await runAgainst(reply, ...READ);
			expect(result.error?.message).toBe('XC Scribe does not know what was asked for (404)');
			expect(readable(result)).not.toContain('<html>');
		}
	});
});

describe('The status', () => {
	const table = [
		{
			status: 400,
			says: 'did not accept the request',
			advice: 'Correct the values of this item',
			failure: undefined,
		},
		{
			status: 402,
			says: 'stopped because the XCT balance is too low',
			advice: 'Top up the XCT balance',
			failure: undefined,
		},
		{
			status: 403,
			says: 'does not allow this to the account',
			advice: 'the role of its account',
			failure: undefined,
		},
		{
			status: 404,
			says: 'does not know what was asked for',
			advice: 'Check the IDs',
			failure: undefined,
		},
		{
			status: 405,
			says: 'answered with status 405',
			advice: 'base URL of the credential',
			failure: undefined,
		},
		{
			status: 409,
			says: 'cannot do this in the present state',
			advice: 'Wait until what is running has ended',
			failure: undefined,
		},
		{ status: 413, says: 'too large', advice: 'Split the file or the list', failure: undefined },
		{
			status: 422,
			says: 'did not accept the values',
			advice: 'Correct the named values',
			failure: undefined,
		},
	];

	it.each(table)(
		'$status says what happened and what to do',
		async ({ status, says, advice, failure }) => {
			const { result, server } = await runAgainst(detail('Words of XC Scribe', status), ...READ);
			expect(result.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringContaining(says),
				description: expect.stringContaining(advice),
				httpCode: String(status),
				context: { itemIndex: 0 },
			});
			expect(failureOf(result)).toEqual(failure);
			expect(result.error?.message).toMatch(/^XC Scribe .*: Words of XC Scribe$/);
			expect(`${String(result.error?.message)} ${advice}`).not.toMatch(UNWANTED_WORDS);
			expect(server.arrived).toHaveLength(1);
		},
	);

	it.each([408, 500, 502, 503, 504])(
		'%i to a reading call is met five times before it is told',
		async (status) => {
			const { result, server } = await runAgainst(detail('Words of XC Scribe', status), ...READ);
			expect(result.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(/^XC Scribe .*: Words of XC Scribe \(tried 5 times\)$/),
				description: 'Run it again later',
				httpCode: String(status),
			});
			expect(failureOf(result)).toEqual({ cause: 'temporarily-unavailable' });
			expect(server.arrived).toHaveLength(5);
		},
	);

	it.each([408, 500, 502, 503, 504])(
		'%i after a writing call warns that it may have been carried out, and it is not sent again',
		async (status) => {
			const { result, server } = await runAgainst(
				text('<html>Bad gateway</html>', status),
				...WRITE,
			);
			expect(result.error).toMatchObject({
				message: expect.stringMatching(
					status === 408 ? /^XC Scribe did not receive / : /^XC Scribe could not answer /,
				),
				description: MAY_HAVE_BEEN,
			});
			expect(failureOf(result)).toBeUndefined();
			expect(server.arrived).toHaveLength(1);
		},
	);

	it.each([
		['503 to a reading call', detail('Restarting', 503), READ],
		['a broken reading call', (response: ServerResponse) => response.destroy(), READ],
		['429 to a reading call', detail('Slow', 429), READ],
		['429 to a writing call', detail('Slow', 429, { 'retry-after': '1' }), WRITE],
		['503 with a pause to a writing call', detail('Full', 503, { 'retry-after': '9' }), WRITE],
	] as const)('%s does not show when a later try succeeds', async (_, refuse, call) => {
		const server = await startServer((_arrived, response, number) =>
			number < 2 ? refuse(response) : sendJson(response, projectRecord('a')),
		);
		const [operation, options] = call;
		const result = await runNode(
			scribe(operation, { credentials: account(server.url), ...options }),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject([{ id: 'a' }]);
		expect(server.arrived).toHaveLength(3);
	});

	it('429 that goes on longer than the node waits says so, until when and what to do', async () => {
		const { result, server } = await runAgainst(detail('Words of XC Scribe', 429), READ[0], {
			parameters: { options: { maximumWait: 0.5 } },
		});
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(
				/^XC Scribe asks to slow down: Words of XC Scribe \(until \S+Z, which is longer than the 0\.5 minutes of "Maximum Wait"\)$/,
			),
			description: expect.stringContaining('raise "Maximum Wait" in the options'),
			httpCode: '429',
		});
		expect(failureOf(result)).toEqual({
			cause: 'rate-limited',
			retryAfterMs: expect.any(Number),
		});
		expect(server.arrived.length).toBeGreaterThan(1);
	});

	it('429 with a longer pause than the node waits is told at once, with the pause', async () => {
		const { result, server } = await runAgainst(
			detail('Slow', 429, { 'retry-after': '4200' }),
			...WRITE,
		);
		expect(result.error?.message).toContain('which is longer than the 5 minutes of "Maximum Wait"');
		expect(pauseIn(failureOf(result))).toBe(4_200_000);
		expect(server.arrived).toHaveLength(1);
	});

	it('429 passes the pause until a date on', async () => {
		const until = new Date(systemClock.now() + 9_000_000).toUTCString();
		const { result } = await runAgainst(detail('Slow', 429, { 'retry-after': until }), ...WRITE);
		expect(failureOf(result)).toMatchObject({ cause: 'rate-limited' });
		expect(pauseIn(failureOf(result))).toBeGreaterThan(1_000_000);
		expect(pauseIn(failureOf(result))).toBeLessThanOrEqual(9_000_000);
	});

	it('429 leaves pause and time in the details of an item that goes on, and the next item is not sent', async () => {
		const { result, server } = await runAgainst(
			detail('Slow', 429, { 'retry-after': '4200' }),
			READ[0],
			{
				parameters: { options: { concurrency: 1 } },
				input: numbered(3),
				onError: 'continueErrorOutput',
			},
		);
		expect(jsonOf(result, 1)).toHaveLength(3);
		for (const item of jsonOf(result, 1)) {
			expect(item).toMatchObject({
				error: expect.stringMatching(/^XC Scribe asks to slow down: Slow \(until /),
				details: {
					kind: 'rate-limited',
					status: 429,
					providerMessage: 'Slow',
					retryAfterMs: expect.any(Number),
					until: expect.stringMatching(/^\d{4}-.*Z$/),
					advice: expect.any(String),
				},
			});
		}
		expect(server.arrived).toHaveLength(1);
	});
});

describe('A redirect', () => {
	const to =
		(status: number, url: string): Reply =>
		(response) => {
			response.writeHead(status, { location: url });
			response.end();
		};

	it.each([301, 302, 303, 307, 308])(
		'with %i of a reading call is followed, but the token stays at home',
		async (status) => {
			const elsewhere = await startServer((_, response) => sendJson(response, projectRecord('a')));
			const { result } = await runAgainst(
				to(status, `${elsewhere.url}/api/v1/projects/x`),
				...READ,
			);
			expect(jsonOf(result)).toMatchObject([{ id: 'a' }]);
			expect(elsewhere.arrived).toHaveLength(1);
			expect(elsewhere.arrived[0]?.headers).not.toHaveProperty('authorization');
		},
	);

	it.each([301, 302, 303, 307, 308])(
		'with %i of a writing call is not followed: nothing is sent to another address',
		async (status) => {
			const elsewhere = await startServer((_, response) => sendJson(response, projectRecord('a')));
			const { result } = await runAgainst(
				to(status, `${elsewhere.url}/api/v1/projects/x`),
				...WRITE,
			);
			expect(result.error).toMatchObject({
				message: `XC Scribe sent the request to another address, which is not followed (${status})`,
				description: 'Correct the base URL of the credential',
			});
			expect(elsewhere.arrived).toEqual([]);
		},
	);
});

describe('A reply that cannot be read', () => {
	it('points to the base URL when a page came instead of data', async () => {
		const { result } = await runAgainst(text('<!doctype html><p>Welcome</p>'), ...READ);
		expect(result.error).toMatchObject({
			message: 'XC Scribe answered with something that is not JSON',
			description: expect.stringContaining('Check the base URL of the credential'),
		});
		expect(readable(result)).not.toContain('Welcome');
	});

	it('warns that a writing call may have been carried out', async () => {
		const { result } = await runAgainst(text('{"id": "cut of', 200, 'application/json'), ...WRITE);
		expect(result.error).toMatchObject({ description: MAY_HAVE_BEEN });
	});

	const breaks: Array<[string, Reply]> = [
		['before it began', (response) => response.destroy()],
		[
			'in the middle',
			(response) => {
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
				response.write('{"id": ', () => setTimeout(() => response.destroy(), 20));
			},
		],
		[
			'in the middle of its chunks',
			(response) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.write('{"id": ', () => setTimeout(() => response.destroy(), 20));
			},
		],
	];

	it.each(breaks)(
		'because it broke off %s: a reading call is tried five times',
		async (_, reply) => {
			const { result, server } = await runAgainst(reply, ...READ);
			expect(result.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(/broke before the reply was complete .*\(tried 5 times\)$/),
				failure: { cause: 'temporarily-unavailable' },
			});
			expect(server.arrived).toHaveLength(5);
		},
	);

	it.each(breaks)(
		'because it broke off %s: a writing call may have been carried out',
		async (_, reply) => {
			const { result, server } = await runAgainst(reply, ...WRITE);
			expect(result.error).toMatchObject({
				message: expect.stringContaining('broke before the reply was complete'),
				description: MAY_HAVE_BEEN,
			});
			expect(failureOf(result)).toBeUndefined();
			expect(server.arrived).toHaveLength(1);
		},
	);

	it('of one item leaves the others alone', async () => {
		const server = await startServer(({ path }, response) => {
			if (path.endsWith('1')) response.destroy();
			else sendJson(response, projectRecord(path));
		});
		const result = await runNode(
			scribe('project.get', {
				parameters: { projectId: byId('={{ $json.n }}') },
				credentials: account(server.url),
				input: numbered(3),
				onError: 'continueErrorOutput',
			}),
		);
		expect([pairsOf(result), pairsOf(result, 1)]).toEqual([[0, 2], [1]]);
	});
});

describe('A reply that departs from what is known', () => {
	const hintsOf = (result: Awaited<ReturnType<typeof runNode>>) =>
		(result.runData[0]?.hints ?? []).map(({ message }) => message);

	it('is passed on as it is, with one hint for all items', async () => {
		const drifted: IDataObject = { ...projectRecord('a'), item_count: 'three', brand_new: [1] };
		const { result } = await runAgainst((response) => sendJson(response, drifted), 'project.get', {
			parameters: { simplify: false },
			input: numbered(3),
		});
		expect(result.status).toBe('success');
		expect(jsonOf(result)).toEqual([drifted, drifted, drifted]);
		expect(hintsOf(result)).toEqual([
			expect.stringMatching(
				/Replies of XC Scribe differ .*item_count: Expected number, received string/,
			),
		]);
	});

	it('only by further keys is no news', async () => {
		const { result } = await runAgainst(
			(response) => sendJson(response, { ...projectRecord('a'), brand_new: [1] }),
			'project.get',
			{ parameters: { simplify: false } },
		);
		expect(jsonOf(result)).toMatchObject([{ brand_new: [1] }]);
		expect(hintsOf(result)).toEqual([]);
	});

	it.each([
		['nothing', '', [{}]],
		['null', 'null', [{ value: null }]],
		['a number', '5', [{ value: 5 }]],
		['a list', '[1, 2]', [{ value: [1, 2] }]],
	])('because it is %s still gives one item', async (_, body, expected) => {
		const { result } = await runAgainst(text(body, 200, 'application/json'), 'project.get', {
			parameters: { simplify: false },
		});
		expect(jsonOf(result)).toEqual(expected);
		expect(hintsOf(result)).toHaveLength(1);
	});

	it('because a list is none gives the reply itself', async () => {
		const { result } = await runAgainst(
			(response) => sendJson(response, { items: [], total: 0 }),
			'project.getAll',
			{ parameters: { returnAll: true, simplify: false } },
		);
		expect(jsonOf(result)).toEqual([{ items: [], total: 0 }]);
		expect(hintsOf(result)).toHaveLength(1);
	});
});

describe('The output', () => {
	const three = ['a', 'b', 'c'].map(projectRecord);

	it.each([
		['all', { returnAll: true }, ['a', 'b', 'c']],
		['up to the limit', { returnAll: false, limit: 2 }, ['a', 'b']],
		['fewer than the limit', { returnAll: false, limit: 10 }, ['a', 'b', 'c']],
		['up to a limit given as text', { returnAll: false, limit: "={{ '1' }}" }, ['a']],
	])('of a list is %s', async (_, parameters, expected) => {
		const { result } = await runAgainst((response) => sendJson(response, three), 'project.getAll', {
			parameters,
		});
		expect(jsonOf(result).map(({ id }) => id)).toEqual(expected);
	});

	it('of a list is 50 entries when nothing is chosen', async () => {
		const many = Array.from({ length: 60 }, (_, n) => projectRecord(String(n)));
		const { result } = await runAgainst(
			(response) => sendJson(response, many),
			'project.getAll',
			{},
		);
		expect(jsonOf(result)).toHaveLength(50);
	});

	it('of lists pairs each entry with the item that asked for it', async () => {
		const { result } = await runAgainst((response) => sendJson(response, three), 'project.getAll', {
			parameters: { returnAll: false, limit: '={{ $json.n + 1 }}' },
			input: numbered(3),
		});
		expect(pairsOf(result)).toEqual([0, 1, 1, 2, 2, 2]);
	});

	it('of an empty list is nothing, and of a wrapped one its entries', async () => {
		const empty = await runAgainst((response) => sendJson(response, []), 'project.getAll', {});
		expect(jsonOf(empty.result)).toEqual([]);
		const wrapped = await runAgainst(
			(response) => sendJson(response, { sources: [{ id: 's-1' }, { id: 's-2' }] }),
			'source.getAll',
			{},
		);
		expect(jsonOf(wrapped.result)).toEqual([{ id: 's-1' }, { id: 's-2' }]);
	});

	it('is simplified unless the user wants all of it', async () => {
		const simple = await runAgainst((response) => sendJson(response, projectRecord('a')), ...READ);
		expect(Object.keys(jsonOf(simple.result)[0] ?? {})).toEqual([
			'id',
			'name',
			'platform',
			'status',
			'item_count',
			'status_counts',
			'store_connection_id',
			'store_connection_name',
			'created_at',
			'deleted_at',
		]);
		const raw = await runAgainst((response) => sendJson(response, projectRecord('a')), READ[0], {
			parameters: { simplify: false },
		});
		expect(jsonOf(raw.result)).toEqual([projectRecord('a')]);
	});

	it('of a job leaves out the long protocol when simplified', async () => {
		const job = jobRecord('j-1', 'running', { progress_detail: [{ item: 1 }], started_by: 'me' });
		const { result } = await runAgainst((response) => sendJson(response, job), 'job.get', {
			parameters: { jobId: byId('j-1') },
		});
		expect(jsonOf(result)).toEqual([
			{
				id: 'j-1',
				job_type: 'generation',
				status: 'running',
				progress_current: 1,
				progress_total: 4,
				result: null,
				error: null,
				created_at: '2026-01-01T00:00:00Z',
				completed_at: null,
			},
		]);
	});

	const untyped: Array<[string, string, IDataObject[]]> = [
		['an object', '{"updated": 2}', [{ updated: 2 }]],
		['a list of objects', '[{"id": 1}, {"id": 2}]', [{ id: 1 }, { id: 2 }]],
		['a list of texts', '["a", "b"]', [{ value: 'a' }, { value: 'b' }]],
		['a text', '"done"', [{ value: 'done' }]],
		['nothing', '', [{ success: true }]],
		['null', 'null', [{ success: true }]],
	];

	it.each(untyped)(
		'of a reply without a documented form is handed on: %s',
		async (_, body, expected) => {
			const { result } = await runAgainst(text(body, 200, 'application/json'), 'item.exclude', {
				parameters: { itemIds: 'i-1' },
				input: numbered(1),
			});
			expect(jsonOf(result)).toEqual(expected);
			expect(pairsOf(result)).toEqual(expected.map(() => 0));
		},
	);

	it.each(['', '{"message": "gone"}', 'null'])(
		'of a deletion says so, whatever came back: "%s"',
		async (body) => {
			const { result } = await runAgainst(
				text(body, 200, 'application/json'),
				'project.softDelete',
				{
					parameters: { projectId: byId(PROJECT) },
				},
			);
			expect(jsonOf(result)).toEqual([{ deleted: true }]);
		},
	);
});
