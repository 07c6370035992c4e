import type { FastifyPluginAsync } from 'fastify';
import { drawPng } from '../writing/png.mts';
import { picturesPath } from './pictures.mts';
import type { Shop } from './shop.mts';

const PICTURE_PIXELS = 160;

/** Routes of the simulated shop: its catalogue as a file, its pictures, its products as they are now. */
export function shopRoutes(shop: Shop): FastifyPluginAsync {
	return async (server) => {
		server.get('/', async () => ({ name: shop.name, products: shop.products().length }));

		server.get<{ Querystring: { current?: string } }>('/catalogue.csv', async (request, reply) =>
			reply
				.header('content-type', 'text/csv; charset=utf-8')
				.header('content-disposition', 'attachment; filename="products.csv"')
				.send(request.query.current === 'true' ? shop.currentCatalogue() : shop.catalogue),
		);

		server.get(`${picturesPath}*`, async (request, reply) =>
			reply.type('image/png').send(drawPng(request.url, PICTURE_PIXELS, PICTURE_PIXELS)),
		);

		server.get('/products', async () => {
			const products = shop.products();
			return { products, total: products.length };
		});

		server.get<{ Params: { externalId: string } }>(
			'/products/:externalId',
			async (request, reply) => {
				const { externalId } = request.params;
				const [product, ...others] = shop.find(externalId);
				if (product === undefined) {
					return reply.code(404).send({ error: `No product ${externalId}` });
				}
				// Answering with one of two would let a test look at the wrong one.
				if (others.length > 0) {
					return reply.code(409).send({
						error: `The SKU ${externalId} is used more than once; ask by id`,
						ids: [product, ...others].map(({ id }) => id),
					});
				}
				return product;
			},
		);
	};
}
