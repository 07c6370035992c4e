import { z } from 'zod';

import type { Reply } from '../../shared/operation';
import { optionalText, text } from './replies';

/** Objects that XC Scribe's administration replies with; see replies.ts. */

/** XCT amounts are decimals, written as text. */
const xct = text;

const organizationSchema = z
	.object({
		id: text,
		name: text,
		slug: text,
		settings: z.record(z.unknown()).nullable(),
		address: optionalText,
		phone_number: optionalText,
		tax_id: optionalText,
		billing_email: optionalText,
		byok_enabled: z.boolean(),
		has_anthropic_key: z.boolean(),
		has_deepseek_key: z.boolean(),
		has_google_key: z.boolean(),
		enforce_2fa: z.boolean(),
		created_at: text,
	})
	.passthrough();

const organizationSummary = [
	'id',
	'name',
	'slug',
	'billing_email',
	'byok_enabled',
	'has_anthropic_key',
	'has_deepseek_key',
	'has_google_key',
	'enforce_2fa',
] as const;

const userSchema = z
	.object({
		id: text,
		email: text,
		first_name: optionalText,
		last_name: optionalText,
		phone_number: optionalText,
		role: text,
		is_active: z.boolean(),
		is_super_admin: z.boolean(),
		two_factor_enabled: z.boolean(),
		two_factor_method: optionalText,
		created_at: text,
		last_login_at: optionalText,
		organization: organizationSchema.nullable(),
	})
	.passthrough();

const userSummary = [
	'id',
	'email',
	'first_name',
	'last_name',
	'role',
	'is_active',
	'two_factor_enabled',
	'last_login_at',
] as const;

const apiKeySchema = z
	.object({
		id: text,
		name: text,
		is_active: z.boolean(),
		last_used_at: optionalText,
		created_at: text,
	})
	.passthrough();

const invitationSchema = z
	.object({
		id: text,
		email: text,
		role: text,
		status: text,
		invited_by_email: optionalText,
		created_at: text,
		expires_at: text,
		accepted_at: optionalText,
	})
	.passthrough();

const transactionSchema = z
	.object({
		id: text,
		transaction_type: text,
		amount: xct,
		balance_type: text,
		description: optionalText,
		created_at: text,
		created_by: optionalText,
	})
	.passthrough();

const usageRecordSchema = z
	.object({
		id: text,
		ai_provider: text,
		ai_model: text,
		content_type: optionalText,
		input_tokens: z.number(),
		output_tokens: z.number(),
		credits_used: z.number(),
		cost_estimate: z.number(),
		created_at: text,
	})
	.passthrough();

export const organizationReply: Reply = {
	kind: 'record',
	schema: organizationSchema,
	summary: organizationSummary,
};

export const userReply: Reply = { kind: 'record', schema: userSchema, summary: userSummary };

export const userListReply: Reply = { kind: 'list', schema: userSchema, summary: userSummary };

export const apiKeyReply: Reply = { kind: 'record', schema: apiKeySchema };

export const apiKeyListReply: Reply = { kind: 'list', schema: apiKeySchema };

export const apiKeyCreatedReply: Reply = {
	kind: 'record',
	schema: z.object({ id: text, name: text, key: text, created_at: text }).passthrough(),
};

export const invitationReply: Reply = { kind: 'record', schema: invitationSchema };

export const invitationListReply: Reply = { kind: 'list', schema: invitationSchema };

export const invitationCheckReply: Reply = {
	kind: 'record',
	schema: z
		.object({ email: text, organization_name: text, role: text, is_valid: z.boolean() })
		.passthrough(),
};

export const logInReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			access_token: optionalText,
			token_type: optionalText,
			two_factor_required: z.boolean(),
			two_factor_setup_required: z.boolean(),
			two_factor_method: optionalText,
			temp_token: optionalText,
		})
		.passthrough(),
};

export const tokenReply: Reply = {
	kind: 'record',
	schema: z.object({ access_token: text, token_type: text }).passthrough(),
};

export const twoFactorSetupReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			method: text,
			secret: optionalText,
			otpauth_uri: optionalText,
			message: optionalText,
		})
		.passthrough(),
};

export const backupCodesReply: Reply = {
	kind: 'record',
	schema: z.object({ backup_codes: z.array(text), message: optionalText }).passthrough(),
};

export const messageReply: Reply = {
	kind: 'record',
	schema: z.object({ message: text }).passthrough(),
};

export const balanceReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			subscription_balance: xct,
			topup_balance: xct,
			total_balance: xct,
			subscription_tier: text,
			overage_enabled: z.boolean(),
			token_rate_multiplier: xct,
		})
		.passthrough(),
};

export const transactionReply: Reply = { kind: 'record', schema: transactionSchema };

export const transactionListReply: Reply = {
	kind: 'list',
	schema: transactionSchema,
	at: 'transactions',
	pages: { page: 'page', size: 'page_size', maximum: 100, totalKey: 'total' },
};

export const billingSummaryReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			period_start: text,
			period_end: text,
			total_xct_used: xct,
			by_tier: z.array(
				z
					.object({
						tier: text,
						request_count: z.number(),
						total_tokens: z.number(),
						xct_used: xct,
					})
					.passthrough(),
			),
			by_provider: z.record(z.unknown()),
		})
		.passthrough(),
};

export const modelTierListReply: Reply = {
	kind: 'list',
	schema: z
		.object({ tier: text, multiplier: z.number(), models: z.record(z.array(text)) })
		.passthrough(),
	at: 'tiers',
};

export const usageListReply: Reply = { kind: 'list', schema: usageRecordSchema };

export const usageSummaryReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			total_input_tokens: z.number(),
			total_output_tokens: z.number(),
			total_cost: z.number(),
			by_provider: z.record(z.unknown()),
			by_content_type: z.record(z.unknown()),
		})
		.passthrough(),
};
