import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { forgetLanes } from '../../nodes/shared/http/lanes';
import { MAXIMUM_TRIES } from '../../nodes/shared/http/retry';
import { itemOperations } from '../../nodes/XcScribe/operations/item';
import { projectOperations } from '../../nodes/XcScribe/operations/project';
import { XcScribePluginApi } from '../../credentials/XcScribePluginApi.credentials';
import { Cypien } from '../../nodes/Cypien/Cypien.node';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { refusedUrl } from '../../sandbox/faults/refusedUrl.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { demoApiKey } from '../../sandbox/xcScribe/accounts.mts';
import { speedUpClock } from '../engine/fastClock';
import { toDataObject } from '../engine/guards';
import { CredentialStore, runNode } from '../engine/harness';
import { quietClock } from '../engine/quietClock';
import { jsonOf, pairsOf } from '../engine/xcScribe/support';
import { subjects, type Subject } from './matrix/subjects';
import { entryOf, Stage } from './stage';

const ITEMS = 6;
const SPEED = 500;
const all = Array.from({ length: ITEMS }, (_, n) => n);

const running: Array<Pick<Sandbox, 'close'>> = [];

afterEach(async () => {
	forgetLanes();
	await Promise.all(running.splice(0).map(async (sandbox) => await sandbox.close()));
});

const detailsOf = (rows: IDataObject[]): IDataObject[] =>
	rows.map(({ details }) => toDataObject(details));

async function run(subject: Subject, items: IDataObject[], credentials: CredentialStore) {
	const [resource = '', operation = ''] = subject.operation.split('.');
	const { options, ...parameters } = subject.parameters;
	return await runNode({
		node: subject.node(),
		parameters: {
			resource,
			operation,
			...parameters,
			options: { ...toDataObject(options ?? {}), concurrency: 3 },
		},
		input: items.map((json) => ({ json })),
		credentials,
		onError: 'continueRegularOutput',
	});
}

describe('A provider whose connections are refused', () => {
	it.each(subjects.map((subject) => [subject.provider, subject.operation, subject] as const))(
		'is tried five times by %s %s, and each item says so',
		async (provider, _operation, subject) => {
			const { type, data = {} } = entryOf(provider, await refusedUrl());
			// Logged in already: what is refused is the call itself.
			const credentials = new CredentialStore([
				{ type, data: { ...data, accessToken: 'token-1' } },
			]);
			const items = all.map((n) => ({
				...{ projectId: `p-${n}`, itemId: `i-${n}`, jobId: `${n}`, number: `n-${n}`, name: 'n' },
				...{ id: `${n}`, product: `prod_${n}`, keyId: `k-${n}`, prompt: `${n}` },
			}));
			speedUpClock(SPEED);
			const result = await run(subject, items, credentials);
			expect(pairsOf(result)).toEqual(all);
			for (const details of detailsOf(jsonOf(result))) {
				expect(details).toMatchObject({
					kind: 'unavailable',
					code: 'ECONNREFUSED',
					tries: MAXIMUM_TRIES,
				});
			}
		},
	);

	it('and that comes up meanwhile gets each paid request once', async () => {
		const url = await refusedUrl();
		const clock = quietClock();
		clock.hold();
		const titles = all.map((n) => `Board No${n}x`);
		const pending = runNode({
			node: new XcScribe(),
			parameters: {
				resource: 'plugin',
				operation: 'generateDescription',
				source: 'woocommerce',
				productTitle: '={{ $json.title }}',
			},
			input: titles.map((title) => ({ json: { title } })),
			credentials: new CredentialStore([
				{
					type: new XcScribePluginApi(),
					data: { apiKey: demoApiKey, baseUrl: `${url}/xc-scribe` },
				},
			]),
		});
		// The first tries meet nobody, and the next ones come when time passes.
		while (clock.sleeping() === 0) await pause(5);
		const sandbox = await startSandbox({ port: Number(new URL(url).port) });
		running.push(sandbox);
		clock.goOn();
		const result = await pending;
		expect(result.error).toBeUndefined();
		for (const [n, { content }] of jsonOf(result).entries()) expect(content).toContain(titles[n]);
		expect(sandbox.requests().accepted).toEqual({
			'xcScribe.plugin.generateDescription': ITEMS,
		});
	});
});

describe('A reply that does not begin in time', () => {
	/** So long that a busy machine still replies in time to everything else. */
	const WITHIN_MS = 2000;

	/** Lets an operation wait shorter for its reply until the end of the test. */
	function hurry(operations: typeof projectOperations, name: string): void {
		const operation = operations.find((each) => each.operation === name);
		if (operation === undefined) throw new Error(`No operation ${name}`);
		jest.replaceProperty(operation, 'request', {
			...operation.request,
			replyWithinMs: WITHIN_MS,
		});
	}

	async function strike(operation: string) {
		const stage = await Stage.set();
		running.push(stage.sandbox);
		const subject = subjects.find((each) => each.operation === operation);
		if (subject === undefined) throw new Error(`No subject ${operation}`);
		const items = await subject.prepare(stage, ITEMS);
		stage.sandbox.injectFault({
			operation: `xcScribe.${operation}`,
			fault: { kind: 'slow-first-byte', delayMs: 100 * WITHIN_MS },
			after: 2,
		});
		speedUpClock(SPEED);
		return { stage, result: await run(subject, items, stage.accounts.xcScribe) };
	}

	it('is asked for again where that changes nothing', async () => {
		hurry(projectOperations, 'get');
		const { stage, result } = await strike('project.get');
		expect(jsonOf(result).filter((row) => 'error' in row)).toEqual([]);
		expect(stage.asked('xcScribe.project.get')).toBe(ITEMS + 1);
	});

	it('is reported where it may have cost money', async () => {
		hurry(itemOperations, 'regenerate');
		const { stage, result } = await strike('item.regenerate');
		const faults = detailsOf(jsonOf(result).filter((row) => 'error' in row));
		expect(faults.map(({ kind }) => kind)).toEqual(['outcome-unknown']);
		expect(stage.accepted('xcScribe.item.regenerate')).toBe(ITEMS);
	});
});

describe('A call that moves a job on, and that the provider would refuse the second time', () => {
	const jobStarted = z.object({ job_id: z.string() });

	it.each([
		['reply-lost', { kind: 'outcome-unknown' }],
		['closed-unread', { kind: 'outcome-unknown' }],
	] as const)('is not sent again after %s', async (kind, details) => {
		const stage = await Stage.set({ timings: { jobQueueMs: 60_000, rateLimitScale: 0 } });
		running.push(stage.sandbox);
		const { job_id: jobId } = await stage.call(jobStarted, 'cypien', '/v1/title/generate', {
			method: 'POST',
			body: { workspace_id: '123', language: 'tr-TR', title_types: ['title'] },
		});
		stage.sandbox.injectFault({ operation: 'cypien.job.control', fault: { kind } });
		const result = await runNode({
			node: new Cypien(),
			parameters: { resource: 'job', operation: 'control', jobId, action: 'pause' },
			credentials: stage.accounts.cypien,
			onError: 'continueRegularOutput',
		});
		expect(detailsOf(jsonOf(result))).toEqual([expect.objectContaining(details)]);
		expect(stage.asked('cypien.job.control')).toBe(1);
	});
});
