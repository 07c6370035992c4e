import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isVariant } from '../catalogue/product.mts';
import type { Environment } from '../provider.mts';
import { noInput, serve } from '../serving/operation.mts';
import type { Dialect } from '../serving/operation.mts';
import type { ProductTexts, ShopRecord } from '../shop/shop.mts';
import { invalidId } from './errors.mts';
import { categoryIdsOf, categoriesOf } from './categories.mts';
import { isPublished, showProduct, stockStatusOf, stockStatuses } from './showProduct.mts';

/** What the routes work with. */
export interface WooCommerceContext {
	dialect: Dialect<undefined, string>;
	environment: Environment;
}

const number = z.string().regex(/^\d+$/, 'must be an integer').transform(Number);

/** The credential may come in the query of any call. */
const keyInQuery = {
	consumer_key: z.string().optional(),
	consumer_secret: z.string().optional(),
};

const page = {
	...keyInQuery,
	page: number.pipe(z.number().min(1)).default('1'),
	per_page: number.pipe(z.number().min(1).max(100)).default('10'),
};

const listQuery = z
	.object({
		...page,
		search: z.string().optional(),
		/** One or more, separated by commas. */
		sku: z.string().optional(),
		status: z.enum(['any', 'draft', 'publish']).default('any'),
		type: z.enum(['simple', 'variable']).optional(),
		category: number.optional(),
		stock_status: z.enum(stockStatuses).optional(),
		order: z.enum(['asc', 'desc']).default('desc'),
		orderby: z.enum(['date', 'id', 'title']).default('date'),
	})
	.strict();

type ListQuery = z.infer<typeof listQuery>;

const changes = z
	.object({
		name: z.string().optional(),
		description: z.string().optional(),
		short_description: z.string().optional(),
		meta_data: z
			.array(z.object({ key: z.string().min(1), value: z.string() }).strict())
			.min(1)
			.optional(),
	})
	.strict();

const productPath = z.object({ id: number }).strict();

/** The routes for products, and for the categories that they are found by. */
export function productRoutes(server: FastifyInstance, context: WooCommerceContext): void {
	const { dialect, environment } = context;
	const { shop } = environment;
	const products = (): ShopRecord[] =>
		// Variations have routes of their own, which nobody here uses.
		shop.records().filter(({ product }) => !isVariant(product));
	const find = (id: number): ShopRecord => {
		const found = products().find(({ shown }) => Number(shown.id) === id);
		if (found === undefined) throw invalidId();
		return found;
	};

	serve(server, dialect, {
		...noInput,
		id: 'product.getAll',
		method: 'GET',
		url: '/products',
		query: listQuery,
		handle: ({ query, request, reply }) => {
			const matching = sorted(products().filter(matches(query, shop)), query);
			const pages = Math.ceil(matching.length / query.per_page);
			const next = new URL(`${environment.origin}${request.url}`);
			next.searchParams.set('page', String(query.page + 1));
			const first = (query.page - 1) * query.per_page;
			reply.headers({
				'x-wp-total': String(matching.length),
				'x-wp-totalpages': String(pages),
				// WordPress links to its own description always, and clients count on the header.
				link: [
					`<${environment.origin}/wp-json/>; rel="https://api.w.org/"`,
					...(query.page < pages ? [`<${next.href}>; rel="next"`] : []),
				].join(', '),
			});
			return matching
				.slice(first, first + query.per_page)
				.map((record) => showProduct(record, environment));
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'product.get',
		method: 'GET',
		url: '/products/:id',
		path: productPath,
		query: z.object(keyInQuery).strict(),
		handle: ({ path }) => showProduct(find(path.id), environment),
	});

	serve(server, dialect, {
		...noInput,
		id: 'product.update',
		method: 'PUT',
		url: '/products/:id',
		path: productPath,
		query: z.object(keyInQuery).strict(),
		takesBody: true,
		body: changes,
		handle: ({ path, body }) => {
			const record = find(path.id);
			const { meta_data: metaData = [], name, short_description: short, description: long } = body;
			const texts: ProductTexts = {
				...(name === undefined ? {} : { name }),
				...(short === undefined ? {} : { short_description: short }),
				...(long === undefined ? {} : { long_description: long }),
			};
			if (Object.keys(texts).length > 0) shop.writeTo(record.shown, texts);
			for (const { key, value } of metaData) record.metaData.set(key, value);
			return showProduct(find(path.id), environment);
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'category.getAll',
		method: 'GET',
		url: '/products/categories',
		query: z.object(page).strict(),
		handle: () => categoriesOf(shop),
	});
}

function matches(query: ListQuery, shop: Environment['shop']) {
	const skus = query.sku?.split(',').map((sku) => sku.trim());
	const search = query.search?.toLowerCase();
	return (record: ShopRecord): boolean => {
		const { shown } = record;
		return (
			(skus === undefined || skus.includes(shown.sku)) &&
			(search === undefined || shown.name.toLowerCase().includes(search)) &&
			(query.status === 'any' || isPublished(record) === (query.status === 'publish')) &&
			(query.type === undefined || shown.type === query.type) &&
			(query.stock_status === undefined || stockStatusOf(record) === query.stock_status) &&
			(query.category === undefined || categoryIdsOf(record.product, shop).includes(query.category))
		);
	};
}

/** The newest first unless asked for otherwise: ids count upwards with the time. */
function sorted(records: readonly ShopRecord[], { order, orderby }: ListQuery): ShopRecord[] {
	const upwards = [...records].sort((a, b) =>
		orderby === 'title'
			? a.shown.name.localeCompare(b.shown.name)
			: Number(a.shown.id) - Number(b.shown.id),
	);
	return order === 'asc' ? upwards : upwards.reverse();
}
