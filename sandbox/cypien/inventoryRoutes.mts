import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import type { Context } from './context.mts';
import { findByInventoryId, showProduct } from './inventory.mts';
import { showVariants } from './variants.mts';

/** The products of the workspace and their generated texts. */
export function inventoryRoutes(server: FastifyInstance, { dialect }: Context): void {
	serve(server, dialect, {
		...noInput,
		id: 'product.getAll',
		method: 'GET',
		url: '/v1/inventory/products',
		handle: ({ caller }) => {
			const { id, products } = caller.workspace;
			return {
				products: products.map(showProduct),
				total_count: products.length,
				_metadata: {
					processing_time_ms: 1,
					workspace_id: id,
					total_products: products.length,
					data_optimized: true,
				},
			};
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'variant.getAll',
		method: 'GET',
		url: '/v1/inventory/variants/:inventoryProductId',
		path: z
			.object({
				inventoryProductId: z.string().regex(/^\d+$/, 'must be a number').transform(Number),
			})
			.strict(),
		handle: ({ caller, path }) => {
			const entry = findByInventoryId(caller.workspace, path.inventoryProductId);
			return {
				success: true,
				message: `Retrieved all variants for product ${entry.product.name}`,
				inventoryProductId: entry.inventoryId,
				productName: entry.product.name,
				tags: entry.tags,
				descriptionVariants: showVariants(entry, 'content'),
				titleVariants: showVariants(entry, 'title'),
				googleFeedVariants: showVariants(entry, 'google_feed'),
				retrievedAt: new Date().toISOString(),
			};
		},
	});
}
