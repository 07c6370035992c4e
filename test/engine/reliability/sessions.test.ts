import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';

import { runNode } from '../harness';
import { quietClock, type QuietClock } from '../quietClock';
import * as cypien from '../cypien/support';
import {
	account,
	byId,
	CREDENTIAL,
	failureOf,
	jsonBody,
	jsonOf,
	numbered,
	pairsOf,
	projectRecord,
	scribe,
	sendJson,
	startServer,
	type Answer,
	type Arrived,
} from '../xcScribe/support';

let clock: QuietClock;

beforeEach(() => {
	clock = quietClock();
});

const LOGIN = '/api/v1/auth/login';
const ME = '/api/v1/users/me';
const PROJECT = '/api/v1/projects/';

const bearer = ({ headers }: Arrived): string =>
	(headers.authorization ?? '').replace('Bearer ', '');

interface Rules {
	/** Whether the provider takes a token now. */
	accepts(token: string): boolean;
	answer: Answer;
	login?(response: ServerResponse, number: number): void;
	/** So many requests with a token that is not good are answered at the same time; each by itself when left out. */
	refusedTogether?: number;
}

/** XC Scribe with log-ins that give `fresh-1`, `fresh-2`, … */
const start = async ({ accepts, answer, login, refusedTogether = 1 }: Rules) => {
	let logins = 0;
	const refused: ServerResponse[] = [];
	const refuse = (response: ServerResponse): void => {
		refused.push(response);
		if (refused.length < refusedTogether) return;
		for (const each of refused.splice(0)) sendJson(each, { detail: 'Token expired' }, 401);
	};
	return await startServer((arrived, response, number) => {
		if (arrived.path === LOGIN) {
			logins += 1;
			if (login === undefined) sendJson(response, { access_token: `fresh-${logins}` });
			else login(response, logins);
		} else if (!accepts(bearer(arrived))) {
			if (arrived.path === ME) sendJson(response, { detail: 'Token expired' }, 401);
			else refuse(response);
		} else if (arrived.path === ME) sendJson(response, { id: 'me' });
		else answer(arrived, response, number);
	});
};

const project: Answer = ({ path }, response) =>
	sendJson(response, projectRecord(path.slice(PROJECT.length)));

const reading = (url: string, count: number, concurrency: number) =>
	scribe('project.get', {
		credentials: account(url),
		input: numbered(count),
		parameters: { projectId: byId('={{ "p-" + $json.n }}'), options: { concurrency } },
	});

describe('An expired token', () => {
	it('that fifty requests meet at the same time causes one log-in, and no item is lost', async () => {
		const server = await start({
			accepts: (token) => token === 'fresh-1',
			answer: project,
			refusedTogether: 50,
			// So late that whoever wants a log-in of its own has begun it.
			login: (response, number) =>
				void clock.quiet().then(() => sendJson(response, { access_token: `fresh-${number}` })),
		});
		const result = await runNode(reading(server.url, 50, 50));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(({ id }) => id)).toEqual(numbered(50).map((_, n) => `p-${n}`));
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(server.to(PROJECT)).toHaveLength(100);
	});

	it('in the middle of 1,000 requests causes one log-in, and no item is lost', async () => {
		let served = 0;
		const server = await start({
			accepts: (token) => (served < 500 ? token === 'token-1' : token === 'fresh-1'),
			answer(arrived, response, number) {
				served += 1;
				return project(arrived, response, number);
			},
		});
		const result = await runNode(reading(server.url, 1000, 50));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(({ id }) => id)).toEqual(numbered(1000).map((_, n) => `p-${n}`));
		expect(pairsOf(result)).toEqual(numbered(1000).map((_, n) => n));
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(served).toBe(1000);
		expect(result.credentials.stored(CREDENTIAL).accessToken).toBe('fresh-1');
	});

	it('in the middle of paid requests doubles none of them', async () => {
		const taken: unknown[] = [];
		const server = await start({
			accepts: (token) => (taken.length < 100 ? token === 'token-1' : token === 'fresh-1'),
			answer(arrived, response) {
				taken.push(JSON.stringify(jsonBody(arrived).payload));
				sendJson(response, { job_id: `j-${taken.length}`, status: 'queued' }, 202);
			},
		});
		const result = await runNode(
			scribe('job.create', {
				credentials: account(server.url),
				input: numbered(200),
				parameters: {
					jobType: 'generation',
					specifyPayload: 'json',
					payload: '={{ { n: $json.n } }}',
					waitForCompletion: false,
					options: { concurrency: 50 },
				},
			}),
		);
		expect(result.error).toBeUndefined();
		expect(pairsOf(result)).toEqual(numbered(200).map((_, n) => n));
		expect(taken).toHaveLength(200);
		expect(new Set(taken).size).toBe(200);
		expect(server.to(LOGIN)).toHaveLength(1);
	});

	it('that expires once more later causes one log-in more', async () => {
		let served = 0;
		const server = await start({
			accepts: (token) => token === `fresh-${served < 30 ? 1 : 2}`,
			answer(arrived, response, number) {
				served += 1;
				return project(arrived, response, number);
			},
		});
		const result = await runNode(reading(server.url, 100, 10));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toHaveLength(100);
		expect(server.to(LOGIN)).toHaveLength(2);
	});

	it('that three executions meet at the same time causes one log-in', async () => {
		const server = await start({ accepts: (token) => token === 'fresh-1', answer: project });
		const credentials = account(server.url);
		const results = await Promise.all(
			[1, 2, 3].map(async () => await runNode({ ...reading(server.url, 20, 20), credentials })),
		);
		for (const result of results) {
			expect(result.error).toBeUndefined();
			expect(jsonOf(result)).toHaveLength(20);
		}
		expect(server.to(LOGIN)).toHaveLength(1);
	});

	it('of Cypien causes one log-in as well', async () => {
		const server = await startServer((arrived, response) => {
			if (arrived.path === cypien.LOGIN) sendJson(response, { access_token: 'fresh-1' });
			else if (cypien.bearer(arrived) !== 'fresh-1') {
				sendJson(response, cypien.refusal('UNAUTHORIZED', 'Token expired'), 401);
			} else if (arrived.path === cypien.ME) sendJson(response, { id: 'me' });
			else sendJson(response, cypien.jobRecord('job-1', 'completed'));
		});
		const result = await runNode(
			cypien.run('job.get', {
				credentials: cypien.account(server.url),
				parameters: { jobId: 'job-1', options: { concurrency: 50 } },
				input: numbered(50),
			}),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toHaveLength(50);
		expect(server.to(cypien.LOGIN)).toHaveLength(1);
	});
});

describe('A log-in that does not succeed', () => {
	const refusing = async () =>
		await start({
			accepts: () => false,
			answer: project,
			login: (response) => sendJson(response, { detail: 'Invalid credentials' }, 401),
		});

	it('stops the node once, with the error of the credential', async () => {
		const server = await refusing();
		const result = await runNode(reading(server.url, 50, 50));
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			message: 'XC Scribe did not accept the log-in: Invalid credentials',
		});
		expect(failureOf(result)).toEqual({ cause: 'credential-invalid' });
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(server.to(PROJECT).length).toBeLessThanOrEqual(50);
	});

	it('is an error item of each input item when the node goes on, after one attempt', async () => {
		const server = await refusing();
		const result = await runNode({
			...reading(server.url, 100, 10),
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(result)).toEqual([]);
		expect(pairsOf(result, 1)).toEqual(numbered(100).map((_, n) => n));
		for (const { error, details } of jsonOf(result, 1)) {
			expect(error).toContain('did not accept the log-in');
			expect(details).toMatchObject({ kind: 'credential' });
		}
		expect(server.to(LOGIN)).toHaveLength(1);
	});

	it('because the provider is down is not taken for a wrong credential', async () => {
		const server = await start({
			accepts: () => false,
			answer: project,
			login: (response) => sendJson(response, {}, 503),
		});
		const result = await runNode(reading(server.url, 50, 50));
		expect(result.error?.message).toContain('could not take the log-in');
		expect(failureOf(result)).toEqual({ cause: 'temporarily-unavailable' });
		expect(server.to(LOGIN)).toHaveLength(1);
	});

	it('with the first request of an account that was never logged in is one attempt, too', async () => {
		const server = await refusing();
		const result = await runNode({
			...reading(server.url, 50, 50),
			credentials: account(server.url, { accessToken: '' }),
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(result, 1)).toHaveLength(50);
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(server.to(PROJECT)).toEqual([]);
	});
});
