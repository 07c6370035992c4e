import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { chain } from '../../sandbox/n8n/chain.mts';
import type { Execution } from '../../sandbox/n8n/rest.mts';
import { contract } from '../contract/contract';
import { cernelLife } from './operations/cernel.mts';
import { cypienLife } from './operations/cypien.mts';
import { productAiLife } from './operations/productAi.mts';
import type { Life, Step } from './operations/steps.mts';
import { xcScribeLife } from './operations/xcScribe.mts';
import { createCredentials, setStage, type Stage } from './support.mts';

const LIVES = [cernelLife, xcScribeLife, productAiLife, cypienLife];

/** Where each credential type leads, and what only the owner of the credential is told there. */
const OWN_PAGES: Array<[type: string, life: Life, path: string, answer: object]> = [
	['xcScribeApi', xcScribeLife, '/xc-scribe/api/v1/users/me', { email: 'admin@sandbox.example' }],
	['xcScribePluginApi', xcScribeLife, '/xc-scribe/api/v1/plugin/status', { plan_tier: 'pro' }],
	['cernelApi', cernelLife, '/cernel/sites', { domain: 'https://alpenglow.example' }],
	['cypienApi', cypienLife, '/cypien/v1/auth/me', { name: 'Sandbox' }],
	['productAiApi', productAiLife, '/product-ai/api/key-check', { data: { valid: true } }],
];

/**
 * Jobs wait in the queue for long enough to be paused and cancelled there; all other work is quick, and nothing is
 * limited.
 */
const TIMINGS = {
	jobQueueMs: 2500,
	generationMsPerItem: 5,
	syncMsPerItem: 1,
	importMsPerItem: 1,
	imageMs: 50,
	rateLimitScale: 0,
};

describe('every operation in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await setStage({ timings: TIMINGS });
	}, 20 * 60_000);

	afterAll(async () => {
		await stage.end();
	});

	it.each(LIVES.map((life): [string, Life] => [life.provider, life]))(
		'%s: one workflow calls them all',
		async (provider, life) => {
			const { n8n, sandbox } = stage;
			sandbox.reset();
			const steps = life.steps(sandbox.url);
			const workflow = await n8n.rest.importWorkflow(
				chain(
					`Every operation of ${provider}`,
					steps.map(({ node }) => node),
				),
				{ credentials: await createCredentials(stage, life.credentials(sandbox)) },
			);

			const execution = await n8n.rest.runWorkflow(workflow.id);

			expect(complaints(execution, steps)).toEqual([]);
			expect(execution.status).toBe('success');
			const called = [...new Set(steps.flatMap(({ calls = [] }) => calls))].sort();
			const shown = await Promise.all(life.nodes.map((node) => n8n.rest.operationsOf(node)));
			expect(called).toEqual(shown.flat().sort());
			expect(called).toHaveLength(life.operations);
			const known = contract.map(({ id }) => id);
			const { operations, unmatched } = sandbox.requests();
			const ids = called.map((id) => `${provider}.${id}`);
			expect(ids.filter((id) => !known.includes(id))).toEqual([]);
			expect(ids.filter((id) => operations[id] === undefined)).toEqual([]);
			expect(unmatched).toEqual({});
		},
	);

	it.each(OWN_PAGES)(
		"n8n's HTTP Request node reaches the sandbox with %s",
		async (type, life, path, answer) => {
			const { n8n, sandbox } = stage;
			sandbox.reset();
			const workflow = await n8n.rest.importWorkflow(
				chain(`HTTP Request with ${type}`, [
					{
						name: 'Ask',
						type: 'n8n-nodes-base.httpRequest',
						typeVersion: 4.2,
						parameters: {
							url: sandbox.url + path,
							authentication: 'predefinedCredentialType',
							nodeCredentialType: type,
							options: {},
						},
					},
				]),
				{ credentials: await createCredentials(stage, life.credentials(sandbox)) },
			);

			const execution = await n8n.rest.runWorkflow(workflow.id);

			expect(execution.error).toBeUndefined();
			expect(execution.nodes.Ask?.json[0]?.[0]).toMatchObject(answer);
		},
	);
});

/** One sentence for each step that did not do what it should. */
function complaints(execution: Execution, steps: readonly Step[]): string[] {
	// Names the step by itself; the steps after it did not run.
	if (execution.error !== undefined) return [execution.error];
	return steps.flatMap(({ node: { name } }) => {
		const items = execution.nodes[name]?.json[0] ?? [];
		if (items.length === 0) return [`${name}: put nothing out`];
		return items
			.filter(({ error, success }) => typeof error === 'string' || success === false)
			.map((item) => `${name}: ${JSON.stringify(item)}`);
	});
}
