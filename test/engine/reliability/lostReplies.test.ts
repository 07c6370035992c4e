import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { systemClock } from '../../../nodes/shared/clock';
import { hasten } from '../fastClock';
import { runNode, type RunOptions } from '../harness';
import { account, byId, jsonOf, numbered, pairsOf, scribe, sendJson } from '../xcScribe/support';
import {
	startCernel,
	startScribe,
	type JobProvider,
	type ListedJob,
	type ProviderOptions,
} from './jobProviders';
import { cernelRun, RETRY } from './paidWork';

hasten(50);

/** A call whose job the provider lists. */
interface ListedCall {
	start(options: ProviderOptions): Promise<JobProvider>;
	run(url: string, more?: Partial<RunOptions>): RunOptions;
	/** The job that an output row comes from. */
	jobOf(row: IDataObject): unknown;
	/** What the message says about where to look. */
	whereToLook: RegExp;
	/** A job at the same time that was not started by the request. */
	stranger: Partial<ListedJob>;
}

const scribeCall = (operation: string, stranger: string): ListedCall => ({
	start: startScribe,
	run: (url, more) =>
		scribe(operation, {
			credentials: account(url),
			...more,
			parameters: operation === 'job.create' ? { jobType: 'generation' } : {},
		}),
	jobOf: ({ id }) => id,
	whereToLook: /Look at the jobs and the items of the project/,
	stranger: { type: stranger },
});

const CALLS: Array<[string, ListedCall]> = [
	['XC Scribe job.create', scribeCall('job.create', 'sync')],
	['XC Scribe import.execute', scribeCall('import.execute', 'generation')],
	[
		'Cernel product.generate',
		{
			start: startCernel,
			run: (url, more) => cernelRun(url, 100, { input: numbered(1), ...more }),
			jobOf: ({ job_id: id }) => id,
			whereToLook: /Look at the jobs \(Job, Get Many\)/,
			stranger: { products: ['p0', 'p1'] },
		},
	],
];

describe.each(CALLS)('A lost reply of %s', (_, call) => {
	it('is made up for by the job that it was about: nothing is submitted twice', async () => {
		const { server, submissions } = await call.start({
			jobs: [call.stranger],
			submit({ makeJob, response }) {
				makeJob();
				response.destroy();
			},
		});
		const result = await runNode(call.run(server.url));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(call.jobOf)).toEqual(['j-2']);
		expect(pairsOf(result)).toEqual([0]);
		expect(submissions()).toHaveLength(1);
		expect(result.context).toEqual({});
	});

	it('is made up for by a job that is listed some seconds later', async () => {
		const { server, submissions } = await call.start({
			submit({ makeJob, response }) {
				response.destroy();
				void systemClock.sleep(2500).then(() => makeJob());
			},
		});
		const result = await runNode(call.run(server.url));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(call.jobOf)).toEqual(['j-1']);
		expect(submissions()).toHaveLength(1);
	});

	it('gives the id of the job when nobody waits for it', async () => {
		const { server, submissions } = await call.start({
			submit({ makeJob, response }) {
				makeJob();
				response.destroy();
			},
		});
		const { parameters, ...rest } = call.run(server.url);
		const result = await runNode({
			...rest,
			parameters: { ...parameters, waitForCompletion: false },
		});
		expect(jsonOf(result)).toEqual([{ job_id: 'j-1' }]);
		expect(submissions()).toHaveLength(1);
	});

	it('stays open when two jobs may be meant', async () => {
		const { server, submissions } = await call.start({
			submit({ makeJob, response }) {
				makeJob();
				makeJob();
				response.destroy();
			},
		});
		const result = await runNode(call.run(server.url, { onError: 'continueErrorOutput' }));
		expect(jsonOf(result)).toEqual([]);
		expect(jsonOf(result, 1)).toMatchObject([
			{
				details: {
					kind: 'outcome-unknown',
					advice: expect.stringMatching(call.whereToLook),
				},
			},
		]);
		expect(submissions()).toHaveLength(1);
	});

	it.each<[string, Partial<ListedJob>]>([
		['none', {}],
		['one of long ago', { createdAt: '2020-01-01T00:00:00Z' }],
	])('stays open when the provider has %s, and it is not sent again', async (which, old) => {
		const { server, submissions } = await call.start({
			submit({ makeJob, response }) {
				if (which !== 'none') makeJob(old);
				response.destroy();
			},
		});
		const result = await runNode(call.run(server.url, { retryOnFail: RETRY }));
		expect(result.error?.message).toMatch(/so it was not sent again/);
		expect(result.error?.description).toMatch(call.whereToLook);
		expect(submissions()).toHaveLength(1);
	});

	it('stays open when the jobs cannot be read', async () => {
		const { server, submissions } = await call.start({
			submit({ makeJob, response }) {
				makeJob();
				response.destroy();
			},
			look(_arrived, response) {
				response.writeHead(403).end();
				return true;
			},
		});
		const result = await runNode(call.run(server.url));
		expect(result.error?.message).toMatch(/broke before the reply was complete/);
		expect(result.error?.description).toMatch(call.whereToLook);
		expect(submissions()).toHaveLength(1);
	});

	it('is made up for by the next try, when the job is listed only then', async () => {
		let listed = false;
		const { server, submissions } = await call.start({
			submit({ makeJob, response }) {
				makeJob();
				response.destroy();
			},
			look(_arrived, response) {
				if (listed) return false;
				response.writeHead(403).end();
				return true;
			},
		});
		const failed = await runNode(call.run(server.url));
		expect(failed.error).toBeDefined();
		listed = true;
		const result = await runNode(call.run(server.url, { retryOf: failed }));
		expect(jsonOf(result).map(call.jobOf)).toEqual(['j-1']);
		expect(submissions()).toHaveLength(1);
	});

	it.each([500, 502, 408])('is looked for after a reply of %i, too', async (status) => {
		const { server, submissions } = await call.start({
			submit({ makeJob, response }) {
				makeJob();
				response.writeHead(status).end();
			},
		});
		const result = await runNode(call.run(server.url));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(call.jobOf)).toEqual(['j-1']);
		expect(submissions()).toHaveLength(1);
	});
});

describe('Lost replies of several items', () => {
	const twoJobs = (url: string): RunOptions =>
		scribe('job.create', {
			credentials: account(url),
			parameters: { jobType: 'generation' },
			input: numbered(2),
			onError: 'continueErrorOutput',
		});

	it('are told apart by their products', async () => {
		const { server, submissions } = await startCernel({
			submit({ makeJob, response, reply, number }) {
				const job = makeJob();
				if (number === 1) reply(job);
				else response.destroy();
			},
		});
		const result = await runNode(cernelRun(server.url, 1, { input: numbered(3) }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(({ id }) => id)).toEqual(['p0', 'p1', 'p2']);
		expect(pairsOf(result)).toEqual([0, 1, 2]);
		expect(submissions()).toHaveLength(3);
	});

	it('do not take the job of another item of the run', async () => {
		const { server, jobs, submissions } = await startScribe({
			submit({ makeJob, response, reply, number }) {
				// The first one gets its job; nothing is made for the second.
				if (number === 0) reply(makeJob());
				else response.destroy();
			},
		});
		const result = await runNode(
			scribe('job.create', {
				credentials: account(server.url),
				parameters: { jobType: 'generation', options: { concurrency: 1 } },
				input: numbered(2),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jobs).toHaveLength(1);
		expect(pairsOf(result)).toEqual([0]);
		expect(pairsOf(result, 1)).toEqual([1]);
		expect(jsonOf(result, 1)).toMatchObject([{ details: { kind: 'outcome-unknown' } }]);
		expect(submissions()).toHaveLength(2);
	});

	it('do not take a job whose reply is only late', async () => {
		const { server, submissions } = await startScribe({
			submit({ makeJob, response, reply, number }) {
				if (number === 1) response.destroy();
				else {
					const job = makeJob();
					void systemClock.sleep(8000).then(() => reply(job));
				}
			},
		});
		const result = await runNode(twoJobs(server.url));
		expect(submissions()).toHaveLength(2);
		expect([...pairsOf(result), ...pairsOf(result, 1)].sort()).toEqual([0, 1]);
		expect(jsonOf(result)).toMatchObject([{ id: 'j-1' }]);
		expect(jsonOf(result, 1)).toMatchObject([{ details: { kind: 'outcome-unknown' } }]);
	});

	it('leave open whose the one job is that was made', async () => {
		const { server, submissions } = await startScribe({
			submit({ makeJob, response, number }) {
				if (number === 0) makeJob();
				response.destroy();
			},
		});
		const result = await runNode(twoJobs(server.url));
		expect(submissions()).toHaveLength(2);
		expect(jsonOf(result)).toEqual([]);
		expect(pairsOf(result, 1)).toEqual([0, 1]);
	});

	it('leave it open in the next try, too', async () => {
		let listed = false;
		const { server, submissions } = await startScribe({
			submit({ makeJob, response, number }) {
				if (number === 0) makeJob();
				response.destroy();
			},
			look(_arrived, response) {
				if (listed) return false;
				response.writeHead(403).end();
				return true;
			},
		});
		const failed = await runNode({ ...twoJobs(server.url), onError: 'stopWorkflow' });
		listed = true;
		const result = await runNode({ ...twoJobs(server.url), retryOf: failed });
		// Who retries by hand has looked: both are sent again, and neither takes the job of the first time.
		expect(submissions()).toHaveLength(4);
		expect(jsonOf(result)).toEqual([]);
		expect(pairsOf(result, 1)).toEqual([0, 1]);
	});

	it('leave open whose the job is when several sites asked for the same product', async () => {
		const { server, submissions } = await startCernel({
			submit({ makeJob, response, reply, number }) {
				if (number === 1) response.destroy();
				else {
					const job = makeJob();
					void systemClock.sleep(3000).then(() => reply(job));
				}
			},
		});
		const run = cernelRun(server.url, 100, {
			input: [0, 543].map((site) => ({ json: { n: 0, site } })),
			onError: 'continueErrorOutput',
		});
		const result = await runNode({
			...run,
			parameters: { ...run.parameters, siteId: byId('={{ $json.site }}') },
		});
		expect(submissions()).toHaveLength(2);
		expect(jsonOf(result)).toMatchObject([{ job_id: 'j-1' }]);
		expect(jsonOf(result, 1)).toMatchObject([{ details: { kind: 'outcome-unknown' } }]);
	});
});

describe('A job that was found after its reply was lost', () => {
	it('is kept by the next try when another item did not succeed', async () => {
		const { server, jobs, submissions } = await startCernel({
			submit({ makeJob, response, reply, number }) {
				if (number === 0) {
					makeJob();
					response.destroy();
				} else if (number === 1) sendJson(response, { detail: 'Not now' }, 400);
				else reply(makeJob());
			},
		});
		const result = await runNode(
			cernelRun(server.url, 1, { input: numbered(2), retryOnFail: RETRY }),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(({ id }) => id)).toEqual(['p0', 'p1']);
		expect(jobs.map(({ products }) => products)).toEqual([['p0'], ['p1']]);
		expect(submissions()).toHaveLength(3);
	});
});
