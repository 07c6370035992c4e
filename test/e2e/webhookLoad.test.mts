import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { triggered, type WorkflowNode } from '../../sandbox/n8n/chain.mts';
import { nodeType } from './operations/steps.mts';
import { keep, setStage, type Stage } from './support.mts';
import { mixDeliveries, TOKEN, validDelivery, type Delivery } from './webhooks/deliveries.mts';
import { send } from './webhooks/send.mts';

const SEED = 20_260_115;
/** Of 1,000, 10 % are forged, 10 % repeated, 5 % malformed, 2 % too large. */
const COUNT = { valid: 730, repeated: 100, forged: 100, malformed: 50, oversize: 20 };
const AT_ONCE = 20;

/**
 * By default n8n 2.41.1 sets up an expression engine for each call and each execution, needed or not: up to 0.2 s of a
 * processor for a call that is refused, and 0.3 s for one that starts an execution. This way it does so only where there
 * are expressions, and the calls come ten times as fast.
 */
const N8N = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

const PATIENCE_MS = 6 * 60_000;

const trigger: WorkflowNode = {
	name: 'Cernel Trigger',
	type: nodeType('cernelTrigger'),
	typeVersion: 1.1,
	parameters: {},
};

/** What n8n or Node log when something went wrong. */
const TROUBLE = /error|exception|unhandled|uncaught|warn|heap|sqlite_/i;

/** What n8n logs of a body that is no JSON. */
const NO_JSON = /^Error in handling webhook request .*: Failed to parse request body$/;

describe('a flood of webhook calls in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await setStage({}, N8N);
	}, 20 * 60_000);

	afterAll(async () => {
		await stage.end();
	});

	it('starts one execution for each distinct genuine call, nothing for any other, and n8n stays healthy', async () => {
		const { rest } = stage.n8n;
		const credential = await rest.createOrUpdateCredential('Cernel', 'cernelApi', {
			apiToken: TOKEN,
			baseUrl: `${stage.sandbox.url}/cernel`,
		});
		const { id } = await rest.importWorkflow(triggered('Flood', trigger, [keep]), {
			credentials: { cernelApi: credential },
		});
		await rest.publishWorkflow(id);
		const url = await rest.webhookUrl(id, trigger.name);
		const deliveries = mixDeliveries(COUNT, SEED);
		expect(deliveries).toHaveLength(1000);

		const quiet = (await stage.log()).length;
		const begin = performance.now();
		const answers = await send(url, deliveries, AT_ONCE);
		const answeredAfter = performance.now() - begin;
		await rest.waitForExecutions(id, COUNT.valid, { timeoutMs: PATIENCE_MS });
		const endedAfter = performance.now() - begin;

		expect(answers.filter(({ status, expected }) => status !== expected).map(describeCall)).toEqual(
			[],
		);
		expect(await rest.isReady()).toBe(true);
		const [fresh] = await send(url, [validDelivery('fresh')], 1);
		expect(fresh?.status).toBe(200);
		await rest.waitForExecutions(id, COUNT.valid + 1);
		const executions = await rest.executions(id);
		expect(new Set(executions.map(({ mode, status }) => `${mode} ${status}`))).toEqual(
			new Set(['webhook success']),
		);
		const started = executions.map(({ nodes }) =>
			nodes[keep.name]?.json[0]?.map((item) => item.id),
		);
		const genuine = deliveries.filter(({ kind }) => kind === 'valid').map((call) => call.id);
		expect(started.flat().sort()).toEqual([...genuine, 'fresh'].sort());
		const log = (await stage.log()).slice(quiet).split('\n');
		expect(log.filter((line) => TROUBLE.test(line) && !NO_JSON.test(line))).toEqual([]);

		const figures = {
			deliveries: answers.length,
			atOnce: AT_ONCE,
			answeredInSeconds: seconds(answeredAfter),
			executions: executions.length - 1,
			executedInSeconds: seconds(endedAfter),
			statuses: countStatuses(answers),
		};
		// The figures of docs/reliability.md.
		process.stdout.write(`${JSON.stringify(figures)}\n`);
	});
});

type Answered = Delivery & { status: number };

const describeCall = ({ kind, id, status, expected }: Answered): string =>
	`${kind} ${id}: ${status}, not ${expected}`;

const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

/** How many calls of each kind got which answer. */
function countStatuses(answers: readonly Answered[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { kind, status } of answers) {
		const key = `${kind} ${status}`;
		counts[key] = (counts[key] ?? 0) + 1;
	}
	return counts;
}
