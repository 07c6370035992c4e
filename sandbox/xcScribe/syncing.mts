import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { errorMessage } from '../errorMessage.mts';
import { createPacer } from '../pacing.mts';
import type { ProductTexts } from '../shop/shop.mts';
import type { Context } from './context.mts';
import { badRequest, invalidField } from './errors.mts';
import { checkConnection } from './shopGateway.mts';
import { findItems } from './store.mts';
import type { ContentItem, Project, StoreConnection } from './store.mts';
import { itemIds } from './validation.mts';

/** Body of the sync stream and payload of a sync job. */
export const syncSettings = z
	.object({
		mode: z.enum(['pending', 'all', 'selected']).default('pending'),
		item_ids: itemIds.nullish(),
	})
	.strict();

export type SyncSettings = z.infer<typeof syncSettings>;

export interface SyncOutcome {
	item_id: string;
	external_id: string;
	success: boolean;
	synced_at: string | null;
	error: string | null;
}

/** The connection of `project`; throws the 400 when none is linked. */
export function requireConnection(project: Project, context: Context): StoreConnection {
	const connection = context.store.connectionOf(project);
	if (connection === undefined) {
		throw badRequest('No store connection linked to this project');
	}
	return connection;
}

/**
 * The items that a sync is about: `pending` approved ones, `all` approved and synced ones,
 * `selected` the named ones, which must be approved.
 */
export function selectForSync(project: Project, settings: SyncSettings): ContentItem[] {
	const present = [...project.items.values()].filter((item) => item.excludedAt === null);
	switch (settings.mode) {
		case 'pending':
			return present.filter((item) => item.status === 'approved');
		case 'all':
			return present.filter((item) => item.status === 'approved' || item.status === 'synced');
		case 'selected': {
			if (!settings.item_ids) {
				throw invalidField(
					['body', 'item_ids'],
					"mode 'selected' needs item_ids",
					'value_error.missing',
				);
			}
			const items = findItems(project, settings.item_ids);
			items.forEach(requireApproved);
			return items;
		}
	}
}

/** Throws the 400 when `item` must not be written into the shop. */
export function requireApproved(item: ContentItem): void {
	if (item.status !== 'approved' || item.excludedAt !== null) {
		const state = item.excludedAt === null ? item.status : 'excluded';
		throw badRequest(`Item ${item.id} must be approved before syncing (it is ${state})`);
	}
}

/** Writes one item after the other into the shop and yields what came of it. */
export async function* syncItems(
	items: readonly ContentItem[],
	project: Project,
	connection: StoreConnection,
	context: Context,
	signal: AbortSignal,
): AsyncGenerator<SyncOutcome> {
	const nextStep = createPacer(context.environment.timings.syncMsPerItem, signal);
	for (const item of items) {
		await nextStep();
		yield syncItem(item, project, connection, context);
	}
}

/** Sums up outcomes as `sync.syncAll` replies. */
export function summarizeSync(outcomes: readonly SyncOutcome[]): Record<string, unknown> {
	const failed = outcomes.filter((outcome) => !outcome.success);
	return {
		synced_count: outcomes.length - failed.length,
		failed_count: failed.length,
		failed_items: failed.map(({ item_id, external_id, error }) => ({
			item_id,
			external_id,
			error,
		})),
	};
}

function syncItem(
	item: ContentItem,
	project: Project,
	connection: StoreConnection,
	context: Context,
): SyncOutcome {
	const now = new Date().toISOString();
	let error: string | null = null;
	try {
		checkConnection(connection, context.environment);
		context.environment.shop.write(item.product, shopTexts(item, project));
		item.status = 'synced';
		item.syncedAt = now;
	} catch (fault) {
		error = errorMessage(fault);
	}
	item.history.unshift({
		id: randomUUID(),
		storeConnectionId: connection.id,
		storeConnectionName: connection.name,
		syncedAt: now,
		success: error === null,
		errorMessage: error,
	});
	return {
		item_id: item.id,
		external_id: item.product.externalId,
		success: error === null,
		synced_at: error === null ? now : null,
		error,
	};
}

// The project setting `sync_names: false` keeps the shop's own names.
function shopTexts(item: ContentItem, project: Project): ProductTexts {
	const content = item.generatedContent ?? {};
	const fields = ['name', 'short_description', 'long_description'] as const;
	const texts: ProductTexts = {};
	for (const field of fields) {
		const text = content[field];
		if (typeof text !== 'string') continue;
		if (field === 'name' && project.settings['sync_names'] === false) continue;
		texts[field] = text;
	}
	if (Object.keys(texts).length === 0) throw new Error('Item has no generated content');
	return texts;
}
