import { z } from 'zod';

/** How the sandbox of the measurements behaves; the program that starts it hands this over as JSON. */
export const LimitedSettings = z.object({
	provider: z.enum(['cernel', 'productAi']),
	/** How many times faster than in reality its limits and its work pass. */
	speed: z.number(),
	/** Seconds of reality that a job takes. */
	jobSeconds: z.number(),
});

export type LimitedSettings = z.infer<typeof LimitedSettings>;

/** What the sandbox saw since the last reset. */
export const LimitedCounts = z.object({
	/** Requests of any kind. */
	requests: z.number(),
	/** Replies with 429. */
	refused: z.number(),
	/** Requests that started something. */
	submissions: z.number(),
	/** Items generated again although nobody asked for another text. */
	duplicates: z.number(),
});

export type LimitedCounts = z.infer<typeof LimitedCounts>;
