import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { demoShopKey, wooCommercePrefix } from '../../sandbox/wooCommerce/plugin.mts';
import { Api } from './apiCalls.mts';

const product = z.object({
	id: z.number(),
	sku: z.string(),
	type: z.string(),
	name: z.string(),
	description: z.string(),
	short_description: z.string(),
	price: z.string(),
	regular_price: z.string(),
	sale_price: z.string(),
	stock_status: z.string(),
	status: z.string(),
	meta_data: z.array(z.object({ id: z.number(), key: z.string(), value: z.string() })),
});
const products = z.array(product);

describe("the simulated shop's WooCommerce API", () => {
	let sandbox: Sandbox;
	const basic = (key: string, secret: string) => ({
		authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
	});
	const apiWith = (credential: Record<string, string>): Api =>
		new Api(
			() => `${sandbox.url}${wooCommercePrefix}/wp-json/wc/v3`,
			() => credential,
		);
	const { consumerKey, consumerSecret } = demoShopKey;
	const api = apiWith(basic(consumerKey, consumerSecret));

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(() => {
		sandbox.reset();
	});

	afterAll(async () => {
		await sandbox.close();
	});

	it.each([
		['no key', {}, 'Consumer key is invalid.'],
		['another key', basic('ck_other', consumerSecret), 'Consumer key is invalid.'],
		['a wrong secret', basic(consumerKey, 'cs_other'), 'Consumer secret is invalid.'],
	])('refuses %s', async (_what, credential, message) => {
		expect(await apiWith(credential).answer('GET', '/products')).toEqual([
			401,
			{ code: 'woocommerce_rest_authentication_error', message, data: { status: 401 } },
		]);
	});

	it('takes the key in the query, too', async () => {
		const query = new URLSearchParams({
			consumer_key: consumerKey,
			consumer_secret: consumerSecret,
		});
		const [status] = await apiWith({}).answer('GET', `/products?${query.toString()}`);
		expect(status).toBe(200);
	});

	it('hands products out page by page, without variations, as its links say', async () => {
		const seen: number[] = [];
		let path: string | undefined = '/products?per_page=25&order=asc&orderby=id';
		while (path !== undefined) {
			const reply: Response = await api.send({ method: 'GET', path });
			expect(reply.headers.get('x-wp-total')).toBe('61');
			expect(reply.headers.get('x-wp-totalpages')).toBe('3');
			seen.push(...products.parse(await reply.json()).map(({ id }) => id));
			const next: string | undefined = /<([^>]*)>; rel="next"/.exec(
				reply.headers.get('link') ?? '',
			)?.[1];
			path = next?.split('/wp-json/wc/v3')[1];
		}

		expect(seen).toHaveLength(61);
		expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
		expect(sandbox.requests().operations).toEqual({ 'wooCommerce.product.getAll': 3 });
	});

	it('finds products by what the export says of them', async () => {
		const find = async (query: string) =>
			(await api.call(products, 'GET', `/products?per_page=100&${query}`)).map(({ sku }) => sku);

		expect(await find('sku=KU-1013')).toEqual(['KU-1013', 'KU-1013']);
		expect(await find('sku=KU-1001,KU-1002&order=asc')).toEqual(['KU-1001', 'KU-1002']);
		expect(await find('search=bread+knife')).toEqual(['KU-1003']);
		expect(await find('status=draft')).toEqual(['GA-5005']);
		expect(await find('stock_status=outofstock')).toEqual([]);
		expect(await find('type=variable')).toHaveLength(3);
		const [onSale] = await api.call(products, 'GET', '/products?sku=KU-1002');
		expect(onSale).toMatchObject({ price: '29.90', sale_price: '29.90', regular_price: '34.50' });

		const categories = await api.call(
			z.array(z.object({ id: z.number(), name: z.string() })),
			'GET',
			'/products/categories',
		);
		const knives = categories.find(({ name }) => name === 'Knives');
		expect(await find(`category=${knives?.id}`)).toContain('KU-1003');
		expect(await find(`category=${knives?.id}`)).not.toContain('KU-1001');
	});

	it('writes texts into the shop and keeps custom fields by their key, until a reset', async () => {
		const before = await api.call(product, 'GET', '/products/1041');
		const field = (value: string) => ({ meta_data: [{ key: 'name_de', value }] });

		await api.call(product, 'PUT', '/products/1041', { name: 'Board', description: '<p>Oak</p>' });
		await api.call(product, 'PUT', '/products/1041', field('Brettl'));
		const after = await api.call(product, 'PUT', '/products/1041', field('Brett'));

		expect(after).toEqual({
			...before,
			name: 'Board',
			description: '<p>Oak</p>',
			meta_data: [{ id: expect.any(Number), key: 'name_de', value: 'Brett' }],
		});
		const shown = await (await fetch(`${sandbox.url}/shop/products/KU-1001`)).json();
		expect(shown).toMatchObject({ name: 'Board', times_written: 1 });
		expect(sandbox.requests()).toMatchObject({
			accepted: { 'wooCommerce.product.update': 3 },
			duplicates: { shop_writes: 0 },
		});

		await api.call(product, 'PUT', '/products/1041', { name: 'Board', description: '<p>Oak</p>' });
		expect(sandbox.requests().duplicates.shop_writes).toBe(1);
		sandbox.reset();
		expect(await api.call(product, 'GET', '/products/1041')).toEqual(before);
	});

	it.each([
		['an unknown product', 'PUT', '/products/9', {}, 404, 'woocommerce_rest_product_invalid_id'],
		// A variation has an address of its own.
		['a variation', 'GET', '/products/1087', undefined, 404, 'woocommerce_rest_product_invalid_id'],
		['an unknown field', 'PUT', '/products/1041', { nme: 'x' }, 400, 'rest_invalid_param'],
		['a wrong type', 'PUT', '/products/1041', { name: 5 }, 400, 'rest_invalid_param'],
		['too long a page', 'GET', '/products?per_page=101', undefined, 400, 'rest_invalid_param'],
		['an unknown route', 'GET', '/prodcuts', undefined, 404, 'rest_no_route'],
	] as const)('refuses %s', async (_what, method, path, body, status, code) => {
		const [answered, reply] = await api.answer(method, path, body);
		expect([answered, reply]).toEqual([
			status,
			expect.objectContaining({ code, data: expect.objectContaining({ status }) }),
		]);
		expect(sandbox.requests().accepted).toEqual({});
	});
});
