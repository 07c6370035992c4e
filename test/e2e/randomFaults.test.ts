import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';

import { forgetLanes } from '../../nodes/shared/http/lanes';
import { speedUpClock } from '../engine/fastClock';
import {
	paidWork,
	readingWork,
	runWithFaults,
	type Account,
	type Work,
} from '../reliability/randomFaults';
import { Stage } from '../reliability/stage';

const ITEMS = 10_000;
/** All twenty take minutes; the checks of a change ask for some of them. */
const SEEDS = Array.from({ length: Number(process.env.SEEDS ?? 20) }, (_, n) => n + 1);
/** The pauses before repeats pass faster; the requests do not. */
const SPEED = 500;

let stage: Stage;
let reading: Work;
const accounts: Array<Account & { seed: number; work: string }> = [];

beforeAll(async () => {
	stage = await Stage.set();
	stage.sandbox.setBalance('xcScribe', SEEDS.length * ITEMS);
	reading = await readingWork(stage, ITEMS);
});

afterEach(forgetLanes);

afterAll(async () => {
	await stage.sandbox.close();
	// The figures of docs/reliability.md.
	for (const account of accounts) process.stdout.write(`${JSON.stringify(account)}\n`);
});

it.each(SEEDS)('10,000 items with faults by chance, read and paid for, seed %d', async (seed) => {
	speedUpClock(SPEED);
	for (const work of [reading, paidWork(stage, ITEMS)]) {
		const account = await runWithFaults(stage, work, seed);
		expect(account.faults).toBeGreaterThan(ITEMS / 25);
		accounts.push({ seed, work: work.operation, ...account });
	}
});
