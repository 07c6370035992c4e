import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/**
 * Waits `milliseconds` (at least one turn of the event loop). Rejects with an AbortError as soon
 * as `signal` aborts. The timer never keeps the process alive.
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	if (milliseconds <= 0) {
		await nextTurn(undefined, { signal });
	} else {
		await wait(milliseconds, undefined, { signal, ref: false });
	}
}

/**
 * A function that paces steps of `millisecondsPerStep`: each call resolves when the next step is
 * due. It steers by a schedule, so that the lateness of single timers does not add up.
 */
export function createPacer(millisecondsPerStep: number, signal: AbortSignal): () => Promise<void> {
	const start = performance.now();
	let steps = 0;
	return async () => {
		steps += 1;
		await pause(start + steps * millisecondsPerStep - performance.now(), signal);
	};
}

/** Whether `error` only says that waiting was aborted. */
export function isAbort(error: unknown): boolean {
	return error instanceof Error && error.name === 'AbortError';
}
