import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/** Time, so that tests can let it stand still and go on. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Waits, at least for one turn of the event loop. Rejects with an AbortError as soon as `signal` aborts. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * The one clock by which simulated work goes on, tokens run out and limits refill. Its timers never keep the process
 * alive. Tests take its place by replacing its two functions.
 */
export const sandboxClock: Clock = {
	now: () => Date.now(),
	sleep: (milliseconds, signal) =>
		milliseconds <= 0
			? nextTurn(undefined, { signal })
			: wait(milliseconds, undefined, { signal, ref: false }),
};
