import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { runNode, startNode } from '../engine/harness';
import { watchWire } from '../engine/wire';
import {
	account,
	byId,
	jsonOf,
	numbered,
	pairsOf,
	projectRecord,
	scribe,
	sendJson,
	startServer,
	type Arrived,
} from '../engine/xcScribe/support';

const LOGIN = '/api/v1/auth/login';
const ME = '/api/v1/users/me';
const PROJECTS = '/api/v1/projects/';

const refuse = (response: ServerResponse): void =>
	sendJson(response, { detail: 'Not authenticated' }, 401);
const bearer = ({ headers }: Arrived): string =>
	(headers.authorization ?? '').replace('Bearer ', '');

const reading = (url: string, count: number) =>
	scribe('project.get', {
		credentials: account(url),
		input: numbered(count),
		parameters: { projectId: byId('={{ "p-" + $json.n }}'), options: { concurrency: 5 } },
		onError: 'continueRegularOutput',
	});

describe('A provider that takes the log-in', () => {
	it('and refuses the new token as well is asked for one token, not for one an item', async () => {
		let logins = 0;
		const server = await startServer(({ path }, response) => {
			if (path === LOGIN) sendJson(response, { access_token: `fresh-${++logins}` });
			else refuse(response);
		});
		const result = await runNode(reading(server.url, 30));
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(pairsOf(result)).toEqual(numbered(30).map((_, n) => n));
		for (const { details } of jsonOf(result)) expect(details).toMatchObject({ kind: 'credential' });
	});

	it('and refuses a single item for no reason loses none of the others', async () => {
		const server = await startServer(({ path }, response) => {
			if (path === ME) sendJson(response, { id: 'me' });
			else if (path === `${PROJECTS}p-3`) refuse(response);
			else sendJson(response, projectRecord(path.slice(PROJECTS.length)));
		});
		const result = await runNode(reading(server.url, 30));
		expect(server.to(LOGIN)).toEqual([]);
		expect(jsonOf(result).map(({ id, details }) => id ?? details)).toEqual(
			numbered(30).map((_, n) =>
				n === 3 ? expect.objectContaining({ kind: 'credential' }) : `p-${n}`,
			),
		);
	});
});

it('A log-in whose execution is cancelled does not fail the executions that wait for it', async () => {
	let release = (): void => undefined;
	const released = new Promise<void>((resolve) => {
		release = resolve;
	});
	const server = await startServer(async (arrived, response) => {
		// n8n asks there whether the token is still good, and logs in when it is not.
		if (arrived.path === ME) await released;
		if (arrived.path === LOGIN) sendJson(response, { access_token: 'fresh-1' });
		else if (bearer(arrived) !== 'fresh-1') refuse(response);
		else sendJson(response, projectRecord(arrived.path.slice(PROJECTS.length)));
	});
	const credentials = account(server.url);
	const first = await startNode({ ...reading(server.url, 5), credentials });
	while (server.to(ME).length === 0) await pause(5);
	const wire = watchWire(server.url);
	const second = await startNode({ ...reading(server.url, 5), credentials });
	// Since its requests were refused, it waits for the same log-in.
	while (wire.answered.length < 5) await pause(5);
	wire.stop();
	first.cancel();
	expect((await first.result).status).toBe('canceled');
	release();
	const { json } = await second.result;
	expect(json.map(({ id }) => id)).toEqual(['p-0', 'p-1', 'p-2', 'p-3', 'p-4']);
	expect(server.to(LOGIN)).toHaveLength(1);
});
