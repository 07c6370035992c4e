import type { Account } from './accounts.mts';
import { subscriptionTiers } from './knownValues.mts';
import { showXct } from './ledger.mts';
import type { Ledger, Transaction } from './ledger.mts';
import type { ApiKey, Invitation, Tone, UsageRecord } from './organizationRecords.mts';
import { hasSecondFactor } from './secondFactors.mts';
import type { Store } from './store.mts';

export function showAccount(account: Account, store: Store): Record<string, unknown> {
	return {
		id: account.id,
		email: account.email,
		first_name: account.firstName,
		last_name: account.lastName,
		phone_number: account.phoneNumber,
		role: account.role,
		is_active: account.isActive,
		is_super_admin: false,
		two_factor_enabled: hasSecondFactor(account),
		two_factor_method: account.secondFactor,
		created_at: account.createdAt,
		last_login_at: account.lastLoginAt,
		organization: showOrganization(store),
	};
}

export function showOrganization(store: Store): Record<string, unknown> {
	const { organization } = store;
	return {
		id: organization.id,
		name: organization.name,
		slug: organization.slug,
		settings: organization.settings,
		address: organization.address,
		phone_number: organization.phoneNumber,
		tax_id: organization.taxId,
		billing_email: organization.billingEmail,
		byok_enabled: mayUseOwnAiKeys(store),
		has_anthropic_key: organization.ownAiKeys.has('anthropic'),
		has_deepseek_key: organization.ownAiKeys.has('deepseek'),
		has_google_key: organization.ownAiKeys.has('google'),
		enforce_2fa: organization.enforceTwoFactor,
		created_at: organization.createdAt,
	};
}

/** Whether the subscription lets the organization bring its own AI keys. */
export function mayUseOwnAiKeys(store: Store): boolean {
	return subscriptionTiers[store.ledger.tier]?.ownAiKeys === true;
}

export function showTone(tone: Tone): Record<string, unknown> {
	return {
		id: tone.id,
		name: tone.name,
		description: tone.description,
		system_prompt: tone.systemPrompt,
	};
}

export function showApiKey(key: ApiKey): Record<string, unknown> {
	return {
		id: key.id,
		name: key.name,
		is_active: key.isActive,
		last_used_at: key.lastUsedAt,
		created_at: key.createdAt,
	};
}

export function showInvitation(invitation: Invitation): Record<string, unknown> {
	return {
		id: invitation.id,
		email: invitation.email,
		role: invitation.role,
		status: invitation.status,
		invited_by_email: invitation.invitedByEmail,
		created_at: invitation.createdAt,
		expires_at: invitation.expiresAt,
		accepted_at: invitation.acceptedAt,
	};
}

export function showBalance(ledger: Ledger): Record<string, unknown> {
	return {
		subscription_balance: showXct(ledger.balances.subscription),
		topup_balance: showXct(ledger.balances.topup),
		total_balance: showXct(ledger.total),
		subscription_tier: ledger.tier,
		overage_enabled: ledger.overageEnabled,
		token_rate_multiplier: ledger.rateMultiplier,
	};
}

export function showTransaction(transaction: Transaction): Record<string, unknown> {
	return {
		id: transaction.id,
		transaction_type: transaction.type,
		amount: showXct(transaction.amount),
		balance_type: transaction.balance,
		description: transaction.description,
		created_at: transaction.createdAt,
		created_by: transaction.createdBy,
	};
}

export function showUsage(record: UsageRecord): Record<string, unknown> {
	return {
		id: record.id,
		ai_provider: record.aiProvider,
		ai_model: record.aiModel,
		content_type: record.contentType,
		input_tokens: record.inputTokens,
		output_tokens: record.outputTokens,
		credits_used: Number(showXct(record.spent)),
		cost_estimate: record.costEstimate,
		created_at: record.createdAt,
	};
}
