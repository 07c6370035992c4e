import { z } from 'zod';

/** What the plain script (script.mts) is started with, as JSON. */
export const ScriptSettings = z.object({
	apiUrl: z.string(),
	/** Items; for `readEvents` the number of events. */
	items: z.number(),
	work: z.enum(['readProjects', 'generateTexts', 'readEvents']),
	/** Items worked on side by side, and connections. */
	concurrency: z.number().default(1),
	/** From the reply that names a job to the first look at it, and between two looks. */
	pauseMs: z.number().default(0),
});

export type ScriptSettings = z.infer<typeof ScriptSettings>;

/** The same as the rows write it down, without what has a default. */
export type ScriptOrder = z.input<typeof ScriptSettings>;
