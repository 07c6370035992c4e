import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { Fault, type FaultFacts } from '../../nodes/shared/http/faults';
import {
	Lane,
	PausedTooLong,
	type Passage,
	type Rate,
	type Slot,
} from '../../nodes/shared/http/rateLimit';
import { sendRepeatedly } from '../../nodes/shared/http/repeat';
import { FakeClock, settled } from './fakeClock';

let clock: FakeClock;

beforeEach(() => {
	clock = new FakeClock().install();
});

const slowDown = (more: Partial<FaultFacts> = {}): Fault =>
	new Fault({ kind: 'rate-limited', message: 'Slow down', status: 429, ...more });

const passage = (more: Partial<Passage> = {}): Passage => ({
	owner: {},
	look: false,
	maximumWaitMs: 300_000,
	...more,
});

/** One request through a lane: its way to the server, and the way of the reply. */
interface Trip {
	owner: number;
	afterMs: number;
	upMs: number;
	downMs: number;
	look: boolean;
}

const trips = fc.array(
	fc.record<Trip>({
		owner: fc.nat({ max: 4 }),
		afterMs: fc.oneof(fc.constant(0), fc.nat({ max: 5000 })),
		upMs: fc.oneof(fc.constant(0), fc.nat({ max: 900 })),
		downMs: fc.oneof(fc.constant(0), fc.nat({ max: 900 })),
		look: fc.boolean(),
	}),
	{ minLength: 1, maxLength: 50 },
);

const rates = fc.record<Rate>({
	requests: fc.integer({ min: 1, max: 6 }),
	perMs: fc.integer({ min: 10, max: 3000 }),
});

const OWNERS = Array.from({ length: 5 }, (_, name) => ({ name }));

/** Sends them through one lane. @returns when each arrived at the server, ascending, and when everything was done */
async function travel(list: readonly Trip[], rate: Rate) {
	clock = new FakeClock().install();
	const lane = new Lane(rate);
	const startedAt = clock.now();
	const arrivals: number[] = [];
	const all = Promise.all(
		list.map(async ({ owner, afterMs, upMs, downMs, look }) => {
			await clock.sleep(afterMs);
			const slot = await lane.enter(
				passage({ owner: OWNERS[owner] ?? {}, look, maximumWaitMs: 0 }),
			);
			await clock.sleep(upMs);
			arrivals.push(clock.now() - startedAt);
			await clock.sleep(downMs);
			slot.replied();
			slot.leave();
		}),
	);
	await clock.run();
	await all;
	return { arrivals: arrivals.sort((a, b) => a - b), took: clock.now() - startedAt };
}

describe('A documented rate', () => {
	it('is never exceeded in a sliding window at the server, whatever comes when, however long it is under way', async () => {
		await fc.assert(
			fc.asyncProperty(trips, rates, async (list, rate) => {
				const { arrivals } = await travel(list, rate);
				expect(arrivals).toHaveLength(list.length);
				for (const [index, at] of arrivals.entries()) {
					const later = arrivals[index + rate.requests];
					if (later !== undefined) expect(later - at).toBeGreaterThan(rate.perMs);
				}
			}),
			{ numRuns: 150 },
		);
	});

	it('is never exceeded in fixed windows, wherever they begin', async () => {
		await fc.assert(
			fc.asyncProperty(trips, rates, fc.nat({ max: 3000 }), async (list, rate, phaseMs) => {
				const { arrivals } = await travel(list, rate);
				const windows = new Map<number, number>();
				for (const at of arrivals) {
					const window = Math.floor((at + phaseMs) / rate.perMs);
					windows.set(window, (windows.get(window) ?? 0) + 1);
				}
				expect(Math.max(...windows.values())).toBeLessThanOrEqual(rate.requests);
			}),
			{ numRuns: 100 },
		);
	});

	it('is used up: nobody waits longer than the rate demands', async () => {
		await fc.assert(
			fc.asyncProperty(trips, rates, async (list, rate) => {
				const { took } = await travel(list, rate);
				const slowest = Math.max(...list.map(({ upMs, downMs }) => upMs + downMs));
				const latest = Math.max(...list.map(({ afterMs }) => afterMs));
				const rounds = Math.ceil(list.length / rate.requests);
				expect(took).toBeLessThanOrEqual(latest + rounds * (rate.perMs + 5 + slowest));
			}),
			{ numRuns: 100 },
		);
	});

	it('lets the first ones leave at once', async () => {
		const nothing = { owner: 0, afterMs: 0, upMs: 0, downMs: 0, look: false };
		const { arrivals } = await travel(Array(20).fill(nothing), { requests: 10, perMs: 60_000 });
		expect(arrivals.slice(0, 10)).toEqual(Array(10).fill(0));
		expect(new Set(arrivals.slice(10))).toEqual(new Set([60_005]));
	});
});

/** Enters, and tells when, or what it met instead. */
function entering(lane: Lane, more: Partial<Passage> = {}) {
	const startedAt = clock.now();
	const outcome = { at: -1, thrown: undefined as unknown };
	void lane.enter(passage(more)).then(
		(slot) => {
			outcome.at = clock.now() - startedAt;
			slot.replied();
			slot.leave();
		},
		(thrown: unknown) => {
			outcome.thrown = thrown;
			outcome.at = clock.now() - startedAt;
		},
	);
	return outcome;
}

describe('A lane with several owners', () => {
	it('gives a newcomer the next slot, however many wait already', async () => {
		const lane = new Lane({ requests: 1, perMs: 1000 });
		const [busy, newcomer] = [{}, {}];
		const many = Array.from({ length: 20 }, () => entering(lane, { owner: busy }));
		const one = entering(lane, { owner: newcomer });
		await clock.run();
		expect(one.at).toBeLessThanOrEqual(2 * 1005);
		expect(Math.max(...many.map(({ at }) => at))).toBe(20 * 1005);
	});

	it('lets nobody overtake who waits, even when there is room before the next in line has noticed', async () => {
		const lane = new Lane({ requests: 1, perMs: 1000 });
		entering(lane);
		const first = entering(lane);
		await settled();
		clock.pass(2000);
		const second = entering(lane);
		await clock.run();
		expect([first.at, second.at]).toEqual([2000, 1005]);
	});

	it('lets new calls of an owner go before its looks', async () => {
		const lane = new Lane({ requests: 1, perMs: 1000 });
		const owner = {};
		const first = entering(lane, { owner });
		const look = entering(lane, { owner, look: true });
		const call = entering(lane, { owner });
		await clock.run();
		expect([first.at, call.at, look.at]).toEqual([0, 1005, 2010]);
	});
});

describe('A lane whose entries are cancelled', () => {
	it('lets them go at once and keeps no timer', async () => {
		const lane = new Lane({ requests: 1, perMs: 60_000 });
		const controller = new AbortController();
		const all = Array.from({ length: 10 }, () => entering(lane, { signal: controller.signal }));
		await settled();
		expect(clock.sleeping).toBe(1);
		controller.abort();
		await settled();
		expect(clock.sleeping).toBe(0);
		expect(all.map(({ at }) => at)).toEqual(Array(10).fill(0));
		expect(all.slice(1).map(({ thrown }) => thrown)).toEqual(
			Array(9).fill(expect.objectContaining({ kind: 'cancelled' })),
		);
	});

	it('takes nothing of the rate for them, and lets the others go on', async () => {
		const lane = new Lane({ requests: 1, perMs: 1000 });
		const controller = new AbortController();
		entering(lane);
		const cancelled = entering(lane, { signal: controller.signal });
		const other = entering(lane);
		void clock.sleep(500).then(() => controller.abort());
		await clock.run();
		expect(cancelled.at).toBe(500);
		expect(other.at).toBe(1005);
	});

	it('does not let in who is cancelled already', async () => {
		const late = entering(new Lane(), { signal: AbortSignal.abort() });
		await settled();
		expect(late.thrown).toMatchObject({ kind: 'cancelled' });
	});
});

describe('A pause', () => {
	it.each([
		['with a rate', { requests: 100, perMs: 10 }],
		['without', undefined],
	])('holds everybody back, looks and later ones, too, in a lane %s', async (_, rate) => {
		const lane = new Lane(rate);
		lane.refused({ look: false }, clock.now(), slowDown({ retryAfterMs: 20_000 }));
		const early = [entering(lane), entering(lane, { look: true })];
		await clock.run(clock.now() + 5000);
		const late = entering(lane);
		await clock.run(clock.now() + 14_999);
		expect([...early, late].map(({ at }) => at)).toEqual([-1, -1, -1]);
		await clock.run();
		expect(early.map(({ at }) => at)).toEqual([20_000, 20_000]);
		expect(late.at).toBe(15_000);
		expect(clock.sleeping).toBe(0);
	});

	it('is not made shorter by a later refusal', async () => {
		const lane = new Lane();
		lane.refused({ look: false }, clock.now(), slowDown({ retryAfterMs: 20_000 }));
		lane.refused({ look: false }, clock.now(), slowDown({ retryAfterMs: 2000 }));
		lane.refused({ look: true }, clock.now(), slowDown());
		const waiting = entering(lane);
		await clock.run();
		expect(waiting.at).toBe(20_000);
	});

	it('sends away at once who does not wait so long, whoever waits already or comes later', async () => {
		const lane = new Lane({ requests: 1, perMs: 1000 });
		entering(lane);
		const impatient = entering(lane, { maximumWaitMs: 60_000 });
		const patient = entering(lane, { maximumWaitMs: 600_000 });
		await settled();
		const refusal = slowDown({ retryAfterMs: 90_000 });
		lane.refused({ look: false }, clock.now(), refusal);
		const late = entering(lane, { maximumWaitMs: 60_000 });
		await settled();
		for (const { thrown, at } of [impatient, late]) {
			expect(at).toBe(0);
			expect(thrown).toBeInstanceOf(PausedTooLong);
			expect(thrown).toMatchObject({ refusal, untilMs: clock.now() + 90_000 });
		}
		expect(patient.at).toBe(-1);
		await clock.run(clock.now() + 40_000);
		const later = entering(lane, { maximumWaitMs: 60_000 });
		await clock.run();
		// What is left of the pause is what counts.
		expect([patient.at, later.at].sort((a, b) => a - b)).toEqual([50_000 + 1005, 90_000]);
	});

	it('that sends everybody away leaves no timer', async () => {
		const lane = new Lane({ requests: 1, perMs: 60_000 });
		entering(lane);
		entering(lane);
		await settled();
		expect(clock.sleeping).toBe(1);
		lane.pauseUntil(clock.now() + 600_000, slowDown());
		await settled();
		expect(clock.sleeping).toBe(0);
	});

	it('after refusals without a word of time grows, and begins anew after a success', () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const lane = new Lane();
		const pauses: number[] = [];
		const refuse = async () => {
			lane.refused({ look: false }, clock.now(), slowDown());
			pauses.push(lane.pausedUntilMs - clock.now());
			await clock.run(lane.pausedUntilMs);
		};
		return (async () => {
			for (let n = 0; n < 12; n++) await refuse();
			lane.accepted({ look: false });
			await refuse();
			expect(pauses.slice(0, 4)).toEqual([100, 200, 400, 800]);
			expect(pauses[11]).toBe(30_000);
			expect(pauses[12]).toBe(100);
		})();
	});

	it('is one for all that were refused together', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const lane = new Lane();
		const sentAt = clock.now();
		for (let n = 0; n < 50; n++)
			lane.refused({ look: false }, sentAt - 1 + (n === 0 ? 1 : 0), slowDown());
		expect(lane.pausedUntilMs - clock.now()).toBe(100);
	});

	it('where the rate is known lasts at least until the rate allows one more', () => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const lane = new Lane({ requests: 10, perMs: 60_000 });
		lane.refused({ look: false }, clock.now(), slowDown());
		expect(lane.pausedUntilMs - clock.now()).toBe(6000);
	});
});

interface Plant {
	/** Most that the provider works on at once. */
	takes: number;
	workers: number;
	tasks: number;
	taskMs: number;
}

/** Many workers, and a provider that refuses what is more than it takes at once. */
async function work({ takes, workers, tasks, taskMs }: Plant) {
	clock = new FakeClock().install();
	const lane = new Lane();
	const startedAt = clock.now();
	const done: number[] = [];
	/** Tasks that were done before each refusal. */
	const refusals: number[] = [];
	let working = 0;
	let most = 0;
	let next = 0;
	const owner = {};
	const worker = async () => {
		for (let task = next++; task < tasks; task = next++) {
			await sendRepeatedly(
				{ effect: 'creates', lane, passage: passage({ owner, maximumWaitMs: 3_600_000 }) },
				async (slot) => {
					await clock.sleep(5);
					if (working >= takes) {
						refusals.push(done.length);
						throw slowDown();
					}
					working += 1;
					most = Math.max(most, working);
					slot.replied();
					await clock.sleep(taskMs);
					working -= 1;
					done.push(task);
					slot.leave();
				},
			);
		}
	};
	const all = Promise.all(Array.from({ length: workers }, worker));
	await clock.run();
	await all;
	return { done, refusals, most, took: clock.now() - startedAt };
}

interface JobPlant {
	/** Most requests that the provider takes at once, looks included. */
	takes: number;
	jobs: number;
	/** Jobs that are wanted under way together. */
	atOnce: number;
	jobMs: number;
	/** The n-th of the jobs at once begins so many times n later, as connections are opened one after the other. */
	lagMs: number;
}

const REQUEST_MS = 20;

/** Jobs at a provider that refuses requests, not jobs: whoever finds one unfinished looks again. */
async function runJobs({ takes, jobs, atOnce, jobMs, lagMs }: JobPlant) {
	clock = new FakeClock().install();
	const lane = new Lane();
	const owner = {};
	const startedAt = clock.now();
	let [inFlight, next, done] = [0, 0, 0];
	const request = async (look: boolean): Promise<Slot> =>
		await sendRepeatedly(
			{
				effect: look ? 'reads' : 'creates',
				lane,
				passage: passage({ owner, look, maximumWaitMs: 3_600_000 }),
			},
			async (slot) => {
				if (inFlight >= takes) {
					await clock.sleep(REQUEST_MS);
					throw slowDown();
				}
				inFlight += 1;
				await clock.sleep(REQUEST_MS);
				inFlight -= 1;
				slot.replied();
				return slot;
			},
		);
	const worker = async (index: number) => {
		await clock.sleep(index * lagMs);
		while (next < jobs) {
			next += 1;
			const job = await request(false);
			const ready = clock.now() + jobMs;
			do {
				await clock.sleep(jobMs);
				(await request(true)).leave();
			} while (clock.now() < ready);
			job.leave();
			done += 1;
		}
	};
	const all = Promise.all(Array.from({ length: atOnce }, (_, index) => worker(index)));
	await clock.run();
	await all;
	return { done, took: clock.now() - startedAt };
}

describe('A provider that takes only so many at once', () => {
	it('does all the work, each once, and after learning refuses rarely', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record<Plant>({
					takes: fc.integer({ min: 1, max: 30 }),
					workers: fc.integer({ min: 1, max: 50 }),
					tasks: fc.constant(600),
					taskMs: fc.integer({ min: 20, max: 400 }),
				}),
				async (plant) => {
					const { done, refusals, most } = await work(plant);
					expect(new Set(done).size).toBe(plant.tasks);
					expect(done).toHaveLength(plant.tasks);
					expect(most).toBeLessThanOrEqual(plant.takes);
					const late = refusals.filter((before) => before > plant.tasks / 2);
					expect(late.length).toBeLessThanOrEqual(plant.tasks / 2 / 20);
					if (plant.workers <= plant.takes) expect(refusals).toEqual([]);
				},
			),
			{ numRuns: 25 },
		);
	});

	it('is kept busy all the same', async () => {
		const plant = { takes: 20, workers: 50, tasks: 1000, taskMs: 200 };
		const { took } = await work(plant);
		const least = (plant.tasks / plant.takes) * (plant.taskMs + 5);
		expect(took).toBeLessThan(1.25 * least);
	});

	it('is kept busy when looks at jobs count, too, and many of them are due together', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record<JobPlant>({
					takes: fc.integer({ min: 2, max: 30 }),
					jobs: fc.constant(600),
					atOnce: fc.integer({ min: 1, max: 50 }),
					jobMs: fc.integer({ min: 20, max: 400 }),
					lagMs: fc.nat({ max: 10 }),
				}),
				async (plant) => {
					const { took, done } = await runJobs(plant);
					expect(done).toBe(plant.jobs);
					// A job takes two requests, and as long as it takes.
					const requestsMs = (2 * plant.jobs * REQUEST_MS) / plant.takes;
					const jobsMs =
						(plant.jobs / Math.min(plant.atOnce, plant.takes)) * (plant.jobMs + 2 * REQUEST_MS);
					expect(took).toBeLessThan(1.25 * Math.max(requestsMs, jobsMs) + 3000);
				},
			),
			{ numRuns: 25 },
		);
	});

	it('is given more again when it takes more', async () => {
		const lane = new Lane();
		await Promise.all(
			Array.from({ length: 3 }, async () => {
				const slot = await lane.enter(passage());
				lane.refused({ look: false }, clock.now(), slowDown());
				slot.replied();
				slot.leave();
			}),
		);
		await clock.run(lane.pausedUntilMs);
		let [working, most] = [0, 0];
		const tasks = Array.from({ length: 100 }, async () => {
			await sendRepeatedly({ effect: 'creates', lane, passage: passage() }, async (slot) => {
				working += 1;
				most = Math.max(most, working);
				slot.replied();
				await clock.sleep(10);
				working -= 1;
				slot.leave();
			});
		});
		await clock.run();
		await Promise.all(tasks);
		expect(most).toBeGreaterThan(5);
	});

	it('goes on being looked at, though nothing new is taken', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const lane = new Lane();
		const jobs = [await lane.enter(passage()), await lane.enter(passage())];
		lane.refused({ look: false }, clock.now(), slowDown());
		const call = entering(lane);
		const look = entering(lane, { look: true });
		await clock.run();
		// Both requests are still in flight, and one more was too many.
		expect([call.at, look.at]).toEqual([-1, -1]);
		for (const job of jobs) job.replied();
		await clock.run();
		expect([call.at, look.at]).toEqual([-1, 0]);
	});
});

describe('A lane', () => {
	it('is forgotten when it was idle for long, but not while it is used or paused', async () => {
		const lane = new Lane();
		const hour = 3_600_000;
		const slot = await lane.enter(passage());
		expect(lane.isForgettable(clock.now() + 2 * hour, hour)).toBe(false);
		slot.replied();
		slot.leave();
		expect(lane.isForgettable(clock.now() + hour / 2, hour)).toBe(false);
		expect(lane.isForgettable(clock.now() + 2 * hour, hour)).toBe(true);
		lane.pauseUntil(clock.now() + 3 * hour, slowDown());
		expect(lane.isForgettable(clock.now() + 2 * hour, hour)).toBe(false);
	});

	it('wakes up although time passes while it looks at the clock', async () => {
		for (let late = 0; late < 10; late++) {
			clock = new FakeClock().install();
			const lane = new Lane();
			lane.pauseUntil(clock.now() + 10, slowDown());
			const waiting = entering(lane);
			await settled();
			let looks = 0;
			const now = clock.now();
			// The clock ticks between the two looks at it, each time at another place.
			jest
				.spyOn(clock, 'now')
				.mockImplementation(() => (looks++ < late ? now + 9 : now + 10 + looks));
			clock.install();
			await clock.run();
			jest.restoreAllMocks();
			expect(waiting.at).toBeGreaterThan(0);
		}
	});
});
