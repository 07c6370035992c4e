import { expect, it } from '@jest/globals';
import { z } from 'zod';

import { demoKey } from '../../../sandbox/productAi/account.mts';
import { Api, until } from '../../sandbox/apiCalls.mts';
import { readExample, type Stage } from '../support.mts';
import { itemsOf, LiveWorkflow } from './liveWorkflow.mts';

const SECRET = 'a long random text/with+signs';

const Started = z.object({ data: z.object({ id: z.number() }) });

/** The ProductAI Trigger in a real n8n. */
export function productAiScenes(stage: () => Stage): void {
	const api = new Api(
		() => `${stage().sandbox.url}/product-ai`,
		() => ({ 'x-api-key': demoKey }),
	);

	/** Has an image made, and waits until ProductAI's call about it is answered. */
	const make = async (prompt: string): Promise<string> => {
		const { sandbox } = stage();
		const order = { model: 'gpt-low', image_url: 'https://shop.example/mug.png', prompt };
		const calls = (): number => {
			const { sent = 0, pending = 0 } = sandbox.requests().webhooks['productAi'] ?? {};
			return sent - pending;
		};
		const before = calls();
		const { data } = await api.call(Started, 'POST', '/api/generate', order);
		await until(async () => (calls() > before ? true : undefined), 30_000);
		return String(data.id);
	};

	it('ProductAI Trigger, the example: takes the file of an image that the API has, and tells of one that failed', async () => {
		const { sandbox, n8n } = stage();
		const live = await LiveWorkflow.publish(stage(), await readExample('product-ai-on-image'), {
			productAiApi: {
				apiKey: demoKey,
				baseUrl: `${sandbox.url}/product-ai`,
				webhookSecret: SECRET,
			},
		});
		const url = await live.url('ProductAI Trigger');
		sandbox.setWebhook('productAi', url);
		await make('Of a stranger, who does not know the secret');
		expect(sandbox.requests().webhooks['productAi']?.statuses).toEqual({ 401: 1 });

		sandbox.setWebhook('productAi', `${url}?${new URLSearchParams({ secret: SECRET }).toString()}`);
		const ready = await make('Put the mug on a table');
		await live.executions(1);
		await make('fail');
		const executions = await live.executions(2);

		expect(sandbox.requests().webhooks['productAi']?.statuses).toEqual({ 200: 2, 401: 1 });
		const imageUrl = `${sandbox.url}/product-ai/images/${ready}.png`;
		expect(itemsOf(executions, 'Image')).toEqual([
			[
				{
					event: 'imageReady',
					confirmed: true,
					id: ready,
					status: 'COMPLETED',
					prompt: 'Put the mug on a table',
					image_url: imageUrl,
					jobId: ready,
					url: imageUrl,
				},
			],
		]);
		const file = executions[0]?.nodes['Image']?.binary?.[0]?.[0]?.['data'];
		expect(file).toMatchObject({ mimeType: 'image/png', fileName: `${ready}.png` });
		const image = Buffer.from(await (await fetch(imageUrl)).arrayBuffer());
		expect(image.equals(await n8n.rest.file(file ?? { mimeType: '' }))).toBe(true);
		expect(itemsOf(executions, 'Look at It')).toEqual([
			[{ what: 'imageFailed', jobId: 'unknown', message: 'ProductAI could not make an image' }],
		]);
		await live.turnOff();
		sandbox.setWebhook('productAi', null);
	});
}
