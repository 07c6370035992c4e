import { expect, it } from '@jest/globals';
import { z } from 'zod';

import { demoToken } from '../../sandbox/cernel/account.mts';
import { demoKey } from '../../sandbox/productAi/account.mts';
import { triggered, type WorkflowNode } from '../../sandbox/n8n/chain.mts';
import { cernelLife } from '../e2e/operations/cernel.mts';
import { nodeType } from '../e2e/operations/steps.mts';
import { readExample, type QueueStage } from '../e2e/support.mts';
import { itemsOf, LiveWorkflow } from '../e2e/triggers/liveWorkflow.mts';
import { Api, until } from '../sandbox/apiCalls.mts';

const TEXTS = 12;
const SECRET = 'a long random text';

const photos: WorkflowNode = {
	name: 'ProductAI Trigger',
	type: nodeType('productAiTrigger'),
	typeVersion: 1.1,
	parameters: { download: true },
};

/** Puts out the bytes of the file in Base64. */
const readFile: WorkflowNode = {
	name: 'Read File',
	type: 'n8n-nodes-base.extractFromFile',
	typeVersion: 1,
	parameters: { operation: 'binaryToPropery' },
};

const PATIENCE_MS = 2 * 60_000;

const Started = z.object({ data: z.object({ id: z.number() }) });

/** The triggers that a provider calls, in the webhook processor. */
export function webhookScenes(stage: () => QueueStage): void {
	/** Waits until all calls that a provider has to make so far are answered. */
	const answered = async (provider: string, calls: number): Promise<void> => {
		await until(() => {
			const { sent = 0, pending = 0 } = stage().sandbox.requests().webhooks[provider] ?? {};
			return sent >= calls && pending === 0 ? true : undefined;
		}, PATIENCE_MS);
	};

	/** The same address at the main process, which serves none of it. */
	const atMain = (url: string): string => `${stage().n8n.url}${new URL(url).pathname}`;

	it('Cernel Trigger: one execution for each text, none for forged and repeated calls', async () => {
		const { sandbox, queue } = stage();
		const example = await readExample('cernel-on-generated-content');
		const live = await LiveWorkflow.publish(stage(), example, cernelLife.credentials(sandbox));
		const url = await live.url('Cernel Trigger');
		expect(new URL(url).origin).toBe(queue.webhookProcessor?.url);
		expect((await fetch(atMain(url), { method: 'POST' })).status).toBe(404);
		// The 3rd, 6th, 9th and 12th call come three times; the 4th, 8th and 12th are forged.
		sandbox.setWebhook('cernel', url, {
			kind: 'product',
			repeat: { every: 3, copies: 2 },
			forge: { every: 4 },
		});

		const products = Array.from({ length: TEXTS }, (_, index) => `MUG-${index + 1}`);
		await new Api(
			() => `${sandbox.url}/cernel`,
			() => ({ authorization: `Token ${demoToken}` }),
		).call(z.unknown(), 'POST', '/products/update', {
			domain: 'https://tr.alpenglow.example',
			site_id: 7,
			products: products.map((id) => ({ external_id: id, name: `Mug ${id}` })),
		});
		await answered('cernel', TEXTS + 8);
		const executions = await live.executions(TEXTS - 3);

		expect(sandbox.requests().webhooks['cernel']).toMatchObject({
			statuses: { 200: 15, 401: 5 },
			errors: {},
		});
		const skus = itemsOf(executions, 'Texts for the Shop').flat();
		expect(skus.map(({ sku }) => sku).sort()).toEqual(
			products.filter((_, index) => (index + 1) % 4 !== 0).sort(),
		);
		const taken = await Promise.all(queue.workers.map((worker) => worker.executions()));
		expect(taken.flat()).toEqual(expect.arrayContaining(executions.map(({ id }) => id)));
		await live.turnOff();
	});

	it('ProductAI Trigger: the image that the API has, with its file; no call without the secret', async () => {
		const { sandbox, queue } = stage();
		const live = await LiveWorkflow.publish(stage(), triggered('Photos', photos, [readFile]), {
			productAiApi: {
				apiKey: demoKey,
				baseUrl: `${sandbox.url}/product-ai`,
				webhookSecret: SECRET,
			},
		});
		const url = await live.url(photos.name);
		expect(new URL(url).origin).toBe(queue.webhookProcessor?.url);
		const api = new Api(
			() => `${sandbox.url}/product-ai`,
			() => ({ 'x-api-key': demoKey }),
		);
		const make = async (prompt: string): Promise<string> => {
			const order = { model: 'gpt-low', image_url: 'https://shop.example/mug.png', prompt };
			return String((await api.call(Started, 'POST', '/api/generate', order)).data.id);
		};
		sandbox.setWebhook('productAi', url);
		await make('Of a stranger, who does not know the secret');
		await answered('productAi', 1);
		sandbox.setWebhook(
			'productAi',
			`${url}?${new URLSearchParams({ secret: SECRET }).toString()}`,
			{
				repeat: { every: 1, copies: 2 },
			},
		);
		const ready = await make('Put the mug on a table');
		await answered('productAi', 1 + 3);
		const executions = await live.executions(1);

		expect(sandbox.requests().webhooks['productAi']?.statuses).toEqual({ 200: 3, 401: 1 });
		expect(itemsOf(executions, photos.name)).toEqual([
			[expect.objectContaining({ event: 'imageReady', confirmed: true, id: ready })],
		]);
		// The webhook processor fetched the file, and a worker can read it.
		const image = await fetch(`${sandbox.url}/product-ai/images/${ready}.png`);
		const bytes = Buffer.from(await image.arrayBuffer());
		expect(itemsOf(executions, readFile.name)).toEqual([[{ data: bytes.toString('base64') }]]);
		await live.turnOff();
	});
}
