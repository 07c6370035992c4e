import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { systemClock } from '../../nodes/shared/clock';
import { runNode, testCredential, type RunResult } from './harness';
import { account as productAi, run, studio } from './productAi/support';
import { ACCOUNTS, CANARY, storeOf, type SafetyAccount } from './safetyAccounts';
import { readable, sendJson, startServer, type Answer, type Arrived } from './xcScribe/support';

/** What every secret begins with, however it is written. */
const TRACE = CANARY.slice(0, 6);

/** Time goes a thousand times as fast: repeats and pauses are not what is looked at here. */
const HASTE = 1000;

beforeEach(() => {
	const { now, sleep } = systemClock;
	const [started, epoch] = [performance.now(), now()];
	jest
		.spyOn(systemClock, 'now')
		.mockImplementation(() => epoch + (performance.now() - started) * HASTE);
	jest
		.spyOn(systemClock, 'sleep')
		.mockImplementation(async (ms, signal) => await sleep(Math.ceil(ms / HASTE), signal));
});

/** Everything that a provider was sent, as text. */
const echoOf = ({ method, path, headers, body }: Arrived): string =>
	`${method} ${path} ${JSON.stringify(headers)} ${body.toString()}`;

const inEveryField = (text: string): object => ({
	detail: text,
	name: 'ApiError',
	code: text,
	message: text,
	details: { text, deep: [text] },
	error: { code: text, message: text, details: text },
});

type Echo = (response: ServerResponse, status: number, text: string) => void;

const ECHOES: Array<[string, Echo]> = [
	['its JSON', (response, status, text) => sendJson(response, inEveryField(text), status)],
	[
		'a list of complaints',
		(response, status, text) =>
			sendJson(response, { detail: [{ loc: ['body', 'x'], msg: text }], x: [text] }, status),
	],
	[
		'a page',
		(response, status, text) => {
			response.writeHead(status, { 'content-type': 'text/html' });
			response.end(`<html><body>${text}</body></html>`);
		},
	],
	['plain text', (response, status, text) => response.writeHead(status).end(text.slice(0, 290))],
	['a header', (response, status) => response.writeHead(status, { 'x-seen': CANARY }).end()],
];

/** A node whose log lines are kept. */
function logging(node: INodeType): { node: INodeType; lines: unknown[] } {
	const lines: unknown[] = [];
	const { execute } = node;
	if (execute === undefined) throw new Error('The node does nothing');
	node.execute = async function (this: IExecuteFunctions) {
		for (const level of ['debug', 'info', 'warn', 'error'] as const) {
			jest.spyOn(this.logger, level).mockImplementation((...line) => lines.push(line));
		}
		return await execute.call(this);
	};
	return { node, lines };
}

/** Runs the account's call against this provider, once so that it stops and once so that it continues. */
async function outcomes(account: SafetyAccount, answer: Answer) {
	const server = await startServer(answer);
	const results: Array<{ result: RunResult; lines: unknown[] }> = [];
	for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
		const { node, lines } = logging(account.createNode());
		const result = await runNode({
			node,
			parameters: account.parameters,
			credentials: storeOf(account, server),
			onError,
		});
		results.push({ result, lines });
	}
	return { server, results };
}

function expectNoSecret({ results }: Awaited<ReturnType<typeof outcomes>>): void {
	for (const { result, lines } of results) {
		expect(result.error ?? result.outputs[1]?.[0]).toBeDefined();
		expect(readable(result)).not.toContain(TRACE);
		expect(JSON.stringify(lines)).not.toContain(TRACE);
	}
}

describe.each(ACCOUNTS)('Of the account $credential', (account) => {
	describe.each(ECHOES)('a provider that repeats the request in %s', (_, echo) => {
		it.each([400, 401, 404, 422, 429, 500])('with status %d betrays nothing', async (status) => {
			const seen: string[] = [];
			const outcome = await outcomes(account, (arrived, response) => {
				seen.push(echoOf(arrived));
				echo(response, status, echoOf(arrived));
			});
			expect(seen.join(' ')).toContain(TRACE);
			expectNoSecret(outcome);
		});
	});

	it('a reply that is no JSON betrays nothing', async () => {
		expectNoSecret(await outcomes(account, (arrived, response) => response.end(echoOf(arrived))));
	});

	it('a connection that breaks betrays nothing', async () => {
		expectNoSecret(await outcomes(account, (_, response) => response.destroy()));
	});

	it('a redirect to another origin carries nothing of it', async () => {
		const other = await startServer((_, response) => sendJson(response, account.reply));
		const { results } = await outcomes(account, ({ path }, response) =>
			response.writeHead(302, { location: `${other.url}${path}` }).end(),
		);
		expect(results[0]?.result.error).toBeUndefined();
		expect(other.arrived).toHaveLength(2);
		for (const { headers } of other.arrived) {
			expect(Object.keys(headers).sort()).toEqual([
				'accept',
				'accept-encoding',
				'connection',
				'host',
			]);
			expect(JSON.stringify(headers)).not.toContain(TRACE);
		}
	});

	it('a redirect to the same origin carries it on', async () => {
		const { results, server } = await outcomes(account, ({ query, path }, response) => {
			if (query.has('moved')) sendJson(response, account.reply);
			else response.writeHead(307, { location: `${path}?moved=1` }).end();
		});
		expect(results[0]?.result.error).toBeUndefined();
		expect(server.arrived.map(({ headers }) => JSON.stringify(headers).includes(TRACE))).toEqual([
			true,
			true,
			true,
			true,
		]);
	});

	it('another origin that asks for a credential gets none, and nobody logs in for it', async () => {
		const other = await startServer((_, response) => sendJson(response, {}, 401));
		const { results, server } = await outcomes(account, ({ path }, response) =>
			response.writeHead(302, { location: `${other.url}${path}` }).end(),
		);
		expect(results[0]?.result.error?.message).toContain(
			`sent the request on to ${other.host}, which answered with status 401`,
		);
		expect(server.arrived).toHaveLength(2);
	});

	if (account.login !== undefined) {
		it('a log-in that is sent on goes nowhere', async () => {
			const other = await startServer((_, response) => sendJson(response, { access_token: 'x' }));
			const outcome = await outcomes(account, ({ path }, response) => {
				if (path !== account.login) sendJson(response, {}, 401);
				else response.writeHead(307, { location: `${other.url}${path}` }).end();
			});
			expect(other.arrived).toEqual([]);
			expectNoSecret(outcome);
			expect(outcome.results[0]?.result.error?.message).toContain('status 307');
		});
	}

	it('its test betrays nothing', async () => {
		const server = await startServer((arrived, response) =>
			sendJson(response, inEveryField(echoOf(arrived)), 401),
		);
		const result = await testCredential({ type: account.createType() }, storeOf(account, server));
		expect(result.status).toBe('Error');
		expect(result.message).not.toContain(TRACE);
	});
});

describe('A job that did not succeed', () => {
	it('betrays nothing of what started it', async () => {
		let echo = '';
		const jobs = studio(['ERROR']);
		const server = await startServer((arrived, response, number) => {
			echo ||= echoOf(arrived);
			if (arrived.method === 'POST') return jobs(arrived, response, number);
			return sendJson(response, {
				status: 'OK',
				data: { id: 1, status: 'ERROR', message: echo, input: { headers: [echo] } },
			});
		});
		for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
			const result = await runNode(
				run('image.generate', { credentials: productAi(server.url, `${CANARY}-job`), onError }),
			);
			expect(result.error?.message ?? result.outputs[1]?.[0]?.json.error).toContain(
				'did not succeed',
			);
			expect(readable(result)).not.toContain(TRACE);
		}
		expect(echo).toContain(TRACE);
	});
});

it.each(['ftp://', 'https://'])(
	'A base URL %s with a password in it is not repeated',
	async (scheme) => {
		const [account] = ACCOUNTS;
		if (account === undefined) throw new Error('There are accounts');
		const result = await runNode({
			node: account.createNode(),
			parameters: account.parameters,
			credentials: storeOf(account, { url: `${scheme}me:${TRACE}@api.test` }),
		});
		expect(result.error?.message).toContain('base URL');
		expect(readable(result)).not.toContain(TRACE);
	},
);
