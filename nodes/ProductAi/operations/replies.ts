import { z } from 'zod';

import type { Reply } from '../../shared/operation';

/** What ProductAI answers: always `{status, data}`, of which users get `data`. */

const id = z.union([z.number(), z.string()]);
const text = z.string();

export const jobReply: Reply = {
	kind: 'record',
	at: 'data',
	schema: z
		.object({
			id,
			status: text,
			prompt: text.nullish(),
			image_url: text.nullish(),
		})
		.passthrough(),
};

export const keyReply: Reply = {
	kind: 'record',
	at: 'data',
	schema: z.object({ valid: z.boolean(), tokens_remaining: z.number(), plan: text }).passthrough(),
};
