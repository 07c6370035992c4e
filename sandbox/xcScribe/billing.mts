import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { modelTiers, subscriptionTiers, tierOf } from './knownValues.mts';
import { adjustableBalances, showXct, UNITS_PER_XCT } from './ledger.mts';
import { noInput, serve } from './operation.mts';
import { showBalance, showTransaction } from './organizationReplies.mts';
import { groupUsage, recentUsage, spentBy, sum, summaryQuery } from './usage.mts';
import { oneOf, queryInteger } from './validation.mts';

const MAX_AMOUNT = 1e9;

// The smallest step is what four decimals show.
const amount = z
	.number()
	.min(-MAX_AMOUNT)
	.max(MAX_AMOUNT)
	.refine((xct) => Math.round(xct * UNITS_PER_XCT) !== 0, 'the amount must not be 0');

const positiveAmount = amount.refine((xct) => xct > 0, 'ensure this value is greater than 0');

const multiplier = z
	.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/, 'value is not a valid decimal')])
	.refine((value) => Number(value) > 0, 'ensure this value is greater than 0');

export function billingRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;
	const { ledger } = store;

	serve(server, context, {
		...noInput,
		id: 'billing.getBalance',
		method: 'GET',
		url: '/billing/balance',
		access: 'admin',
		handle: () => showBalance(ledger),
	});

	serve(server, context, {
		...noInput,
		id: 'billing.getTransactions',
		method: 'GET',
		url: '/billing/transactions',
		access: 'admin',
		query: z
			.object({
				page: queryInteger(1).default('1'),
				page_size: queryInteger(1, 100).default('20'),
			})
			.strict(),
		handle: ({ query }) => {
			const all = [...ledger.transactions()].reverse();
			const first = (query.page - 1) * query.page_size;
			return {
				transactions: all.slice(first, first + query.page_size).map(showTransaction),
				total: all.length,
				page: query.page,
				page_size: query.page_size,
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'billing.getUsageSummary',
		method: 'GET',
		url: '/billing/usage-summary',
		access: 'admin',
		query: summaryQuery,
		handle: ({ query }) => {
			const records = recentUsage(store.usage, query.days);
			const end = new Date();
			const start = new Date(end);
			start.setUTCDate(start.getUTCDate() - query.days);
			return {
				period_start: start.toISOString(),
				period_end: end.toISOString(),
				total_xct_used: showXct(sum(records, (record) => record.spent)),
				by_tier: [...groupUsage(records, (record) => tierOf(record.aiModel).id)].map(
					([tier, group]) => ({
						tier,
						request_count: group.length,
						total_tokens: sum(group, (record) => record.inputTokens + record.outputTokens),
						xct_used: showXct(sum(group, (record) => record.spent)),
					}),
				),
				by_provider: spentBy(records, (record) => record.aiProvider),
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'billing.getModelTiers',
		method: 'GET',
		url: '/billing/model-tiers',
		access: 'admin',
		handle: () => ({
			tiers: modelTiers.map(({ id, multiplier: factor, models }) => ({
				tier: id,
				multiplier: factor,
				models,
			})),
		}),
	});

	serve(server, context, {
		...noInput,
		id: 'billing.addTopup',
		method: 'POST',
		url: '/billing/topup',
		access: 'admin',
		encoding: 'json',
		body: z.object({ amount: positiveAmount, description: z.string().nullish() }).strict(),
		status: 201,
		handle: ({ body, caller }) =>
			showTransaction(
				ledger.topUp(toUnits(body.amount), body.description ?? 'Top-up', caller.account.id),
			),
	});

	serve(server, context, {
		...noInput,
		id: 'billing.createAdjustment',
		method: 'POST',
		url: '/billing/adjustment',
		access: 'admin',
		encoding: 'json',
		body: z
			.object({
				amount,
				balance_type: z.enum(adjustableBalances),
				description: z.string().min(1),
			})
			.strict(),
		status: 201,
		handle: ({ body, caller }) =>
			showTransaction(
				ledger.adjust(body.balance_type, toUnits(body.amount), body.description, caller.account.id),
			),
	});

	serve(server, context, {
		...noInput,
		id: 'billing.updateSubscription',
		method: 'PATCH',
		url: '/billing/subscription',
		access: 'admin',
		encoding: 'json',
		body: z
			.object({
				tier: oneOf(Object.keys(subscriptionTiers), 'subscription tier'),
				allocate_immediately: z.boolean().default(false),
			})
			.strict(),
		handle: ({ body, caller }) => {
			ledger.tier = body.tier;
			if (body.allocate_immediately) ledger.allocate(caller.account.id);
			return showBalance(ledger);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'billing.resetCycle',
		method: 'POST',
		url: '/billing/reset-cycle',
		access: 'admin',
		handle: ({ caller }) => {
			ledger.resetCycle(caller.account.id);
			return showBalance(ledger);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'billing.updateSettings',
		method: 'PATCH',
		url: '/billing/settings',
		access: 'admin',
		encoding: 'json',
		body: z
			.object({
				overage_enabled: z.boolean().nullish(),
				token_rate_multiplier: multiplier.nullish(),
			})
			.strict(),
		handle: ({ body }) => {
			ledger.overageEnabled = body.overage_enabled ?? ledger.overageEnabled;
			ledger.rateMultiplier = String(body.token_rate_multiplier ?? ledger.rateMultiplier);
			return showBalance(ledger);
		},
	});
}

function toUnits(xct: number): number {
	return Math.round(xct * UNITS_PER_XCT);
}
