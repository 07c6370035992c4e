import { z } from 'zod';

/** A node's option Items at Once; the node's own default without it. */
const concurrency = z.number().optional();

/** What is done in n8n's engine. One item each, unless something else is said. */
export const WorkSettings = z.discriminatedUnion('name', [
	z.object({
		/** Reads the project whose id stands in the item. */
		name: z.literal('readProjects'),
		by: z.enum(['xcScribe', 'httpRequest']),
		/** For our node: declare the one operation that is used instead of all. */
		oneOperation: z.boolean().default(false),
		concurrency,
	}),
	z.object({
		/** Starts a job and looks at it until it has ended. */
		name: z.literal('generateTexts'),
		by: z.enum(['xcScribe', 'allAtOnce', 'loop']),
		/** For n8n's own nodes: how long their Wait node waits. */
		pauseMs: z.number().default(0),
		concurrency,
	}),
	z.object({
		/** Has Cernel write about products that it knows. */
		name: z.literal('cernelProducts'),
		concurrency,
	}),
	z.object({
		/** Has ProductAI make images. */
		name: z.literal('productImages'),
		concurrency,
	}),
	z.object({
		/** Reads a stream of this many events, for the only item. */
		name: z.literal('streamEvents'),
		events: z.number(),
	}),
]);

export type WorkSettings = z.infer<typeof WorkSettings>;

/** The same as the rows write it down, without what has a default. */
export type WorkOrder = z.input<typeof WorkSettings>;

/** What the program in n8n's engine (engine.ts) is started with, as JSON. */
export const EngineSettings = z.object({
	/** The unpacked package. */
	product: z.string(),
	/** Folder of n8n's own nodes. */
	nodesBase: z.string(),
	apiUrl: z.string(),
	/** How many times faster than real time the package's clock runs. */
	speed: z.number().default(1),
	items: z.number(),
	/** How often memory is looked at, where that is what is measured. */
	lookEveryMs: z.number().default(100),
	work: WorkSettings,
});

/** What a run came to. */
export const Outcome = z.object({
	/** Input items whose result came out, in its place. */
	done: z.number(),
	/** Why the run ended early. */
	failure: z.string().optional(),
});

export type Outcome = z.infer<typeof Outcome>;

/** A run and what it cost. */
export const RunResult = Outcome.extend({
	wallMs: z.number(),
	cpuMs: z.number(),
	peakMegabytes: z.number(),
	/** From the start of the run until our node's first request: reading and checking the items. */
	preparationMs: z.number().default(0),
});

export type RunResult = z.infer<typeof RunResult>;

/** A run and what it held in memory. */
export const MemoryResult = Outcome.extend({
	peakMegabytes: z.number(),
	resultMegabytes: z.number(),
});

export type MemoryResult = z.infer<typeof MemoryResult>;

export type EngineOrder = z.input<typeof EngineSettings>;
