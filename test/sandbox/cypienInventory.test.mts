import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { demoApiKey } from '../../sandbox/cypien/apiKeys.mts';
import { SandboxClient } from '../../sandbox/sandboxClient.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { Api, expectContractKeys, until } from './apiCalls.mts';

const WORKSPACE = 124;

const product = z.object({
	id: z.string(),
	sku_id: z.string(),
	title: z.string(),
	categories: z.array(z.string()),
	pictures: z.array(z.string()),
	primary_picture: z.string().nullable(),
	tags: z.array(z.string()),
	suggested_tags: z.array(z.string()),
	has_suggested_tags: z.boolean(),
	ready_for_tagging: z.boolean(),
	deleted: z.boolean(),
	created_at: z.string().datetime(),
	updated_at: z.string().datetime(),
});
const productList = z.object({ products: z.array(product), total_count: z.number() });
const variants = z.object({
	productName: z.string(),
	titleVariants: z.array(z.object({ body: z.string(), status: z.string() })),
});

let sandbox: Sandbox;
let token: string;
const api = new Api(
	() => `${sandbox.url}/cypien`,
	() => ({ authorization: `Bearer ${token}` }),
);

beforeAll(async () => {
	sandbox = await startSandbox({
		timings: { jobQueueMs: 5, generationMsPerItem: 1, rateLimitScale: 0 },
	});
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	sandbox.reset();
	const body = { apiKey: demoApiKey, workspaceId: WORKSPACE };
	const reply = z.object({ access_token: z.string() });
	token = (await api.call(reply, 'POST', '/v1/auth/login', body)).access_token;
});

async function list(): Promise<z.infer<typeof product>[]> {
	return (await api.call(productList, 'GET', '/v1/inventory/products')).products;
}

async function only(): Promise<z.infer<typeof product>> {
	const [found, ...others] = await list();
	if (found === undefined || others.length > 0) throw new Error('Not exactly one product');
	return found;
}

describe('a product from outside the API', () => {
	it('is ready for tagging, gets tags suggested and approved, and texts', async () => {
		const picture = 'https://shop.example/bag.jpg';
		const added = sandbox.addProduct(WORKSPACE, { title: 'Leather bag', pictures: [picture] });
		expectContractKeys('cypien.product.getAll', {
			...(await api.call(z.record(z.unknown()), 'GET', '/v1/inventory/products')),
		});
		const fresh = await only();
		expect(fresh).toMatchObject({
			id: added.id,
			title: 'Leather bag',
			primary_picture: picture,
			ready_for_tagging: true,
			has_suggested_tags: false,
			deleted: false,
		});

		await api.call(z.unknown(), 'POST', '/v1/tags/generate', {
			workspace_id: String(WORKSPACE),
			mode: 'auto',
		});
		const tagged = await until(async () => {
			const found = await only();
			return found.has_suggested_tags ? found : undefined;
		});
		expect(tagged.suggested_tags).not.toEqual([]);
		expect([tagged.ready_for_tagging, tagged.created_at]).toEqual([false, fresh.created_at]);
		expect(tagged.updated_at > fresh.updated_at).toBe(true);

		sandbox.changeProduct(WORKSPACE, added.id, { tags: ['leather'], suggested_tags: [] });
		expect(await only()).toMatchObject({ tags: ['leather'], has_suggested_tags: false });
		await api.call(z.unknown(), 'POST', '/v1/title/generate', {
			workspace_id: String(WORKSPACE),
			language: 'en-US',
			title_types: ['title'],
		});
		const written = await until(async () => {
			const path = `/v1/inventory/variants/${added.inventory_id}`;
			const found = await api.call(variants, 'GET', path);
			return found.titleVariants.some(({ body }) => body !== '') ? found : undefined;
		});
		expect(written.productName).toBe('Leather bag');
	});

	it('changes only where it is told to, its time with it', async () => {
		const at = '2026-01-15T09:30:00.000Z';
		const { id } = sandbox.addProduct(WORKSPACE, { title: 'Bag', sku_id: 'B-1', created_at: at });
		expect(await only()).toMatchObject({ created_at: at, updated_at: at, sku_id: 'B-1' });
		sandbox.changeProduct(WORKSPACE, id, { title: 'Tasche', categories: ['Taschen'] });
		const changed = await only();
		expect(changed).toMatchObject({
			title: 'Tasche',
			sku_id: 'B-1',
			categories: ['Taschen'],
			ready_for_tagging: false,
			created_at: at,
		});
		expect(Date.parse(changed.updated_at)).toBeGreaterThan(Date.now() - 10_000);
		sandbox.changeProduct(WORKSPACE, id, { suggested_tags: ['bag'], updated_at: at });
		expect(await only()).toMatchObject({ has_suggested_tags: true, updated_at: at });
	});

	it('that is deleted stays in the list, and nothing is written about it', async () => {
		const { id } = sandbox.addProduct(WORKSPACE, { title: 'Bag', pictures: ['a.jpg'] });
		sandbox.changeProduct(WORKSPACE, id, { deleted: true });
		expect((await only()).deleted).toBe(true);
		const order = { workspace_id: String(WORKSPACE), mode: 'auto' };
		const reply = z.object({ products_found: z.number() });
		expect((await api.call(reply, 'POST', '/v1/tags/generate', order)).products_found).toBe(0);
	});

	it('comes from another process too, and is gone after a reset', async () => {
		const client = new SandboxClient(sandbox.url);
		const { id } = await client.addProduct(WORKSPACE, { title: 'Bag' });
		const other = await client.addProduct(WORKSPACE, { title: 'Hat' });
		expect(other.id).not.toBe(id);
		await client.changeProduct(WORKSPACE, id, { title: 'Tasche' });
		expect((await list()).map(({ title }) => title)).toEqual(['Tasche', 'Hat']);
		sandbox.reset();
		expect(await list()).toEqual([]);
	});

	const add = { method: 'POST', path: '/products' };
	const change = { method: 'PATCH', path: '/products/prod_101' };
	it.each([
		['a product without a title', add, { workspace_id: WORKSPACE, product: {} }],
		['an unknown field', add, { workspace_id: WORKSPACE, product: { title: 'a', price: 1 } }],
		['an unknown workspace', add, { workspace_id: 1, product: { title: 'a' } }],
		['an unknown product', change, { workspace_id: WORKSPACE, changes: {} }],
		['a time that is none', change, { workspace_id: 123, changes: { updated_at: 'now' } }],
	])('is not made of %s', async (_name, { method, path }, body) => {
		const refused = await fetch(`${sandbox.url}/sandbox/cypien${path}`, {
			method,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		expect(refused.status).toBe(400);
		expect(await list()).toEqual([]);
	});
});
