import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import type { Dispatcher } from 'undici';
import type { ScriptSettings } from './settings.mts';

/** The calls that the plain script makes. */
export interface Api {
	get(path: string): Promise<unknown>;
	post(path: string, body: object): Promise<unknown>;
	/** Opens a stream. */
	open(path: string, body: object): Promise<Dispatcher.ResponseData>;
}

/** The same work as in n8n, written down plainly. @returns how many items were done */
export type Work = (api: Api, items: number, settings: ScriptSettings) => Promise<number>;

export const works: Record<ScriptSettings['work'], Work> = {
	readProjects: async (api, items, { concurrency }) =>
		await sideBySide(items, concurrency, async (index) => {
			const project = await api.get(`/api/v1/projects/project-${index}`);
			return at(project, 'id') === `project-${index}`;
		}),

	generateTexts: async (api, items, { concurrency, pauseMs }) =>
		await sideBySide(items, concurrency, async (index) => {
			const itemId = `item-${index}`;
			const order = {
				job_type: 'generation',
				payload: { content_type: 'product_description', item_ids: [itemId] },
			};
			const started = await api.post('/api/v1/projects/project-1/jobs', order);
			const path = `/api/v1/jobs/${String(at(started, 'job_id'))}`;
			for (;;) {
				await sleep(pauseMs);
				const job = await api.get(path);
				if (at(job, 'status') !== 'completed') continue;
				return at(at(at(job, 'result'), 'item_ids'), '0') === itemId;
			}
		}),

	readEvents: async (api, events) => {
		let arrived = 0;
		const parser = createParser({
			onEvent: () => {
				arrived += 1;
			},
		});
		const decoder = new TextDecoder();
		const { body } = await api.open(`/api/v1/projects/events-${events}/generate/stream`, {});
		const chunks: AsyncIterable<Uint8Array> = body;
		for await (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
		return arrived;
	},
};

/** @returns how many of the items `work` was true for */
async function sideBySide(
	count: number,
	limit: number,
	work: (index: number) => Promise<boolean>,
): Promise<number> {
	let next = 0;
	let done = 0;
	const worker = async (): Promise<void> => {
		while (next < count) {
			if (await work(next++)) done += 1;
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
	return done;
}

/** A value in a reply; undefined where the reply has none. */
function at(value: unknown, key: string): unknown {
	const found: unknown =
		typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
	return found;
}
