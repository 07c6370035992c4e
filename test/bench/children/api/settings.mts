import { z } from 'zod';

/** How the server of the measurements behaves; the program that starts it hands this over as JSON. */
export const ApiSettings = z.object({
	/** Serves TLS with this certificate; plain HTTP without one. */
	tls: z.object({ keyFile: z.string(), certificateFile: z.string() }).optional(),
	/** Every reply is held back this long. */
	latencyMs: z.number().default(0),
	/** A stream pauses this long after each chunk. */
	chunkPauseMs: z.number().default(0),
	/** How long a job takes from the arrival of its request. */
	jobMs: z.number().default(0),
	/** More jobs than this are not taken at the same time: 429. */
	unfinishedJobs: z.number().optional(),
	/** More requests than this are not taken at the same time: 429. */
	requestsAtOnce: z.number().optional(),
});

export type ApiSettings = z.infer<typeof ApiSettings>;

/** What the server saw since the last reset. */
export const ApiCounts = z.object({
	/** Requests of any kind. */
	requests: z.number(),
	/** Connections that requests came on. */
	connections: z.number(),
	/** Replies with 429. */
	refused: z.number(),
	/** Jobs that were taken. */
	submissions: z.number(),
	/** Jobs that were taken although there was one for the same product. */
	duplicates: z.number(),
});

export type ApiCounts = z.infer<typeof ApiCounts>;
