import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { chain, type WorkflowNode } from '../../sandbox/n8n/chain.mts';
import type { Execution } from '../../sandbox/n8n/rest.mts';
import { productAiLife } from '../e2e/operations/productAi.mts';
import { nodeType } from '../e2e/operations/steps.mts';
import { xcScribeLife } from '../e2e/operations/xcScribe.mts';
import { createCredentials, setQueueStage, type QueueStage } from '../e2e/support.mts';
import { productNodes } from './productNodes.mts';

const NODE = 'Work';

/** In each of the two executions. */
const TEXTS = 30;
/** Two times this is more than the 15 requests a minute of an account. */
const IMAGES = 8;

/**
 * A text takes long enough for both workers to be at it. A minute of ProductAI's limit lasts 2.4 seconds in the sandbox
 * and a real one in the nodes, so that the count of one worker alone holds it back from nothing.
 */
const TIMINGS = { generationMsPerItem: 600, rateLimitScale: 0.04 };

/** With titles that no other item of any execution has. */
const products = (count: number): WorkflowNode[] =>
	productNodes(count, "'Boot ' + $execution.id + 'x' + i");

const work = (type: string, concurrency: number, parameters: object): WorkflowNode => ({
	name: NODE,
	type: nodeType(type),
	typeVersion: 1,
	parameters: { ...parameters, options: { concurrency } },
});

describe('two workers of an n8n in queue mode, with one account', () => {
	let stage: QueueStage;

	beforeAll(async () => {
		stage = await setQueueStage({ timings: TIMINGS });
	}, 20 * 60_000);

	afterAll(async () => {
		await stage.end();
	});

	beforeEach(() => {
		stage.sandbox.reset();
	});

	it('XC Scribe: learn from refusals what they may have under way together, and buy each text once', async () => {
		const { sandbox } = stage;
		// More than one worker has under way, less than two.
		sandbox.setInFlightLimit('xcScribe', 12);

		const executions = await runTwice(
			'Texts',
			xcScribeLife.credentials(sandbox),
			...products(TEXTS),
			work('xcScribe', 10, {
				resource: 'plugin',
				operation: 'generateDescription',
				productTitle: '={{ $json.title }}',
			}),
		);

		const { accepted, rate_limited, generated_items } = sandbox.requests();
		expect(rate_limited['xcScribe.plugin.generateDescription']).toBeGreaterThan(0);
		for (const { id, nodes } of executions) {
			const texts = (nodes[NODE]?.json[0] ?? []).map(({ content }) => content);
			expect(texts).toEqual(
				Array.from({ length: TEXTS }, (_, i) =>
					expect.stringMatching(new RegExp(`Boot ${id}x${i}(?!\\d)`)),
				),
			);
		}
		expect(accepted['xcScribe.plugin.generateDescription']).toBe(2 * TEXTS);
		expect(generated_items).toBe(2 * TEXTS);
	});

	it('ProductAI: wait for the minute of the account that both have used up, and order each image once', async () => {
		const { sandbox } = stage;

		const executions = await runTwice(
			'Images',
			productAiLife.credentials(sandbox),
			...products(IMAGES),
			work('productAi', IMAGES, {
				resource: 'image',
				operation: 'upscale',
				imageUrl: '=https://shop.example/{{ encodeURIComponent($json.title) }}.png',
				waitForCompletion: false,
			}),
		);

		const { accepted, rate_limited } = sandbox.requests();
		expect(rate_limited['productAi.image.upscale']).toBeGreaterThan(0);
		const jobs = executions.flatMap(({ nodes }) => nodes[NODE]?.json[0] ?? []).map(({ id }) => id);
		expect(new Set(jobs).size).toBe(2 * IMAGES);
		expect(accepted['productAi.image.upscale']).toBe(2 * IMAGES);
	});

	/** Runs a workflow twice at the same time, and makes sure that both succeeded on different workers. */
	async function runTwice(
		name: string,
		accounts: Record<string, Record<string, string>>,
		...nodes: WorkflowNode[]
	): Promise<Execution[]> {
		const { rest } = stage.n8n;
		const credentials = await createCredentials(stage, accounts);
		const workflow = await rest.importWorkflow(chain(name, nodes), { credentials });

		const executions = await Promise.all([
			rest.runWorkflow(workflow.id),
			rest.runWorkflow(workflow.id),
		]);

		expect(executions.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
		const ours = executions.map(({ id }) => id);
		const taken = await Promise.all(stage.queue.workers.map((worker) => worker.executions()));
		expect(taken.map((ids) => ids.filter((id) => ours.includes(id)))).toEqual([
			[expect.any(String)],
			[expect.any(String)],
		]);
		return executions;
	}
});
