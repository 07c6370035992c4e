import { z } from 'zod';
import { jsonWriters } from './json.mts';

const MAX_DELAY_MS = 10 * 60 * 1000;
const MAX_COPIES = 100;

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Where to call; null for nowhere. The sandbox never calls a real host. */
export const webhookUrl = z
	.string()
	.refine(isLoopback, `must be an http(s) URL on ${LOOPBACK.join(', ')}`)
	.nullable();

/** Which deliveries: every n-th one, 1 for all. */
const every = z.number().int().min(1).default(1);

const delivery = {
	/** Whole milliseconds from the event to the call. */
	delayMs: z.number().int().min(0).max(MAX_DELAY_MS).default(0),
	/** Sends every n-th delivery `copies` more times, with the same bytes. */
	repeat: z
		.object({ every, copies: z.number().int().min(1).max(MAX_COPIES).default(1) })
		.strict()
		.optional(),
};

/** How Cernel calls. */
export const cernelWebhookOptions = z
	.object({
		...delivery,
		/** The URL is that of products or of categories; of both unless it is given. */
		kind: z.enum(['product', 'category']).optional(),
		/** A Python server by default: its errors are worded as Django's. */
		json: z.enum(jsonWriters).default('python'),
		encoding: z.enum(['hex', 'base64']).default('hex'),
		prefix: z.enum(['', 'sha256=']).default(''),
		/** Lets every n-th delivery come with another key's signature, none, or a hash of the body. */
		forge: z
			.object({ every, how: z.enum(['wrongKey', 'missing', 'unkeyed']).default('wrongKey') })
			.strict()
			.optional(),
	})
	.strict();

/** How ProductAI calls. */
export const productAiWebhookOptions = z
	.object({
		...delivery,
		json: z.enum(jsonWriters).default('node'),
		/** Also calls when an upscale ends, of which the documents say nothing. */
		afterUpscale: z.boolean().default(false),
	})
	.strict();

export type CernelWebhookOptions = z.output<typeof cernelWebhookOptions>;
export type ProductAiWebhookOptions = z.output<typeof productAiWebhookOptions>;

/** The options of each provider that calls webhooks, as they are asked for. */
export interface WebhookOptions {
	cernel: z.input<typeof cernelWebhookOptions>;
	productAi: z.input<typeof productAiWebhookOptions>;
}

export type WebhookProvider = keyof WebhookOptions;

function isLoopback(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, hostname } = new URL(text);
	return ['http:', 'https:'].includes(protocol) && LOOPBACK.includes(hostname);
}
