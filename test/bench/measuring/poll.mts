import { setTimeout as sleep } from 'node:timers/promises';
import type { PollResult } from '../children/polls.mts';
import { measureCost } from './cost.mts';
import { heldBytes } from './memory.mts';

const MEGABYTE = 1024 * 1024;
/** After this time nothing that only the look needed is held by a callback any more, and what was collected is free. */
const SETTLE_MS = 200;

/** Looks once and measures it. @param look says what it found, and what it remembers */
export async function measurePoll(
	look: () => Promise<Pick<PollResult, 'found' | 'stateBytes'>>,
): Promise<PollResult> {
	const before = await bytesAtRest();
	let outcome = { found: 0, stateBytes: 0 };
	const cost = await measureCost(async () => {
		outcome = await look();
	});
	return { ...cost, ...outcome, keptMegabytes: ((await bytesAtRest()) - before) / MEGABYTE };
}

/** Buffers outside of the heap are counted until the collection after the one that found them unused. */
async function bytesAtRest(): Promise<number> {
	await sleep(SETTLE_MS);
	heldBytes();
	await sleep(SETTLE_MS);
	return heldBytes();
}
