import { beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../../nodes/shared/clock';
import { FakeClock } from '../../unit/fakeClock';
import { toText } from '../guards';
import { runNode, startNode } from '../harness';
import { quietClock } from '../quietClock';
import {
	account,
	byId,
	jobRecord,
	jsonBody,
	jsonOf,
	numbered,
	pairsOf,
	PROJECT,
	scribe,
	sendJson,
	startServer,
	UNWANTED_WORDS,
	type Answer,
	type TestServer,
} from './support';

beforeEach(() => {
	quietClock();
});

const JOBS = `/api/v1/projects/${PROJECT}/jobs`;
const IMPORT = `/api/v1/projects/${PROJECT}/import/execute`;
const READ = '/api/v1/jobs/';

/** Starts job `j-1`, `j-2`, …, and lets `read` answer each look at one. */
function provider(read: Answer): Answer {
	let started = 0;
	return async (arrived, response, number) => {
		if (arrived.path.startsWith(READ)) await read(arrived, response, number);
		else
			sendJson(response, { job_id: `j-${++started}`, status: 'queued', estimated_batches: 2 }, 202);
	};
}

const always =
	(status: string, more: IDataObject = {}): Answer =>
	({ path }, response) =>
		sendJson(response, jobRecord(path.slice(READ.length), status, more));

const STARTERS: Array<[string, string, INodeParameters]> = [
	['job.create', JOBS, { jobType: 'generation' }],
	['import.execute', IMPORT, { filters: '{"category": "tea"}' }],
];

describe.each(STARTERS)('%s', (operation, path, parameters) => {
	it('looks at its job at once and outputs it when it has ended', async () => {
		const result = { items: 3 };
		const server = await startServer(provider(always('completed', { result })));
		const run = await runNode(scribe(operation, { parameters, credentials: account(server.url) }));
		expect(run.error).toBeUndefined();
		expect(jsonOf(run)).toEqual([
			{
				id: 'j-1',
				job_type: 'generation',
				status: 'completed',
				progress_current: 1,
				progress_total: 4,
				result,
				error: null,
				created_at: '2026-01-01T00:00:00Z',
				completed_at: null,
			},
		]);
		expect(server.arrived.map((each) => each.path)).toEqual([path, `${READ}j-1`]);
		const [started, looked] = server.arrived.map(({ at }) => at);
		expect(looked).toBe(started);
	});

	it('outputs the whole job when it shall not be simplified', async () => {
		const server = await startServer(provider(always('completed')));
		const run = await runNode(
			scribe(operation, {
				parameters: { ...parameters, simplify: false },
				credentials: account(server.url),
			}),
		);
		expect(jsonOf(run)).toEqual([jobRecord('j-1', 'completed')]);
	});

	it('does not look when it shall not wait', async () => {
		const server = await startServer(provider(always('running')));
		const run = await runNode(
			scribe(operation, {
				parameters: { ...parameters, waitForCompletion: false },
				credentials: account(server.url),
			}),
		);
		expect(jsonOf(run)).toEqual([{ job_id: 'j-1', status: 'queued', estimated_batches: 2 }]);
		expect(server.arrived.map((each) => each.path)).toEqual([path]);
	});
});

describe('Waiting', () => {
	const create = (more: INodeParameters = {}) => ({ jobType: 'generation', ...more });

	it('goes on over the states that are not final, with pauses that grow with the age of the job', async () => {
		const server = await startServer(
			provider((arrived, response, number) =>
				always(number < 12 ? 'Warming_up' : 'COMPLETED')(arrived, response, number),
			),
		);
		const run = await runNode(
			scribe('job.create', { parameters: create(), credentials: account(server.url) }),
		);
		expect(jsonOf(run)).toMatchObject([{ id: 'j-1', status: 'COMPLETED' }]);
		const looks = server.to(READ).map(({ at }) => at);
		expect(looks).toHaveLength(12);
		const [first = 0, second = 0] = looks;
		expect(second).toBeGreaterThan(first);
		for (const [index, at] of looks.slice(0, -1).entries()) {
			// A quarter of the age.
			expect(Number(looks[index + 1]) - at).toBeGreaterThanOrEqual(0.24 * (at - first));
		}
	});

	it('of many items is done side by side, each with its own job', async () => {
		const server = await startServer(provider(always('completed')));
		const run = await runNode(
			scribe('job.create', {
				parameters: create(),
				credentials: account(server.url),
				input: numbered(5),
			}),
		);
		expect(
			jsonOf(run)
				.map(({ id }) => id)
				.sort(),
		).toEqual(['j-1', 'j-2', 'j-3', 'j-4', 'j-5']);
		expect(pairsOf(run)).toEqual([0, 1, 2, 3, 4]);
	});

	it.each([
		['failed', 'Job j-1 did not succeed: XCT balance used up'],
		['FAILED', 'Job j-1 did not succeed: XCT balance used up'],
		['cancelled', 'Job j-1 was cancelled at the provider: XCT balance used up'],
		['canceled', 'Job j-1 was cancelled at the provider: XCT balance used up'],
	])('for a job that ends as %s gives its id, state and reason', async (state, message) => {
		const more = { error: 'XCT balance used up', result: { done: 2 } };
		const server = await startServer(provider(always(state, more)));
		const run = await runNode(
			scribe('job.create', {
				parameters: create(),
				credentials: account(server.url),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(run)).toEqual([]);
		expect(jsonOf(run, 1)).toEqual([
			{
				error: message,
				details: {
					kind: 'job',
					advice: expect.stringContaining('Look at the job there before you run it again'),
					providerMessage: 'XCT balance used up',
					jobId: 'j-1',
					state: state.toLowerCase(),
					job: jobRecord('j-1', state, more),
				},
			},
		]);
		expect(server.arrived.map((each) => each.path)).toEqual([JOBS, `${READ}j-1`]);
	});

	it('for a job that did not succeed stops the node with the item', async () => {
		const server = await startServer(provider(always('failed', { error: null })));
		const { error, status } = await runNode(
			scribe('job.create', { parameters: create(), credentials: account(server.url) }),
		);
		expect(status).toBe('error');
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: 'Job j-1 did not succeed',
			context: { itemIndex: 0 },
		});
		expect(error?.message).not.toMatch(UNWANTED_WORDS);
	});

	it('ends with the timeout, says how far it got, and keeps the id', async () => {
		const server = await startServer(provider(always('running')));
		const startedAt = systemClock.now();
		const run = await runNode(
			scribe('job.create', {
				parameters: create({ options: { timeout: 0.25 } }),
				credentials: account(server.url),
				onError: 'continueErrorOutput',
			}),
		);
		expect(systemClock.now() - startedAt).toBeGreaterThanOrEqual(15_000);
		expect(jsonOf(run, 1)).toEqual([
			{
				error: 'Job j-1 was still running after 0.25 minutes (1 of 4 done)',
				details: {
					kind: 'timeout',
					advice: expect.stringMatching(/goes on at the provider.*Timeout.*Wait for Completion/),
					jobId: 'j-1',
					state: 'running',
				},
			},
		]);
		expect(server.to(READ).length).toBeGreaterThan(1);
		expect(server.to(JOBS)).toHaveLength(1);
	});

	it('can end with the timeout as ordinary output, with id and state', async () => {
		const server = await startServer(provider(always('running')));
		const run = await runNode(
			scribe('job.create', {
				parameters: create({ options: { timeout: 0.02, onTimeout: 'output' } }),
				credentials: account(server.url),
				input: numbered(2),
			}),
		);
		expect(run.error).toBeUndefined();
		expect(jsonOf(run).sort((a, b) => toText(a.jobId).localeCompare(toText(b.jobId)))).toEqual(
			['j-1', 'j-2'].map((jobId) => ({ jobId, state: 'running', timedOut: true })),
		);
		expect(pairsOf(run)).toEqual([0, 1]);
	});

	it('accepts what the last look at the end of the timeout finds', async () => {
		const timeoutMs = 3000;
		const server: TestServer = await startServer(
			provider((arrived, response, number) => {
				const orderedAt = server.to(JOBS)[0]?.at ?? Infinity;
				const isOver = arrived.at - orderedAt >= timeoutMs;
				return always(isOver ? 'completed' : 'running')(arrived, response, number);
			}),
		);
		const run = await runNode(
			scribe('job.create', {
				parameters: create({ options: { timeout: timeoutMs / 60_000 } }),
				credentials: account(server.url),
			}),
		);
		expect(jsonOf(run)).toMatchObject([{ id: 'j-1', status: 'completed' }]);
	});

	const breaks: Array<[string, Answer, IDataObject]> = [
		['break', (_, response) => response.destroy(), { kind: 'unavailable' }],
		[
			'are refused',
			(_, response) => sendJson(response, { detail: 'Job not found' }, 404),
			{ kind: 'refused', status: 404, providerMessage: 'Job not found' },
		],
		[
			'find no server',
			(_, response) => sendJson(response, { detail: 'Restarting' }, 503),
			{ kind: 'unavailable', status: 503 },
		],
	];

	const PATIENCE = { options: { maximumWait: 0.1 } };

	it.each(breaks)('does not lose the id when all looks %s', async (_, read, details) => {
		const server = await startServer(provider(read));
		const run = await runNode(
			scribe('import.execute', {
				parameters: PATIENCE,
				credentials: account(server.url),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(run, 1)).toMatchObject([{ details: { ...details, jobId: 'j-1' } }]);
		expect(server.to(IMPORT)).toHaveLength(1);
	});

	it.each(breaks.filter(([name]) => name !== 'are refused'))(
		'goes on when many looks %s and a later one does not',
		async (_, read) => {
			const server = await startServer(
				provider(async (arrived, response, number) => {
					const answer = number < 8 ? read : always('completed');
					await answer(arrived, response, number);
				}),
			);
			const run = await runNode(scribe('import.execute', { credentials: account(server.url) }));
			expect(jsonOf(run)).toMatchObject([{ id: 'j-1', status: 'completed' }]);
			expect(server.to(IMPORT)).toHaveLength(1);
		},
	);

	it('does not lose the id either when the looks stop the node', async () => {
		const server = await startServer(provider((_, response) => response.destroy()));
		const { error } = await runNode(
			scribe('import.execute', { parameters: PATIENCE, credentials: account(server.url) }),
		);
		expect(error?.message).toMatch(/broke before .* \(while waiting for job j-1\)$/);
		expect(error?.description).toContain('Job j-1 goes on at the provider');
	});

	it('ends at once when the execution is cancelled', async () => {
		const server = await startServer(provider(always('running')));
		// Time stands still: who has not heard of the cancel waits for the next look for ever.
		const clock = new FakeClock().install();
		const { result, cancel } = await startNode(
			scribe('job.create', { parameters: create(), credentials: account(server.url) }),
		);
		while (server.to(READ).length === 0 || clock.sleeping === 0) await pause(1);
		cancel();
		expect((await result).status).toBe('canceled');
		// Nobody looks any more, however long it takes.
		expect(clock.sleeping).toBe(0);
		const looks = server.arrived.length;
		await clock.run();
		expect(server.arrived).toHaveLength(looks);
	});
});

describe('What a job is created with', () => {
	const payloads: Array<[string, INodeParameters, IDataObject]> = [
		['a generation of everything pending', { jobType: 'generation' }, { job_type: 'generation' }],
		[
			'a generation with fields',
			{
				jobType: 'generation',
				contentType: 'product_description',
				additionalFields: {
					language: 'tr',
					itemIds: 'i-1, i-2\ni-3',
					maxShortChars: 120,
					useHtml: false,
				},
			},
			{
				job_type: 'generation',
				payload: {
					content_type: 'product_description',
					language: 'tr',
					item_ids: ['i-1', 'i-2', 'i-3'],
					max_short_chars: 120,
					use_html: false,
				},
			},
		],
		[
			'a sync of chosen items',
			{ jobType: 'sync', additionalFields: { mode: 'selected', itemIds: ['i-1', 'i-2'] } },
			{ job_type: 'sync', payload: { mode: 'selected', item_ids: ['i-1', 'i-2'] } },
		],
		[
			'JSON',
			{ jobType: 'generation', specifyPayload: 'json', payload: '{"language": "de", "own": [1]}' },
			{ job_type: 'generation', payload: { language: 'de', own: [1] } },
		],
		[
			'an object from an expression',
			{ jobType: 'sync', specifyPayload: 'json', payload: '={{ { mode: "all" } }}' },
			{ job_type: 'sync', payload: { mode: 'all' } },
		],
		[
			'a type that the list does not have',
			{ jobType: '={{ "blog" }}', specifyPayload: 'json', payload: '{"post": 1}' },
			{ job_type: 'blog', payload: { post: 1 } },
		],
		[
			'fields of a type that only the item knows',
			{
				jobType: '={{ $json.n === 0 ? "sync" : "generation" }}',
				additionalFields: { mode: 'all' },
			},
			{ job_type: 'sync', payload: { mode: 'all' } },
		],
	];

	it.each(payloads)('is %s', async (_, parameters, body) => {
		const server = await startServer(provider(always('completed')));
		const { error } = await runNode(
			scribe('job.create', {
				parameters: { ...parameters, waitForCompletion: false },
				credentials: account(server.url),
				input: numbered(1),
			}),
		);
		expect(error).toBeUndefined();
		expect(server.to(JOBS).map(jsonBody)).toEqual([body]);
	});

	it('is the id of a job whose project need not be known', async () => {
		const server = await startServer(provider(always('cancelled')));
		const run = await runNode(
			scribe('job.cancel', {
				parameters: { projectId: byId(''), jobId: byId('j-9') },
				credentials: account(server.url),
			}),
		);
		expect(run.error).toBeUndefined();
		expect(server.arrived.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /api/v1/jobs/j-9/cancel',
		]);
	});
});
