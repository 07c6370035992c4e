import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';

const PASSWORD = 'sandbox-password';
const UNKNOWN = '3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90';

const projectReply = z.object({
	id: z.string(),
	status: z.string(),
	item_count: z.number(),
	flagged_count: z.number(),
	source_count: z.number(),
	deleted_at: z.string().nullable(),
	completed_at: z.string().nullable(),
	status_counts: z.record(z.number()),
	store_connection_id: z.string().nullable(),
	store_connection_name: z.string().nullable(),
});
const contentReply = z
	.object({ short_description: z.string(), long_description: z.string(), name: z.string() })
	.partial()
	.passthrough();
const itemReply = z.object({
	id: z.string(),
	external_id: z.string(),
	item_type: z.string(),
	status: z.string(),
	source_data: z
		.object({ name: z.string(), attributes: z.record(z.string()), store_id: z.string().nullable() })
		.passthrough(),
	generated_content: contentReply.nullable(),
	confidence_score: z.number().nullable(),
	metadata: z.record(z.unknown()),
	excluded_at: z.string().nullable(),
});
const itemList = z.array(itemReply);
const jobReply = z.object({
	id: z.string(),
	status: z.string(),
	progress_current: z.number(),
	progress_total: z.number(),
	progress_detail: z.array(z.unknown()),
	result: z.record(z.unknown()).nullable(),
	error: z.string().nullable(),
});
const connectionReply = z.object({ id: z.string(), status: z.string() }).passthrough();
const issueReply = z.object({
	detail: z.array(
		z.object({
			loc: z.array(z.union([z.string(), z.number()])),
			msg: z.string(),
			type: z.string(),
		}),
	),
});
const shopProduct = z.object({
	id: z.string(),
	external_id: z.string(),
	name: z.string(),
	short_description: z.string(),
	long_description: z.string(),
	synced_at: z.string().nullable(),
	times_written: z.number(),
});
const loginReply = z.object({
	access_token: z.string().nullable(),
	two_factor_required: z.boolean(),
	two_factor_setup_required: z.boolean(),
	two_factor_method: z.string().nullable(),
	temp_token: z.string().nullable(),
});

type Item = z.infer<typeof itemReply>;
type Body = FormData | URLSearchParams | string | Record<string, unknown> | undefined;

const generation = { content_type: 'product_description' };

let sandbox: Sandbox;
let token: string;

beforeAll(async () => {
	sandbox = await startSandbox({
		timings: { jobQueueMs: 20, generationMsPerItem: 1, syncMsPerItem: 1, importMsPerItem: 1 },
	});
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	sandbox.reset();
	token = await login('content@sandbox.example');
});

function request(
	method: string,
	path: string,
	body?: Body,
	headers: Record<string, string> = {},
): Promise<Response> {
	const encoded =
		body === undefined ||
		typeof body === 'string' ||
		body instanceof FormData ||
		body instanceof URLSearchParams
			? body
			: JSON.stringify(body);
	return fetch(`${sandbox.url}/xc-scribe/api/v1${path}`, {
		method,
		headers: {
			authorization: `Bearer ${token}`,
			...(typeof encoded === 'string' ? { 'content-type': 'application/json' } : {}),
			...headers,
		},
		...(encoded === undefined ? {} : { body: encoded }),
	});
}

async function call<T>(
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
	method: string,
	path: string,
	body?: Body,
): Promise<T> {
	const response = await request(method, path, body);
	if (!response.ok) {
		throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
	}
	return schema.parse(await response.json());
}

async function refusal(
	method: string,
	path: string,
	body?: Body,
	headers?: Record<string, string>,
): Promise<[number, unknown]> {
	const response = await request(method, path, body, headers);
	return [response.status, z.object({ detail: z.unknown() }).parse(await response.json()).detail];
}

async function startLogin(email: string): Promise<z.infer<typeof loginReply>> {
	return call(loginReply, 'POST', '/auth/login', { email, password: PASSWORD });
}

async function login(email: string): Promise<string> {
	return z.string().parse((await startLogin(email)).access_token);
}

async function createProject(linked = true): Promise<string> {
	const form = new URLSearchParams({ name: 'Spring catalogue', platform: 'woocommerce' });
	const { id } = await call(projectReply, 'POST', '/projects', form);
	if (linked) {
		const [connection] = await call(z.array(connectionReply), 'GET', '/store-connections');
		await call(projectReply, 'PATCH', `/projects/${id}`, { store_connection_id: connection?.id });
	}
	return id;
}

function csvForm(csv: string | Blob, fields: Record<string, string> = {}): FormData {
	const form = new FormData();
	form.set('file', typeof csv === 'string' ? new Blob([csv]) : csv, 'products.csv');
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	return form;
}

async function catalogue(): Promise<Blob> {
	const response = await fetch(`${sandbox.url}/shop/catalogue.csv`);
	expect(response.headers.get('content-disposition')).toContain('attachment');
	return response.blob();
}

async function upload(project: string, csv: string | Blob): Promise<string> {
	const source = z.object({ id: z.string() });
	return (await call(source, 'POST', `/projects/${project}/sources/file`, csvForm(csv))).id;
}

function items(project: string, query = ''): Promise<Item[]> {
	return call(itemList, 'GET', `/projects/${project}/items${query}`);
}

async function waitForJob(id: string): Promise<z.infer<typeof jobReply>> {
	return until(async () => {
		const job = await call(jobReply, 'GET', `/jobs/${id}`);
		return ['queued', 'running'].includes(job.status) ? undefined : job;
	});
}

async function createJob(
	project: string,
	type: string,
	payload: Record<string, unknown>,
): Promise<string> {
	const started = z.object({ job_id: z.string(), status: z.literal('queued') });
	const body = { job_type: type, payload };
	return (await call(started, 'POST', `/projects/${project}/jobs`, body)).job_id;
}

async function shopProductOf(item: Item): Promise<z.infer<typeof shopProduct>> {
	const response = await fetch(`${sandbox.url}/shop/products/${item.source_data.store_id}`);
	return shopProduct.parse(await response.json());
}

async function readEvents(response: Response): Promise<Array<{ event: string; data: unknown }>> {
	expect(response.headers.get('content-type')).toContain('text/event-stream');
	return (await response.text())
		.split('\n\n')
		.filter((block) => block.startsWith('event:'))
		.map((block) => {
			const [event, data] = block.split('\n');
			const decoded: unknown = JSON.parse((data ?? '').slice('data: '.length));
			return { event: (event ?? '').slice('event: '.length), data: decoded };
		});
}

const twoProducts = 'SKU,Name,Type\nA-1,Oak Tray,simple\nA-2,Ash Tray,simple\n';

describe('the life cycle', () => {
	it('imports, generates, reviews, regenerates and syncs the catalogue', async () => {
		const project = await createProject();
		await upload(project, await catalogue());
		const pending = await items(project, '?status=pending');
		expect(pending.length).toBeGreaterThanOrEqual(64);

		const job = await waitForJob(
			await createJob(project, 'generation', { ...generation, language: 'de' }),
		);
		const products = pending.filter((item) => item.item_type === 'product');
		expect(job).toMatchObject({
			status: 'completed',
			progress_current: products.length,
			progress_total: products.length,
			result: { generated_count: products.length, failed_count: 0 },
		});
		expect(sandbox.requests().generated_items).toBe(products.length);

		const generated = await items(project, '?status=generated');
		const flagged = await items(project, '?status=flagged');
		expect(flagged.length).toBeGreaterThan(0);
		expect(generated.length + flagged.length).toBe(products.length);
		const batch = `/projects/${project}/items/batch`;
		const idsOf = (list: Item[]) => list.map((item) => item.id);
		await call(itemList, 'PATCH', batch, { item_ids: idsOf(generated), status: 'approved' });
		await call(itemList, 'PATCH', batch, { item_ids: idsOf(flagged), status: 'rejected' });

		await call(z.unknown(), 'POST', `/projects/${project}/regenerate-rejected`, {
			...generation,
			language: 'de',
		});
		const again = await items(project, '?status=generated');
		expect(idsOf(again).sort()).toEqual(idsOf(flagged).sort());
		for (const item of again) {
			const before = flagged.find((old) => old.id === item.id);
			expect(item.confidence_score).toBeGreaterThan((before?.confidence_score ?? 1) + 0.1);
			expect(item.generated_content?.short_description).not.toBe(
				before?.generated_content?.short_description,
			);
		}
		await call(itemList, 'PATCH', batch, { item_ids: idsOf(again), status: 'approved' });

		const sync = await waitForJob(await createJob(project, 'sync', {}));
		expect(sync.result).toEqual({
			synced_count: products.length,
			failed_count: 0,
			failed_items: [],
		});
		for (const item of await items(project, '?status=synced')) {
			const product = await shopProductOf(item);
			expect(product).toMatchObject({ ...item.generated_content, times_written: 1 });
			expect(product.external_id).toBe(item.external_id);
		}
		expect(await call(projectReply, 'GET', `/projects/${project}`)).toMatchObject({
			status: 'completed',
			item_count: pending.length,
			flagged_count: 0,
			status_counts: { synced: products.length, approved: 0 },
		});
		expect(sandbox.requests().duplicates).toEqual({ generated_items: 0, shop_writes: 0 });
	});

	it('imports from the shop, narrowed down by a category', async () => {
		const project = await createProject();
		const { filters } = await call(
			z.object({
				filters: z.object({ categories: z.array(z.object({ id: z.string(), name: z.string() })) }),
			}),
			'GET',
			`/projects/${project}/import/filters`,
		);
		const tea = filters.categories.find((category) => category.name === 'Food > Tea');
		const body = { filters: { categories: [tea?.id] } };
		const preview = z.object({ count: z.number(), batches: z.number() });
		const { count } = await call(preview, 'POST', `/projects/${project}/import/preview`, body);
		const { job_id } = await call(
			z.object({ job_id: z.string(), estimated_batches: z.number() }),
			'POST',
			`/projects/${project}/import/execute`,
			body,
		);
		expect((await waitForJob(job_id)).result).toMatchObject({ imported_count: count });
		const imported = await items(project);
		expect(imported.map((item) => item.external_id).sort()).toEqual([
			'LE-4009',
			'LE-4009',
			'LE-4010',
		]);
	});

	it('reads the CSV as it is meant: quotes, line breaks, duplicates, rows without SKU', async () => {
		const project = await createProject();
		await upload(project, await catalogue());
		const all = await items(project);
		const named = (id: string) => all.filter((item) => item.external_id === id);
		expect(named('KU-1013')).toHaveLength(2);
		expect(named('row-67')[0]?.source_data.name).toBe('Geschenkbox „Hüttenabend“');
		expect(named('KU-1004')[0]?.source_data['description']).toContain('Das "Zwergerl" liegt');
		expect(named('KU-1002')[0]?.source_data['description']).toContain('\n\n');
		expect(named('KU-1001')[0]?.source_data['price']).toBe('49,90');
		expect(named('OU-3100-FO-S')[0]?.item_type).toBe('variant');
	});
});

describe('texts', () => {
	const rich =
		'SKU,Name,Categories,Attribute 1 name,Attribute 1 value(s),Regular price\n' +
		'A-1,Linen Napkins,Home > Table,Material,linen,"19,90"\n';

	async function generate(settings: Record<string, unknown>): Promise<Item> {
		const project = await createProject();
		await upload(project, rich);
		const body = { ...generation, ...settings };
		await call(z.unknown(), 'POST', `/projects/${project}/generate`, body);
		const [item] = await items(project);
		if (item === undefined) throw new Error('No item');
		return item;
	}

	it('differ by language, and others are written in English', async () => {
		const [en, de, tr, fr] = await Promise.all(
			['en', 'de', 'tr', 'fr'].map((language) => generate({ language })),
		);
		expect(en?.generated_content?.short_description).toContain('linen');
		expect(de?.generated_content?.short_description).toContain('Leinen');
		expect(tr?.generated_content?.short_description).toContain('keten');
		expect(fr?.metadata).toMatchObject({ language: 'fr', written_language: 'en' });
		expect(JSON.stringify([en, de, tr].map((item) => item?.generated_content))).not.toContain(
			'19,90',
		);
	});

	it.each([1, 20, 60, 200])('keep to %d characters, with and without HTML', async (limit) => {
		for (const html of [true, false]) {
			const { generated_content } = await generate({
				max_short_chars: limit,
				max_long_chars: limit,
				use_html: html,
				use_html_short: html,
			});
			expect(generated_content?.short_description?.length).toBeLessThanOrEqual(limit);
			expect(generated_content?.long_description?.length).toBeLessThanOrEqual(limit);
			if (limit === 200) {
				expect(/<p>/.test(generated_content?.long_description ?? '')).toBe(html);
			}
		}
	});

	it('consist of what was asked for', async () => {
		const item = await generate({
			generate_short: false,
			translate_name: false,
			generate_tags: true,
			generate_bullet_points: true,
			custom_instructions: 'Mention the weave',
		});
		expect(Object.keys(item.generated_content ?? {}).sort()).toEqual([
			'bullet_points',
			'long_description',
			'tags',
		]);
		expect(item.metadata).toMatchObject({ custom_instructions: 'Mention the weave' });
	});

	it('cost XCT, and stop when the balance is used up', async () => {
		const project = await createProject();
		await upload(project, twoProducts);
		sandbox.setBalance('xcScribe', 1);
		const path = `/projects/${project}`;
		expect((await refusal('POST', `${path}/generate`, generation))[0]).toBe(402);
		const job = { job_type: 'generation', payload: generation };
		expect((await refusal('POST', `${path}/jobs`, job))[0]).toBe(402);
		const [first] = await items(project);
		const one = { ...generation, item_ids: [first?.id] };
		expect(await call(z.unknown(), 'POST', `${path}/generate`, one)).toMatchObject({
			generated_count: 1,
			xct_cost: '1.0000',
			remaining_balance: '0.0000',
		});
	});
});

describe('log-in', () => {
	it('takes a TOTP code as second factor', async () => {
		const first = await startLogin('totp@sandbox.example');
		expect(first).toMatchObject({
			access_token: null,
			two_factor_required: true,
			two_factor_method: 'totp',
		});
		const secret = Secret.fromBase32('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
		const code = new TOTP({ secret }).generate();
		const wrong = code === '000000' ? '111111' : '000000';
		const verify = (value: string) => ({ temp_token: first.temp_token, code: value });
		expect((await refusal('POST', '/auth/verify-2fa', verify(wrong)))[0]).toBe(401);
		const second = await call(loginReply, 'POST', '/auth/verify-2fa', verify(code));
		token = z.string().parse(second.access_token);
		expect(await call(z.unknown(), 'GET', '/users/me')).toMatchObject({
			email: 'totp@sandbox.example',
			two_factor_enabled: true,
		});
		expect((await refusal('POST', '/auth/verify-2fa', verify(code)))[0]).toBe(401);
	});

	it('mails a code, and says when a second factor has to be set up', async () => {
		const { temp_token } = await startLogin('mail@sandbox.example');
		const [mail] = sandbox.mails();
		const body = { temp_token, code: mail?.code };
		expect((await call(loginReply, 'POST', '/auth/verify-2fa', body)).access_token).not.toBeNull();
		expect(await startLogin('setup@sandbox.example')).toMatchObject({
			access_token: null,
			two_factor_setup_required: true,
		});
	});

	it('refuses wrong, missing and expired credentials as documented', async () => {
		const wrong = { email: 'content@sandbox.example', password: 'wrong' };
		expect(await refusal('POST', '/auth/login', wrong)).toEqual([
			401,
			'Incorrect email or password',
		]);
		const bare = await fetch(`${sandbox.url}/xc-scribe/api/v1/projects`);
		expect([bare.status, await bare.json()]).toEqual([403, { detail: 'Not authenticated' }]);
		const refused = [401, 'Could not validate credentials'];
		const forged = { authorization: `Bearer ${token.slice(0, -2)}xx` };
		expect(await refusal('GET', '/projects', undefined, forged)).toEqual(refused);
		sandbox.expireTokens();
		expect(await refusal('GET', '/projects')).toEqual(refused);
	});

	it('renews and revokes tokens', async () => {
		const fresh = await call(z.object({ access_token: z.string() }), 'POST', '/auth/refresh');
		await call(z.unknown(), 'POST', '/auth/logout');
		expect((await refusal('GET', '/users/me'))[0]).toBe(401);
		token = fresh.access_token;
		await call(z.unknown(), 'GET', '/users/me');
		await call(z.unknown(), 'POST', '/auth/logout-all');
		expect((await refusal('GET', '/users/me'))[0]).toBe(401);
	});
});

describe('strictness', () => {
	const form = (fields: Record<string, string>) => new URLSearchParams(fields);
	const cases: Array<[string, number, string, string, (() => Body)?, Record<string, string>?]> = [
		['unknown route', 404, 'GET', '/nothing'],
		['wrong method', 405, 'PUT', '/projects'],
		['id that is no UUID', 422, 'GET', '/projects/42'],
		['unknown project', 404, 'GET', `/projects/${UNKNOWN}`],
		['unknown job', 404, 'GET', `/jobs/${UNKNOWN}`],
		['unknown query key', 422, 'GET', '/projects?page=1'],
		['boolean of the query', 422, 'GET', '/projects?include_deleted=maybe'],
		['project as JSON', 422, 'POST', '/projects', () => ({ name: 'A', platform: 'shopify' })],
		['unknown platform', 422, 'POST', '/projects', () => form({ name: 'A', platform: 'etsy' })],
		['missing name', 422, 'POST', '/projects', () => form({ platform: 'shopify' })],
		['unknown key', 422, 'PATCH', '/projects/:id', () => ({ title: 'A' })],
		['wrong type', 422, 'PATCH', '/projects/:id', () => ({ name: 5 })],
		['JSON that does not parse', 422, 'PATCH', '/projects/:id', () => '{"name":'],
		[
			'JSON under another type',
			422,
			'PATCH',
			'/projects/:id',
			() => '{"name":"A"}',
			{ 'content-type': 'text/plain' },
		],
		['no body', 422, 'PATCH', '/projects/:id'],
		['body where none belongs', 422, 'POST', '/projects/:id/truncate', () => ({ force: true })],
		['unknown connection', 404, 'PATCH', '/projects/:id', () => ({ store_connection_id: UNKNOWN })],
		['missing content type', 422, 'POST', '/projects/:id/generate', () => ({ language: 'de' })],
		['unknown content type', 422, 'POST', '/projects/:id/generate', () => ({ content_type: 'x' })],
		[
			'unknown language',
			422,
			'POST',
			'/projects/:id/generate',
			() => ({ ...generation, language: 'xx' }),
		],
		[
			'number as text',
			422,
			'POST',
			'/projects/:id/generate/stream',
			() => ({ ...generation, max_short_chars: '200' }),
		],
		[
			'unknown items',
			404,
			'POST',
			'/projects/:id/generate',
			() => ({ ...generation, item_ids: [UNKNOWN] }),
		],
		[
			'unknown items of a batch',
			404,
			'PATCH',
			'/projects/:id/items/batch',
			() => ({ item_ids: [UNKNOWN], status: 'approved' }),
		],
		[
			'status excluded',
			422,
			'PATCH',
			'/projects/:id/items/batch',
			() => ({ item_ids: [UNKNOWN], status: 'excluded' }),
		],
		['unknown status filter', 422, 'GET', '/projects/:id/items?status=done'],
		['unknown item', 404, 'POST', `/projects/:id/sync/${UNKNOWN}`],
		['unknown job type', 422, 'POST', '/projects/:id/jobs', () => ({ job_type: 'import' })],
		['payload checked', 422, 'POST', '/projects/:id/jobs', () => ({ job_type: 'generation' })],
		[
			'selected without ids',
			422,
			'POST',
			'/projects/:id/sync/stream',
			() => ({ mode: 'selected' }),
		],
		['preview without filters', 422, 'POST', '/projects/:id/import/preview', () => ({})],
		[
			'unknown filter',
			422,
			'POST',
			'/projects/:id/import/preview',
			() => ({ filters: { brand: ['x'] } }),
		],
		['upload as JSON', 422, 'POST', '/projects/:id/sources/file', () => ({ file: 'x' })],
		['upload without file', 422, 'POST', '/projects/:id/sources/file', () => new FormData()],
		['empty file', 400, 'POST', '/projects/:id/sources/file', () => csvForm('SKU,Name\n')],
		['XML', 400, 'POST', '/projects/:id/sources/file', () => csvForm('<feed/>')],
		[
			'mapping that is no JSON',
			422,
			'POST',
			'/projects/:id/sources/file',
			() => csvForm(twoProducts, { column_mapping: '{name' }),
		],
		[
			'mapping to a missing column',
			422,
			'POST',
			'/projects/:id/sources/file',
			() => csvForm(twoProducts, { column_mapping: '{"name":"Title"}' }),
		],
		[
			'file of more than 20 MB',
			413,
			'POST',
			'/projects/:id/sources/file',
			() => csvForm(new Blob([new Uint8Array(20 * 1024 * 1024 + 1)])),
		],
		['unknown source', 404, 'GET', `/projects/:id/sources/${UNKNOWN}/export`],
		['unknown connection', 404, 'GET', `/store-connections/${UNKNOWN}`],
	];

	// As objects: jest takes a missing last cell of a row for its `done` callback.
	const rows = cases.map(([name, status, method, path, body, headers]) => ({
		name,
		status,
		method,
		path,
		body,
		headers,
	}));

	it.each(rows)('$name: $status', async ({ status, method, path, body, headers }) => {
		const project = await createProject();
		const response = await request(method, path.replace(':id', project), body?.(), headers);
		const reply: unknown = await response.json();
		expect([response.status, reply]).toEqual([status, expect.anything()]);
		if (status === 422) expect(issueReply.parse(reply).detail.length).toBeGreaterThan(0);
	});

	it('names the field of a validation error as FastAPI does', async () => {
		const [, detail] = await refusal('POST', `/projects/${await createProject()}/generate`, {});
		expect(detail).toEqual([
			{ loc: ['body', 'content_type'], msg: 'field required', type: 'value_error.missing' },
		]);
	});

	it('refuses what the state of a project does not allow', async () => {
		const project = await createProject(false);
		await upload(project, twoProducts);
		const path = `/projects/${project}`;
		const noConnection = [400, 'No store connection linked to this project'];
		const [item] = await items(project);
		expect(await refusal('GET', `${path}/import/filters`)).toEqual(noConnection);
		expect(await refusal('POST', `${path}/sync`)).toEqual(noConnection);
		expect(await refusal('POST', `${path}/jobs`, { job_type: 'sync' })).toEqual(noConnection);
		const [connection] = await call(z.array(connectionReply), 'GET', '/store-connections');
		await call(projectReply, 'PATCH', path, { store_connection_id: connection?.id });
		expect((await refusal('POST', `${path}/sync/${item?.id}`))[0]).toBe(400);
		const manual = await call(
			z.object({ id: z.string() }),
			'POST',
			`${path}/sources/manual`,
			form({ name: 'By hand' }),
		);
		expect((await refusal('GET', `${path}/sources/${manual.id}/export`))[0]).toBe(400);
	});
});

describe('jobs', () => {
	it('exclude each other, keep the project from edits, and can be cancelled', async () => {
		const project = await createProject();
		await upload(project, await catalogue());
		const path = `/projects/${project}`;
		stopTime();
		const job = await createJob(project, 'generation', generation);
		const conflict = [409, 'A conflicting job is already active'];
		const body = { job_type: 'generation', payload: generation };
		expect(await refusal('POST', `${path}/jobs`, body)).toEqual(conflict);
		expect(await refusal('POST', `${path}/generate`, generation)).toEqual(conflict);
		expect(await refusal('POST', `${path}/truncate`)).toEqual(conflict);
		expect((await refusal('PATCH', path, { name: 'Other' }))[0]).toBe(409);
		expect((await call(projectReply, 'GET', path)).status).toBe('processing');

		expect((await call(jobReply, 'POST', `/jobs/${job}/cancel`)).status).toBe('cancelled');
		expect((await refusal('POST', `/jobs/${job}/cancel`))[0]).toBe(400);
		const list = z.array(z.object({ id: z.string() }));
		expect(await call(list, 'GET', `${path}/jobs?status=cancelled`)).toMatchObject([{ id: job }]);
		expect(await call(list, 'GET', `${path}/jobs?status=running`)).toEqual([]);
		expect(await call(z.unknown(), 'POST', `${path}/truncate`)).toMatchObject({
			deleted_sources: 1,
		});
		expect(await items(project)).toEqual([]);
	});

	it('fail when the store connection is gone by the time they run', async () => {
		const project = await createProject();
		await upload(project, twoProducts);
		const clock = stopTime();
		const job = await createJob(project, 'sync', {});
		const { store_connection_id } = await call(projectReply, 'GET', `/projects/${project}`);
		const deleted = await request('DELETE', `/store-connections/${store_connection_id}`);
		expect([deleted.status, await deleted.text()]).toEqual([204, '']);
		await clock.run();
		expect(await waitForJob(job)).toMatchObject({
			status: 'failed',
			error: 'No store connection linked to this project',
		});
	});
});

describe('items', () => {
	it('are edited, excluded, restored and regenerated one by one', async () => {
		const project = await createProject();
		await upload(project, twoProducts);
		const path = `/projects/${project}`;
		await call(z.unknown(), 'POST', `${path}/generate`, generation);
		const [first, second] = await items(project);
		const texts = { short_description: 'Mine', long_description: '<p>Mine</p>' };
		const edit = { generated_content: texts, status: 'approved' };
		const edited = await call(itemReply, 'PATCH', `${path}/items/${first?.id}`, edit);
		expect(edited).toMatchObject({ ...edit, metadata: { content_type: 'product_description' } });

		const named = { item_ids: [second?.id] };
		await call(z.unknown(), 'POST', `${path}/items/exclude`, named);
		expect((await items(project, '?status=excluded'))[0]?.id).toBe(second?.id);
		const excluded = await refusal('POST', `${path}/items/${second?.id}/regenerate`, generation);
		expect(excluded[0]).toBe(400);
		await call(z.unknown(), 'POST', `${path}/items/restore`, named);
		const again = await call(
			itemReply,
			'POST',
			`${path}/items/${second?.id}/regenerate`,
			generation,
		);
		expect(again.metadata['attempt']).toBe(2);

		const unknown = { item_ids: [first?.id, UNKNOWN], status: 'rejected' };
		const [status, detail] = await refusal('PATCH', `${path}/items/batch`, unknown);
		expect([status, String(detail)]).toEqual([404, expect.stringContaining(UNKNOWN)]);
		expect((await items(project, '?status=approved'))[0]?.id).toBe(first?.id);
	});

	it('count as duplicates when they are generated twice unasked', async () => {
		const project = await createProject();
		await upload(project, twoProducts);
		const ids = (await items(project)).map((item) => item.id);
		const body = { ...generation, item_ids: ids };
		await call(z.unknown(), 'POST', `/projects/${project}/generate`, body);
		await call(z.unknown(), 'POST', `/projects/${project}/generate`, body);
		expect(sandbox.requests()).toMatchObject({
			generated_items: 4,
			duplicates: { generated_items: 2 },
		});
	});
});

describe('streams', () => {
	it('send an event for each item, then the outcome', async () => {
		const project = await createProject();
		await upload(project, await catalogue());
		const path = `/projects/${project}`;
		const events = await readEvents(
			await request('POST', `${path}/generate/stream`, { ...generation, language: 'tr' }),
		);
		const count = (await items(project)).filter((item) => item.item_type === 'product').length;
		expect(events.filter(({ event }) => event === 'item')).toHaveLength(count);
		expect(events[0]).toEqual({ event: 'progress', data: { current: 0, total: count } });
		expect(events.at(-1)).toMatchObject({
			event: 'complete',
			data: { generated_count: count, failed_count: 0 },
		});

		const [item] = await items(project, '?status=generated');
		await call(itemReply, 'PATCH', `${path}/items/${item?.id}`, { status: 'approved' });
		const sync = await readEvents(
			await request('POST', `${path}/sync/stream`, { mode: 'selected', item_ids: [item?.id] }),
		);
		expect(sync.map(({ event }) => event)).toEqual(['progress', 'item', 'progress', 'complete']);
		const history = await call(z.unknown(), 'GET', `${path}/sync/${item?.id}/history`);
		expect(history).toMatchObject({
			item_id: item?.id,
			item_external_id: item?.external_id,
			history: [{ success: true, error_message: null }],
		});
	});

	it('end when the client goes, and when the sandbox closes', async () => {
		const other = await startSandbox({ timings: { generationMsPerItem: 50 } });
		const previous = sandbox;
		sandbox = other;
		try {
			token = await login('content@sandbox.example');
			const project = await createProject();
			await upload(project, await catalogue());
			const path = `/projects/${project}`;
			const clock = stopTime();
			const left = await request('POST', `${path}/generate/stream`, generation);
			const reader = left.body?.getReader();
			await reader?.read();
			await reader?.cancel();
			// The work ends with the item that is next when the sandbox has noticed it.
			await until(async () => {
				await clock.run(clock.now() + 50);
				return (await call(projectReply, 'GET', path)).status !== 'processing' || undefined;
			});
			expect((await items(project, '?status=pending')).length).toBeGreaterThan(50);

			const open = await request('POST', `${path}/generate/stream`, generation);
			await open.body?.getReader().read();
		} finally {
			sandbox = previous;
			// Time stands still: were the stream waited for, this would never end.
			await other.close();
		}
	});
});

describe('CSV files', () => {
	const read = async (response: Response): Promise<Array<Record<string, string>>> => {
		expect(response.headers.get('content-type')).toContain('text/csv');
		expect(response.headers.get('content-disposition')).toContain('attachment; filename=');
		const rows: unknown = parse(await response.text(), { bom: true, columns: true });
		return z.array(z.record(z.string())).parse(rows);
	};

	it('export approved contents, and sources in their original layout', async () => {
		const project = await createProject();
		const csv = await catalogue();
		const source = await upload(project, csv);
		const path = `/projects/${project}`;
		await call(z.unknown(), 'POST', `${path}/generate`, generation);
		const [item] = await items(project, '?status=generated');
		await call(itemReply, 'PATCH', `${path}/items/${item?.id}`, { status: 'approved' });

		const content = await read(await request('GET', `${path}/export`));
		expect(content).toHaveLength(1);
		expect(content[0]).toMatchObject({
			SKU: item?.external_id,
			'Short description': item?.generated_content?.short_description,
		});

		const merged = await read(await request('GET', `${path}/sources/${source}/export`));
		const original: unknown = parse(await csv.text(), {
			bom: true,
			columns: true,
			relax_column_count: true,
			skip_empty_lines: true,
		});
		const rows = z.array(z.record(z.string())).parse(original);
		expect(merged.map((row) => row['ID'])).toEqual(rows.map((row) => row['ID']));
		expect(Object.keys(merged[0] ?? {})).toEqual(Object.keys(rows[0] ?? {}));
		expect(merged[0]?.['Description']).toBe(item?.generated_content?.long_description);
		expect(merged[0]?.['Regular price']).toBe('49,90');
	});

	it('have their columns detected', async () => {
		const project = await createProject();
		const reply = await call(
			z.unknown(),
			'POST',
			`/projects/${project}/sources/detect-columns`,
			csvForm('Artikelnummer;Titel;Name\nA-1;x;Brett\n'),
		);
		expect(reply).toEqual({
			columns: ['Artikelnummer', 'Titel', 'Name'],
			sample_rows: [{ Artikelnummer: 'A-1', Titel: 'x', Name: 'Brett' }],
			suggested_mapping: { external_id: 'Artikelnummer', name: 'Name' },
		});
		expect(await items(project)).toEqual([]);
	});
});

describe('projects and connections', () => {
	it('go to the trash, come back, and are deleted for good', async () => {
		const project = await createProject();
		const path = `/projects/${project}`;
		await call(z.unknown(), 'DELETE', path);
		expect(await call(z.array(projectReply), 'GET', '/projects')).toEqual([]);
		const trashed = await call(z.array(projectReply), 'GET', '/projects?include_deleted=true');
		expect(trashed[0]?.deleted_at).not.toBeNull();
		expect((await refusal('GET', `${path}/items`))[0]).toBe(404);
		expect((await call(projectReply, 'POST', `${path}/restore`)).deleted_at).toBeNull();
		await call(z.unknown(), 'DELETE', `${path}/permanent`);
		expect(await refusal('GET', path)).toEqual([404, 'Project not found']);
	});

	it('tell a store that works from one that does not', async () => {
		const [good] = await call(z.array(connectionReply), 'GET', '/store-connections');
		expect(await call(z.unknown(), 'POST', `/store-connections/${good?.id}/test`)).toMatchObject({
			success: true,
		});
		const bad = await call(connectionReply, 'POST', '/store-connections', {
			name: 'Elsewhere',
			platform: 'woocommerce',
			base_url: 'https://shop.example.com',
			consumer_key: 'ck_1',
			consumer_secret: 'cs_1',
		});
		expect(bad).not.toHaveProperty('consumer_secret');
		expect(await call(z.unknown(), 'POST', `/store-connections/${bad.id}/test`)).toMatchObject({
			success: false,
		});
		const after = await call(connectionReply, 'GET', `/store-connections/${bad.id}`);
		expect(after).toMatchObject({ status: 'error', has_credentials: true });
	});
});

describe('control', () => {
	it('counts requests by operation and starts over', async () => {
		await request('GET', '/projects');
		await request('GET', '/projects?bad=1');
		await request('GET', '/nothing');
		const report: unknown = await (await fetch(`${sandbox.url}/sandbox/requests`)).json();
		expect(report).toMatchObject({
			total: 4,
			operations: { 'xcScribe.auth.login': 1, 'xcScribe.project.getAll': 2 },
			logins: 1,
		});
		await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST' });
		expect(sandbox.requests()).toMatchObject({ total: 0, logins: 0 });
		expect((await request('GET', '/projects')).status).toBe(200);
	});

	it('listens on loopback only', async () => {
		await expect(startSandbox({ host: '0.0.0.0' })).rejects.toThrow('only listens on');
	});
});
