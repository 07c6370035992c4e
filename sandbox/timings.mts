/** How long the simulated work takes, in milliseconds, and how fast the limits of requests refill. */
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
	/** One image made or upscaled. */
	imageMs: number;
	/** How long an access token of Cypien is valid. */
	cypienTokenLifetimeMs: number;
	/**
	 * Length of a minute, an hour and a day in the providers' limits, 1 being the real one: with
	 * 0.01 "10 requests a minute" means 10 in 0.6 seconds. 0 switches these limits off.
	 */
	rateLimitScale: number;
}

export const defaultTimings: Timings = {
	accessTokenLifetimeMs: 60 * 60 * 1000,
	jobQueueMs: 300,
	generationMsPerItem: 15,
	syncMsPerItem: 10,
	importMsPerItem: 5,
	imageMs: 400,
	cypienTokenLifetimeMs: 24 * 60 * 60 * 1000,
	rateLimitScale: 1,
};

/** The defaults with `overrides` on top; throws when one is not a number of at least 0. */
export function completeTimings(overrides: Partial<Timings> = {}): Timings {
	const timings = { ...defaultTimings, ...overrides };
	for (const [name, value] of Object.entries(timings)) {
		if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
			throw new RangeError(`Timing ${name} must be a number of at least 0`);
		}
	}
	return timings;
}
