import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { createPng, readImage } from '../../sandbox/xcScribe/images.mts';
import { until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';
import { Api, record, UNKNOWN } from './xcScribeApi.mts';

let sandbox: Sandbox;
let api: Api;
let project: string;

type Path = Record<string, string>;

const SOON_MS = 400;

beforeAll(async () => {
	sandbox = await startSandbox({ timings: { jobQueueMs: 20, generationMsPerItem: 1 } });
	api = new Api(sandbox.url);
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	sandbox.reset();
	api.token = await api.login('content');
	project = await createProject();
});

function text(value: unknown): string {
	return z.string().parse(value);
}

async function createProject(): Promise<string> {
	const body = new URLSearchParams({ name: 'Journal', platform: 'woocommerce' });
	return text((await api.get('project.create', { body }))['id']);
}

async function addItems(csv: string): Promise<string[]> {
	const body = new FormData();
	body.set('file', new Blob([csv]), 'products.csv');
	const path = { project_id: project };
	await api.call('source.uploadFile', { path, body });
	return (await api.list('item.getAll', { path })).map(({ id }) => text(id));
}

function createPost(body: Record<string, unknown>): Promise<Record<string, unknown>> {
	return api.get('blogPost.create', {
		path: { project_id: project },
		body: { post_type: 'general', ...body },
	});
}

async function waitForJob(id: unknown): Promise<Record<string, unknown>> {
	return until(async () => {
		const job = await api.get('job.get', { path: { job_id: text(id) } });
		return job['status'] === 'queued' || job['status'] === 'running' ? undefined : job;
	});
}

/** A post that was written; gives its path. */
async function writtenPost(body: Record<string, unknown> = { topic: 'Tea' }): Promise<Path> {
	const post = await createPost(body);
	await waitForJob(post['job_id']);
	return { project_id: project, post_id: text(post['id']) };
}

async function connectionId(): Promise<string> {
	const [connection] = await api.list('blogConnection.getAll');
	return text(connection?.['id']);
}

async function publish(path: Path, body: Record<string, unknown> = {}) {
	return api.get('blogPost.publish', {
		path,
		body: { connection_id: await connectionId(), ...body },
	});
}

describe('blog posts', () => {
	it('are written by a job, edited, published, taken back and deleted', async () => {
		const [item] = await addItems(
			'ID,SKU,Name,Categories,Attribute 1 name,Attribute 1 value(s),Regular price\n' +
				'7,A-1,Linen Napkins,Home > Table,Material,linen,"19,90"\n',
		);
		const created = await createPost({
			topic: 'Setting a table',
			source_item_ids: [item],
			wp_category_ids: [12],
			ai_settings: { language: 'de' },
			selected_images: [{ url: 'https://images.example.com/a.jpg', product_name: 'Napkins' }],
		});
		expect(created).toMatchObject({ status: 'draft', content: '', wp_post_id: null });
		const path = { project_id: project, post_id: text(created['id']) };
		expect(await waitForJob(created['job_id'])).toMatchObject({
			job_type: 'blog',
			status: 'completed',
			result: { blog_post_id: created['id'], xct_cost: '5.0000' },
		});

		const ready = await api.get('blogPost.get', { path });
		expect(ready).toMatchObject({
			status: 'ready',
			source_item_ids: [item],
			product_links: { [text(item)]: `${sandbox.url}/shop/products/7` },
			featured_image_url: 'https://images.example.com/a.jpg',
		});
		expect(ready['content']).toContain('Leinen');
		expect(ready['content']).toContain('alt="Napkins"');
		expect(ready['content']).not.toContain('19,90');

		const body = { title: 'Der gedeckte Tisch', slug: 'der-tisch', seo_meta: { title: 'Tisch' } };
		expect(await api.get('blogPost.update', { path, body })).toMatchObject(body);
		const published = await publish(path);
		expect(published).toMatchObject({
			status: 'published',
			published_url: `${sandbox.url}/xc-scribe/blog/der-tisch`,
			published_at: expect.any(String),
			analytics: { views: 0 },
		});
		const page = await fetch(text(published['published_url']));
		expect(await page.text()).toContain('<h1>Der gedeckte Tisch</h1>');
		expect(await api.get('blogPost.getAnalytics', { path })).toMatchObject({
			total_posts: 1,
			by_status: { published: 1, draft: 0 },
			total_views: 1,
		});
		const categories = { path: { connection_id: await connectionId() } };
		expect(await api.list('blogConnection.getCategories', categories)).toContainEqual(
			expect.objectContaining({ id: 12, count: 1 }),
		);

		expect((await api.refusal('blogPost.regenerate', { path }))[0]).toBe(400);
		expect(await api.get('blogPost.unpublish', { path })).toMatchObject({
			status: 'draft',
			published_url: null,
			wp_post_id: published['wp_post_id'],
		});
		expect((await fetch(text(published['published_url']))).status).toBe(404);
		expect((await api.refusal('blogPost.unpublish', { path }))[0]).toBe(400);
		expect((await publish(path))['wp_post_id']).toBe(published['wp_post_id']);
		await api.call('blogPost.delete', { path });
		expect(await api.refusal('blogPost.get', { path })).toEqual([404, 'Blog post not found']);
	});

	it('are told apart by status', async () => {
		const path = { project_id: project };
		const first = await writtenPost({ topic: 'Tea' });
		await publish(first);
		await writtenPost({ topic: 'Coffee' });
		const topics = async (status: string) =>
			(await api.list('blogPost.getAll', { path, query: { status } })).map(({ topic }) => topic);
		expect(await topics('published')).toEqual(['Tea']);
		expect(await topics('ready')).toEqual(['Coffee']);
		expect(await api.list('blogPost.getAll', { path })).toMatchObject([
			{ topic: 'Coffee' },
			{ topic: 'Tea' },
		]);
		expect((await api.refusal('blogPost.getAll', { path, query: { status: 'done' } }))[0]).toBe(
			422,
		);
	});

	it('are worded anew each time, and follow their template', async () => {
		const template = await api.get('blogTemplate.create', {
			body: { name: 'Guide', structure: { sections: ['First things'] }, is_default: true },
		});
		const path = await writtenPost({ topic: 'Tea' });
		const first = await api.get('blogPost.get', { path });
		expect(first['template_id']).toBe(template['id']);
		expect(first['content']).toContain('<h2>First things</h2>');
		const again = await api.get('blogPost.regenerate', { path });
		expect(again['job_id']).not.toBe(first['job_id']);
		await waitForJob(again['job_id']);
		expect((await api.get('blogPost.get', { path }))['title']).not.toBe(first['title']);
	});

	it('are published when their time has come', async () => {
		const path = await writtenPost();
		const clock = stopTime();
		const at = (milliseconds: number) => ({
			path,
			body: { scheduled_at: new Date(clock.now() + milliseconds).toISOString() },
		});
		expect((await api.refusal('blogPost.schedule', at(-1000)))[0]).toBe(422);
		expect((await api.refusal('blogPost.unschedule', { path }))[0]).toBe(400);
		expect(await api.get('blogPost.schedule', at(60_000))).toMatchObject({ status: 'scheduled' });
		expect((await api.refusal('blogPost.regenerate', { path }))[0]).toBe(400);
		expect(await api.get('blogPost.unschedule', { path })).toMatchObject({
			status: 'draft',
			scheduled_at: null,
		});
		const { scheduled_at } = await api.get('blogPost.schedule', at(SOON_MS));
		clock.pass(SOON_MS - 1);
		expect(await api.get('blogPost.get', { path })).toMatchObject({ status: 'scheduled' });
		clock.pass(1);
		expect(await api.get('blogPost.get', { path })).toMatchObject({
			status: 'published',
			published_at: scheduled_at,
			scheduled_at: null,
		});
	});

	it('fail when the blog is gone by the time they are due', async () => {
		const path = await writtenPost();
		await api.call('blogConnection.delete', { path: { connection_id: await connectionId() } });
		const clock = stopTime();
		const body = { scheduled_at: new Date(clock.now() + SOON_MS).toISOString() };
		await api.call('blogPost.schedule', { path, body });
		clock.pass(SOON_MS);
		expect(await api.get('blogPost.get', { path })).toMatchObject({
			status: 'failed',
			published_at: null,
		});
	});

	it('are refused without topic, balance, content or what they refer to', async () => {
		const path = { project_id: project };
		const refusal = async (body: Record<string, unknown>) =>
			(await api.refusal('blogPost.create', { path, body: { post_type: 'general', ...body } }))[0];
		expect(await refusal({})).toBe(422);
		expect(await refusal({ source_item_ids: [UNKNOWN] })).toBe(404);
		expect(await refusal({ topic: 'Tea', template_id: UNKNOWN })).toBe(404);
		expect(await refusal({ topic: 'Tea', store_connection_id: UNKNOWN })).toBe(404);
		expect(await refusal({ topic: 'Tea', selected_images: [{ src: 'x' }] })).toBe(422);
		sandbox.setBalance('xcScribe', 4);
		expect(await refusal({ topic: 'Tea' })).toBe(402);
		expect(await api.list('blogPost.getAll', { path })).toEqual([]);

		const clock = stopTime();
		sandbox.setBalance('xcScribe', 9);
		const [first, second] = [await createPost({ topic: 'A' }), await createPost({ topic: 'B' })];
		await clock.run();
		expect(await waitForJob(first['job_id'])).toMatchObject({ status: 'completed' });
		expect(await waitForJob(second['job_id'])).toMatchObject({
			status: 'failed',
			error: 'Insufficient XCT balance',
		});
		const failed = { ...path, post_id: text(second['id']) };
		expect(await api.get('blogPost.get', { path: failed })).toMatchObject({ status: 'failed' });
		const body = { connection_id: await connectionId() };
		expect(await api.refusal('blogPost.publish', { path: failed, body })).toEqual([
			400,
			'Blog post has no content',
		]);
	});

	it('get a score and advice', async () => {
		const path = await writtenPost({ topic: 'Tea' });
		const score = z.object({ score: z.number(), recommendations: z.array(z.string()) });
		const own = score.parse(await api.call('blogPost.getSeoScore', { path }));
		const query = { focus_keyword: 'bicycles' };
		const other = score.parse(await api.call('blogPost.getSeoScore', { path, query }));
		expect(other.score).toBeLessThan(own.score);
		expect(other.recommendations).toContain('Use the focus keyword in the title');
	});
});

describe('blog posts that are being written', () => {
	let fast: Sandbox;

	// Whose jobs wait for longer than any test takes.
	beforeEach(async () => {
		fast = sandbox;
		sandbox = await startSandbox({ timings: { jobQueueMs: 600_000, generationMsPerItem: 1 } });
		api = new Api(sandbox.url);
		api.token = await api.login('content');
		project = await createProject();
	});

	afterEach(async () => {
		await sandbox.close();
		sandbox = fast;
		api = new Api(sandbox.url);
	});

	it('stand in the way of nothing but their own changes', async () => {
		await addItems('SKU,Name\nA-1,Oak Tray\n');
		const post = await createPost({ topic: 'Tea' });
		const path = { project_id: project, post_id: text(post['id']) };
		const busy = [409, 'Blog post is being generated'];
		expect(await api.refusal('blogPost.update', { path, body: { title: 'Mine' } })).toEqual(busy);
		expect(await api.refusal('blogPost.regenerate', { path })).toEqual(busy);
		expect(await api.refusal('blogPost.delete', { path })).toEqual(busy);
		await createPost({ topic: 'Coffee' });
		await api.call('content.generate', { path, body: { content_type: 'product_description' } });
		expect((await api.get('project.get', { path }))['status']).toBe('review');
		await api.call('project.deletePermanently', { path });
		expect((await api.refusal('job.get', { path: { job_id: text(post['job_id']) } }))[0]).toBe(404);
	});

	it('stay drafts when their job is cancelled', async () => {
		const post = await createPost({ topic: 'Tea' });
		const path = { project_id: project, post_id: text(post['id']) };
		await api.call('job.cancel', { path: { job_id: text(post['job_id']) } });
		const list = { path, query: { status: 'cancelled' } };
		expect(await api.list('job.getAll', list)).toMatchObject([{ job_type: 'blog' }]);
		expect(await api.get('blogPost.get', { path })).toMatchObject({ status: 'draft', content: '' });
		await api.call('blogPost.delete', { path });
	});
});

describe('blog images', () => {
	it('are uploaded, found in stock or generated, and deleted', async () => {
		const path = await writtenPost();
		const png = createPng(30, 20, 0x336699);
		const form = new FormData();
		form.set('file', new Blob([png]), 'photo.bin');
		const uploaded = await api.get('blogImage.upload', {
			path,
			body: form,
			query: { alt_text: 'Kännchen' },
		});
		expect(uploaded).toMatchObject({
			blog_post_id: path['post_id'],
			source: 'upload',
			alt_text: 'Kännchen',
			width: 30,
			height: 20,
			file_size: png.length,
		});
		const stored = await fetch(text(uploaded['original_url']));
		expect(stored.headers.get('content-type')).toBe('image/png');
		expect(Buffer.from(await stored.arrayBuffer())).toEqual(png);

		const search = await api.get('stockPhoto.search', { query: { q: 'tea', per_page: '1' } });
		const [photo] = z.array(z.object({ url: z.string() })).parse(search['photos']);
		await api.call('blogImage.addFromStock', { path, body: { photo_url: photo?.url } });
		const body = { prompt: 'A cup of tea', size: '512x256' };
		await api.call('blogImage.generate', { path, body });
		expect(await api.list('blogImage.getAll', { path })).toMatchObject([
			{ source: 'upload' },
			{ source: 'stock', original_url: photo?.url, width: expect.any(Number) },
			{ source: 'ai', width: 512, height: 256, alt_text: 'A cup of tea' },
		]);

		const image = { path: { ...path, image_id: text(uploaded['id']) } };
		await api.call('blogImage.delete', image);
		expect(await api.refusal('blogImage.delete', image)).toEqual([404, 'Image not found']);
		expect((await fetch(text(uploaded['original_url']))).status).toBe(404);
		expect(await api.list('blogImage.getAll', { path })).toHaveLength(2);
	});

	it('have to be images', async () => {
		const path = await writtenPost();
		const form = new FormData();
		form.set('file', new Blob(['<svg/>']), 'photo.png');
		expect((await api.refusal('blogImage.upload', { path, body: form }))[0]).toBe(400);
		const body = { prompt: 'Tea', size: 'huge' };
		expect((await api.refusal('blogImage.generate', { path, body }))[0]).toBe(422);
	});

	const bytes = (hex: string) => Buffer.from(hex.replace(/\s/g, ''), 'hex');

	it.each([
		['png', createPng(300, 200, 0), 300, 200],
		['gif', bytes('474946383961 2c01 c800'), 300, 200],
		['jpg', bytes('ffd8 ffe0 0004 0000 ffc2 0011 08 00c8 012c 03'), 300, 200],
		[
			'webp',
			bytes('52494646 00000000 57454250 56503858 0a000000 00000000 2b0100 c70000'),
			300,
			200,
		],
		['webp', bytes('52494646 00000000 57454250 5650384c 00000000 2f 2bc13100'), 300, 200],
		[
			'webp',
			bytes('52494646 00000000 57454250 56503820 00000000 000000 9d012a 2c01 c800'),
			300,
			200,
		],
	])('are measured: %s', (extension, content, width, height) => {
		expect(readImage(content)).toMatchObject({ extension, width, height });
		expect(readImage(content.subarray(0, 9))).toBeUndefined();
	});
});

describe('stock photos', () => {
	const search = (query: Record<string, string>) => api.get('stockPhoto.search', { query });
	const idsOf = (reply: Record<string, unknown>) =>
		z
			.array(z.object({ id: z.number() }))
			.parse(reply['photos'])
			.map(({ id }) => id);

	it('come page by page, and can be downloaded', async () => {
		const first = await search({ q: 'tea' });
		const total = z.number().parse(first['total_results']);
		expect(first).toMatchObject({ page: 1, per_page: 20 });
		const pages: number[][] = [];
		for (let page = 1; page <= Math.ceil(total / 20) + 1; page += 1) {
			pages.push(idsOf(await search({ q: 'tea', page: String(page) })));
		}
		expect(pages.flat()).toHaveLength(total);
		expect(pages.at(-1)).toEqual([]);
		const [photo] = z
			.array(z.object({ width: z.number(), src: z.object({ original: z.string() }) }))
			.parse(first['photos']);
		const content = Buffer.from(await (await fetch(text(photo?.src.original))).arrayBuffer());
		expect(readImage(content)?.width).toBe(photo?.width);

		const square = z
			.array(z.object({ width: z.number(), height: z.number() }))
			.parse((await search({ q: 'tea', orientation: 'square', per_page: '80' }))['photos']);
		expect(square.every(({ width, height }) => width === height)).toBe(true);
	});

	it.each([{ q: '' }, { q: 'tea', per_page: '81' }, { q: 'tea', orientation: 'round' }])(
		'refuse %j',
		async (query) => {
			expect((await api.refusal('stockPhoto.search', { query }))[0]).toBe(422);
		},
	);

	it('take an active key, which is never shown', async () => {
		const [first] = await api.list('stockPhotoKey.getAll');
		const path = { key_id: text(first?.['id']) };
		await api.call('stockPhotoKey.update', { path, body: { is_active: false } });
		const query = { q: 'tea' };
		expect(await api.refusal('stockPhoto.search', { query })).toEqual([
			400,
			'No active stock photo key',
		]);
		const created = await api.get('stockPhotoKey.create', {
			body: { provider: 'pexels', api_key: 'px-secret' },
		});
		expect(JSON.stringify(created)).not.toContain('px-secret');
		await search(query);
		await api.call('stockPhotoKey.delete', { path });
		expect(await api.list('stockPhotoKey.getAll')).toMatchObject([{ id: created['id'] }]);
		expect((await api.refusal('stockPhotoKey.delete', { path }))[0]).toBe(404);
	});
});

describe('blog connections', () => {
	const details = { name: 'Elsewhere', username: 'editor', app_password: 'not one' };

	it('tell a blog that works from one that does not', async () => {
		const body = { ...details, site_url: 'https://blog.example.com' };
		const created = await api.get('blogConnection.create', { body });
		expect(created).toMatchObject({ is_active: true, has_categories: false });
		expect(JSON.stringify(created)).not.toContain('not one');
		const path = { connection_id: text(created['id']) };
		const test = () => api.get('blogConnection.test', { path });
		expect(await test()).toMatchObject({
			success: false,
			message: expect.stringContaining('reach'),
		});
		expect((await api.refusal('blogConnection.getCategories', { path }))[0]).toBe(400);
		const update = (changes: Record<string, unknown>) =>
			api.get('blogConnection.update', { path, body: changes });
		await update({ site_url: `${sandbox.url}/xc-scribe/blog/` });
		expect(await test()).toMatchObject({ message: 'The application password is invalid' });
		await update({ app_password: 'AbCd 1234 AbCd 1234 AbCd 1234' });
		expect(await test()).toMatchObject({
			success: true,
			site_name: 'Alpenglow Journal (simulated)',
		});
		expect(await api.list('blogConnection.getCategories', { path })).toHaveLength(4);
		const shown = await api.get('blogConnection.get', { path });
		expect(shown).toMatchObject({ has_categories: true, categories_cached_at: expect.any(String) });

		await update({ is_active: false });
		expect(await test()).toMatchObject({ message: 'The connection is not active' });
		expect(await api.list('blogConnection.getCategories', { path })).toHaveLength(4);
		const refresh = { path, query: { refresh: 'true' } };
		expect((await api.refusal('blogConnection.getCategories', refresh))[0]).toBe(400);
		const post = await writtenPost();
		expect((await api.refusal('blogPost.publish', { path: post, body: path }))[0]).toBe(400);
		await api.call('blogConnection.delete', { path });
		expect((await api.refusal('blogPost.publish', { path: post, body: path }))[0]).toBe(404);
	});

	it('write drafts that nobody sees, and keep addresses apart', async () => {
		const [first, second] = [await writtenPost(), await writtenPost()];
		const draft = await publish(first, { wp_status: 'draft' });
		expect(draft).toMatchObject({ status: 'ready', published_url: null });
		expect(draft['wp_post_id']).toEqual(expect.any(Number));
		const slug = { body: { slug: text(draft['slug']) } };
		await api.call('blogPost.update', { path: second, ...slug });
		expect((await publish(second))['published_url']).toMatch(/-2$/);
		const body = { connection_id: await connectionId(), wp_status: 'gone' };
		expect((await api.refusal('blogPost.publish', { path: first, body }))[0]).toBe(422);
	});
});

describe('blog templates', () => {
	it('are created, read, changed and deleted, with one default at most', async () => {
		const first = await api.get('blogTemplate.create', {
			body: { name: 'Guide', tone: 'casual', is_default: true },
		});
		const path = { template_id: text(first['id']) };
		const second = await api.get('blogTemplate.create', {
			body: { name: 'News', is_default: true },
		});
		expect(second).toMatchObject({ tone: null, structure: {}, is_default: true });
		expect(await api.get('blogTemplate.get', { path })).toMatchObject({ is_default: false });
		const body = { description: 'Long', tone: null };
		expect(await api.get('blogTemplate.update', { path, body })).toMatchObject({
			name: 'Guide',
			...body,
		});
		const unknown = { path, body: { tone: 'shouting' } };
		expect((await api.refusal('blogTemplate.update', unknown))[0]).toBe(422);
		await api.call('blogTemplate.delete', { path });
		expect(await api.list('blogTemplate.getAll')).toMatchObject([{ name: 'News' }]);
		expect(record.parse((await api.list('blogTemplate.getAll'))[0])).toHaveProperty('updated_at');
	});
});
