import { expect, it } from '@jest/globals';

import { demoApiKey, demoWorkspaces } from '../../../sandbox/cypien/apiKeys.mts';
import { pollEverySeconds, readExample, type Stage } from '../support.mts';
import { itemsOf, LiveWorkflow } from './liveWorkflow.mts';

const LIST = 'cypien.product.getAll';

/** The Cypien Trigger in a real n8n. */
export function cypienScenes(stage: () => Stage): void {
	it('Cypien Trigger, the example: tags new products, all with one job, and nothing because of what was there', async () => {
		const { sandbox } = stage();
		// Many of its products are ready for tagging from the start.
		const workspace = demoWorkspaces.find(({ hasProducts }) => hasProducts)?.id ?? 0;
		const example = await readExample('cypien-tag-new-products-on-schedule', {
			'Cypien Trigger': { pollTimes: pollEverySeconds(1) },
		});
		const live = await LiveWorkflow.publish(stage(), example, {
			cypienApi: {
				apiKey: demoApiKey,
				workspaceId: String(workspace),
				baseUrl: `${sandbox.url}/cypien`,
			},
		});
		await live.polled(LIST);
		await live.executions(0);

		// In one turn, so that no poll sees one without the others.
		const pictures = ['https://shop.example/new.jpg'];
		const { id: scarf } = sandbox.addProduct(workspace, { title: 'Scarf', pictures });
		const { id: hat } = sandbox.addProduct(workspace, { title: 'Hat', pictures });
		sandbox.addProduct(workspace, { title: 'Without a picture' });
		await live.executions(1);
		await live.polled(LIST);
		const executions = await live.executions(1);

		const started = itemsOf(executions, 'Cypien Trigger');
		expect(started.map((items) => items.map(({ event, id }) => [event, id]))).toEqual([
			[
				['readyForTagging', scarf],
				['readyForTagging', hat],
			],
		]);
		expect(itemsOf(executions, 'What Happened')).toEqual([
			[{ products: 2, job: expect.stringMatching(/^tags_/), state: 'completed' }],
		]);
		expect(sandbox.requests().accepted['cypien.tag.generate']).toBe(1);
		await live.turnOff();
	});
}
