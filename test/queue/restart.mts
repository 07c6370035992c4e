import { expect, it } from '@jest/globals';

import { launchChromium } from '../../scripts/chromium.mts';
import { triggered, type WorkflowNode } from '../../sandbox/n8n/chain.mts';
import { ReviewPage } from '../../sandbox/review/reviewPage.mts';
import { nodeType } from '../e2e/operations/steps.mts';
import { makeProducts } from '../e2e/review/products.mts';
import {
	itemsNode,
	REVIEW,
	reviewNode,
	reviewWorkflow,
	runToReview,
} from '../e2e/review/workflow.mts';
import { keep, type QueueStage } from '../e2e/support.mts';
import { LiveWorkflow } from '../e2e/triggers/liveWorkflow.mts';
import { TOKEN, validDelivery } from '../e2e/webhooks/deliveries.mts';
import { send } from '../e2e/webhooks/send.mts';

const COUNT = 20;
const REJECTED = 3;

const trigger: WorkflowNode = {
	name: 'Cernel Trigger',
	type: nodeType('cernelTrigger'),
	typeVersion: 1.1,
	parameters: {},
};

/** What outlives a restart of everything. */
export function restartScene(stage: () => QueueStage): void {
	it('a review waits through a restart of everything, and a call that comes again after it is known', async () => {
		const { sandbox, queue } = stage();
		const products = makeProducts(COUNT, `${sandbox.url}/pictures`);
		const workflow = reviewWorkflow('Review', [itemsNode(products), reviewNode({})]);
		const { id, link } = await runToReview(stage().n8n.rest, workflow);
		const live = await LiveWorkflow.publish(stage(), triggered('Calls', trigger, [keep]), {
			cernelApi: { apiToken: TOKEN, baseUrl: `${sandbox.url}/cernel` },
		});
		const url = await live.url(trigger.name);
		const call = async (name: string): Promise<number | undefined> =>
			(await send(url, [validDelivery(name)], 1))[0]?.status;
		expect(await call('before')).toBe(200);
		await live.executions(1);

		await stage().restart('orderly');

		// The same address, answered by another process.
		expect(new URL(link).origin).toBe(queue.webhookProcessor?.url);
		const browser = await launchChromium();
		try {
			const page = await ReviewPage.open(await browser.newPage(), link);
			await page.decide(REJECTED, 'rejected');
			await page.approveRest();
			await page.send();
		} finally {
			await browser.close();
		}
		const { rest } = stage().n8n;
		const execution = await rest.untilFinished(id);
		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(execution.nodes[REVIEW]?.items).toEqual([COUNT - 1, 1]);
		expect(execution.nodes['Rejected']?.json[0]).toMatchObject([
			{ origin: products[REJECTED]?.id, review: { decision: 'rejected' } },
		]);

		expect(await call('before')).toBe(200);
		expect(await call('after')).toBe(200);
		await live.executions(2);
	});
}
