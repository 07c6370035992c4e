import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { chain, type WorkflowNode } from '../../sandbox/n8n/chain.mts';
import type { Execution } from '../../sandbox/n8n/rest.mts';
import { WorkflowFile } from '../../sandbox/n8n/workflowFile.mts';
import type { Worker } from '../../sandbox/n8n/worker.mts';
import { cernelLife } from '../e2e/operations/cernel.mts';
import { byId, from, nodeType } from '../e2e/operations/steps.mts';
import { xcScribeLife } from '../e2e/operations/xcScribe.mts';
import { createCredentials, setQueueStage, type QueueStage } from '../e2e/support.mts';
import { until } from '../sandbox/apiCalls.mts';
import type { FakeClock } from '../unit/fakeClock';
import { stopTime } from '../sandbox/stopTime.mts';
import { productNodes } from './productNodes.mts';

const NODE = 'Work';
const TEXTS = 8;
/** Of them answered when the worker is killed; one more is under way. */
const ANSWERED = 3;

/** How long a text and a job take, by the sandbox's clock: no job ends before the test lets it. */
const TIMINGS = { generationMsPerItem: 1_000, jobQueueMs: 12 * 60 * 60_000 };

/**
 * n8n finds out that a worker is dead when its lock on the execution has not been renewed. Its defaults are a minute, and
 * a look every half a minute.
 */
const SETTINGS = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
	// How long a worker that is asked to end may go on with its executions.
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '120',
};

/** n8n starts executions and finds dead workers; both take long on a busy machine. */
const PATIENCE_MS = 4 * 60_000;

/** n8n's words for an execution whose worker died. */
const WORKER_DIED = 'This execution failed to be processed too many times';

const products = productNodes(TEXTS, "'Boot ' + i");

const step = (name: string, type: string, parameters: object): WorkflowNode => ({
	name,
	type: nodeType(type),
	typeVersion: 1,
	parameters,
});

const TEXT = 'xcScribe.plugin.generateDescription';
const XC_SCRIBE_JOB = 'xcScribe.job.create';
const CERNEL_JOB = 'cernel.product.generate';

/** One text a call, one call after the other. */
const write = (name: string, productTitle: string): WorkflowNode =>
	step(name, 'xcScribe', {
		resource: 'plugin',
		operation: 'generateDescription',
		productTitle,
		options: { concurrency: 1 },
	});
const texts = chain('Texts', [...products, write(NODE, '={{ $json.title }}')]);

/** A paid node that has ended comes before; n8n saves what it put out. */
const textsAfterOthers = {
	...WorkflowFile.parse(
		chain('Texts after others', [
			...products,
			write('Done', '=First of {{ $json.title }}'),
			write(NODE, "={{ $('Products').item.json.title }}"),
		]),
	),
	settings: { saveExecutionProgress: true },
};

/** A job of XC Scribe over a whole project. */
const project = byId(from('Project', 'id'));
const xcScribeJob = (shop: string): unknown =>
	chain('Job of XC Scribe', [
		step('Project', 'xcScribe', {
			resource: 'project',
			operation: 'create',
			name: 'Boots',
			platform: 'woocommerce',
		}),
		{
			name: 'Catalogue',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `${shop}/catalogue.csv`,
				options: { response: { response: { responseFormat: 'file' } } },
			},
		},
		step('Upload', 'xcScribe', { resource: 'source', operation: 'uploadFile', projectId: project }),
		step(NODE, 'xcScribe', {
			resource: 'job',
			operation: 'create',
			projectId: project,
			jobType: 'generation',
			specifyPayload: 'fields',
			contentType: 'product_description',
			waitForCompletion: true,
		}),
	]);

/** A job of Cernel over all items. */
const cernelJob = chain('Job of Cernel', [
	...products,
	step(NODE, 'cernel', {
		resource: 'product',
		operation: 'generate',
		domain: byId('https://tr.alpenglow.example'),
		siteId: byId('7'),
		number: '={{ $json.title }}',
		waitForCompletion: true,
	}),
]);

describe('paid work in queue mode whose worker ends', () => {
	let stage: QueueStage;

	beforeAll(async () => {
		stage = await setQueueStage(
			{ timings: TIMINGS },
			{ workers: 1, workerConcurrency: 5, env: SETTINGS },
		);
	}, 20 * 60_000);

	afterAll(async () => {
		await stage.end();
	});

	beforeEach(() => {
		stage.sandbox.reset();
	});

	const accepted = (operation: string): number => stage.sandbox.requests().accepted[operation] ?? 0;
	/** All executions of a test are on this one. */
	const onlyWorker = async (): Promise<Worker> =>
		stage.queue.workers[0] ?? (await stage.queue.addWorker());

	const importAll = async (...files: unknown[]): Promise<string[]> => {
		const credentials = await createCredentials(stage, {
			...xcScribeLife.credentials(stage.sandbox),
			...cernelLife.credentials(stage.sandbox),
		});
		const ids: string[] = [];
		for (const file of files) {
			ids.push((await stage.n8n.rest.importWorkflow(file, { credentials })).id);
		}
		return ids;
	};

	/** Waits until so many texts are answered and the next one is under way. */
	const inTheMiddle = async (clock: FakeClock, answered: number): Promise<void> => {
		await passUntil(clock, () => accepted(TEXT) >= answered);
		const asked = (): number => stage.sandbox.requests().operations[TEXT] ?? 0;
		await until(() => (asked() > answered ? true : undefined), PATIENCE_MS);
	};

	it('killed: its executions fail and nobody repeats them; nothing is bought twice, and jobs end at the provider', async () => {
		const { sandbox, queue, client } = stage;
		const { rest } = stage.n8n;
		const first = await onlyWorker();
		const clock = stopTime();
		const workflows = await importAll(texts, xcScribeJob(`${sandbox.url}/shop`), cernelJob);

		const runs = Promise.all(
			workflows.map((id) => rest.runWorkflow(id, { timeoutMs: PATIENCE_MS })),
		);
		await until(
			() => (accepted(XC_SCRIBE_JOB) === 1 && accepted(CERNEL_JOB) === 1 ? true : undefined),
			PATIENCE_MS,
		);
		await inTheMiddle(clock, ANSWERED);
		const second = await queue.addWorker();
		expect(await first.executions()).toHaveLength(workflows.length);
		await queue.endWorker(first, 'crash');
		// What the provider is at goes on without n8n.
		await clock.run();
		const executions = await runs;

		expect(executions.map(({ status }) => status)).toEqual(workflows.map(() => 'error'));
		for (const { error, nodes } of executions) {
			expect(error).toContain(WORKER_DIED);
			// n8n keeps nothing of what came before, paid or not.
			expect(nodes).toEqual({});
		}
		expect(await second.executions()).toEqual([]);
		expect(accepted(TEXT)).toBe(ANSWERED + 1);
		expect(accepted(XC_SCRIBE_JOB)).toBe(1);
		expect(accepted(CERNEL_JOB)).toBe(1);
		expect(sandbox.requests().duplicates.generated_items).toBe(0);
		// What the jobs made is there.
		const [{ id = '' } = {}] = await client.projects();
		const written = (await client.items(id)).filter((item) => item.generated_content !== null);
		expect(written.length).toBeGreaterThan(0);

		// "Retry" starts nothing, and so buys nothing.
		const { total } = sandbox.requests();
		for (const execution of executions) {
			const retried = await rest.retryExecution(execution.id, { timeoutMs: PATIENCE_MS });
			expect(retried.nodes).toEqual({});
		}
		expect(sandbox.requests().total).toBe(total);

		// Whoever runs the workflow anew buys what the dead execution had bought.
		const again = rest.runWorkflow(workflows[0] ?? '', { timeoutMs: PATIENCE_MS });
		await passUntil(clock, () => accepted(TEXT) >= ANSWERED + 1 + TEXTS);
		expect(await itemsOf(again)).toEqual([TEXTS]);
		expect(accepted(TEXT)).toBe(ANSWERED + 1 + TEXTS);
	});

	it('stopped, as by a deployment: it ends its executions first', async () => {
		const worker = await onlyWorker();
		const clock = stopTime();
		const [id = ''] = await importAll(texts);

		const run = stage.n8n.rest.runWorkflow(id, { timeoutMs: PATIENCE_MS });
		await inTheMiddle(clock, 1);
		let ended = false;
		const ending = stage.queue.endWorker(worker, 'orderly').then(() => {
			ended = true;
		});
		await passUntil(clock, () => ended);
		await ending;

		expect(await itemsOf(run)).toEqual([TEXTS]);
		expect(accepted(TEXT)).toBe(TEXTS);
	});

	it('killed with all of n8n and Redis: "Retry" keeps nodes that had ended, and buys again what the others had', async () => {
		const worker = await onlyWorker();
		const clock = stopTime();
		const [id = ''] = await importAll(textsAfterOthers);
		// Nobody answers it.
		const run = stage.n8n.rest.runWorkflow(id, { timeoutMs: PATIENCE_MS }).catch(() => undefined);
		await inTheMiddle(clock, TEXTS + ANSWERED);
		const [executionId = ''] = (await worker.executions()).slice(-1);

		await stage.restart('crash');
		await run;
		await clock.run();

		const { rest } = stage.n8n;
		const crashed = await rest.untilFinished(executionId, { timeoutMs: PATIENCE_MS });
		expect(crashed.status).toBe('crashed');
		expect(crashed.nodes['Done']?.items).toEqual([TEXTS]);
		const before = TEXTS + ANSWERED + 1;
		expect(accepted(TEXT)).toBe(before);
		const retry = rest.retryExecution(executionId, { timeoutMs: PATIENCE_MS });
		await passUntil(clock, () => accepted(TEXT) >= before + TEXTS);
		expect(await itemsOf(retry)).toEqual([TEXTS]);
		expect(accepted(TEXT)).toBe(before + TEXTS);
	});
});

/** Lets the sandbox's time pass, a text after the other. */
async function passUntil(clock: FakeClock, isThere: () => boolean): Promise<void> {
	await until(async () => {
		if (isThere()) return true;
		await clock.run(clock.now() + TIMINGS.generationMsPerItem);
		return undefined;
	}, PATIENCE_MS);
}

async function itemsOf(run: Promise<Execution>): Promise<number[] | undefined> {
	const { error, nodes } = await run;
	expect(error).toBeUndefined();
	return nodes[NODE]?.items;
}
