import { beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import * as cypien from '../cypien/support';
import { toDataObject, toText } from '../guards';
import { runNode, startNode } from '../harness';
import { quietClock, type QuietClock } from '../quietClock';
import {
	account,
	byId,
	failureOf,
	jsonBody,
	jsonOf,
	numbered,
	pairsOf,
	projectRecord,
	scribe,
	sendJson,
	startServer,
	type Answer,
	type Arrived,
} from '../xcScribe/support';
import { startCernel } from './jobProviders';
import { cernelRun, productsOf, RETRY } from './paidWork';
import { mostWithin } from './windows';

const MINUTE = 60_000;

let clock: QuietClock;

beforeEach(() => {
	clock = quietClock();
});

const timesOf = (arrived: Arrived[]): number[] => arrived.map(({ at }) => at);

describe('Cernel takes 10 generation requests a minute', () => {
	it('and never gets more in any minute, whenever it begins', async () => {
		const { server, submissions } = await startCernel();
		const result = await runNode(cernelRun(server.url, 1, { input: numbered(24) }));
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(numbered(24).map((_, n) => n));
		expect(submissions()).toHaveLength(24);
		expect(mostWithin(MINUTE, timesOf(submissions()))).toBe(10);
		// No slower than the limit asks for: the third ten leave after two minutes.
		const times = timesOf(submissions());
		expect((times[20] ?? 0) - (times[0] ?? 0)).toBeLessThan(2.5 * MINUTE);
	});

	it('and gets one look at jobs a second', async () => {
		const { server } = await startCernel();
		const result = await runNode(cernelRun(server.url, 1, { input: numbered(8) }));
		expect(result.error).toBeUndefined();
		const looks = server.arrived.filter(({ method }) => method === 'GET');
		expect(looks.length).toBeGreaterThan(8);
		expect(mostWithin(1000, timesOf(looks))).toBe(1);
	});

	it('for each shop: another one is not held up', async () => {
		const { server, submissions } = await startCernel();
		const run = cernelRun(server.url, 1, {
			input: numbered(20),
			parameters: {
				domain: byId('={{ "https://shop-" + ($json.n % 2) + ".example" }}'),
				options: { batchSize: 1, concurrency: 20 },
			},
		});
		expect((await runNode(run)).error).toBeUndefined();
		const times = timesOf(submissions());
		expect(times).toHaveLength(20);
		expect(Math.max(...times) - Math.min(...times)).toBeLessThan(MINUTE);
	});

	it('and two executions at the same time take turns', async () => {
		clock.hold();
		const { server, submissions } = await startCernel();
		const numbersFrom = (first: number, count: number): INodeExecutionData[] =>
			Array.from({ length: count }, (_, n) => ({ json: { n: first + n } }));
		const { result: long } = await startNode(
			cernelRun(server.url, 1, {
				input: numbersFrom(100, 40),
				parameters: { options: { batchSize: 1, concurrency: 40 } },
			}),
		);
		while (submissions().length < 10) await pause(5);
		const { result: short } = await startNode(
			cernelRun(server.url, 1, { input: numbersFrom(200, 5) }),
		);
		await clock.quiet();
		clock.goOn();
		expect((await short).error).toBeUndefined();
		// The five came into the second minute, although thirty stood in the queue before them.
		const ofShort = submissions()
			.map((arrived) => productsOf(arrived)[0] ?? '')
			.map((number, place) => ({ place, isShort: number.startsWith('p2') }))
			.filter(({ isShort }) => isShort)
			.map(({ place }) => place);
		expect(ofShort).toHaveLength(5);
		expect(Math.max(...ofShort)).toBeLessThan(20);
		expect((await long).error).toBeUndefined();
		expect(submissions()).toHaveLength(45);
		expect(mostWithin(MINUTE, timesOf(submissions()))).toBe(10);
	});
});

describe('Cypien announces that the hour is used up', () => {
	/** Cypien whose first generation takes the last request of the hour. */
	async function usedUp(resetsInMs: number) {
		let generations = 0;
		let resetsAt = 0;
		const server = await startServer((arrived, response) => {
			if (arrived.path.startsWith(cypien.JOBS)) {
				return sendJson(response, cypien.jobRecord('job-1', 'completed'));
			}
			generations += 1;
			if (generations === 1) resetsAt = clock.now() + resetsInMs;
			const left = generations === 1 ? 0 : 50 - generations;
			sendJson(response, {
				...cypien.queued(`job-${generations}`),
				rate_limit_info: {
					hourly_remaining: left,
					daily_remaining: 700,
					next_reset_at: new Date(resetsAt).toISOString(),
				},
			});
		});
		return { server, resetsAt: () => resetsAt };
	}

	const generate = (url: string, options: INodeParameters = {}) =>
		cypien.run('content.generate', {
			credentials: cypien.account(url),
			parameters: { options },
			input: numbered(3),
			onError: 'continueErrorOutput',
		});

	it('and the next generation waits for the next hour', async () => {
		const { server, resetsAt } = await usedUp(3 * MINUTE);
		const result = await runNode(generate(server.url));
		expect(jsonOf(result)).toHaveLength(3);
		const [, second, third] = timesOf(server.to(cypien.CONTENT));
		expect(resetsAt()).toBeGreaterThan(0);
		expect(second).toBeGreaterThanOrEqual(resetsAt());
		expect(third).toBeDefined();
	});

	it('and a generation that may not wait so long says until when, without being sent', async () => {
		const { server, resetsAt } = await usedUp(40 * MINUTE);
		const result = await runNode(generate(server.url));
		const until = new Date(resetsAt()).toISOString();
		expect(pairsOf(result)).toEqual([0]);
		expect(jsonOf(result, 1)).toMatchObject(
			[1, 2].map(() => ({
				error: expect.stringContaining(
					`(until ${until}, which is longer than the 5 minutes of "Maximum Wait")`,
				),
				details: { kind: 'quota', until, retryAfterMs: expect.any(Number) },
			})),
		);
		expect(server.to(cypien.CONTENT)).toHaveLength(1);
	});

	it('and reading is not held up', async () => {
		const { server } = await usedUp(40 * MINUTE);
		await runNode(generate(server.url));
		const read = await runNode(
			cypien.run('job.get', {
				credentials: cypien.account(server.url),
				parameters: { jobId: 'job-1' },
			}),
		);
		expect(read.error).toBeUndefined();
	});
});

const PROJECT = '/api/v1/projects/';

const reading = (url: string, options: INodeParameters = {}) =>
	scribe('project.get', {
		credentials: account(url),
		input: numbered(10),
		parameters: { projectId: byId('={{ "p-" + $json.n }}'), options },
	});

/** XC Scribe that refuses the nth request for a project with 429. */
function refusing(nth: number, headers: () => Record<string, string>): Answer {
	let seen = 0;
	return ({ path }, response) => {
		if (++seen === nth) sendJson(response, { detail: 'Slow down' }, 429, headers());
		else sendJson(response, projectRecord(path.slice(PROJECT.length)));
	};
}

describe('A 429 of XC Scribe', () => {
	it.each<[string, () => string]>([
		['seconds', () => '60'],
		['an HTTP date', () => new Date(Math.ceil((clock.now() + MINUTE) / 1000) * 1000).toUTCString()],
	])('with %s holds all requests of the credential back', async (_, retryAfter) => {
		let refusedAt = 0;
		const server = await startServer(
			refusing(3, () => {
				refusedAt = clock.now();
				return { 'retry-after': retryAfter() };
			}),
		);
		clock.hold();
		const { result: first } = await startNode(reading(server.url, { concurrency: 2 }));
		while (refusedAt === 0) await pause(2);
		await clock.quiet();
		const before = server.arrived.length;
		// Another execution with the same credential, begun during the pause, waits as well.
		const { result: second } = await startNode(reading(server.url, { concurrency: 2 }));
		clock.goOn();
		for (const result of [await first, await second]) {
			expect(result.error).toBeUndefined();
			expect(jsonOf(result).map(({ id }) => id)).toEqual(numbered(10).map((__, n) => `p-${n}`));
		}
		expect(server.arrived).toHaveLength(21);
		expect(before).toBeLessThan(10);
		expect(Math.min(...timesOf(server.arrived.slice(before)))).toBeGreaterThanOrEqual(
			refusedAt + MINUTE,
		);
	});

	it('leaves other accounts alone', async () => {
		clock.hold();
		const slow = await startServer(refusing(1, () => ({ 'retry-after': '60' })));
		const quick = await startServer(refusing(0, () => ({})));
		const { result } = await startNode(reading(slow.url));
		while (slow.arrived.length === 0) await pause(2);
		// While time stands still, nobody waits until the pause is over.
		expect((await runNode(reading(quick.url))).error).toBeUndefined();
		clock.goOn();
		expect((await result).error).toBeUndefined();
	});

	it('without a time is tried again, and a paid request is not lost or doubled', async () => {
		const refusedFirst = new Set<unknown>();
		const taken: unknown[] = [];
		const server = await startServer((arrived, response) => {
			const { payload } = jsonBody(arrived);
			const name = JSON.stringify(payload);
			if (refusedFirst.has(name)) {
				taken.push(payload);
				return sendJson(response, { job_id: `j-${taken.length}`, status: 'queued' }, 202);
			}
			refusedFirst.add(name);
			sendJson(response, { detail: 'Slow down' }, 429);
		});
		const result = await runNode(
			scribe('job.create', {
				credentials: account(server.url),
				input: numbered(10),
				parameters: {
					jobType: 'generation',
					specifyPayload: 'json',
					payload: '={{ { n: $json.n } }}',
					waitForCompletion: false,
				},
			}),
		);
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(numbered(10).map((_, n) => n));
		expect(taken).toHaveLength(10);
		expect(new Set(taken.map((each) => JSON.stringify(each))).size).toBe(10);
	});
});

describe('A pause that is longer than the maximum wait', () => {
	const long = async () =>
		await startServer(refusing(1, () => ({ 'retry-after': String(10 * 60) })));

	const inTenMinutes = (details: unknown): void => {
		const { until, retryAfterMs } = toDataObject(details);
		expect(Date.parse(toText(until))).toBe(clock.now() + 10 * MINUTE);
		expect(retryAfterMs).toBe(10 * MINUTE);
	};

	it('is told of each item with its end, and nothing is sent for those that were held back', async () => {
		const server = await long();
		const result = await runNode({
			...reading(server.url, { concurrency: 1 }),
			onError: 'continueErrorOutput',
		});
		expect(server.arrived).toHaveLength(1);
		expect(jsonOf(result)).toEqual([]);
		expect(pairsOf(result, 1)).toEqual(numbered(10).map((_, n) => n));
		for (const { error, details } of jsonOf(result, 1)) {
			expect(error).toMatch(
				/^XC Scribe asks to slow down: Slow down \(until .*Z, which is longer than the 5 minutes of "Maximum Wait"\)$/,
			);
			expect(details).toMatchObject({ kind: 'rate-limited', status: 429 });
			inTenMinutes(details);
		}
	});

	it('stops the node with what newer versions of n8n wait by', async () => {
		const server = await long();
		const result = await runNode(reading(server.url));
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			description: expect.stringContaining('Nothing of this request was accepted'),
		});
		expect(failureOf(result)).toEqual({ cause: 'rate-limited', retryAfterMs: expect.any(Number) });
	});

	it('is waited out when the user allows it', async () => {
		const server = await long();
		const result = await runNode(reading(server.url, { maximumWait: 11 }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toHaveLength(10);
		expect(server.arrived.length).toBeLessThanOrEqual(15);
	});

	it('holds the next try back, too, without a request', async () => {
		const server = await long();
		const result = await runNode({
			...reading(server.url, { concurrency: 1 }),
			retryOnFail: RETRY,
		});
		expect(result.error?.message).toContain('which is longer than the 5 minutes');
		expect(server.arrived).toHaveLength(1);
	});
});
