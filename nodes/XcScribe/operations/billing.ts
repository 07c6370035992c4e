import { amount, choice, integer, text, toggle } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { days } from './adminFields';
import {
	balanceReply,
	billingSummaryReply,
	modelTierListReply,
	transactionListReply,
	transactionReply,
} from './adminReplies';
import { BALANCE_TYPES } from './knownValues';

const resource = 'billing';

// Writes carry the effect `once`: nothing about money is sent a second time without a person.

export const billingOperations = [
	defineOperation({
		resource,
		operation: 'getBalance',
		name: 'Get Balance',
		action: 'Get XCT balance',
		description:
			'Read the XCT balance and the subscription tier of the organization. Needs the role admin.',
		request: { method: 'GET', path: '/api/v1/billing/balance' },
		reply: balanceReply,
	}),
	defineOperation({
		resource,
		operation: 'getTransactions',
		name: 'Get Transactions',
		action: 'Get many XCT transactions',
		description: 'List what was added to the XCT balance and taken from it, newest first',
		request: { method: 'GET', path: '/api/v1/billing/transactions' },
		query: {
			page: integer({
				displayName: 'Page',
				description: 'Only this page, counted from 1. Pages are joined when it is left out.',
				default: 1,
				minimum: 1,
			}),
			page_size: integer({
				displayName: 'Page Size',
				description: 'How many transactions to ask for at once',
				default: 20,
				minimum: 1,
				maximum: 100,
			}),
		},
		reply: transactionListReply,
	}),
	defineOperation({
		resource,
		operation: 'getUsageSummary',
		name: 'Get Usage Summary',
		action: 'Get billing usage summary',
		description: 'Sum up the XCT that were used, by model tier and AI provider',
		request: { method: 'GET', path: '/api/v1/billing/usage-summary' },
		query: { days: days({ maximum: 365 }) },
		reply: billingSummaryReply,
	}),
	defineOperation({
		resource,
		operation: 'getModelTiers',
		name: 'Get Model Tiers',
		action: 'Get many model tiers',
		description: 'List the model tiers with their price multipliers and models',
		request: { method: 'GET', path: '/api/v1/billing/model-tiers' },
		reply: modelTierListReply,
	}),
	defineOperation({
		resource,
		operation: 'addTopup',
		name: 'Add Top-Up',
		action: 'Top up XCT balance',
		description:
			'Add XCT to the top-up balance. Changes what the organization pays. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/billing/topup', effect: 'once' },
		body: {
			amount: amount({
				displayName: 'Amount',
				description: 'How many XCT to add',
				required: true,
				positive: true,
			}),
			description: text({
				displayName: 'Description',
				description: 'What the transaction says',
				placeholder: 'e.g. Top-up for the spring catalogue',
			}),
		},
		confirm: 'XCT are added to the balance of the organization, which may be charged for them',
		reply: transactionReply,
	}),
	defineOperation({
		resource,
		operation: 'updateSubscription',
		name: 'Update Subscription',
		action: 'Update subscription tier',
		description:
			'Move the organization to another subscription tier. Changes what it pays. Needs the role admin.',
		request: { method: 'PATCH', path: '/api/v1/billing/subscription', effect: 'once' },
		body: {
			tier: text({
				displayName: 'Tier',
				description: 'ID of the subscription tier, e.g. free, starter or pro',
				placeholder: 'e.g. starter',
				required: true,
			}),
			allocate_immediately: toggle({
				displayName: 'Allocate Immediately',
				description: 'Whether to grant the monthly XCT of the new tier at once',
			}),
		},
		confirm: 'the organization moves to another tier and is charged for that',
		reply: balanceReply,
	}),
	defineOperation({
		resource,
		operation: 'resetCycle',
		name: 'Reset Billing Cycle',
		action: 'Reset billing cycle',
		description:
			'Begin a new billing cycle now: the rest of the subscription balance is lost. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/billing/reset-cycle', effect: 'once' },
		confirm: 'what is left of the subscription balance expires',
		reply: balanceReply,
	}),
	defineOperation({
		resource,
		operation: 'updateSettings',
		name: 'Update Settings',
		action: 'Update billing settings',
		description:
			'Change whether the organization may overdraw its balance, and its XCT rate. Needs the role admin.',
		request: { method: 'PATCH', path: '/api/v1/billing/settings', effect: 'once' },
		body: {
			overage_enabled: toggle({
				displayName: 'Allow Overage',
				description: 'Whether work goes on, and is charged, when the balance is used up',
			}),
			token_rate_multiplier: amount({
				displayName: 'Token Rate Multiplier',
				description: 'What XCT amounts are multiplied by, e.g. 1.5',
				positive: true,
			}),
		},
		confirm: 'what is spent under the new settings is charged',
		reply: balanceReply,
	}),
	defineOperation({
		resource,
		operation: 'createAdjustment',
		name: 'Create Adjustment',
		action: 'Create XCT balance adjustment',
		description:
			'Correct a balance: a positive amount is credited, a negative one debited. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/billing/adjustment', effect: 'once' },
		body: {
			amount: amount({
				displayName: 'Amount',
				description: 'How many XCT to credit, or to debit when it is negative',
				required: true,
			}),
			balance_type: choice({
				displayName: 'Balance',
				description: 'Which balance to adjust',
				values: BALANCE_TYPES,
				default: 'topup',
				required: true,
			}),
			description: text({
				displayName: 'Description',
				description: 'What the transaction says',
				placeholder: 'e.g. Refund of a rejected batch',
				required: true,
			}),
		},
		confirm: 'the XCT balance of the organization changes at once',
		reply: transactionReply,
	}),
];
