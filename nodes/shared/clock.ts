import { setTimeout as pause } from 'node:timers/promises';

/** Time, so that tests need not wait. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** @throws when the signal aborts */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The one clock of limits, pauses, jobs and timeouts. Benchmarks let it run faster by replacing its two functions. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (ms, signal) => await pause(ms, undefined, signal === undefined ? {} : { signal }),
};
