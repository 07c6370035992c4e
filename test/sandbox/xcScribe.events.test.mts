import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';
import { Api } from './xcScribeApi.mts';

const LIST_LIMIT = 50;

let sandbox: Sandbox;
let api: Api;
let path: { project_id: string };

beforeAll(async () => {
	sandbox = await startSandbox({
		timings: { jobQueueMs: 30, generationMsPerItem: 0, syncMsPerItem: 0 },
	});
	api = new Api(sandbox.url);
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	sandbox.reset();
	api.token = await api.login('content');
	const body = new URLSearchParams({ name: 'Events', platform: 'woocommerce' });
	path = { project_id: text((await api.get('project.create', { body }))['id']) };
});

function text(value: unknown): string {
	return z.string().parse(value);
}

async function addItems(csv: string): Promise<string[]> {
	const body = new FormData();
	body.set('file', new Blob([csv]), 'products.csv');
	await api.call('source.uploadFile', { path, body });
	return (await api.list('item.getAll', { path })).map(({ id }) => text(id));
}

async function ended(id: unknown): Promise<Record<string, unknown>> {
	return until(async () => {
		const job = await api.get('job.get', { path: { job_id: text(id) } });
		return job['status'] === 'queued' || job['status'] === 'running' ? undefined : job;
	});
}

it('shows an item in each status, left and entered again, always at its place in the list', async () => {
	const ids = await addItems('SKU,Name\na,Bag\nb,Hat\n');
	const [, second] = ids;
	const statuses = ['generated', 'flagged', 'approved', 'flagged', 'rejected', 'synced'];
	for (const status of statuses) {
		await api.call('item.updateBatch', { path, body: { item_ids: [second], status } });
		const found = await api.list('item.getAll', { path, query: { status } });
		expect(found.map(({ id }) => id)).toEqual([second]);
		expect((await api.list('item.getAll', { path })).map(({ id }) => id)).toEqual(ids);
	}
});

it('lets a generation fail when the balance is gone by the time it runs', async () => {
	await addItems('SKU,Name\na,Bag\n');
	const clock = stopTime();
	const { job_id: id } = await api.get('job.create', {
		path,
		body: { job_type: 'generation', payload: { content_type: 'product_description' } },
	});
	sandbox.setBalance('xcScribe', 0);
	await clock.run();
	const job = await ended(id);
	expect(job).toMatchObject({ status: 'failed', error: expect.any(String) });
	expect(job['completed_at']).not.toBeNull();
});

it('tells a failed sync by its history and by the result of the job, not by the item', async () => {
	const [item] = await addItems('SKU,Name\nnot-in-the-shop,Bag\n');
	await api.call('item.update', {
		path: { ...path, item_id: text(item) },
		body: { status: 'approved', generated_content: { long_description: 'A bag' } },
	});
	const [connection] = await api.list('storeConnection.getAll');
	await api.call('project.update', {
		path,
		body: { store_connection_id: text(connection?.['id']) },
	});
	const { job_id: id } = await api.get('job.create', { path, body: { job_type: 'sync' } });
	expect(await ended(id)).toMatchObject({
		status: 'completed',
		error: null,
		result: { failed_count: 1, failed_items: [{ item_id: item, error: expect.any(String) }] },
	});
	expect((await api.list('item.getAll', { path }))[0]).toMatchObject({ status: 'approved' });
	const history = await api.get('sync.getHistory', { path: { ...path, item_id: text(item) } });
	expect(history['history']).toMatchObject([
		{ success: false, error_message: expect.any(String), synced_at: expect.any(String) },
	]);
});

it('lists the newest jobs only, the newest first, older ones by their id', async () => {
	const ids: unknown[] = [];
	for (let count = 0; count <= LIST_LIMIT; count += 1) {
		const body = { post_type: 'general', topic: `Tea ${count}` };
		ids.push((await api.get('blogPost.create', { path, body }))['job_id']);
	}
	const [oldest, ...others] = ids;
	await Promise.all(ids.map(ended));
	const listed = await api.list('job.getAll', { path });
	expect(listed.map(({ id }) => id)).toEqual(others.reverse());
	expect(await ended(oldest)).toMatchObject({ id: oldest, status: 'completed' });
});
