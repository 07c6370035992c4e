import { z } from 'zod';

import type { Reply } from '../../shared/operation';
import { optionalText, text } from './replies';

/** Objects that XC Scribe's blog replies with; see replies.ts. */

const postListEntrySchema = z
	.object({
		id: text,
		title: optionalText,
		status: text,
		post_type: text,
		topic: optionalText,
		featured_image_url: optionalText,
		wp_post_id: z.number().nullable(),
		published_url: optionalText,
		published_at: optionalText,
		scheduled_at: optionalText,
		created_at: text,
		updated_at: text,
	})
	.passthrough();

const postSchema = postListEntrySchema.extend({
	project_id: text,
	organization_id: text,
	content: optionalText,
	excerpt: optionalText,
	slug: optionalText,
	seo_meta: z.record(z.unknown()).nullable(),
	wp_category_ids: z.array(z.number()).nullable(),
	source_item_ids: z.array(text).nullable(),
	product_links: z.unknown(),
	ai_settings: z.record(z.unknown()).nullable(),
	template_id: optionalText,
	analytics: z.unknown(),
	job_id: optionalText,
});

const postListSummary = [
	'id',
	'title',
	'status',
	'post_type',
	'topic',
	'published_url',
	'scheduled_at',
	'updated_at',
] as const;

const postSummary = [
	'id',
	'title',
	'status',
	'content',
	'excerpt',
	'slug',
	'topic',
	'published_url',
	'scheduled_at',
	'job_id',
] as const;

const imageSchema = z
	.object({
		id: text,
		blog_post_id: text,
		s3_key: optionalText,
		original_url: optionalText,
		source: text,
		alt_text: optionalText,
		width: z.number().nullable(),
		height: z.number().nullable(),
		file_size: z.number().nullable(),
		variants: z.unknown(),
		created_at: text,
		updated_at: text,
	})
	.passthrough();

const imageSummary = [
	'id',
	'blog_post_id',
	'original_url',
	'source',
	'alt_text',
	'width',
	'height',
	'variants',
] as const;

const connectionSchema = z
	.object({
		id: text,
		name: text,
		site_url: text,
		username: text,
		is_active: z.boolean(),
		has_categories: z.boolean(),
		categories_cached_at: optionalText,
		last_synced_at: optionalText,
		created_at: text,
		updated_at: text,
	})
	.passthrough();

const templateSchema = z
	.object({
		id: text,
		organization_id: text,
		name: text,
		description: optionalText,
		tone: optionalText,
		structure: z.unknown(),
		custom_instructions: optionalText,
		is_default: z.boolean(),
		created_at: text,
		updated_at: text,
	})
	.passthrough();

const stockPhotoKeySchema = z
	.object({
		id: text,
		organization_id: text,
		provider: text,
		is_active: z.boolean(),
		created_at: text,
		updated_at: text,
	})
	.passthrough();

export const blogPostReply: Reply = { kind: 'record', schema: postSchema, summary: postSummary };

export const blogPostListReply: Reply = {
	kind: 'list',
	schema: postListEntrySchema,
	summary: postListSummary,
};

export const blogImageReply: Reply = { kind: 'record', schema: imageSchema, summary: imageSummary };

export const blogImageListReply: Reply = {
	kind: 'list',
	schema: imageSchema,
	summary: imageSummary,
};

export const blogConnectionReply: Reply = { kind: 'record', schema: connectionSchema };

export const blogConnectionListReply: Reply = { kind: 'list', schema: connectionSchema };

export const blogConnectionTestReply: Reply = {
	kind: 'record',
	schema: z
		.object({ success: z.boolean(), message: optionalText, site_name: optionalText })
		.passthrough(),
};

export const blogCategoryListReply: Reply = {
	kind: 'list',
	schema: z
		.object({ id: z.number(), name: text, slug: text, count: z.number(), parent: z.number() })
		.passthrough(),
};

export const blogTemplateReply: Reply = { kind: 'record', schema: templateSchema };

export const blogTemplateListReply: Reply = { kind: 'list', schema: templateSchema };

export const stockPhotoKeyReply: Reply = { kind: 'record', schema: stockPhotoKeySchema };

export const stockPhotoKeyListReply: Reply = { kind: 'list', schema: stockPhotoKeySchema };

export const stockPhotoListReply: Reply = {
	kind: 'list',
	schema: z
		.object({
			id: z.number(),
			width: z.number(),
			height: z.number(),
			url: text,
			photographer: text,
			photographer_url: optionalText,
			avg_color: optionalText,
			alt: optionalText,
			src: z.record(z.unknown()),
		})
		.passthrough(),
	at: 'photos',
	pages: { page: 'page', size: 'per_page', maximum: 80, totalKey: 'total_results' },
};
