import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { runSideBySide } from '../../nodes/shared/concurrency';

interface Watched {
	started: number[];
	ended: number[];
	most: number;
}

/** Runs work whose turns are given, and watches it. */
async function watch(turns: number[], limit: number, stopAfter = Infinity): Promise<Watched> {
	const seen: Watched = { started: [], ended: [], most: 0 };
	let running = 0;
	await runSideBySide(
		turns.length,
		limit,
		async (index) => {
			seen.started.push(index);
			running += 1;
			seen.most = Math.max(seen.most, running);
			for (let turn = 0; turn < (turns[index] ?? 0); turn += 1) await nextTurn();
			running -= 1;
			seen.ended.push(index);
		},
		() => seen.ended.length >= stopAfter,
	);
	return seen;
}

const someTurns = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 });
const someLimit = fc.integer({ min: 1, max: 12 });

describe('Work side by side', () => {
	it('is all done, started in order, never more than the limit at a time and as many as it allows', async () => {
		await fc.assert(
			fc.asyncProperty(someTurns, someLimit, async (turns, limit) => {
				const { started, ended, most } = await watch(turns, limit);
				const all = turns.map((_, index) => index);
				expect(started).toEqual(all);
				expect([...ended].sort((a, b) => a - b)).toEqual(all);
				expect(most).toBeLessThanOrEqual(limit);
				if (turns.every((each) => each > 0)) expect(most).toBe(Math.min(limit, turns.length));
			}),
			{ numRuns: 60 },
		);
	});

	it('starts nothing after the stop, and waits for all that it started', async () => {
		await fc.assert(
			fc.asyncProperty(someTurns, someLimit, fc.nat(40), async (turns, limit, stopAfter) => {
				const { started, ended } = await watch(turns, limit, stopAfter);
				expect([...ended].sort((a, b) => a - b)).toEqual(started);
				expect(started.length).toBeLessThanOrEqual(stopAfter === 0 ? 0 : stopAfter + limit - 1);
			}),
			{ numRuns: 60 },
		);
	});
});
