import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createStockPhotoKey } from './blogRecords.mts';
import { showStockPhotoKey } from './blogReplies.mts';
import type { Context } from './context.mts';
import { badRequest } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { orientations, searchPhotos } from './stockLibrary.mts';
import { queryInteger, uuid } from './validation.mts';

const keyPath = z.object({ key_id: uuid }).strict();

/** The search for stock photos, and the keys that it needs. */
export function stockPhotoRoutes(server: FastifyInstance, context: Context): void {
	const { store, environment } = context;

	serve(server, context, {
		...noInput,
		id: 'stockPhoto.search',
		method: 'GET',
		url: '/stock-photos/search',
		query: z
			.object({
				q: z.string().min(1),
				page: queryInteger(1).default('1'),
				per_page: queryInteger(1, 80).default('20'),
				orientation: z.enum(orientations).optional(),
			})
			.strict(),
		handle: ({ query }) => {
			if (!store.stockPhotoKeys.all().some((key) => key.isActive)) {
				throw badRequest('No active stock photo key');
			}
			const { total, photos } = searchPhotos(
				{
					words: query.q,
					orientation: query.orientation,
					first: (query.page - 1) * query.per_page,
					count: query.per_page,
				},
				environment,
			);
			return { total_results: total, page: query.page, per_page: query.per_page, photos };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'stockPhotoKey.getAll',
		method: 'GET',
		url: '/stock-photo-keys',
		handle: () => store.stockPhotoKeys.all().map((key) => showStockPhotoKey(key, store)),
	});

	// The key itself is not kept: nothing here could be opened with it.
	serve(server, context, {
		...noInput,
		id: 'stockPhotoKey.create',
		method: 'POST',
		url: '/stock-photo-keys',
		encoding: 'json',
		body: z
			.object({
				provider: z.string().min(1),
				api_key: z.string().min(1),
				is_active: z.boolean().default(true),
			})
			.strict(),
		status: 201,
		handle: ({ body }) =>
			showStockPhotoKey(
				store.stockPhotoKeys.add(createStockPhotoKey(body.provider, body.is_active)),
				store,
			),
	});

	serve(server, context, {
		...noInput,
		id: 'stockPhotoKey.update',
		method: 'PATCH',
		url: '/stock-photo-keys/:key_id',
		path: keyPath,
		encoding: 'json',
		body: z
			.object({ api_key: z.string().min(1).optional(), is_active: z.boolean().optional() })
			.strict(),
		handle: ({ path, body }) => {
			const key = store.stockPhotoKeys.get(path.key_id);
			key.isActive = body.is_active ?? key.isActive;
			key.updatedAt = new Date().toISOString();
			return showStockPhotoKey(key, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'stockPhotoKey.delete',
		method: 'DELETE',
		url: '/stock-photo-keys/:key_id',
		path: keyPath,
		status: 204,
		handle: ({ path }) => {
			store.stockPhotoKeys.remove(path.key_id);
		},
	});
}
