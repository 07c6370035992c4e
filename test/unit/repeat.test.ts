import { beforeEach, describe, expect, it, jest } from '@jest/globals';

import { Fault, type FaultFacts } from '../../nodes/shared/http/faults';
import { Lane, type Passage } from '../../nodes/shared/http/rateLimit';
import { sendRepeatedly } from '../../nodes/shared/http/repeat';
import type { Effect } from '../../nodes/shared/http/retry';
import { FakeClock } from './fakeClock';

const MINUTE_MS = 60_000;

let clock: FakeClock;

beforeEach(() => {
	clock = new FakeClock(Date.UTC(2030, 0, 1, 12)).install();
	// The longest pauses that there can be.
	jest.spyOn(Math, 'random').mockReturnValue(0.999_999);
});

const broken = { kind: 'unavailable', message: 'The connection broke' } as const;
const serverFault = { kind: 'unavailable', message: 'Could not answer', status: 500 } as const;
const slowDown = { kind: 'rate-limited', message: 'Slow down', status: 429 } as const;
const overloaded = {
	kind: 'unavailable',
	message: 'Full',
	status: 503,
	retryAfterMs: 7000,
} as const;

interface Sending {
	effect?: Effect;
	/** What the tries meet, the last one for ever; `undefined` is a reply. */
	meets: Array<FaultFacts | undefined>;
	lane?: Lane;
	passage?: Partial<Passage>;
	/** Lets time pass only so far. */
	untilMs?: number;
}

async function sending({ effect = 'reads', meets, lane = new Lane(), passage, untilMs }: Sending) {
	const startedAt = clock.now();
	const sentAt: number[] = [];
	const outcome = sendRepeatedly(
		{
			effect,
			lane,
			passage: { owner: {}, look: false, maximumWaitMs: 5 * MINUTE_MS, ...passage },
		},
		async (slot) => {
			const facts = meets[Math.min(sentAt.length, meets.length - 1)];
			sentAt.push(clock.now() - startedAt);
			if (facts !== undefined) throw new Fault(facts);
			slot.replied();
			slot.leave();
			return 'reply';
		},
	).catch((thrown: unknown) => thrown);
	await clock.run(untilMs);
	return { outcome: await outcome, sentAt, lane, took: clock.now() - startedAt };
}

const factsOf = (outcome: unknown): FaultFacts | undefined =>
	outcome instanceof Fault ? outcome.facts : undefined;

describe('A request', () => {
	it('that is answered is sent once', async () => {
		const { outcome, sentAt, took } = await sending({ meets: [undefined] });
		expect([outcome, sentAt, took]).toEqual(['reply', [0], 0]);
	});

	it('that reads is sent five times, with pauses that grow, and then says so', async () => {
		const { outcome, sentAt } = await sending({ meets: [broken] });
		expect(sentAt).toEqual([0, 500, 1500, 3500, 7500]);
		expect(factsOf(outcome)).toEqual({
			...broken,
			message: 'The connection broke (tried 5 times)',
			details: { tries: 5 },
			uncertainBefore: true,
		});
	});

	it('does not show what was met before a reply', async () => {
		const { outcome, sentAt } = await sending({
			effect: 'sets',
			meets: [serverFault, broken, slowDown, undefined],
		});
		expect(outcome).toBe('reply');
		expect(sentAt).toHaveLength(4);
	});

	it.each(['creates', 'buys', 'once'] as const)(
		'that %s is not sent again when it may have been carried out, and its fault stays as it is',
		async (effect) => {
			const { outcome, sentAt } = await sending({ effect, meets: [serverFault, undefined] });
			expect(sentAt).toEqual([0]);
			expect(factsOf(outcome)).toEqual(serverFault);
		},
	);

	it('that creates is sent again when the server has put it off, after the pause', async () => {
		const { outcome, sentAt } = await sending({
			effect: 'creates',
			meets: [overloaded, undefined],
		});
		expect(outcome).toBe('reply');
		expect(sentAt).toEqual([0, 7000]);
	});

	it('remembers in its last fault that an earlier try may have been carried out', async () => {
		const gone: FaultFacts = { kind: 'refused', message: 'Not known', status: 404 };
		const after = async (...before: FaultFacts[]) =>
			factsOf((await sending({ effect: 'sets', meets: [...before, gone] })).outcome);
		expect(await after(broken)).toEqual({
			...gone,
			message: 'Not known (tried 2 times)',
			details: { tries: 2 },
			uncertainBefore: true,
		});
		expect(await after(slowDown)).not.toHaveProperty('uncertainBefore');
		expect(await after()).toEqual(gone);
	});

	it('that something other than a provider ended is not sent again', async () => {
		const outcome = sendRepeatedly(
			{
				effect: 'reads',
				lane: new Lane(),
				passage: { owner: {}, look: false, maximumWaitMs: MINUTE_MS },
			},
			async () => await Promise.reject(new TypeError('x is undefined')),
		);
		await expect(outcome).rejects.toMatchObject({ kind: 'defect' });
		expect(clock.sleeping).toBe(0);
	});
});

describe('A request that is refused for its number', () => {
	it('is sent again more than five times, as long as the user waits, and says until when', async () => {
		const { outcome, sentAt, took } = await sending({ meets: [slowDown] });
		expect(sentAt.length).toBeGreaterThan(5);
		expect(took).toBeLessThanOrEqual(5 * MINUTE_MS);
		expect(factsOf(outcome)).toMatchObject({
			kind: 'rate-limited',
			message: expect.stringMatching(
				/^Slow down \(until 2030-01-01T12:0\d:\S+Z, which is longer than the 5 minutes of "Maximum Wait"\)$/,
			),
			advice: expect.stringMatching(/^Nothing of this request was accepted/),
			retryAfterMs: expect.any(Number),
			details: { until: expect.any(String) },
		});
	});

	it('comes back exactly when the provider said', async () => {
		const { sentAt } = await sending({
			effect: 'buys',
			meets: [{ ...slowDown, retryAfterMs: 42_000 }, undefined],
		});
		expect(sentAt).toEqual([0, 42_000]);
	});

	it('says at once when that is longer than the user waits', async () => {
		const { outcome, sentAt, took } = await sending({
			meets: [{ ...slowDown, retryAfterMs: 600_000 }],
		});
		expect([sentAt, took]).toEqual([[0], 0]);
		expect(factsOf(outcome)).toMatchObject({
			message:
				'Slow down (until 2030-01-01T12:10:00.000Z, which is longer than the 5 minutes of "Maximum Wait")',
			retryAfterMs: 600_000,
			details: { until: '2030-01-01T12:10:00.000Z' },
		});
	});

	it('adds up several pauses: none alone is too long, together they are', async () => {
		const { outcome, sentAt } = await sending({
			meets: [{ ...slowDown, retryAfterMs: 50_000 }],
			passage: { maximumWaitMs: 2 * MINUTE_MS },
		});
		expect(sentAt).toEqual([0, 50_000, 100_000]);
		expect(factsOf(outcome)?.message).toContain('longer than the 2 minutes');
	});

	it('is not even sent while another one has learnt of too long a pause', async () => {
		const lane = new Lane();
		await sending({ lane, meets: [{ ...slowDown, retryAfterMs: 600_000 }] });
		const { outcome, sentAt } = await sending({ lane, meets: [undefined] });
		expect(sentAt).toEqual([]);
		expect(factsOf(outcome)).toMatchObject({ kind: 'rate-limited', retryAfterMs: 600_000 });
	});

	it('does not claim that nothing was accepted when an earlier try broke off', async () => {
		const { outcome } = await sending({
			effect: 'sets',
			meets: [broken, { ...slowDown, retryAfterMs: 600_000 }],
		});
		expect(factsOf(outcome)).toMatchObject({
			advice: expect.stringMatching(/^An earlier try of this request may have been carried out/),
			uncertainBefore: true,
		});
	});

	it('waits out a pause that another one has learnt of', async () => {
		const lane = new Lane();
		lane.pauseUntil(clock.now() + 30_000, new Fault(slowDown));
		const { outcome, sentAt } = await sending({ lane, meets: [undefined] });
		expect([outcome, sentAt]).toEqual(['reply', [30_000]]);
	});
});

describe('A request that is cancelled', () => {
	it.each([
		['before the next try', broken],
		['in a pause of the provider', { ...slowDown, retryAfterMs: 60_000 }],
	])('%s ends at once as cancelled and leaves no timer', async (_, meets) => {
		const controller = new AbortController();
		const outcome = sending({
			meets: [meets],
			passage: { signal: controller.signal },
			untilMs: clock.now() + 100,
		});
		void clock.sleep(50).then(() => controller.abort());
		expect(factsOf((await outcome).outcome)).toMatchObject({ kind: 'cancelled' });
		expect((await outcome).sentAt).toEqual([0]);
		expect(clock.sleeping).toBe(0);
	});

	it('before it left is not sent', async () => {
		const { outcome, sentAt } = await sending({
			meets: [undefined],
			passage: { signal: AbortSignal.abort() },
		});
		expect([factsOf(outcome)?.kind, sentAt]).toEqual(['cancelled', []]);
	});
});

describe('The place of a request in its lane', () => {
	const HOUR_MS = 60 * MINUTE_MS;

	it('counts in the rate for each try', async () => {
		const lane = new Lane({ requests: 1, perMs: 10_000 });
		const { outcome, sentAt } = await sending({ lane, meets: [broken, broken, undefined] });
		expect([outcome, sentAt]).toEqual(['reply', [0, 10_005, 20_010]]);
	});

	it('lets refusals begin anew after a reply', async () => {
		const lane = new Lane();
		await sending({ lane, meets: [slowDown, slowDown, slowDown, slowDown, undefined] });
		const { sentAt } = await sending({ lane, meets: [slowDown, undefined] });
		expect(sentAt).toEqual([0, 100]);
	});

	it.each([
		['a reply', undefined],
		['a fault that is final', { ...serverFault, status: 404 }],
		['a fault after five tries', broken],
		['a refusal', { ...slowDown, retryAfterMs: 1e9 }],
	])('is free again after %s', async (_, meets) => {
		const { lane } = await sending({ meets: [meets] });
		expect(lane.isForgettable(clock.now() + 1e9 + HOUR_MS, HOUR_MS)).toBe(true);
	});
});
