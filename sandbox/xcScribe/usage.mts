import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { showXct } from './ledger.mts';
import { noInput, serve } from './operation.mts';
import type { UsageRecord } from './organizationRecords.mts';
import { showUsage } from './organizationReplies.mts';
import { dateTime, queryInteger } from './validation.mts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Query of a summary: how many days it looks back. */
export const summaryQuery = z.object({ days: queryInteger(1, 365).default('30') }).strict();

export function usageRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	serve(server, context, {
		...noInput,
		id: 'usage.getAll',
		method: 'GET',
		url: '/usage',
		query: z.object({ start_date: dateTime.optional(), end_date: dateTime.optional() }).strict(),
		handle: ({ query }) =>
			store.usage
				.filter(({ createdAt }) => {
					const instant = new Date(createdAt);
					return (
						(query.start_date === undefined || instant >= query.start_date) &&
						(query.end_date === undefined || instant <= query.end_date)
					);
				})
				.reverse()
				.map(showUsage),
	});

	serve(server, context, {
		...noInput,
		id: 'usage.getSummary',
		method: 'GET',
		url: '/usage/summary',
		query: summaryQuery,
		handle: ({ query }) => {
			const records = recentUsage(store.usage, query.days);
			return {
				total_input_tokens: sum(records, (record) => record.inputTokens),
				total_output_tokens: sum(records, (record) => record.outputTokens),
				total_cost: sum(records, (record) => record.costEstimate),
				by_provider: spentBy(records, (record) => record.aiProvider),
				by_content_type: spentBy(records, (record) => record.contentType),
			};
		},
	});
}

/** The records of the last `days` days. */
export function recentUsage(usage: readonly UsageRecord[], days: number): UsageRecord[] {
	const since = Date.now() - days * DAY_MS;
	return usage.filter((record) => Date.parse(record.createdAt) >= since);
}

export function sum(
	records: readonly UsageRecord[],
	value: (record: UsageRecord) => number,
): number {
	return records.reduce((total, record) => total + value(record), 0);
}

/** XCT spent, by what `key` says of a record. */
export function spentBy(
	records: readonly UsageRecord[],
	key: (record: UsageRecord) => string,
): Record<string, string> {
	return Object.fromEntries(
		[...groupUsage(records, key)].map(([name, group]) => [
			name,
			showXct(sum(group, (record) => record.spent)),
		]),
	);
}

export function groupUsage(
	records: readonly UsageRecord[],
	key: (record: UsageRecord) => string,
): Map<string, UsageRecord[]> {
	const groups = new Map<string, UsageRecord[]>();
	for (const record of records) {
		const group = groups.get(key(record));
		if (group === undefined) groups.set(key(record), [record]);
		else group.push(record);
	}
	return groups;
}
