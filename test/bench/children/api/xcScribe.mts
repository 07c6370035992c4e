import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { sendEvents } from './events.mts';
import { ItemList } from './items.mts';
import type { Jobs } from './jobs.mts';

/** A call as it arrived. */
export interface Call {
	method: string;
	path: string;
	authorization: string | undefined;
	body: string;
}

/** What is answered: JSON, as a value or as text, or a stream that the function writes. */
export type Reply =
	| { status: number; body: object }
	| { status: number; text: string }
	| { stream: (response: ServerResponse) => Promise<void> };

interface Route {
	method: string;
	path: RegExp;
	handle(parameter: string, call: Call): Reply;
}

const TOKEN = 'a-token-for-measuring';

const JobOrder = z.object({ payload: z.object({ item_ids: z.array(z.string()) }) });

const ok = (body: object): Reply => ({ status: 200, body });

/** The few calls of XC Scribe that are measured, with no work behind them: the clients are what is measured. */
export function createXcScribe(jobs: Jobs, chunkPauseMs: number): (call: Call) => Reply {
	const lists = new Map<string, ItemList>();
	const routes: readonly Route[] = [
		{
			method: 'GET',
			path: /^\/api\/v1\/users\/(me)$/,
			handle: () => ok({ id: 'user-1', email: 'bench@example.com', role: 'admin' }),
		},
		{
			method: 'GET',
			path: /^\/api\/v1\/projects\/([\w-]+)$/,
			handle: (id) => ok(projectOf(id)),
		},
		{
			method: 'POST',
			path: /^\/api\/v1\/projects\/[\w-]+\/(jobs)$/,
			handle: (_, { body }) => {
				const { payload } = JobOrder.parse(JSON.parse(body));
				const job = jobs.submit(payload.item_ids);
				return job === undefined
					? tooMany('A job has to end before the next one')
					: { status: 202, body: { job_id: job.id, status: 'queued' } };
			},
		},
		{
			method: 'GET',
			path: /^\/api\/v1\/projects\/[\w-]+\/(jobs)$/,
			handle: () => ok(jobs.newest()),
		},
		{
			method: 'GET',
			path: /^\/api\/v1\/jobs\/([\w-]+)$/,
			handle: (id) => {
				const job = jobs.find(id);
				return job === undefined ? { status: 404, body: { detail: 'Not Found' } } : ok(job);
			},
		},
		{
			// The number of items, and of those that change from one reading to the next, stand in the project's id.
			method: 'GET',
			path: /^\/api\/v1\/projects\/items-(\d+-\d+)\/items$/,
			handle: (numbers) => {
				const [count, moving] = numbers.split('-').map(Number);
				const list = lists.get(numbers) ?? new ItemList(count ?? 0, moving ?? 0);
				lists.set(numbers, list);
				return { status: 200, text: list.read() };
			},
		},
		{
			// The number of events stands in the project's id.
			method: 'POST',
			path: /^\/api\/v1\/projects\/events-(\d+)\/generate\/stream$/,
			handle: (count) => ({
				stream: async (response) => await sendEvents(response, Number(count), chunkPauseMs),
			}),
		},
	];
	return (call) => {
		if (call.path === '/api/v1/auth/login')
			return ok({ access_token: TOKEN, token_type: 'bearer' });
		if (call.authorization !== `Bearer ${TOKEN}`) {
			return { status: 401, body: { detail: 'Not authenticated' } };
		}
		const [path = ''] = call.path.split('?');
		for (const route of routes) {
			const match = route.method === call.method ? route.path.exec(path) : null;
			if (match !== null) return route.handle(match[1] ?? '', call);
		}
		return { status: 404, body: { detail: 'Not Found' } };
	};
}

/** Without Retry-After: the documents name neither a limit nor a header. */
export const tooMany = (detail: string): Reply => ({ status: 429, body: { detail } });

/** As large as the real ones (about 600 bytes). */
function projectOf(id: string): object {
	return {
		id,
		name: `Spring catalogue ${id}`,
		platform: 'woocommerce',
		status: 'review',
		settings: { language: 'en', media_base_url: 'https://shop.example.com/media' },
		created_at: '2026-03-01T08:00:00Z',
		completed_at: null,
		item_count: 240,
		flagged_count: 12,
		source_count: 2,
		deleted_at: null,
		status_counts: {
			pending: 20,
			generated: 100,
			flagged: 12,
			approved: 60,
			rejected: 8,
			synced: 40,
			excluded: 0,
		},
		store_connection_id: '5f0c6d9e-3f4b-4f43-9a35-0d0c0f4c6a11',
		store_connection_name: 'Spring shop',
	};
}
