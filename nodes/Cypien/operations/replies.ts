import { z } from 'zod';

import type { Reply } from '../../shared/operation';

/** What Cypien answers, as far as the documents show it. */

const text = z.string();
const count = z.number();
const texts = z.array(text);
const object = z.record(z.unknown());

export const logInReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			access_token: text,
			token_type: text,
			expires_in: count,
			workspace: z.object({ id: count, name: text }).passthrough(),
			permissions: texts,
			rateLimit: text,
		})
		.passthrough(),
};

export const productListReply: Reply = {
	kind: 'list',
	at: 'products',
	schema: z
		.object({
			id: text,
			sku_id: text.nullable(),
			title: text,
			description: text.nullable(),
			categories: texts,
			pictures: texts,
			primary_picture: text.nullable(),
			tags: texts,
			suggested_tags: texts,
			workspace_id: count,
			created_at: text,
			updated_at: text,
			deleted: z.boolean(),
			has_suggested_tags: z.boolean(),
			ready_for_tagging: z.boolean(),
		})
		.passthrough(),
	summary: [
		'id',
		'sku_id',
		'title',
		'categories',
		'primary_picture',
		'tags',
		'suggested_tags',
		'has_suggested_tags',
		'ready_for_tagging',
		'updated_at',
	],
};

/** One text for a persona, an audience and a special day. */
const variantSchema = z
	.object({
		uid: text,
		workspacePersonaId: count,
		specialDayId: count,
		baseAudienceId: count,
		body: text,
		language: text,
		status: text,
		createdAt: text,
		updatedAt: text,
		personaName: text,
		specialDayName: text,
		audienceName: text,
	})
	.passthrough();

export const variantsReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			success: z.boolean(),
			message: text,
			inventoryProductId: count,
			productName: text,
			tags: texts,
			descriptionVariants: z.array(variantSchema),
			titleVariants: z.array(variantSchema),
			googleFeedVariants: z.array(variantSchema),
			retrievedAt: text,
		})
		.passthrough(),
};

/** A job that was queued (`async`), or one that was over at once (`sync`). */
export const generationReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			job_id: text,
			processing_mode: text,
			status: text.optional(),
			products_found: count,
			products_queued: count,
			rate_limit_info: object.optional(),
		})
		.passthrough(),
};

export const jobReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			job_id: text,
			job_type: text,
			status: text,
			processing_mode: text,
			workspace_id: z.union([count, text]),
			brand_id: z.union([count, text]),
			progress: object,
			timing: object,
			configuration: object,
		})
		.passthrough(),
};

export const jobControlReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			success: z.boolean(),
			job_id: text,
			action: text,
			previous_status: text,
			current_status: text,
			message: text,
		})
		.passthrough(),
};
