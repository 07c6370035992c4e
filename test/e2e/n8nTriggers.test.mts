import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { triggered, type WorkflowNode } from '../../sandbox/n8n/chain.mts';
import { findFreePort } from '../../sandbox/n8n/ports.mts';
import { keep, pollEverySeconds, setStage, type Stage } from './support.mts';

const called = (path: string): WorkflowNode => ({
	name: 'Called',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	parameters: { httpMethod: 'POST', path, options: {} },
});

const polled = (feedUrl: string): WorkflowNode => ({
	name: 'Feed',
	type: 'n8n-nodes-base.rssFeedReadTrigger',
	typeVersion: 1,
	parameters: { pollTimes: pollEverySeconds(2), feedUrl },
});

async function call(url: string, body: object): Promise<number> {
	const headers = { 'content-type': 'application/json' };
	const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
	await reply.body?.cancel();
	return reply.status;
}

/** A news feed whose entries the test adds. */
class Feed {
	readonly titles: string[] = [];
	/** When it was asked for. */
	readonly requests: number[] = [];
	// Entries count as new when they are younger than the start of the polling and than those before.
	readonly #newest = Date.now() + 86_400_000;
	readonly #server = createServer((_request, response) => {
		this.requests.push(performance.now());
		response.setHeader('content-type', 'application/rss+xml').end(this.#document());
	});

	/** @returns Its address. */
	async open(): Promise<string> {
		const port = await findFreePort();
		await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
		return `http://127.0.0.1:${port}/`;
	}

	close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	#document(): string {
		const entries = this.titles.map((title, index) => {
			const date = new Date(this.#newest + index * 60_000).toUTCString();
			return `<item><title>${title}</title><pubDate>${date}</pubDate></item>`;
		});
		return `<rss version="2.0"><channel><title>News</title>${entries.join('')}</channel></rss>`;
	}
}

describe("n8n's own triggers, published by REST", () => {
	const feed = new Feed();
	let feedUrl: string;
	let stage: Stage;

	/** What the last node of each execution got, oldest first. */
	const kept = async (workflowId: string): Promise<Array<Record<string, unknown>>> => {
		const executions = await stage.n8n.rest.executions(workflowId);
		return executions.flatMap(({ nodes }) => nodes['Keep']?.json[0] ?? []);
	};

	beforeAll(async () => {
		feedUrl = await feed.open();
		stage = await setStage();
	}, 20 * 60_000);

	afterAll(async () => {
		feed.close();
		await stage.end();
	});

	it('calls and polls between Publish and Unpublish, over a restart, without loss or repetition', async () => {
		const { rest } = stage.n8n;
		const hook = await rest.importWorkflow(triggered('Called', called('orders'), [keep]));
		const news = await rest.importWorkflow(triggered('Polled', polled(feedUrl), [keep]));
		const url = await rest.webhookUrl(hook.id, 'Called');
		expect(url).toBe(`${stage.n8n.url}/webhook/orders`);
		expect(await call(url, {})).toBe(404);

		await rest.publishWorkflow(hook.id);
		expect(await call(url, { n: 1 })).toBe(200);
		await rest.publishWorkflow(news.id);
		feed.titles.push('first');
		await rest.waitForExecutions(news.id, 1);
		await stage.restartN8n(async () => {
			feed.titles.push('second');
			await expect(call(url, {})).rejects.toThrow('fetch failed');
		});
		expect(await call(url, { n: 2 })).toBe(200);
		await rest.waitForExecutions(news.id, 2);
		const before = feed.requests.length;
		while (feed.requests.length < before + 2) await sleep(100);
		await rest.unpublishWorkflow(hook.id);
		await rest.unpublishWorkflow(news.id);

		expect(await call(url, { n: 3 })).toBe(404);
		const [early = 0, late = 0] = feed.requests.slice(-2);
		// Two seconds, and more on a busy machine; n8n's menu offers a minute at best.
		expect(late - early).toBeLessThan(20_000);
		expect((await kept(hook.id)).map((item) => item['body'])).toEqual([{ n: 1 }, { n: 2 }]);
		expect((await kept(news.id)).map((item) => item['title'])).toEqual(['first', 'second']);
		const started = [
			...(await rest.listExecutions(hook.id)),
			...(await rest.listExecutions(news.id)),
		];
		expect(started.map(({ mode, status }) => `${mode} ${status}`)).toEqual([
			'webhook success',
			'webhook success',
			'trigger success',
			'trigger success',
		]);
	});

	it('refuses an address that another published workflow has', async () => {
		const { rest } = stage.n8n;
		const one = await rest.importWorkflow(triggered('One', called('taken'), [keep]));
		const other = await rest.importWorkflow(triggered('Other', called('taken'), [keep]));
		await rest.publishWorkflow(one.id);
		await expect(rest.publishWorkflow(other.id)).rejects.toMatchObject({ status: 409 });
		await rest.unpublishWorkflow(one.id);
	});
});
