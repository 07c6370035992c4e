import { z } from 'zod';

/** What somebody who looks at the list of items again and again is started with, as JSON. */
export const PollSettings = z.object({
	apiUrl: z.string(),
	/** The project whose items are watched. */
	project: z.string(),
	/** The unpacked package; the plain script needs none. */
	product: z.string().default(''),
});

export type PollSettings = z.infer<typeof PollSettings>;

/** The status that is watched. */
export const STATUS = 'generated';

/** What one look came to. */
export const PollResult = z.object({
	wallMs: z.number(),
	cpuMs: z.number(),
	/** Memory in use afterwards, beyond what there was at the start. */
	keptMegabytes: z.number(),
	/** Items that have reached the status. */
	found: z.number(),
	/** What is remembered until the next look, as JSON. */
	stateBytes: z.number(),
});

export type PollResult = z.infer<typeof PollResult>;
