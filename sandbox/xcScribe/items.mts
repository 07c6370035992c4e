import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { badRequest, paymentRequired } from './errors.mts';
import { generateItems, requireBalance, resetToPending } from './generation.mts';
import { generationSettings } from './generator.mts';
import { requireEditable, requireNoJob } from './jobRunner.mts';
import { noInput, serve } from './operation.mts';
import { projectPath } from './projects.mts';
import { showItem } from './replies.mts';
import { findItem, findItems, findSource, itemStatuses } from './store.mts';
import type { ContentItem, Project } from './store.mts';
import { itemIds, jsonObject, uuid } from './validation.mts';

/** Path of everything below one item. */
export const itemPath = z.object({ project_id: uuid, item_id: uuid }).strict();

export function itemRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	serve(server, context, {
		...noInput,
		id: 'item.getAll',
		method: 'GET',
		url: '/projects/:project_id/items',
		path: projectPath,
		query: z
			.object({
				status: z.enum([...itemStatuses, 'excluded']).optional(),
				source_id: uuid.optional(),
			})
			.strict(),
		handle: ({ path, query }) => {
			const project = store.project(path.project_id);
			if (query.source_id !== undefined) findSource(project, query.source_id);
			return [...project.items.values()]
				.filter(
					(item) =>
						(query.status === undefined || shownStatus(item) === query.status) &&
						(query.source_id === undefined || item.sourceId === query.source_id),
				)
				.map((item) => showItem(item, project));
		},
	});

	serve(server, context, {
		...noInput,
		id: 'item.updateBatch',
		method: 'PATCH',
		url: '/projects/:project_id/items/batch',
		path: projectPath,
		encoding: 'json',
		body: z.object({ item_ids: itemIds, status: z.enum(itemStatuses) }).strict(),
		handle: ({ path, body }) => {
			const project = store.project(path.project_id);
			const items = findItems(project, body.item_ids);
			requireEditable(project);
			for (const item of items) item.status = body.status;
			return items.map((item) => showItem(item, project));
		},
	});

	serve(server, context, {
		...noInput,
		id: 'item.exclude',
		method: 'POST',
		url: '/projects/:project_id/items/exclude',
		path: projectPath,
		encoding: 'json',
		body: z.object({ item_ids: itemIds }).strict(),
		handle: ({ path, body }) => {
			const items = setExcluded(
				store.project(path.project_id),
				body.item_ids,
				new Date().toISOString(),
			);
			return { excluded_count: items.length, item_ids: items.map((item) => item.id) };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'item.restore',
		method: 'POST',
		url: '/projects/:project_id/items/restore',
		path: projectPath,
		encoding: 'json',
		body: z.object({ item_ids: itemIds }).strict(),
		handle: ({ path, body }) => {
			const items = setExcluded(store.project(path.project_id), body.item_ids, null);
			return { restored_count: items.length, item_ids: items.map((item) => item.id) };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'item.update',
		method: 'PATCH',
		url: '/projects/:project_id/items/:item_id',
		path: itemPath,
		encoding: 'json',
		body: z
			.object({
				generated_content: jsonObject.optional(),
				status: z.enum(itemStatuses).optional(),
				metadata: jsonObject.optional(),
			})
			.strict(),
		handle: ({ path, body }) => {
			const project = store.project(path.project_id);
			const item = findItem(project, path.item_id);
			requireEditable(project);
			// A field that is sent replaces the old value as a whole.
			if (body.generated_content !== undefined) item.generatedContent = body.generated_content;
			if (body.status !== undefined) item.status = body.status;
			if (body.metadata !== undefined) item.metadata = body.metadata;
			return showItem(item, project);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'item.regenerate',
		method: 'POST',
		url: '/projects/:project_id/items/:item_id/regenerate',
		path: itemPath,
		encoding: 'json',
		body: generationSettings(store),
		handle: async ({ path, body }) => {
			const project = store.project(path.project_id);
			const item = findItem(project, path.item_id);
			requireNoJob(project);
			if (item.excludedAt !== null) throw badRequest('Item is excluded');
			requireBalance(1, body, context);
			resetToPending(item);
			project.requestsAtWork += 1;
			try {
				for await (const { error } of generateItems([item], body, context, context.work.current)) {
					if (error === 'Insufficient XCT balance') throw paymentRequired();
					if (error !== null) throw badRequest(error);
				}
			} finally {
				project.requestsAtWork -= 1;
			}
			return showItem(item, project);
		},
	});
}

// Excluding stands above the status that an item had.
function shownStatus(item: ContentItem): string {
	return item.excludedAt === null ? item.status : 'excluded';
}

// Magento's configurable parents take their children along.
function setExcluded(
	project: Project,
	ids: readonly string[],
	excludedAt: string | null,
): ContentItem[] {
	const named = findItems(project, ids);
	requireEditable(project);
	const parents = new Set(named.map((item) => item.product.sku).filter((sku) => sku !== ''));
	const children =
		project.platform === 'magento2'
			? [...project.items.values()].filter((item) => parents.has(item.product.parent))
			: [];
	const items = [...new Set([...named, ...children])];
	for (const item of items) item.excludedAt = excludedAt;
	return items;
}
