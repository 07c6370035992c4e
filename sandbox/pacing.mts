import { sandboxClock } from './clock.mts';

/**
 * A function that paces steps of `millisecondsPerStep`: each call resolves when the next step is
 * due. It steers by a schedule, so that the lateness of single timers does not add up.
 */
export function createPacer(millisecondsPerStep: number, signal: AbortSignal): () => Promise<void> {
	const start = sandboxClock.now();
	let steps = 0;
	return async () => {
		steps += 1;
		await sandboxClock.sleep(start + steps * millisecondsPerStep - sandboxClock.now(), signal);
	};
}

/** Whether `error` only says that waiting was aborted. */
export function isAbort(error: unknown): boolean {
	return error instanceof Error && error.name === 'AbortError';
}
