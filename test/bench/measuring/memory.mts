import { setTimeout as sleep } from 'node:timers/promises';

/** What a piece of work held in memory while it ran. */
export interface MemoryUse<Result> {
	result: Result;
	/** The most that was held at any look, beyond what there was at the start. */
	peakMegabytes: number;
	/** What is still held at the end with the result at hand, beyond what there was at the start. */
	resultMegabytes: number;
}

const MEGABYTE = 1024 * 1024;
const FEWEST_LOOKS = 5;
/** After this time nothing that only the work needed is held by a callback any more. */
const SETTLE_MS = 200;

/**
 * Does the work once and looks at the memory in use again and again, each time after a garbage collection: garbage that only
 * waits to be collected says nothing about what the work needs. Makes it slower, so time is not measured along with it.
 * @throws Error when Node was started without `--expose-gc`, or when the work was over too soon for a few looks
 */
export async function measureMemory<Result>(
	work: () => Promise<Result>,
	lookEveryMs: number,
): Promise<MemoryUse<Result>> {
	await sleep(SETTLE_MS);
	const start = heldBytes();
	let peak = start;
	let looks = 0;
	const timer = setInterval(() => {
		looks += 1;
		peak = Math.max(peak, heldBytes());
	}, lookEveryMs);
	const result = await work().finally(() => clearInterval(timer));
	if (looks < FEWEST_LOOKS) throw new Error(`${looks} looks at the memory say nothing of a peak`);
	await sleep(SETTLE_MS);
	const end = heldBytes();
	return {
		result,
		peakMegabytes: (Math.max(peak, end) - start) / MEGABYTE,
		resultMegabytes: (end - start) / MEGABYTE,
	};
}

/** JavaScript objects, and the buffers outside of the heap that they own. */
export function heldBytes(): number {
	if (globalThis.gc === undefined) throw new Error('Memory is measured with --expose-gc only');
	globalThis.gc();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
