import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { demoToken } from '../../sandbox/cernel/account.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { FakeClock } from '../unit/fakeClock';
import { Api, expectContractKeys, until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';

const DOMAIN = 'https://alpenglow.example';
const NORDIC = 'https://nordic.alpenglow.example';
const MINUTE_MS = 60_000;
const UNKNOWN = '3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90';

const queuedReply = z.object({ status: z.literal('queued'), job_id: z.string().uuid() }).strict();
const job = z.object({
	job_id: z.string(),
	job_state: z.string(),
	token_cost: z.number(),
	token_refund: z.number(),
	failed_product_count: z.number(),
	failed_category_count: z.number(),
	products: z.array(z.object({ number: z.string(), name: z.string() })),
	categories: z.array(z.object({ number: z.string(), name: z.string() })),
});
const jobPage = z.object({
	page: z.number(),
	per_page: z.number(),
	page_count: z.number(),
	total: z.number(),
	results: z.array(job),
});
const row = z.object({
	id: z.string(),
	name: z.string(),
	language: z.string(),
	short_description: z.string(),
	description: z.string(),
	meta_title: z.string(),
	meta_description: z.string(),
	status: z.string(),
	report: z.unknown(),
});
const rows = z.array(row);

let sandbox: Sandbox;
const api = new Api(
	() => `${sandbox.url}/cernel`,
	() => ({ authorization: `Token ${demoToken}` }),
);

beforeAll(async () => {
	sandbox = await startSandbox({
		timings: { jobQueueMs: 10, generationMsPerItem: 1, rateLimitScale: 0 },
	});
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(() => {
	sandbox.reset();
});

function products(...numbers: string[]): Record<string, unknown> {
	return { domain: DOMAIN, site_id: 0, products: numbers.map((number) => ({ number })) };
}

async function queue(path: string, body: unknown): Promise<string> {
	return (await api.call(queuedReply, 'POST', path, body)).job_id;
}

function findJob(id: string): Promise<z.infer<typeof job>> {
	return until(async () => {
		const { results } = await api.call(jobPage, 'GET', '/jobs');
		return results.find(
			(candidate) =>
				candidate.job_id === id && !['QUEUED', 'STARTED'].includes(candidate.job_state),
		);
	});
}

describe('the life cycle', () => {
	it('queues products, lists the job and gives its rows when it has ended', async () => {
		const clock = stopTime();
		const response = await api.send({
			method: 'POST',
			path: '/products',
			body: products('KU-1001', 'X-1'),
		});
		expect(response.status).toBe(202);
		const reply: unknown = await response.json();
		expectContractKeys('cernel.product.generate', reply);
		const id = queuedReply.parse(reply).job_id;

		expect(await api.answer('GET', `/jobs/${id}`)).toEqual([200, []]);
		await clock.run();
		expect(await findJob(id)).toMatchObject({
			job_state: 'SUCCESS',
			token_cost: 30,
			token_refund: 0,
			products: [
				{ number: 'KU-1001', name: 'Schneidebrett aus Zirbenholz, groß' },
				{ number: 'X-1', name: 'Product X-1' },
			],
			categories: [],
		});
		const results = await api.call(rows, 'GET', `/jobs/${id}`);
		expectContractKeys('cernel.job.get', await api.call(z.unknown(), 'GET', `/jobs/${id}`));
		expect(results.map((result) => [result.id, result.language, result.status])).toEqual([
			['KU-1001', 'English', 'SUCCESS'],
			['X-1', 'English', 'SUCCESS'],
		]);
		expect(results[0]).toMatchObject({ name: 'Swiss Pine Chopping Board, Large', report: null });
		expect(results[0]?.description).toContain('40 × 28 × 2.4 cm');
		expect(results[0]?.meta_description.length).toBeLessThanOrEqual(155);
		expect(results[1]?.short_description).toContain('Product X-1');
		expect(sandbox.requests()).toMatchObject({ generated_items: 2, logins: 0 });
	});

	it('writes an update from its data, in the languages of the site when it is localized', async () => {
		const body = {
			domain: DOMAIN,
			site_id: 0,
			products: [
				{ external_id: 'N-1', name: 'Oak Tray', gtin: '3303170120804', material: 'oiled oak' },
			],
		};
		const id = await queue('/products/update?template_id=129&localize=true', body);
		expect((await findJob(id)).token_cost).toBe(45);
		const results = await api.call(rows, 'GET', `/jobs/${id}`);
		expect(results.map(({ language }) => language)).toEqual(['English', 'German', 'Turkish']);
		expect(new Set(results.map(({ description }) => description)).size).toBe(3);
		for (const result of results) expect(result.description).toContain('oiled oak');

		const single = await queue('/products/update?localize=false', body);
		await findJob(single);
		expect(await api.call(rows, 'GET', `/jobs/${single}`)).toHaveLength(1);
		const named = { ...body, localization_sites: [544] };
		const two = await queue('/products/update?localize=true', named);
		await findJob(two);
		expect((await api.call(rows, 'GET', `/jobs/${two}`)).map((result) => result.language)).toEqual([
			'English',
			'German',
		]);

		// What an update brought along is known to a later call without data.
		const again = await queue('/products', products('N-1'));
		await findJob(again);
		const [known] = await api.call(rows, 'GET', `/jobs/${again}`);
		expect(known?.description).toContain('oiled oak');
	});

	it('writes about categories', async () => {
		const body = { domain: NORDIC, site_id: 2, categories: [{ number: 'kitchen-boards' }] };
		const id = await queue('/categories', body);
		expect(await findJob(id)).toMatchObject({
			job_state: 'SUCCESS',
			products: [],
			categories: [{ number: 'kitchen-boards', name: 'Boards' }],
		});
		const [result] = await api.call(rows, 'GET', `/jobs/${id}`);
		expect(result).toMatchObject({ id: 'kitchen-boards', language: 'Norwegian' });
		expect(result?.short_description).toContain('Boards');
	});

	it('fails elements one by one and gives their tokens back', async () => {
		const partial = await queue('/products', products('KU-1001', 'fail-1', 'KU-1003'));
		expect(await findJob(partial)).toMatchObject({
			job_state: 'PARTIAL_SUCCESS',
			token_cost: 45,
			token_refund: 15,
			failed_product_count: 1,
			failed_category_count: 0,
		});
		const results = await api.call(rows, 'GET', `/jobs/${partial}`);
		expect(results.map(({ status }) => status)).toEqual(['SUCCESS', 'FAILURE', 'SUCCESS']);
		expect(results[1]?.report).toEqual(expect.any(String));

		const failed = await queue('/categories', {
			domain: DOMAIN,
			site_id: 0,
			categories: [{ number: 'FAILING' }],
		});
		expect(await findJob(failed)).toMatchObject({
			job_state: 'FAILURE',
			failed_category_count: 1,
			token_refund: 15,
		});
		expect(sandbox.requests().generated_items).toBe(2);
	});

	it('counts the same element generated twice as a duplicate', async () => {
		const body = products('KU-1001', 'KU-1003');
		await findJob(await queue('/products', body));
		await findJob(await queue('/products', body));
		expect(sandbox.requests()).toMatchObject({
			generated_items: 4,
			duplicates: { generated_items: 2 },
			operations: { 'cernel.product.generate': 2 },
		});
	});
});

describe('lookups', () => {
	it('show sites and templates as documented', async () => {
		const site = z.object({ id: z.number(), domain: z.string(), site_id: z.number() });
		const sites = await api.call(z.array(site), 'GET', '/sites');
		expectContractKeys('cernel.site.getAll', await api.call(z.unknown(), 'GET', '/sites'));
		expect(sites.filter(({ domain }) => domain === NORDIC).map((known) => known.site_id)).toEqual([
			1, 2,
		]);
		expect(sites[0]).toMatchObject({ id: 543, domain: DOMAIN, site_id: 0 });
		const templates = await api.call(z.unknown(), 'GET', '/templates');
		expectContractKeys('cernel.template.getAll', templates);
	});

	it('page through the jobs, the newest first', async () => {
		const ids: string[] = [];
		for (const number of ['A', 'B', 'C']) ids.push(await queue('/products', products(number)));
		await findJob(ids[2] ?? '');
		const newest = [...ids].reverse();
		const idsOf = (page: z.infer<typeof jobPage>) => page.results.map(({ job_id }) => job_id);
		const all = await api.call(jobPage, 'GET', '/jobs');
		expect(all).toMatchObject({ page: 1, per_page: 50, page_count: 1, total: 3 });
		expect(idsOf(all)).toEqual(newest);
		const second = await api.call(jobPage, 'GET', '/jobs?page=2&per_page=2');
		expect(second).toMatchObject({ page: 2, per_page: 2, page_count: 2, total: 3 });
		expect(idsOf(second)).toEqual(newest.slice(2));
		expect(idsOf(await api.call(jobPage, 'GET', '/jobs?page=0&per_page=2'))).toEqual(
			newest.slice(0, 2),
		);
		expect(idsOf(await api.call(jobPage, 'GET', '/jobs?page=9'))).toEqual([]);

		await findJob(
			await queue('/categories', { domain: DOMAIN, site_id: 0, categories: [{ number: 'sf-12' }] }),
		);
		const raw = await api.call(
			z.object({ results: z.array(z.record(z.unknown())) }).passthrough(),
			'GET',
			'/jobs',
		);
		const [ofCategory, ofProduct] = raw.results;
		expect(ofCategory?.['categories']).toEqual([{ number: 'sf-12', name: 'Category sf-12' }]);
		// The documented example is a job of both kinds.
		const example = { ...ofProduct, categories: ofCategory?.['categories'] };
		expectContractKeys('cernel.job.getAll', { ...raw, results: [example] });
	});
});

describe('limits', () => {
	/** Runs `test` with the limits of requests, on a clock that stands still. */
	async function withLimits(test: (clock: FakeClock) => Promise<void>): Promise<void> {
		const previous = sandbox;
		sandbox = await startSandbox();
		try {
			await test(stopTime());
		} finally {
			await sandbox.close();
			sandbox = previous;
		}
	}

	it('takes ten POSTs a minute for each domain, and as many a minute later', async () => {
		await withLimits(async (clock) => {
			const post = async (domain = DOMAIN) =>
				(
					await api.answer('POST', '/categories', {
						domain,
						site_id: domain === DOMAIN ? 0 : 1,
						categories: [{ number: 'c' }],
					})
				)[0];
			const burst = await Promise.all(Array.from({ length: 12 }, () => post()));
			expect(burst.filter((status) => status === 202)).toHaveLength(10);
			expect(burst.filter((status) => status === 429)).toHaveLength(2);
			expect(await api.answer('POST', '/products', products('a'))).toEqual([
				429,
				{ detail: expect.stringMatching(/^Request was throttled\./) },
			]);
			expect(await post(NORDIC)).toBe(202);
			expect(sandbox.requests().rate_limited).toEqual({
				'cernel.category.generate': 2,
				'cernel.product.generate': 1,
			});
			await clock.run(clock.now() + MINUTE_MS - 1);
			expect(await post()).toBe(429);
			await clock.run(clock.now() + 1);
			expect(await post()).toBe(202);
		});
	});

	it('takes one look at jobs a second, whichever of the two calls it is', async () => {
		await withLimits(async (clock) => {
			expect((await api.answer('GET', '/jobs'))[0]).toBe(200);
			expect((await api.answer('GET', `/jobs/${UNKNOWN}`))[0]).toBe(429);
			expect((await api.answer('GET', '/jobs'))[0]).toBe(429);
			expect((await api.answer('GET', '/sites'))[0]).toBe(200);
			await clock.run(clock.now() + 1000);
			expect((await api.answer('GET', `/jobs/${UNKNOWN}`))[0]).toBe(404);
		});
	});

	it('queues no more than 2500 products and 500 categories for a site', async () => {
		const many = (count: number) => Array.from({ length: count }, (_, index) => `p-${index}`);
		const categories = (count: number, site_id = 1) => ({
			domain: NORDIC,
			site_id,
			categories: many(count).map((number) => ({ number })),
		});
		expect(await api.answer('POST', '/products', products(...many(2501)))).toEqual([
			400,
			{ products: ['Ensure this field has no more than 2500 elements.'] },
		]);
		expect((await api.answer('POST', '/categories', categories(501)))[0]).toBe(400);
		const clock = stopTime();
		await queue('/categories', categories(500));
		expect((await api.answer('POST', '/categories', categories(1)))[0]).toBe(429);
		expect((await api.answer('POST', '/categories', categories(1, 2)))[0]).toBe(202);
		expect((await api.answer('POST', '/products', products('a')))[0]).toBe(202);
		await clock.run();
		expect((await api.answer('POST', '/categories', categories(1)))[0]).toBe(202);
	});

	it('refuses what the balance does not cover, and remembers nothing of it', async () => {
		sandbox.setBalance('cernel', 29);
		expect(await api.answer('POST', '/products', products('a', 'b'))).toEqual([
			403,
			{ detail: 'Not enough tokens.' },
		]);
		expect((await api.answer('POST', '/products', products('a')))[0]).toBe(202);
		expect((await api.answer('POST', '/products', products('a')))[0]).toBe(403);
	});
});

describe('refusals', () => {
	it('are those of a missing, wrong or revoked token', async () => {
		const missing = { detail: 'Authentication credentials were not provided.' };
		const bare = await fetch(`${sandbox.url}/cernel/sites`);
		expect([bare.status, await bare.json()]).toEqual([401, missing]);
		const sites = (authorization: string) =>
			api.answer('GET', '/sites', undefined, { authorization });
		expect(await sites(`Bearer ${demoToken}`)).toEqual([401, missing]);
		expect(await sites(`Token ${'0'.repeat(40)}`)).toEqual([401, { detail: 'Invalid token.' }]);
		// The token is looked at before the rest of the request.
		expect((await api.answer('POST', '/products', '{', { authorization: 'Token x' }))[0]).toBe(401);
		sandbox.expireTokens('cernel');
		expect(await api.answer('GET', '/sites')).toEqual([401, { detail: 'Invalid token.' }]);
		sandbox.reset();
		expect((await api.answer('GET', '/sites'))[0]).toBe(200);
	});

	const product = { external_id: 'a', name: 'A' };
	const update = { domain: DOMAIN, site_id: 0, products: [product] };
	const text = { 'content-type': 'text/plain' };
	const cases: Array<
		[
			name: string,
			status: number,
			method: 'GET' | 'POST' | 'PUT',
			path: string,
			body?: unknown,
			headers?: Record<string, string>,
		]
	> = [
		['unknown route', 404, 'GET', '/nothing'],
		['wrong method', 404, 'PUT', '/products', products('a')],
		['unknown job', 404, 'GET', `/jobs/${UNKNOWN}`],
		['job id that is no UUID', 404, 'GET', '/jobs/42'],
		['unknown query key', 400, 'GET', '/jobs?limit=1'],
		['query where none belongs', 400, 'GET', '/sites?page=1'],
		['page that is no number', 400, 'GET', '/jobs?page=one'],
		['negative page', 400, 'GET', '/jobs?page=-1'],
		['page size of none', 400, 'GET', '/jobs?per_page=0'],
		['page size too large', 400, 'GET', '/jobs?per_page=101'],
		['no body', 400, 'POST', '/products'],
		['JSON that does not parse', 400, 'POST', '/products', '{"domain":'],
		['JSON under another type', 415, 'POST', '/products', JSON.stringify(products('a')), text],
		['an array', 400, 'POST', '/products', []],
		['unknown field', 400, 'POST', '/products', { ...products('a'), site: 1 }],
		['missing domain', 400, 'POST', '/products', { site_id: 0, products: [{ number: 'a' }] }],
		['missing site_id', 400, 'POST', '/products', { domain: DOMAIN, products: [{ number: 'a' }] }],
		['site_id as text', 400, 'POST', '/products', { ...products('a'), site_id: '0' }],
		['unknown domain', 400, 'POST', '/products', { ...products('a'), domain: 'https://x.example' }],
		['domain without scheme', 400, 'POST', '/products', { ...products('a'), domain: 'x.example' }],
		['unknown site_id', 400, 'POST', '/products', { ...products('a'), site_id: 3 }],
		['id of a site as site_id', 400, 'POST', '/products', { ...products('a'), site_id: 543 }],
		['no products', 400, 'POST', '/products', products()],
		['empty number', 400, 'POST', '/products', products('')],
		['number as number', 400, 'POST', '/products', { ...products(), products: [{ number: 1 }] }],
		[
			'data of a product that is known',
			400,
			'POST',
			'/products',
			{ ...products(), products: [{ number: 'a', name: 'A' }] },
		],
		['categories as products', 400, 'POST', '/categories', products('a')],
		['number in an update', 400, 'POST', '/products/update', products('a')],
		[
			'update without name',
			400,
			'POST',
			'/products/update',
			{ ...update, products: [{ external_id: 'a' }] },
		],
		[
			'gtin as number',
			400,
			'POST',
			'/products/update',
			{ ...update, products: [{ ...product, gtin: 3303170120804 }] },
		],
		['unknown field of an update', 400, 'POST', '/products/update', { ...update, sites: [1] }],
		['unknown template', 400, 'POST', '/products/update?template_id=1', update],
		['template that is no number', 400, 'POST', '/products/update?template_id=x', update],
		['localize that is no boolean', 400, 'POST', '/products/update?localize=1', update],
		[
			'unknown localization site',
			400,
			'POST',
			'/products/update?localize=true',
			{ ...update, localization_sites: [1] },
		],
		['template of a known product', 400, 'POST', '/products?template_id=128', products('a')],
	];
	const table = cases.map(([name, status, method, path, body, headers]) => ({
		name,
		status,
		method,
		path,
		body,
		headers,
	}));

	it.each(table)('$name: $status', async ({ status, method, path, body, headers }) => {
		const [given, reply] = await api.answer(method, path, body, headers);
		expect([given, reply]).toEqual([status, expect.any(Object)]);
		expect(sandbox.requests().generated_items).toBe(0);
	});

	it('map fields to messages, those of elements by position', async () => {
		const body = { domain: DOMAIN, extra: 1, products: [{ number: 'a' }, {}] };
		expect(await api.answer('POST', '/products', body)).toEqual([
			400,
			{
				site_id: ['This field is required.'],
				extra: ['Unexpected field.'],
				products: [{}, { number: ['This field is required.'] }],
			},
		]);
	});
});

describe('control', () => {
	it('says what it does not know', async () => {
		const post = async (path: string, body: unknown) => {
			const response = await fetch(`${sandbox.url}/sandbox${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			return response.status;
		};
		expect(await post('/balance', { provider: 'cernel', balance: 0 })).toBe(200);
		expect((await api.answer('POST', '/products', products('a')))[0]).toBe(403);
		expect(await post('/balance', { provider: 'other', balance: 0 })).toBe(400);
		expect(await post('/balance', { provider: 'cernel' })).toBe(400);
		expect(await post('/expire-tokens', { provider: 'other' })).toBe(400);
		expect(await post('/expire-tokens', { provider: 'cernel' })).toBe(200);
		expect((await api.answer('GET', '/sites'))[0]).toBe(401);
		expect(await post('/error-shape', { provider: 'cernel', shape: 'document' })).toBe(400);
	});

	it('ends the work under way with a reset', async () => {
		const clock = stopTime();
		const id = await queue('/products', products('KU-1001'));
		sandbox.reset();
		await clock.run();
		expect(sandbox.requests().generated_items).toBe(0);
		expect((await api.answer('GET', `/jobs/${id}`))[0]).toBe(404);
	});
});
