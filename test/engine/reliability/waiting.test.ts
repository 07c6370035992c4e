import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';

import { systemClock } from '../../../nodes/shared/clock';
import { FakeClock } from '../../unit/fakeClock';
import { runNode, startNode, type RunOptions } from '../harness';
import { quietClock } from '../quietClock';
import { account, jsonOf, numbered, pairsOf, scribe, sendJson } from '../xcScribe/support';
import { SCRIBE_JOBS, startCernel, startScribe, type ListedJob } from './jobProviders';
import { cernelRun, RETRY } from './paidWork';

beforeEach(() => {
	quietClock();
});

const create = (
	url: string,
	{ options = {}, ...more }: Partial<RunOptions> & { options?: INodeParameters } = {},
): RunOptions =>
	scribe('job.create', {
		credentials: account(url),
		...more,
		parameters: { jobType: 'generation', options },
	});

/** Jobs that take so long, in ms of the node's clock. */
const lasting =
	(ms: number) =>
	({ createdAt }: ListedJob): string =>
		systemClock.now() - Date.parse(createdAt) < ms ? 'running' : 'completed';

describe('Many jobs', () => {
	it('of XC Scribe are looked at with one call for all of them', async () => {
		const { server, submissions } = await startScribe({ stateOf: lasting(40_000) });
		const result = await runNode(
			create(server.url, { input: numbered(20), options: { concurrency: 20 } }),
		);
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(numbered(20).map((_, n) => n));
		expect(new Set(jsonOf(result).map(({ id }) => id)).size).toBe(20);
		expect(submissions()).toHaveLength(20);
		// Young jobs may end any moment and are read one by one; older ones are looked at in the list, and read at their end.
		const last = Math.max(...submissions().map(({ at }) => at));
		const later = server.arrived.filter(({ at }) => at > last + 6000);
		const lists = later.filter(({ path }) => path === SCRIBE_JOBS).length;
		expect(lists).toBeGreaterThan(3);
		// Twenty jobs looked at one by one would take eight looks each.
		expect(later.length).toBeLessThan(90);
	});

	it('of XC Scribe that the list does not reach are looked at by themselves', async () => {
		const strangers = Array.from({ length: 60 }, () => ({ type: 'sync' }));
		const { server, jobs } = await startScribe({
			stateOf: lasting(5000),
			submit({ makeJob, reply, number }) {
				reply(makeJob());
				// Other people's jobs push ours out of the 50 newest ones.
				if (number === 1) jobs.push(...strangers.map((job) => ({ ...makeJob(job), id: 'x' })));
			},
		});
		const result = await runNode(create(server.url, { input: numbered(2) }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toHaveLength(2);
	});

	it('of Cernel are all looked at with one read of the list', async () => {
		const { server, submissions } = await startCernel({ stateOf: lasting(20_000) });
		const result = await runNode(cernelRun(server.url, 2, { input: numbered(20) }));
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(numbered(20).map((_, n) => n));
		expect(submissions()).toHaveLength(10);
		expect(server.to('/jobs').length).toBeLessThan(10);
		expect(server.to('/jobs/')).toHaveLength(10);
	});
});

describe('A job that takes too long', () => {
	const endless = async () => await startScribe({ stateOf: () => 'running' });

	it('is named with its last state and its progress', async () => {
		const { server } = await endless();
		const result = await runNode(
			create(server.url, { options: { timeout: 2 }, onError: 'continueErrorOutput' }),
		);
		expect(jsonOf(result, 1)).toEqual([
			{
				error: 'Job j-1 was still running after 2 minutes (1 of 4 done)',
				details: {
					kind: 'timeout',
					advice: expect.stringContaining('Read it later by its ID'),
					jobId: 'j-1',
					state: 'running',
				},
			},
		]);
	});

	it('is ordinary output when the user wants that', async () => {
		const { server } = await endless();
		const result = await runNode(
			create(server.url, {
				input: numbered(2),
				options: { timeout: 2, onTimeout: 'output', concurrency: 1 },
			}),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([
			{ jobId: 'j-1', state: 'running', timedOut: true },
			{ jobId: 'j-2', state: 'running', timedOut: true },
		]);
		expect(pairsOf(result)).toEqual([0, 1]);
	});

	it('of a batch is ordinary output of each of its items', async () => {
		const { server } = await startCernel({ stateOf: () => 'running' });
		const result = await runNode(
			cernelRun(server.url, 2, {
				input: numbered(2),
				parameters: { options: { timeout: 2, onTimeout: 'output' } },
			}),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([
			{ jobId: 'j-1', state: 'STARTED', timedOut: true },
			{ jobId: 'j-1', state: 'STARTED', timedOut: true },
		]);
		expect(pairsOf(result)).toEqual([0, 1]);
	});

	it('is waited for again by the next try, and not submitted again', async () => {
		const { server, submissions } = await startScribe({ stateOf: lasting(90_000) });
		const result = await runNode(
			create(server.url, { options: { timeout: 1 }, retryOnFail: RETRY }),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject([{ id: 'j-1', status: 'completed' }]);
		expect(submissions()).toHaveLength(1);
	});
});

describe('A look that goes wrong', () => {
	it.each<[string, (response: Parameters<typeof sendJson>[0]) => unknown]>([
		['breaks off', (response) => response.destroy()],
		['meets a server that stumbles', (response) => sendJson(response, {}, 502)],
		['is refused for now', (response) => sendJson(response, {}, 429, { 'retry-after': '20' })],
	])('because it %s is no verdict on the job', async (_, spoil) => {
		let spoilt = 0;
		const { server, submissions } = await startScribe({
			stateOf: lasting(10_000),
			look(_arrived, response) {
				if (spoilt >= 12) return false;
				spoilt += 1;
				spoil(response);
				return true;
			},
		});
		const result = await runNode(create(server.url));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject([{ id: 'j-1', status: 'completed' }]);
		expect(submissions()).toHaveLength(1);
		expect(spoilt).toBe(12);
	});

	it('for longer than the maximum wait names the job, which is not submitted again', async () => {
		let broken = true;
		const { server, submissions } = await startScribe({
			look(_arrived, response) {
				if (broken) sendJson(response, { detail: 'Upstream is down' }, 502);
				return broken;
			},
		});
		const failed = await runNode(create(server.url, { options: { maximumWait: 1 } }));
		expect(failed.error?.message).toContain('(while waiting for job j-1)');
		expect(failed.error?.description).toContain('Job j-1 goes on at the provider');
		broken = false;
		const result = await runNode(
			create(server.url, { options: { maximumWait: 1 }, retryOf: failed }),
		);
		expect(jsonOf(result)).toMatchObject([{ id: 'j-1', status: 'completed' }]);
		expect(submissions()).toHaveLength(1);
	});
});

describe('While a job is under way', () => {
	/** The node, and the lines that it writes to n8n's log. */
	function logging(node: INodeType): unknown[][] {
		const lines: unknown[][] = [];
		const { execute } = node;
		node.execute = async function (this: IExecuteFunctions) {
			jest.spyOn(this.logger, 'debug').mockImplementation((...line) => lines.push(line));
			return (await execute?.call(this)) ?? [];
		};
		return lines;
	}

	it('its progress is written to the log', async () => {
		const { server } = await startScribe({ stateOf: lasting(5000) });
		const run = create(server.url);
		const lines = logging(run.node);
		expect((await runNode(run)).error).toBeUndefined();
		expect(lines).toContainEqual(['XC Scribe job j-1 is running', { current: 1, total: 4 }]);
	});

	it('a cancel ends the waiting at once, and nobody looks any more', async () => {
		// Time stands still: who has not heard of the cancel waits for the next look for ever.
		const clock = new FakeClock().install();
		const { server, looks } = await startScribe({ stateOf: () => 'running' });
		const { result, cancel } = await startNode(create(server.url, { input: numbered(5) }));
		while (looks().length < 5 || clock.sleeping === 0) await pause(5);
		cancel();
		expect((await result).status).toBe('canceled');
		expect(await server.idle()).toBe(0);
		// Nobody looks any more, however long it takes.
		expect(clock.sleeping).toBe(0);
		const seen = looks().length;
		await clock.run();
		expect(looks()).toHaveLength(seen);
	});
});
