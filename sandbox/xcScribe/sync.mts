import type { FastifyInstance } from 'fastify';
import { sendEvents } from '../serverSentEvents.mts';
import type { ServerSentEvent } from '../serverSentEvents.mts';
import type { Context } from './context.mts';
import { badRequest } from './errors.mts';
import { itemPath } from './items.mts';
import { requireNoJob } from './jobRunner.mts';
import { noInput, serve } from './operation.mts';
import { projectPath } from './projects.mts';
import { findItem } from './store.mts';
import type { ContentItem, Project, StoreConnection } from './store.mts';
import {
	requireApproved,
	requireConnection,
	selectForSync,
	summarizeSync,
	syncItems,
	syncSettings,
} from './syncing.mts';
import type { SyncOutcome } from './syncing.mts';

export function syncRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	const syncNow = async (
		project: Project,
		items: readonly ContentItem[],
		connection: StoreConnection,
	): Promise<SyncOutcome[]> => {
		const outcomes: SyncOutcome[] = [];
		project.requestsAtWork += 1;
		try {
			for await (const outcome of syncItems(
				items,
				project,
				connection,
				context,
				context.work.current,
			)) {
				outcomes.push(outcome);
			}
		} finally {
			project.requestsAtWork -= 1;
		}
		return outcomes;
	};

	serve(server, context, {
		...noInput,
		id: 'sync.syncAll',
		method: 'POST',
		url: '/projects/:project_id/sync',
		path: projectPath,
		handle: async ({ path }) => {
			const project = store.project(path.project_id);
			requireNoJob(project);
			const connection = requireConnection(project, context);
			const items = selectForSync(project, { mode: 'pending' });
			return summarizeSync(await syncNow(project, items, connection));
		},
	});

	serve(server, context, {
		...noInput,
		id: 'sync.syncStream',
		method: 'POST',
		url: '/projects/:project_id/sync/stream',
		path: projectPath,
		encoding: 'json',
		body: syncSettings,
		handle: ({ path, body, reply }) => {
			const project = store.project(path.project_id);
			requireNoJob(project);
			const connection = requireConnection(project, context);
			const items = selectForSync(project, body);
			return sendEvents(reply, syncEvents(project, items, connection, context));
		},
	});

	serve(server, context, {
		...noInput,
		id: 'sync.syncItem',
		method: 'POST',
		url: '/projects/:project_id/sync/:item_id',
		path: itemPath,
		handle: async ({ path }) => {
			const project = store.project(path.project_id);
			const item = findItem(project, path.item_id);
			requireNoJob(project);
			const connection = requireConnection(project, context);
			requireApproved(item);
			if (item.generatedContent === null) throw badRequest('Item has no generated content');
			const [outcome] = await syncNow(project, [item], connection);
			return {
				success: outcome?.success ?? false,
				message: outcome?.error ?? 'Synced',
				synced_at: outcome?.synced_at ?? null,
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'sync.getHistory',
		method: 'GET',
		url: '/projects/:project_id/sync/:item_id/history',
		path: itemPath,
		handle: ({ path }) => {
			const item = findItem(store.project(path.project_id), path.item_id);
			return {
				item_id: item.id,
				item_external_id: item.product.externalId,
				history: item.history.map((record) => ({
					id: record.id,
					content_item_id: item.id,
					store_connection_id: record.storeConnectionId,
					store_connection_name: record.storeConnectionName,
					synced_at: record.syncedAt,
					success: record.success,
					error_message: record.errorMessage,
				})),
			};
		},
	});
}

// Counts as work from its first event on, and no longer than the client listens.
async function* syncEvents(
	project: Project,
	items: readonly ContentItem[],
	connection: StoreConnection,
	context: Context,
): AsyncGenerator<ServerSentEvent> {
	const outcomes: SyncOutcome[] = [];
	const total = items.length;
	project.requestsAtWork += 1;
	try {
		yield { event: 'progress', data: { current: 0, total } };
		for await (const outcome of syncItems(
			items,
			project,
			connection,
			context,
			context.work.current,
		)) {
			outcomes.push(outcome);
			yield { event: 'item', data: outcome };
			yield { event: 'progress', data: { current: outcomes.length, total } };
		}
	} finally {
		project.requestsAtWork -= 1;
	}
	yield { event: 'complete', data: summarizeSync(outcomes) };
}
