import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { forgetLanes } from '../../nodes/shared/http/lanes';
import { speedUpClock } from '../engine/fastClock';
import { paidWork, readingWork, runWithFaults, type Work } from './randomFaults';
import { Stage } from './stage';

const ITEMS = 10_000;
/** The pauses before repeats pass faster; the requests do not. */
const SPEED = 500;
const TIMEOUT_MS = 120_000;

let stage: Stage;
let reading: Work;

beforeAll(async () => {
	stage = await Stage.set();
	reading = await readingWork(stage, ITEMS);
}, TIMEOUT_MS);

beforeEach(() => {
	speedUpClock(SPEED);
});

afterEach(forgetLanes);

afterAll(async () => {
	await stage.sandbox.close();
});

/** Twenty of them run with the tests that take minutes: test/e2e/randomFaults.test.ts. */
const SEEDS = [1, 2];

describe.each(SEEDS)('10,000 items of which 5 %% of the requests meet a fault, seed %d', (seed) => {
	it(
		'are read, each once and in order',
		async () => {
			const { faults, results } = await runWithFaults(stage, reading, seed);
			expect(faults).toBeGreaterThan(ITEMS / 25);
			expect(results).toBeGreaterThan(0.99 * ITEMS);
		},
		TIMEOUT_MS,
	);

	it(
		'are written and paid for, none of them twice',
		async () => {
			const { faults, results } = await runWithFaults(stage, paidWork(stage, ITEMS), seed);
			expect(faults).toBeGreaterThan(ITEMS / 25);
			expect(results).toBeGreaterThan(0.9 * ITEMS);
		},
		TIMEOUT_MS,
	);
});
