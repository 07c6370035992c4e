/** How long the simulated work takes. All values are milliseconds. */
export interface Timings {
	/** How long an access token is valid. */
	accessTokenLifetimeMs: number;
	/** How long a job waits before it runs. */
	jobQueueMs: number;
	/** One generated text set. */
	generationMsPerItem: number;
	/** One product written to the shop. */
	syncMsPerItem: number;
	/** One product read from the shop. */
	importMsPerItem: number;
}

export const defaultTimings: Timings = {
	accessTokenLifetimeMs: 60 * 60 * 1000,
	jobQueueMs: 300,
	generationMsPerItem: 15,
	syncMsPerItem: 10,
	importMsPerItem: 5,
};

/** The defaults with `overrides` on top; throws when one is not a number of at least 0. */
export function completeTimings(overrides: Partial<Timings> = {}): Timings {
	const timings = { ...defaultTimings, ...overrides };
	for (const [name, value] of Object.entries(timings)) {
		if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
			throw new RangeError(`Timing ${name} must be a number of milliseconds of at least 0`);
		}
	}
	return timings;
}
