import { afterEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { demoToken } from '../../../sandbox/cernel/account.mts';
import { demoKey } from '../../../sandbox/productAi/account.mts';
import { sandboxClock } from '../../../sandbox/clock.mts';
import { startSandbox } from '../../../sandbox/server.mts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.mts';
import { PASSWORD } from '../../sandbox/xcScribeApi.mts';
import { CernelApi } from '../../../credentials/CernelApi.credentials';
import { ProductAiApi } from '../../../credentials/ProductAiApi.credentials';
import { speedUpClock } from '../fastClock';
import { forgetLanes } from '../../../nodes/shared/http/lanes';
import { toText } from '../guards';
import { CredentialStore, runNode } from '../harness';
import type { RunOptions } from '../harness';
import { quietClock } from '../quietClock';
import * as productAi from '../productAi/support';
import { account, byId, jsonOf, numbered, pairsOf, scribe } from '../xcScribe/support';
import { cernelRun, RETRY } from './paidWork';

/** The package against the simulated providers, whose limits and faults nobody wrote for one test. */

const running: Sandbox[] = [];

afterEach(async () => {
	forgetLanes();
	await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(timings: SandboxOptions['timings'] = {}): Promise<Sandbox> {
	const sandbox = await startSandbox({
		timings: {
			jobQueueMs: 20,
			generationMsPerItem: 1,
			importMsPerItem: 1,
			imageMs: 20,
			rateLimitScale: 0,
			...timings,
		},
	});
	running.push(sandbox);
	return sandbox;
}

const generate = ({ url }: Sandbox, more: Partial<RunOptions> = {}): RunOptions =>
	cernelRun(`${url}/cernel`, 1, {
		credentials: new CredentialStore([
			{ type: new CernelApi(), data: { apiToken: demoToken, baseUrl: `${url}/cernel` } },
		]),
		...more,
		parameters: { domain: byId('https://alpenglow.example'), ...more.parameters },
	});

const paint = ({ url }: Sandbox, count: number, more: Partial<RunOptions> = {}): RunOptions =>
	productAi.run('image.generate', {
		credentials: new CredentialStore([
			{ type: new ProductAiApi(), data: { apiKey: demoKey, baseUrl: `${url}/product-ai` } },
		]),
		input: numbered(count),
		...more,
		parameters: { prompt: '={{ "On marble " + $json.n }}' },
	});

const all = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('The documented limits', () => {
	it('of ProductAI, 15 requests a minute with all looks, let 20 images through without a 429', async () => {
		const sandbox = await start({ rateLimitScale: 1 });
		quietClock({ providersClock: sandboxClock });
		const result = await runNode(paint(sandbox, 20));
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(all(20));
		const { rate_limited: refused, accepted, total } = sandbox.requests();
		expect(refused).toEqual({});
		expect(accepted).toEqual({ 'productAi.image.generate': 20 });
		expect(total).toBeGreaterThanOrEqual(40);
	});

	it('of Cernel, 10 requests a minute, let 24 batches through without a 429', async () => {
		const sandbox = await start({ rateLimitScale: 1 });
		quietClock({ providersClock: sandboxClock });
		const result = await runNode(generate(sandbox, { input: numbered(24) }));
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(all(24));
		const { rate_limited: refused, accepted } = sandbox.requests();
		expect(refused).toEqual({});
		expect(accepted).toEqual({ 'cernel.product.generate': 24 });
	});
});

describe('More than a provider takes at once', () => {
	it('is refused by it, and still all items are done, none of them twice', async () => {
		const sandbox = await start();
		sandbox.setInFlightLimit('productAi', 3);
		// Its own limit is not in the way, so only the 429s tell.
		speedUpClock(500);
		const result = await runNode(paint(sandbox, 40));
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(all(40));
		expect(sandbox.requests().accepted).toEqual({ 'productAi.image.generate': 40 });
		expect(sandbox.requests().duplicates.generated_items).toBe(0);
	});
});

describe('A lost reply', () => {
	it('of Cernel is made up for by its job', async () => {
		const sandbox = await start();
		// Behind the sandbox's own clock at first, since a job that is older than its request is not looked at.
		speedUpClock(20, Date.now() - 60_000);
		sandbox.injectFault({
			operation: 'cernel.product.generate',
			fault: { kind: 'reply-lost' },
			after: 1,
		});
		const result = await runNode(generate(sandbox, { input: numbered(3) }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(({ id }) => id)).toEqual(['p0', 'p1', 'p2']);
		const { operations, duplicates } = sandbox.requests();
		expect(operations['cernel.product.generate']).toBe(3);
		expect(duplicates.generated_items).toBe(0);
	});

	it.each([
		'reply-lost',
		'reset-in-body',
		'truncated',
		'invalid-json',
		'wrong-content-type',
	] as const)(
		'of ProductAI (%s) is not made up for: the image is not bought again by the next try',
		async (kind) => {
			const sandbox = await start();
			speedUpClock(200);
			sandbox.injectFault({ operation: 'productAi.image.generate', fault: { kind }, after: 1 });
			const result = await runNode(paint(sandbox, 3, { retryOnFail: RETRY }));
			const { operations, accepted } = sandbox.requests();
			expect(operations['productAi.image.generate']).toBe(3);
			expect(accepted).toEqual({ 'productAi.image.generate': 3 });
			// JSON is JSON, whatever its label says.
			if (kind === 'wrong-content-type') expect(result.error).toBeUndefined();
			else expect(result.error?.message).toMatch(/so it was not sent again/);
		},
	);

	describe('of XC Scribe', () => {
		async function prepare(sandbox: Sandbox) {
			const credentials = account(`${sandbox.url}/xc-scribe`, {
				email: 'content@sandbox.example',
				password: PASSWORD,
				accessToken: '',
			});
			const run = async (operation: string, parameters: INodeParameters): Promise<IDataObject> => {
				const result = await runNode(scribe(operation, { credentials, parameters }));
				if (result.error !== undefined) throw result.error;
				return jsonOf(result)[0] ?? {};
			};
			const store = await run('storeConnection.create', {
				name: 'Alpenglow',
				platform: 'woocommerce',
				baseUrl: `${sandbox.url}/shop`,
				additionalFields: { consumerKey: 'ck_1', consumerSecret: 'cs_1' },
			});
			const project = await run('project.create', { name: 'Spring', platform: 'woocommerce' });
			const projectId = byId(toText(project.id));
			await run('project.update', {
				projectId,
				updateFields: { storeConnectionId: byId(toText(store.id)) },
			});
			return { run, projectId };
		}

		it('is made up for by its job: one import and one generation, none of them twice', async () => {
			const sandbox = await start();
			const { run, projectId } = await prepare(sandbox);
			for (const operation of ['xcScribe.import.execute', 'xcScribe.job.create']) {
				sandbox.injectFault({ operation, fault: { kind: 'reply-lost' } });
			}
			const imported = await run('import.execute', { projectId });
			expect(imported).toMatchObject({ job_type: 'import', status: 'completed' });
			const generated = await run('job.create', {
				projectId,
				jobType: 'generation',
				contentType: 'product_description',
			});
			expect(generated).toMatchObject({ job_type: 'generation', status: 'completed' });
			const { operations, generated_items: paid, duplicates } = sandbox.requests();
			expect(operations['xcScribe.import.execute']).toBe(1);
			expect(operations['xcScribe.job.create']).toBe(1);
			expect(paid).toBeGreaterThan(0);
			expect(duplicates.generated_items).toBe(0);
		});

		it('stays open for a request that never arrived, and the next try does not send it', async () => {
			const sandbox = await start();
			const { projectId } = await prepare(sandbox);
			speedUpClock(20);
			sandbox.injectFault({
				operation: 'xcScribe.import.execute',
				fault: { kind: 'reset-before-reply' },
			});
			const result = await runNode(
				scribe('import.execute', {
					credentials: account(`${sandbox.url}/xc-scribe`, {
						email: 'content@sandbox.example',
						password: PASSWORD,
						accessToken: '',
					}),
					parameters: { projectId },
					retryOnFail: RETRY,
				}),
			);
			expect(result.error?.message).toMatch(/so it was not sent again/);
			expect(sandbox.requests().operations['xcScribe.import.execute']).toBe(1);
		});

		it('leaves a job in the way that the next run can join', async () => {
			const sandbox = await start({ importMsPerItem: 20 });
			const { run, projectId } = await prepare(sandbox);
			const first = await run('import.execute', { projectId, waitForCompletion: false });
			const joined = await run('import.execute', {
				projectId,
				options: { adoptRunningJob: true },
			});
			expect(joined).toMatchObject({ id: first.job_id, status: 'completed' });
			expect(sandbox.requests().accepted['xcScribe.import.execute']).toBe(1);
		});
	});
});

describe('Retry On Fail', () => {
	it('buys no image twice when one of them was refused', async () => {
		const sandbox = await start();
		speedUpClock(200);
		sandbox.injectFault({
			operation: 'productAi.image.generate',
			fault: { kind: 'status', status: 400, body: { detail: 'Not like this' } },
			after: 2,
		});
		const result = await runNode(paint(sandbox, 5, { retryOnFail: RETRY }));
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(all(5));
		const { operations, accepted, duplicates } = sandbox.requests();
		expect(operations['productAi.image.generate']).toBe(6);
		expect(accepted).toEqual({ 'productAi.image.generate': 5 });
		expect(duplicates.generated_items).toBe(0);
	});
});
