import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { cernel } from '../../nodes/Cernel/provider';
import { xcScribe } from '../../nodes/XcScribe/provider';
import { Fault, type FaultFacts } from '../../nodes/shared/http/faults';
import { isCreatedAround, type JobProtocol, type JobStatus } from '../../nodes/shared/jobs';
import { isJobOver, JobWatcher, type WatcherOptions } from '../../nodes/shared/jobWatcher';
import { FakeClock, settled } from './fakeClock';

const protocol = jobsOf(xcScribe);

function jobsOf({ job }: { job?: JobProtocol }): JobProtocol {
	if (job === undefined) throw new Error('The provider has jobs');
	return job;
}

const MINUTE_MS = 60_000;

interface Course {
	jobId: string;
	/** State by the time since the start in ms. */
	state: (elapsed: number) => string;
	timeoutMs?: number;
	/** When it is started. */
	afterMs?: number;
}

interface Plant {
	lookTakesMs?: number;
	/** Newest jobs that a list holds. */
	listed?: number;
	/** What a look meets instead of an answer. */
	meets?: (elapsed: number, call: string) => FaultFacts | undefined;
	more?: IDataObject;
	options?: Partial<WatcherOptions>;
	using?: JobProtocol;
}

const jobNamed = (jobId: string, state: Course['state'], more: Partial<Course> = {}): Course => ({
	jobId,
	state,
	...more,
});

const endsAt =
	(ms: number, state = 'completed') =>
	(elapsed: number): string =>
		elapsed >= ms ? state : 'running';

/** Lets a watcher wait for jobs at a provider that has a list of them. */
async function watch(courses: Course[], plant: Plant = {}) {
	const { lookTakesMs = 0, listed = 50, meets, more, options, using = protocol } = plant;
	const clock = new FakeClock();
	const startedAt = clock.now();
	const elapsed = () => clock.now() - startedAt;
	/** Calls of the API: `list` or the id of a job, and when. */
	const calls: Array<{ call: string; at: number }> = [];
	const progress: JobStatus[] = [];
	let mostSleeping = 0;
	const answered = async <T>(call: string, answer: () => T): Promise<T> => {
		calls.push({ call, at: elapsed() });
		mostSleeping = Math.max(mostSleeping, clock.sleeping);
		const facts = meets?.(elapsed(), call);
		if (lookTakesMs > 0) await clock.sleep(lookTakesMs);
		if (facts !== undefined) throw new Fault(facts);
		return answer();
	};
	const record = ({ jobId, state, afterMs = 0 }: Course): IDataObject => ({
		id: jobId,
		status: state(elapsed() - afterMs),
		...more,
	});
	const watcher = new JobWatcher(
		{
			...using,
			read: async (jobId) => {
				const course = courses.find((each) => each.jobId === jobId);
				return await answered(jobId, () =>
					course === undefined ? {} : { ...record(course), result: `of ${jobId}` },
				);
			},
			...(using.list === undefined
				? {}
				: {
						list: {
							...using.list,
							read: async (_scope, jobIds) =>
								await answered('list', () => {
									const known = courses.slice(-listed).filter(({ jobId }) => jobIds.has(jobId));
									return new Map(known.map((each) => [each.jobId, record(each)]));
								}),
						},
					}),
		},
		async () => await Promise.reject(new Error('Not asked in this test')),
		{
			toleranceMs: 5 * MINUTE_MS,
			clock,
			onProgress: (_, status) => progress.push(status),
			...options,
		},
	);
	const ends = courses.map(async ({ jobId, timeoutMs = 3_600_000, afterMs = 0 }) => {
		if (afterMs > 0) await clock.sleep(afterMs);
		const outcome = await watcher
			.watch({ jobId, timeoutMs, ...(using.list === undefined ? {} : { scope: 'p-1' }) })
			.catch((thrown: unknown) => thrown);
		return { outcome, took: elapsed() - afterMs };
	});
	await clock.run();
	const outcomes = await Promise.all(ends);
	return { outcomes, calls, progress, clock, mostSleeping, took: elapsed() };
}

/** The same for a single job. */
async function follow(
	state: Course['state'],
	{ timeoutMs, ...plant }: Plant & { timeoutMs?: number } = {},
) {
	const course = jobNamed('j-1', state, timeoutMs === undefined ? {} : { timeoutMs });
	const { outcomes, calls, ...rest } = await watch([course], plant);
	return { outcome: outcomes[0]?.outcome, looks: calls.map(({ at }) => at), ...rest };
}

const UNAVAILABLE: FaultFacts = { kind: 'unavailable', message: 'Could not answer', status: 503 };

describe('Waiting for a job', () => {
	it('looks at once', async () => {
		const { outcome, looks, took } = await follow(() => 'completed');
		expect(outcome).toMatchObject({ id: 'j-1', status: 'completed' });
		expect([looks, took]).toEqual([[0], 0]);
	});

	it('does not look at once where no job ends so soon', async () => {
		const { looks } = await follow(endsAt(9000), {
			using: { ...protocol, pauses: { firstLookMs: 5000, shortestMs: 3000, longestMs: 9000 } },
		});
		expect(looks).toEqual([5000, 8000, 11_000]);
	});

	it('pauses for a quarter of the age of the job, between the shortest and the longest', async () => {
		const { looks } = await follow(endsAt(60_000));
		expect(looks.slice(0, 6)).toEqual([0, 40, 80, 120, 160, 200]);
		const { shortestMs, longestMs } = protocol.pauses;
		for (const [index, at] of looks.slice(0, -1).entries()) {
			const pause = Math.min(Math.max(at / 4, shortestMs), longestMs);
			expect(Number(looks[index + 1]) - at).toBeCloseTo(pause, 6);
		}
	});

	it('has a last look exactly at the end of the time', async () => {
		const { outcome, looks } = await follow(endsAt(10_000), { timeoutMs: 10_000 });
		expect(looks.at(-1)).toBe(10_000);
		expect(outcome).toMatchObject({ status: 'completed' });
	});

	it('ends with the time: id, state and how far it got', async () => {
		const { outcome, took, progress } = await follow(() => 'running', {
			timeoutMs: 120_000,
			more: { progress_current: 2, progress_total: 8 },
		});
		expect(outcome).toBeInstanceOf(Fault);
		expect(outcome).toMatchObject({
			message: 'Job j-1 was still running after 2 minutes (2 of 8 done)',
			facts: { kind: 'timeout', details: { jobId: 'j-1', state: 'running' } },
		});
		expect(isJobOver(outcome)).toBe(false);
		expect(took).toBe(120_000);
		expect(progress[0]).toEqual({
			outcome: 'running',
			state: 'running',
			progress: { current: 2, total: 8 },
		});
	});

	it('ends with a look that begins at the end of the time, one look late at most', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 3_600_000 }),
				fc.integer({ min: 0, max: 60_000 }),
				async (timeoutMs, lookTakesMs) => {
					const { outcome, took, looks } = await follow(() => 'queued', { timeoutMs, lookTakesMs });
					expect(outcome).toMatchObject({ facts: { kind: 'timeout' } });
					// A look under way at the end of the time is waited for, and then comes the last one.
					expect(took).toBeLessThanOrEqual(timeoutMs + 2 * lookTakesMs);
					expect(looks.at(-1)).toBeGreaterThanOrEqual(timeoutMs);
					// Fewer than 25 looks until the longest pause is reached, then one every 5 s.
					expect(looks.length).toBeLessThanOrEqual(25 + timeoutMs / 5000);
				},
			),
			{ numRuns: 50 },
		);
	});

	it('finds every end within a quarter of the time that the job took, and within 5 s', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 600_000 }), async (ms) => {
				const { took, outcome } = await follow(endsAt(ms));
				expect(outcome).toMatchObject({ status: 'completed' });
				expect(took - ms).toBeLessThanOrEqual(Math.min(Math.max(ms / 4, 50), 5000));
			}),
			{ numRuns: 50 },
		);
	});

	it.each([
		['failed', 'Job j-1 did not succeed'],
		['cancelled', 'Job j-1 was cancelled at the provider'],
	])('that has %s says so with its record', async (state, message) => {
		const { outcome } = await follow(endsAt(1000, state));
		expect(outcome).toMatchObject({
			message,
			facts: { kind: 'job', details: { jobId: 'j-1', state, job: { id: 'j-1' } } },
		});
		expect(isJobOver(outcome)).toBe(true);
	});
});

/** Cernel's way: nothing but a list. */
const onlyListed: JobProtocol = {
	...protocol,
	pauses: jobsOf(cernel).pauses,
	list: { ...listOf(cernel), only: true },
};

function listOf({ job }: { job?: JobProtocol }) {
	if (job?.list === undefined) throw new Error('The provider lists its jobs');
	return job.list;
}

describe('A look that does not succeed', () => {
	it('is no verdict on the job while that passes', async () => {
		const { outcome, looks } = await follow(endsAt(60_000), {
			meets: (elapsed) => (elapsed > 5000 && elapsed < 200_000 ? UNAVAILABLE : undefined),
		});
		expect(outcome).toMatchObject({ status: 'completed' });
		expect(looks.at(-1)).toBeLessThanOrEqual(205_000);
	});

	it('becomes the outcome when none has succeeded for as long as the user waits', async () => {
		const { outcome, took } = await follow(() => 'running', {
			meets: (elapsed) => (elapsed < 10_000 ? undefined : UNAVAILABLE),
			options: { toleranceMs: MINUTE_MS },
		});
		expect(outcome).toMatchObject({ facts: UNAVAILABLE });
		expect(took).toBeGreaterThanOrEqual(10_000 + MINUTE_MS);
		expect(took).toBeLessThanOrEqual(20_000 + MINUTE_MS);
	});

	it('starts to count anew after one that did', async () => {
		const { outcome } = await follow(endsAt(10 * MINUTE_MS), {
			// Of every minute, 50 s without an answer.
			meets: (elapsed) => (elapsed % MINUTE_MS > 10_000 ? UNAVAILABLE : undefined),
			options: { toleranceMs: MINUTE_MS },
		});
		expect(outcome).toMatchObject({ status: 'completed' });
	});

	it('at the end of the time is the outcome', async () => {
		const { outcome, took } = await follow(() => 'running', {
			timeoutMs: 30_000,
			meets: () => UNAVAILABLE,
		});
		expect([outcome, took]).toEqual([expect.objectContaining({ facts: UNAVAILABLE }), 30_000]);
	});

	it.each([
		['refused', { kind: 'refused', message: 'Not known', status: 404 }],
		['about the credential', { kind: 'credential', message: 'No', status: 401 }],
		['unreadable', { kind: 'unreadable', message: 'Not JSON' }],
	] as const)('and is %s ends the waiting at once', async (_, facts) => {
		const { outcome, looks } = await follow(() => 'running', { meets: () => facts });
		expect(outcome).toMatchObject({ facts });
		expect(looks).toEqual([0]);
	});

	it('at a list concerns nobody for long', async () => {
		const courses = Array.from({ length: 10 }, (_, n) => jobNamed(`j-${n}`, endsAt(2 * MINUTE_MS)));
		const { outcomes } = await watch(courses, {
			using: onlyListed,
			meets: (elapsed) => (elapsed < MINUTE_MS ? UNAVAILABLE : undefined),
		});
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(
			courses.map(({ jobId }) => expect.objectContaining({ id: jobId, status: 'completed' })),
		);
	});
});

describe('Waiting for many jobs', () => {
	const many = (count: number, state = endsAt(60_000)): Course[] =>
		Array.from({ length: count }, (_, n) => jobNamed(`j-${n}`, state));

	it('that only a list tells costs one read for all of them', async () => {
		const [one, hundred] = [
			await watch(many(1), { using: onlyListed }),
			await watch(many(100), { using: onlyListed, listed: 100 }),
		];
		expect(hundred.outcomes.every(({ outcome }) => !(outcome instanceof Fault))).toBe(true);
		expect(new Set(hundred.calls.map(({ call }) => call))).toEqual(new Set(['list']));
		expect(hundred.calls).toEqual(one.calls);
	});

	it('that end late costs hardly more than for one: their list is read, and each record once', async () => {
		const hundred = await watch(many(50, endsAt(10 * MINUTE_MS)));
		const one = await watch(many(1, endsAt(10 * MINUTE_MS)));
		expect(hundred.outcomes.every(({ outcome }) => !(outcome instanceof Fault))).toBe(true);
		const late = hundred.calls.filter(({ at }) => at > MINUTE_MS);
		const records = late.filter(({ call }) => call !== 'list');
		expect(records.map(({ call }) => call).sort()).toEqual(
			many(50)
				.map(({ jobId }) => jobId)
				.sort(),
		);
		expect(late.length - records.length).toBeLessThanOrEqual(
			one.calls.filter(({ at }) => at > MINUTE_MS).length,
		);
	});

	it.each<[string, Plant]>([
		['of which a list tells', {}],
		['of which only a list tells', { using: onlyListed }],
	])('%s and that were started one after the other come to share their reads', async (_, plant) => {
		const endMs = 10 * MINUTE_MS;
		const courses = many(50, endsAt(endMs)).map((course, n) => ({ ...course, afterMs: n * 90 }));
		const staggered = await watch(courses, plant);
		const one = await watch(many(1, endsAt(endMs)), plant);
		const late = ({ calls }: typeof one) =>
			calls.filter(({ at }) => at > endMs / 2 && at < endMs).length;
		expect(late(staggered)).toBeLessThanOrEqual(1.4 * late(one));
	});

	it('gives each its own record, not the short one of the list', async () => {
		const { outcomes } = await watch(many(5, endsAt(2 * MINUTE_MS)));
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(
			many(5).map(({ jobId }) => ({ id: jobId, status: 'completed', result: `of ${jobId}` })),
		);
	});

	it('loses none to which the list does not reach back', async () => {
		const { outcomes } = await watch(many(20, endsAt(2 * MINUTE_MS)), { listed: 3 });
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(
			many(20).map(({ jobId }) => expect.objectContaining({ id: jobId, status: 'completed' })),
		);
	});

	it('is one timer for all, and none when they have ended', async () => {
		const { mostSleeping, clock } = await watch(many(30));
		expect(mostSleeping).toBeLessThanOrEqual(1);
		expect(clock.sleeping).toBe(0);
	});

	it('goes on for the others when one fails', async () => {
		const courses = [...many(3), jobNamed('bad', endsAt(30_000, 'failed'))];
		const { outcomes } = await watch(courses);
		expect(outcomes.map(({ outcome }) => outcome instanceof Fault)).toEqual([
			false,
			false,
			false,
			true,
		]);
	});

	const plants: Array<[string, Plant]> = [
		['each read alone', { using: withoutList(protocol) }],
		['of which a list tells', { listed: 7 }],
		['of which only a list tells', { using: onlyListed, listed: 100 }],
	];

	it.each(plants)('%s ends for each with its own outcome in its own time', async (_, plant) => {
		const courses = fc.array(
			fc.record({
				endMs: fc.integer({ min: 0, max: 200_000 }),
				afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
				timeoutMs: fc.integer({ min: 1, max: 200_000 }),
				state: fc.constantFrom('completed', 'failed'),
			}),
			{ minLength: 1, maxLength: 25 },
		);
		await fc.assert(
			fc.asyncProperty(courses, fc.nat({ max: 300 }), async (list, lookTakesMs) => {
				const { outcomes, clock } = await watch(
					list.map(({ endMs, state, ...more }, n) =>
						jobNamed(`j-${n}`, endsAt(endMs, state), more),
					),
					{ ...plant, lookTakesMs },
				);
				expect(clock.sleeping).toBe(0);
				for (const [n, { outcome, took }] of outcomes.entries()) {
					const { endMs = 0, timeoutMs = 0, state } = list[n] ?? {};
					const facts = outcome instanceof Fault ? outcome.facts : undefined;
					// A list and then the record of its own: two looks.
					expect(took).toBeLessThanOrEqual(timeoutMs + 2 * 2 * lookTakesMs);
					if (facts?.kind === 'timeout') {
						expect(facts.details).toMatchObject({ jobId: `j-${n}` });
						expect(took).toBeGreaterThanOrEqual(timeoutMs);
						expect(endMs).toBeGreaterThan(timeoutMs - 2 * lookTakesMs);
					} else if (state === 'failed') {
						expect(facts).toMatchObject({ kind: 'job', details: { jobId: `j-${n}` } });
					} else expect(outcome).toMatchObject({ id: `j-${n}`, status: 'completed' });
				}
			}),
			{ numRuns: 40 },
		);
	});
});

function withoutList(jobs: JobProtocol): JobProtocol {
	const alone = { ...jobs };
	delete alone.list;
	return alone;
}

describe('Waiting that is cancelled', () => {
	it.each([
		['in a pause', 0],
		['during a look', 5000],
	])('%s ends at once for all jobs, and leaves no timer', async (_, lookTakesMs) => {
		const controller = new AbortController();
		const clock = new FakeClock();
		const watcher = new JobWatcher(
			{
				...protocol,
				read: async () => {
					if (lookTakesMs > 0) await clock.sleep(lookTakesMs, controller.signal);
					return { status: 'running' };
				},
			},
			async () => await Promise.resolve({}),
			{ toleranceMs: MINUTE_MS, clock, signal: controller.signal },
		);
		const ends = [1, 2, 3].map(async (n) => {
			const outcome = watcher.watch({ jobId: `j-${n}`, timeoutMs: MINUTE_MS });
			return await outcome.catch((thrown: unknown) => thrown);
		});
		await clock.run(clock.now() + 2000);
		controller.abort();
		expect(await Promise.all(ends)).toMatchObject(
			Array(3).fill({ kind: 'cancelled', message: 'The execution was canceled' }),
		);
		await settled();
		expect(clock.sleeping).toBe(0);
	});

	it('before it began does not begin', async () => {
		const { outcomes, calls } = await watch([jobNamed('j-1', () => 'running')], {
			options: { signal: AbortSignal.abort() },
		});
		expect(outcomes[0]?.outcome).toMatchObject({ kind: 'cancelled' });
		expect(calls).toEqual([]);
	});
});

describe('A job that may be the one of a lost reply', () => {
	const sentAt = Date.UTC(2030, 0, 1, 12);
	const now = sentAt + 10_000;

	it.each([
		['2030-01-01T12:00:05Z', true],
		['2030-01-01T12:00:05', true],
		['2030-01-01T12:00:05.123456', true],
		['2030-01-01T14:00:05+02:00', true],
		['2030-01-01T11:59:57Z', true],
		['2030-01-01T12:02:00Z', true],
		// Somebody else's: whoever takes it for the lost one never learns that the work was not begun.
		['2030-01-01T11:59:50Z', false],
		['2030-01-01T11:57:00Z', false],
		['2030-01-01T12:03:00Z', false],
		['2030-01-01T12:00:05+02:00', false],
		['soon', false],
		['', false],
		[undefined, false],
		[sentAt, false],
	])('was created around the time when it was sent: %s: %s', (createdAt, expected) => {
		expect(isCreatedAround(createdAt, sentAt, now)).toBe(expected);
	});
});

describe('The state of a job of XC Scribe', () => {
	it.each([
		['completed', 'succeeded'],
		['Completed', 'succeeded'],
		['failed', 'failed'],
		['cancelled', 'cancelled'],
		['CANCELED', 'cancelled'],
		['queued', 'running'],
		['running', 'running'],
		['pending', 'running'],
		['processing', 'running'],
		['something new', 'running'],
	])('%s means %s', (status, outcome) => {
		expect(protocol.status({ status })).toEqual({ outcome, state: status.toLowerCase() });
	});

	it('that is missing means that it goes on', () => {
		expect(protocol.status({})).toEqual({ outcome: 'running', state: 'unknown' });
	});

	it('comes with the reason and the progress where there are some', () => {
		expect(
			protocol.status({
				status: 'failed',
				error: 'No XCT',
				progress_current: 0,
				progress_total: 9,
			}),
		).toEqual({
			outcome: 'failed',
			state: 'failed',
			message: 'No XCT',
			progress: { current: 0, total: 9 },
		});
		expect(protocol.status({ status: 'failed', error: '', progress_total: 9 })).toEqual({
			outcome: 'failed',
			state: 'failed',
		});
	});
});
