import { z } from 'zod';

import type { Reply } from '../../shared/operation';
import { JOB_SUMMARY } from '../provider';

/** Objects that XC Scribe replies with. Further keys are kept; what departs is reported as a hint, never refused. */

export const text = z.string();
export const optionalText = z.string().nullable();

const projectSchema = z
	.object({
		id: text,
		name: text,
		platform: text,
		status: text,
		settings: z.record(z.unknown()).nullable(),
		created_at: text,
		completed_at: optionalText,
		item_count: z.number(),
		flagged_count: z.number(),
		source_count: z.number(),
		deleted_at: optionalText,
		status_counts: z.record(z.number()),
		store_connection_id: optionalText,
		store_connection_name: optionalText,
	})
	.passthrough();

const projectSummary = [
	'id',
	'name',
	'platform',
	'status',
	'item_count',
	'status_counts',
	'store_connection_id',
	'store_connection_name',
	'created_at',
	'deleted_at',
] as const;

const itemSchema = z
	.object({
		id: text,
		external_id: optionalText,
		item_type: text,
		source_data: z.record(z.unknown()),
		generated_content: z.record(z.unknown()).nullable(),
		confidence_score: z.number().nullable(),
		status: text,
		ai_model_used: optionalText,
		created_at: text,
		data_source_id: optionalText,
		data_source_name: optionalText,
		metadata: z.record(z.unknown()).nullable(),
		excluded_at: optionalText,
	})
	.passthrough();

const itemSummary = [
	'id',
	'external_id',
	'item_type',
	'status',
	'confidence_score',
	'source_data',
	'generated_content',
	'excluded_at',
] as const;

const storeConnectionSchema = z
	.object({
		id: text,
		name: text,
		platform: text,
		base_url: text,
		status: text,
		has_credentials: z.boolean(),
		last_connected_at: optionalText,
		created_at: text,
		updated_at: text,
		project_count: z.number(),
	})
	.passthrough();

const sourceSchema = z
	.object({
		id: text,
		project_id: text,
		type: text,
		name: text,
		config: z.record(z.unknown()).nullable(),
		status: text,
		item_count: z.number(),
		last_synced_at: optionalText,
		error_message: optionalText,
		created_at: text,
	})
	.passthrough();

const jobListEntrySchema = z
	.object({
		id: text,
		job_type: text,
		status: text,
		progress_current: z.number(),
		progress_total: z.number(),
		created_at: text,
		started_at: optionalText,
		completed_at: optionalText,
		error: optionalText,
	})
	.passthrough();

const jobSchema = jobListEntrySchema.extend({
	progress_detail: z.array(z.unknown()).nullable(),
	result: z.unknown(),
});

export const projectReply: Reply = {
	kind: 'record',
	schema: projectSchema,
	summary: projectSummary,
};

export const projectListReply: Reply = {
	kind: 'list',
	schema: projectSchema,
	summary: projectSummary,
};

export const itemReply: Reply = { kind: 'record', schema: itemSchema, summary: itemSummary };

export const itemListReply: Reply = { kind: 'list', schema: itemSchema, summary: itemSummary };

export const storeConnectionReply: Reply = { kind: 'record', schema: storeConnectionSchema };

export const storeConnectionListReply: Reply = { kind: 'list', schema: storeConnectionSchema };

export const sourceReply: Reply = { kind: 'record', schema: sourceSchema };

export const sourceListReply: Reply = { kind: 'list', schema: sourceSchema, at: 'sources' };

export const jobReply: Reply = { kind: 'record', schema: jobSchema, summary: JOB_SUMMARY };

export const jobListReply: Reply = { kind: 'list', schema: jobListEntrySchema };

export const jobStartedReply: Reply = {
	kind: 'record',
	schema: z.object({ job_id: text, status: text }).passthrough(),
};

export const importStartedReply: Reply = {
	kind: 'record',
	schema: z.object({ job_id: text, estimated_batches: z.number() }).passthrough(),
};

export const importFiltersReply: Reply = {
	kind: 'record',
	schema: z.object({ platform: text, filters: z.record(z.unknown()) }).passthrough(),
};

export const importPreviewReply: Reply = {
	kind: 'record',
	schema: z
		.object({ count: z.number(), batches: z.number(), estimated_time_seconds: z.number() })
		.passthrough(),
};

export const connectionTestReply: Reply = {
	kind: 'record',
	schema: z
		.object({ success: z.boolean(), message: optionalText, store_name: optionalText })
		.passthrough(),
};

export const syncItemReply: Reply = {
	kind: 'record',
	schema: z
		.object({ success: z.boolean(), message: optionalText, synced_at: optionalText })
		.passthrough(),
};

export const syncAllReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			synced_count: z.number(),
			failed_count: z.number(),
			failed_items: z.array(z.unknown()),
		})
		.passthrough(),
};

export const syncHistoryReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			item_id: text,
			item_external_id: optionalText,
			history: z.array(
				z
					.object({
						id: text,
						content_item_id: text,
						store_connection_id: optionalText,
						store_connection_name: optionalText,
						synced_at: optionalText,
						success: z.boolean(),
						error_message: optionalText,
					})
					.passthrough(),
			),
		})
		.passthrough(),
};
