import { beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { runNode, type RunOptions } from '../harness';
import { quietClock } from '../quietClock';
import { account, jsonOf, numbered, scribe, sendJson } from '../xcScribe/support';
import { startScribe, type ListedJob } from './jobProviders';
import { RETRY } from './paidWork';

beforeEach(() => {
	quietClock();
});

const create = (url: string, options: INodeParameters = {}, more: Partial<RunOptions> = {}) =>
	scribe('job.create', {
		credentials: account(url),
		...more,
		parameters: { jobType: 'generation', options },
	});

/** XC Scribe that takes no further job while there is one; what is running ends after three looks. */
const busy = async (job: Partial<ListedJob>, status = 409) =>
	await startScribe({
		jobs: [job],
		submit: ({ response }) =>
			sendJson(response, { detail: 'A conflicting job is already active' }, status),
		stateOf: (each, looks) => (each.status === 'running' && looks < 3 ? 'running' : 'completed'),
	});

const RUNNING: Partial<ListedJob> = { status: 'running' };

describe('A job that is in the way', () => {
	it('is the refusal of the provider, as long as the user does not ask for more', async () => {
		const { server, looks } = await busy(RUNNING);
		const result = await runNode(create(server.url));
		expect(result.error?.message).toBe(
			'XC Scribe cannot do this in the present state: A conflicting job is already active',
		);
		expect(looks()).toEqual([]);
	});

	it.each([409, 400])('is waited for when the user asks for it (status %i)', async (status) => {
		const { server, submissions } = await busy(RUNNING, status);
		const result = await runNode(create(server.url, { adoptRunningJob: true }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject([{ id: 'j-1', status: 'completed' }]);
		expect(submissions()).toHaveLength(1);
	});

	it('is named when nobody waits for it', async () => {
		const { server } = await busy(RUNNING);
		const { parameters, ...rest } = create(server.url, { adoptRunningJob: true });
		const result = await runNode({
			...rest,
			parameters: { ...parameters, waitForCompletion: false },
		});
		expect(jsonOf(result)).toEqual([{ job_id: 'j-1' }]);
	});

	it('is the newest of several', async () => {
		const { server } = await startScribe({
			jobs: [
				{ status: 'running', createdAt: '2026-01-01T00:00:01Z' },
				{ status: 'queued', createdAt: '2026-01-01T00:00:03Z' },
				{ status: 'queued', createdAt: '2026-01-01T00:00:02Z' },
			],
			submit: ({ response }) => sendJson(response, { detail: 'Busy' }, 409),
			stateOf: (job, looks) => (looks === 0 ? job.status : 'completed'),
		});
		const result = await runNode(create(server.url, { adoptRunningJob: true }));
		expect(jsonOf(result)).toMatchObject([{ id: 'j-2' }]);
	});

	it.each<[string, Partial<ListedJob>]>([
		['of another kind', { ...RUNNING, type: 'sync' }],
		['that has ended', { status: 'completed' }],
	])('%s is not taken for it: the refusal stands', async (_, job) => {
		const { server, submissions } = await busy(job);
		const result = await runNode(create(server.url, { adoptRunningJob: true }));
		expect(result.error?.message).toContain('A conflicting job is already active');
		expect(submissions()).toHaveLength(1);
	});

	it('does not hide another refusal', async () => {
		const { server, looks } = await busy(RUNNING, 402);
		const result = await runNode(create(server.url, { adoptRunningJob: true }));
		expect(result.error?.message).toContain('the XCT balance is too low');
		expect(looks()).toEqual([]);
	});

	it('leaves the refusal when the jobs cannot be read', async () => {
		const { server } = await startScribe({
			jobs: [RUNNING],
			submit: ({ response }) => sendJson(response, { detail: 'Busy' }, 409),
			look(_arrived, response) {
				sendJson(response, { detail: 'Not for you' }, 403);
				return true;
			},
		});
		const result = await runNode(create(server.url, { adoptRunningJob: true }));
		expect(result.error?.message).toContain('Busy');
	});

	it('is kept by the next try when another item did not succeed', async () => {
		const { server, jobs, submissions } = await startScribe({
			jobs: [RUNNING],
			submit({ response, number, makeJob, reply }) {
				if (number === 0) sendJson(response, { detail: 'Busy' }, 409);
				else if (number === 1) sendJson(response, { detail: 'Not like this' }, 422);
				else reply(makeJob());
			},
			stateOf: (_, looks) => (looks === 0 ? 'running' : 'completed'),
		});
		const result = await runNode(
			create(
				server.url,
				{ adoptRunningJob: true, concurrency: 1 },
				{ retryOnFail: RETRY, input: numbered(2) },
			),
		);
		expect(jsonOf(result)).toMatchObject([{ id: 'j-1' }, { id: 'j-2' }]);
		expect(jobs).toHaveLength(2);
		expect(submissions()).toHaveLength(3);
	});

	it('that does not succeed is that outcome, and the next try asks anew', async () => {
		let conflicts = 0;
		const { server, submissions } = await startScribe({
			jobs: [RUNNING],
			submit({ response, makeJob, reply }) {
				if (conflicts++ === 0) sendJson(response, { detail: 'Busy' }, 409);
				else reply(makeJob());
			},
			stateOf(job, looks) {
				if (job.id === 'j-2') return 'completed';
				return looks === 0 ? 'running' : 'failed';
			},
		});
		const result = await runNode(
			create(server.url, { adoptRunningJob: true }, { retryOnFail: RETRY }),
		);
		expect(jsonOf(result)).toMatchObject([{ id: 'j-2', status: 'completed' }]);
		expect(submissions()).toHaveLength(2);
	});
});
