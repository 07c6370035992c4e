import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { demoApiKey } from '../../sandbox/cypien/apiKeys.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { Api, expectContractKeys, until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';

const FULL = 123;
const EMPTY = 124;
const PERSONAS = 3;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const loginReply = z.object({
	access_token: z.string(),
	expires_in: z.number(),
	workspace: z.object({ id: z.number(), name: z.string() }),
	permissions: z.array(z.string()),
	rateLimit: z.string(),
});
const product = z.object({
	id: z.string(),
	title: z.string(),
	pictures: z.array(z.string()),
	tags: z.array(z.string()),
	suggested_tags: z.array(z.string()),
	has_suggested_tags: z.boolean(),
	ready_for_tagging: z.boolean(),
});
const productList = z.object({ products: z.array(product), total_count: z.number() });
const variant = z.object({ body: z.string(), language: z.string(), status: z.string() });
const variantList = z.object({
	inventoryProductId: z.number(),
	productName: z.string(),
	descriptionVariants: z.array(variant.extend({ humanizedBody: z.string() })),
	titleVariants: z.array(variant),
	googleFeedVariants: z.array(variant),
});
const budget = z.object({
	hourly_remaining: z.number(),
	daily_remaining: z.number(),
	next_reset_at: z.string(),
});
const started = z.object({
	job_id: z.string(),
	processing_mode: z.string(),
	products_found: z.number(),
	products_queued: z.number(),
	rate_limit_info: budget,
});
const jobReply = z.object({
	status: z.string(),
	progress: z.object({
		total_products: z.number(),
		processed_products: z.number(),
		success_products: z.number(),
		failed_products: z.number(),
		percentage: z.number(),
	}),
});
const keyReply = z.object({ id: z.string(), apiKey: z.string() });
const errorReply = z
	.object({
		error: z
			.object({
				code: z.string(),
				message: z.string(),
				details: z.string(),
				timestamp: z.string().datetime(),
				path: z.string(),
			})
			.strict(),
	})
	.strict();

const content = { workspace_id: String(FULL), content_types: ['description'], language: 'tr-TR' };
const title = { workspace_id: String(FULL), title_types: ['title'], language: 'de-DE' };
const feed = { workspace_id: String(FULL), googlefeed_types: ['google_feed'], language: 'en-US' };

let sandbox: Sandbox;
let token: string;
const api = new Api(
	() => `${sandbox.url}/cypien`,
	() => ({ authorization: `Bearer ${token}` }),
);

beforeAll(async () => {
	sandbox = await startSandbox({ timings: { jobQueueMs: 10, generationMsPerItem: 1 } });
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	sandbox.reset();
	token = await login();
});

async function login(workspaceId = FULL, apiKey = demoApiKey): Promise<string> {
	const body = { apiKey, workspaceId };
	return (await api.call(loginReply, 'POST', '/v1/auth/login', body)).access_token;
}

function products(): Promise<z.infer<typeof product>[]> {
	return api.call(productList, 'GET', '/v1/inventory/products').then((list) => list.products);
}

function variants(inventoryId: number): Promise<z.infer<typeof variantList>> {
	return api.call(variantList, 'GET', `/v1/inventory/variants/${inventoryId}`);
}

function job(id: string): Promise<z.infer<typeof jobReply>> {
	return api.call(jobReply, 'GET', `/v1/jobs/${id}/status`);
}

async function waitForJob(id: string): Promise<z.infer<typeof jobReply>> {
	return until(async () => {
		const state = await job(id);
		return ['completed', 'failed', 'cancelled'].includes(state.status) ? state : undefined;
	});
}

function start(path: string, body: unknown): Promise<z.infer<typeof started>> {
	return api.call(started, 'POST', path, body);
}

/** Runs `test` with a sandbox of other timings. */
async function withSandbox(
	timings: NonNullable<Parameters<typeof startSandbox>[0]>['timings'] & object,
	test: () => Promise<void>,
	catalogue?: string,
): Promise<void> {
	const previous = sandbox;
	sandbox = await startSandbox({ timings, ...(catalogue === undefined ? {} : { catalogue }) });
	try {
		token = await login();
		await test();
	} finally {
		await sandbox.close();
		sandbox = previous;
	}
}

/** Logs in with a new key of `rateLimit`. */
async function usePlan(rateLimit: string): Promise<void> {
	const key = await api.call(keyReply, 'POST', '/v1/api-keys', {
		name: rateLimit,
		permissions: ['generate_content', 'generate_title', 'generate_tags'],
		rateLimit,
		workspaceId: FULL,
	});
	token = await login(FULL, key.apiKey);
}

async function limitCode(path: string, body: unknown): Promise<[number, string]> {
	const [status, reply] = await api.answer('POST', path, body);
	return [status, errorReply.parse(reply).error.code];
}

describe('log-in and keys', () => {
	it('gives a token for a key and a workspace', async () => {
		const reply = await api.call(z.unknown(), 'POST', '/v1/auth/login', {
			apiKey: demoApiKey,
			workspaceId: EMPTY,
		});
		expectContractKeys('cypien.auth.login', reply);
		expect(reply).toMatchObject({
			token_type: 'Bearer',
			expires_in: 86_400,
			workspace: { id: EMPTY },
			rateLimit: 'enterprise',
		});
		expect(loginReply.parse(reply).access_token.split('.')).toHaveLength(3);
		expect(await api.call(z.unknown(), 'GET', '/v1/auth/me')).toMatchObject({
			workspace: { id: FULL },
		});
		expect(sandbox.requests().logins).toBe(2);
	});

	it('refuses wrong keys, workspaces and tokens in the documented shape', async () => {
		const wrong = { apiKey: 'wrong', workspaceId: FULL };
		const [status, reply] = await api.answer('POST', '/v1/auth/login', wrong);
		expect([status, errorReply.parse(reply).error]).toEqual([
			401,
			expect.objectContaining({
				code: 'UNAUTHORIZED',
				message: 'API key not found or invalid',
				path: '/v1/auth/login',
			}),
		]);
		const other = { apiKey: demoApiKey, workspaceId: 999 };
		expect((await api.answer('POST', '/v1/auth/login', other))[0]).toBe(403);
		const me = async (authorization: string) =>
			(await api.answer('GET', '/v1/auth/me', undefined, { authorization }))[0];
		expect(await me('')).toBe(401);
		expect(await me(`Token ${token}`)).toBe(401);
		expect(await me(`Bearer ${token}x`)).toBe(401);
		expect(await me(`Bearer ${token}`)).toBe(200);
		sandbox.expireTokens('cypien');
		expect(await me(`Bearer ${token}`)).toBe(401);
	});

	it('lets a token live as long as it says', async () => {
		const clock = stopTime();
		token = await login();
		await clock.run(clock.now() + DAY_MS - 1);
		expect((await api.answer('GET', '/v1/auth/me'))[0]).toBe(200);
		await clock.run(clock.now() + 1);
		expect((await api.answer('GET', '/v1/auth/me'))[0]).toBe(401);
	});

	it('creates, lists and deletes keys, and shows a secret once', async () => {
		const created = await api.call(keyReply, 'POST', '/v1/api-keys', {
			name: 'Tags only',
			permissions: ['generate_tags'],
			workspaceId: FULL,
		});
		const list = await api.call(z.array(z.record(z.unknown())), 'GET', '/v1/api-keys');
		expect(list.map((key) => key['name'])).toEqual(['Sandbox', 'Tags only']);
		expect(list[1]).toMatchObject({ rateLimit: 'professional', workspaceId: FULL });
		expect(JSON.stringify(list)).not.toContain(created.apiKey);

		const own = token;
		token = await login(FULL, created.apiKey);
		expect(await limitCode('/v1/content/generate', content)).toEqual([403, 'FORBIDDEN']);
		expect((await api.answer('DELETE', `/v1/api-keys/${created.id}`))[0]).toBe(400);
		const theirs = token;
		token = own;
		const deleted = await api.send({ method: 'DELETE', path: `/v1/api-keys/${created.id}` });
		expect([deleted.status, await deleted.text()]).toEqual([204, '']);
		expect((await api.answer('DELETE', `/v1/api-keys/${created.id}`))[0]).toBe(404);
		token = theirs;
		expect((await api.answer('GET', '/v1/auth/me'))[0]).toBe(401);
		const gone = { apiKey: created.apiKey, workspaceId: FULL };
		expect((await api.answer('POST', '/v1/auth/login', gone))[0]).toBe(401);
	});
});

describe('the life cycle', () => {
	it('lists the products of the catalogue in every state', async () => {
		const reply = await api.call(z.unknown(), 'GET', '/v1/inventory/products');
		expectContractKeys('cypien.product.getAll', reply);
		const list = productList.parse(reply);
		expect(list.total_count).toBe(list.products.length);
		expect(list.products[0]).toMatchObject({
			id: 'prod_101',
			title: 'Schneidebrett aus Zirbenholz, groß',
		});
		const count = (test: (entry: z.infer<typeof product>) => boolean) =>
			list.products.filter(test).length;
		expect(count(({ tags }) => tags.length > 0)).toBeGreaterThan(10);
		expect(count((entry) => entry.has_suggested_tags)).toBeGreaterThan(10);
		expect(count((entry) => entry.ready_for_tagging)).toBeGreaterThan(20);
		expect(count(({ pictures }) => pictures.length === 0)).toBeGreaterThan(1);
		token = await login(EMPTY);
		expect(await products()).toEqual([]);
	});

	it('proposes tags once for each product that has pictures', async () => {
		const before = await products();
		const ready = before.filter((entry) => entry.ready_for_tagging);
		const body = { workspace_id: String(FULL), mode: 'auto' };
		const reply = await api.call(z.unknown(), 'POST', '/v1/tags/generate', body);
		const { job_id } = started.parse(reply);
		expect(reply).toMatchObject({
			processing_mode: 'async',
			status: 'queued',
			products_queued: ready.length,
			products_without_images: expect.any(Number),
			status_url: `/jobs/${job_id}/status`,
		});
		const ended = await waitForJob(job_id);
		expect(ended).toMatchObject({
			status: 'completed',
			progress: {
				total_products: ready.length,
				success_products: ready.length,
				failed_products: 0,
				percentage: 100,
			},
		});
		expectContractKeys(
			'cypien.job.get',
			await api.call(z.unknown(), 'GET', `/v1/jobs/${job_id}/status`),
		);
		const after = await products();
		expect(after.filter((entry) => entry.ready_for_tagging)).toEqual([]);
		expect(sandbox.requests().generated_items).toBe(ready.length);

		// Now there is nothing left to tag, and the call is over at once.
		const again = await api.call(z.unknown(), 'POST', '/v1/tags/generate', body);
		expectContractKeys('cypien.tag.generate', again);
		expect(again).toMatchObject({ processing_mode: 'sync', products_queued: 0, results: [] });
		const nothing = started.parse(again).job_id;
		expect(nothing).toMatch(/^no_products_\d+$/);
		expect((await api.answer('GET', `/v1/jobs/${nothing}/status`))[0]).toBe(404);
	});

	it('writes descriptions, titles and feed texts of the products with approved tags', async () => {
		const tagged = (await products()).filter(({ tags }) => tags.length > 0);
		expect((await variants(13302)).descriptionVariants).toEqual([]);
		const calls: Array<[string, string, unknown]> = [
			['cypien.content.generate', '/v1/content/generate', content],
			['cypien.title.generate', '/v1/title/generate', title],
			['cypien.googleFeed.generate', '/v1/googlefeed/generate', feed],
		];
		const clock = stopTime();
		for (const [id, path, body] of calls) {
			const reply = await api.call(z.unknown(), 'POST', path, body);
			expectContractKeys(id, reply);
			expect(reply).toMatchObject({
				products_found: tagged.length,
				rate_limit_estimate: { rate_limit_requests_needed: tagged.length * PERSONAS },
			});
			if (path === '/v1/content/generate') {
				const [waiting] = (await variants(13302)).descriptionVariants;
				expect(waiting).toMatchObject({ body: '', status: 'WAITING', language: 'tr-TR' });
			}
			await clock.run();
			expect((await job(started.parse(reply).job_id)).status).toBe('completed');
		}
		expectContractKeys(
			'cypien.variant.getAll',
			// The example has plain tags, so does the reply; both lists of texts are filled.
			await api.call(z.unknown(), 'GET', '/v1/inventory/variants/13302'),
		);
		const texts = await variants(13302);
		expect(texts.productName).toBe('Schneidebrett aus Zirbenholz, groß');
		for (const list of [texts.descriptionVariants, texts.titleVariants, texts.googleFeedVariants]) {
			expect(list).toHaveLength(PERSONAS);
			expect(new Set(list.map(({ body }) => body)).size).toBe(PERSONAS);
		}
		expect(texts.descriptionVariants[0]?.body).toContain('çam');
		expect(texts.descriptionVariants[0]?.humanizedBody).not.toBe('');
		expect(texts.titleVariants[0]?.body).toContain('Schneidebrett');
		expect(texts.googleFeedVariants[0]?.body).toContain('Swiss Pine');
		expect(sandbox.requests()).toMatchObject({
			generated_items: tagged.length * PERSONAS * 3,
			duplicates: { generated_items: 0 },
		});
	});

	it('takes the id of a product in place of the workspace, and counts duplicates', async () => {
		const one = { ...content, workspace_id: 'prod_101' };
		for (let round = 0; round < 2; round += 1) {
			const { job_id, products_found } = await start('/v1/content/generate', one);
			expect(products_found).toBe(1);
			await waitForJob(job_id);
		}
		expect(sandbox.requests()).toMatchObject({
			generated_items: 2 * PERSONAS,
			duplicates: { generated_items: PERSONAS },
		});
		expect(await start('/v1/title/generate', { ...title, workspace_id: 'prod_1' })).toMatchObject({
			processing_mode: 'sync',
			products_found: 0,
		});
		expect(await limitCode('/v1/title/generate', { ...title, workspace_id: '124' })).toEqual([
			403,
			'FORBIDDEN',
		]);
		token = await login(EMPTY);
		for (const [path, body] of [
			['/v1/content/generate', content],
			['/v1/tags/generate', {}],
		] as const) {
			const reply = await start(path, { ...body, workspace_id: String(EMPTY) });
			expect(reply.processing_mode).toBe('sync');
		}
	});

	it('completes with failed products, and fails when all of them do', async () => {
		const row = (sku: string) => `${sku},Tray ${sku},https://x.example/${sku}.jpg\n`;
		const catalogue = (...skus: string[]) => `SKU,Name,Images\n${skus.map(row).join('')}`;
		const tag = async () => {
			const { job_id } = await start('/v1/tags/generate', { workspace_id: String(FULL) });
			return waitForJob(job_id);
		};
		const timings = { jobQueueMs: 1, generationMsPerItem: 1 };
		await withSandbox(
			timings,
			async () => {
				expect(await tag()).toMatchObject({
					status: 'completed',
					progress: { success_products: 1, failed_products: 1, processed_products: 2 },
				});
				expect(sandbox.requests().generated_items).toBe(1);
			},
			catalogue('A-1', 'A-2', 'FAIL-3', 'A-4'),
		);
		await withSandbox(
			timings,
			async () => {
				expect((await tag()).status).toBe('failed');
			},
			catalogue('A-1', 'A-2', 'FAIL-3'),
		);
	});
});

describe('jobs', () => {
	it('are paused, resumed and cancelled, as far as their state allows', async () => {
		await withSandbox({ jobQueueMs: 5, generationMsPerItem: 20 }, async () => {
			const clock = stopTime();
			const { job_id } = await start('/v1/content/generate', content);
			const control = (action: string) =>
				api.answer('PUT', `/v1/jobs/${job_id}/control`, { action });
			await clock.run(clock.now() + 5 + 20);
			expect(await job(job_id)).toMatchObject({
				status: 'processing',
				progress: { processed_products: 1 },
			});
			expect((await control('resume'))[0]).toBe(400);
			const [status, paused] = await control('pause');
			expect(status).toBe(200);
			expectContractKeys('cypien.job.control', paused);
			expect(paused).toEqual({
				success: true,
				job_id,
				action: 'pause',
				previous_status: 'processing',
				current_status: 'paused',
				message: 'Job paused successfully',
			});
			expect((await control('pause'))[0]).toBe(400);
			await clock.run(clock.now() + 60);
			expect(await job(job_id)).toMatchObject({
				status: 'paused',
				progress: { processed_products: 1 },
			});
			expect((await control('resume'))[1]).toMatchObject({ current_status: 'processing' });
			await clock.run(clock.now() + 20);
			expect((await job(job_id)).progress.processed_products).toBeGreaterThan(1);
			expect((await control('cancel'))[1]).toMatchObject({ current_status: 'cancelled' });
			for (const action of ['pause', 'resume', 'cancel']) {
				const [refused, reply] = await control(action);
				expect([refused, errorReply.parse(reply).error.code]).toEqual([400, 'BAD_REQUEST']);
			}
			const ended = await job(job_id);
			expect(ended.progress.processed_products).toBeLessThan(ended.progress.total_products);
		});
	});

	it('are those of their own workspace', async () => {
		const { job_id } = await start('/v1/content/generate', content);
		token = await login(EMPTY);
		expect((await api.answer('GET', `/v1/jobs/${job_id}/status`))[0]).toBe(404);
	});
});

describe('limits', () => {
	it('of an hour hold back work, then refuse it, and end with the hour', async () => {
		const clock = stopTime();
		// Begins with the hour, so that it does not end in between.
		await clock.run(clock.now() + HOUR_MS - (clock.now() % HOUR_MS));
		token = await login();
		await usePlan('standard');
		const first = await start('/v1/content/generate', content);
		expect(first.rate_limit_info).toMatchObject({
			hourly_remaining: 50 - first.products_queued * PERSONAS,
			daily_remaining: 800 - first.products_queued * PERSONAS,
		});
		await clock.run();
		expect((await job(first.job_id)).status).toBe('completed');
		// What the hour does not cover waits for the next one.
		const second = await start('/v1/title/generate', title);
		expect(second.rate_limit_info.hourly_remaining).toBe(0);
		expect(await limitCode('/v1/content/generate', content)).toEqual([
			429,
			'HOURLY_RATE_LIMIT_EXCEEDED',
		]);
		expect(sandbox.requests().rate_limited).toEqual({ 'cypien.content.generate': 1 });
		await clock.run(Date.parse(second.rate_limit_info.next_reset_at) - 1);
		expect((await job(second.job_id)).status).toBe('processing');
		await clock.run();
		expect((await job(second.job_id)).status).toBe('completed');
	});

	it('of a day follow the balance', async () => {
		// The day must not end in between.
		const clock = stopTime();
		sandbox.setBalance('cypien', 3);
		const { rate_limit_info } = await start('/v1/content/generate', {
			...content,
			workspace_id: 'prod_101',
		});
		expect(rate_limit_info).toMatchObject({ hourly_remaining: 0, daily_remaining: 0 });
		await clock.run();
		expect(await limitCode('/v1/title/generate', title)).toEqual([
			429,
			'DAILY_RATE_LIMIT_EXCEEDED',
		]);
	});

	it('of jobs at once depend on the plan', async () => {
		await withSandbox({ rateLimitScale: 0 }, async () => {
			stopTime();
			await usePlan('standard');
			const { job_id } = await start('/v1/content/generate', content);
			expect(await limitCode('/v1/title/generate', title)).toEqual([
				429,
				'CONCURRENT_LIMIT_EXCEEDED',
			]);
			await api.answer('PUT', `/v1/jobs/${job_id}/control`, { action: 'cancel' });
			expect((await start('/v1/title/generate', title)).processing_mode).toBe('async');
		});
	});
});

describe('refusals', () => {
	const key = { name: 'A', permissions: ['generate_tags'], workspaceId: FULL };
	const text = { 'content-type': 'text/plain' };
	const cases: Array<
		[
			name: string,
			status: number,
			method: 'GET' | 'POST' | 'PUT' | 'DELETE',
			path: string,
			body?: unknown,
			headers?: Record<string, string>,
		]
	> = [
		['unknown route', 404, 'GET', '/v1/nothing'],
		['path without v1', 404, 'GET', '/auth/me'],
		['wrong method', 404, 'PUT', '/v1/auth/me'],
		['unknown job', 404, 'GET', '/v1/jobs/content_1_2_3/status'],
		['unknown product', 404, 'GET', '/v1/inventory/variants/1'],
		['product id of the list', 400, 'GET', '/v1/inventory/variants/prod_101'],
		['unknown query', 400, 'GET', '/v1/inventory/products?limit=5'],
		['body where none belongs', 400, 'DELETE', '/v1/api-keys/key_demo', { force: true }],
		['unknown key', 404, 'DELETE', '/v1/api-keys/nothing'],
		['workspace as text', 400, 'POST', '/v1/auth/login', { apiKey: demoApiKey, workspaceId: '1' }],
		['log-in without key', 400, 'POST', '/v1/auth/login', { workspaceId: FULL }],
		['key without permissions', 400, 'POST', '/v1/api-keys', { ...key, permissions: [] }],
		['unknown permission', 400, 'POST', '/v1/api-keys', { ...key, permissions: ['all'] }],
		['rate limit as number', 400, 'POST', '/v1/api-keys', { ...key, rateLimit: 100 }],
		['key of another workspace', 403, 'POST', '/v1/api-keys', { ...key, workspaceId: 999 }],
		['no body', 400, 'POST', '/v1/content/generate'],
		['JSON that does not parse', 400, 'POST', '/v1/content/generate', '{"workspace_id":'],
		['JSON under another type', 400, 'POST', '/v1/content/generate', JSON.stringify(content), text],
		[
			'workspace as number',
			400,
			'POST',
			'/v1/content/generate',
			{ ...content, workspace_id: FULL },
		],
		['unknown field', 400, 'POST', '/v1/content/generate', { ...content, products: ['prod_101'] }],
		['no types', 400, 'POST', '/v1/content/generate', { ...content, content_types: [] }],
		['types as text', 400, 'POST', '/v1/content/generate', { ...content, content_types: 'x' }],
		['unknown type', 400, 'POST', '/v1/title/generate', { ...title, title_types: ['h1'] }],
		['types of another call', 400, 'POST', '/v1/title/generate', content],
		[
			'language that is none',
			400,
			'POST',
			'/v1/googlefeed/generate',
			{ ...feed, language: 'Turkish' },
		],
		['missing language', 400, 'POST', '/v1/googlefeed/generate', { ...feed, language: undefined }],
		['unknown mode', 400, 'POST', '/v1/tags/generate', { workspace_id: '123', mode: 'manual' }],
		['language of tags', 400, 'POST', '/v1/tags/generate', { workspace_id: '123', language: 'en' }],
		['control of an unknown job', 404, 'PUT', '/v1/jobs/nothing/control', { action: 'pause' }],
		['unknown action', 400, 'PUT', '/v1/jobs/nothing/control', { action: 'stop' }],
	];
	const table = cases.map(([name, status, method, path, body, headers]) => ({
		name,
		status,
		method,
		path,
		body,
		headers,
	}));
	const codes: Record<number, string> = { 400: 'BAD_REQUEST', 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

	it.each(table)('$name: $status', async ({ status, method, path, body, headers }) => {
		const [given, reply] = await api.answer(method, path, body, headers);
		const { error } = errorReply.parse(reply);
		expect([given, error.code, error.path]).toEqual([status, codes[status], path.split('?')[0]]);
		expect(sandbox.requests().generated_items).toBe(0);
	});

	it('name each field that does not fit', async () => {
		const body = { workspace_id: 1, content_types: ['description'], language: 'tr-TR', extra: 1 };
		const [, reply] = await api.answer('POST', '/v1/content/generate', body);
		const { details } = errorReply.parse(reply).error;
		expect(details).toContain('workspace_id: Expected string, received number');
		expect(details).toContain('property extra should not exist');
	});
});
