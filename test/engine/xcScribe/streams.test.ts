import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { runNode, startNode } from '../harness';
import { watchWire } from '../wire';
import {
	account,
	jsonOf,
	numbered,
	pairsOf,
	PROJECT,
	scribe,
	sendJson,
	startServer,
	type TestServer,
} from './support';

const EVENTS = [
	': welcome',
	'',
	'event: progress',
	'id: 1',
	'data: {"item": "Çay süzgeci ☕", "current": 1}',
	'',
	'data: first line',
	'data: second line',
	'',
	'event: error',
	'data: {"error": "Item 3 is too long"}',
	'',
	': keep-alive',
	'',
	'event: done',
	'id: 2',
	'data:{"total":3}',
	'',
	'',
].join('\n');

const ROWS = [
	{ event: 'progress', data: { item: 'Çay süzgeci ☕', current: 1 }, id: '1' },
	{ event: 'message', data: 'first line\nsecond line' },
	{ event: 'error', data: { error: 'Item 3 is too long' } },
	{ event: 'done', data: { total: 3 }, id: '2' },
];

const begin = (response: ServerResponse): void => {
	response.socket?.setNoDelay(true);
	response.writeHead(200, { 'content-type': 'text/event-stream' });
};

const stream = (server: TestServer, onError?: 'continueErrorOutput') =>
	scribe('content.generateStream', {
		credentials: account(server.url),
		...(onError === undefined ? {} : { onError }),
	});

describe('A stream', () => {
	it.each([
		['lines of LF', EVENTS],
		['lines of CRLF', EVENTS.replaceAll('\n', '\r\n')],
		['lines of CR', EVENTS.replaceAll('\n', '\r')],
		['a byte order mark', `\uFEFF${EVENTS}`],
	])('with %s becomes one item an event, paired', async (_, text) => {
		const server = await startServer((_, response) => {
			begin(response);
			response.end(text);
		});
		const result = await runNode(stream(server));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual(ROWS);
		expect(pairsOf(result)).toEqual([0, 0, 0, 0]);
		expect(server.arrived).toMatchObject([
			{
				method: 'POST',
				path: `/api/v1/projects/${PROJECT}/generate/stream`,
				headers: { accept: expect.stringContaining('text/event-stream') },
			},
		]);
	});

	it('may be cut at any byte', async () => {
		const bytes = Buffer.from(EVENTS);
		const server = await startServer(async ({ path }, response) => {
			const cut = Number(/p-(\d+)/.exec(path)?.[1]);
			begin(response);
			response.write(bytes.subarray(0, cut));
			await pause(2);
			response.end(bytes.subarray(cut));
		});
		const input = numbered(bytes.length - 1);
		const result = await runNode(
			scribe('content.generateStream', {
				parameters: {
					projectId: { __rl: true, mode: 'id', value: '={{ "p-" + ($json.n + 1) }}' },
					options: { concurrency: 20 },
				},
				credentials: account(server.url),
				input,
			}),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual(input.flatMap(() => ROWS));
	});

	it('may come byte by byte', async () => {
		const server = await startServer(async (_, response) => {
			begin(response);
			for (const byte of Buffer.from(EVENTS)) {
				response.write(Buffer.from([byte]));
				await pause(0);
			}
			response.end();
		});
		expect(jsonOf(await runNode(stream(server)))).toEqual(ROWS);
	});

	it('without an event gives no item', async () => {
		const server = await startServer((_, response) => {
			begin(response);
			response.end(': nothing to do\n\n');
		});
		const result = await runNode(stream(server));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([]);
	});

	it('that comes as plain JSON is given on as it is', async () => {
		const server = await startServer((_, response) => sendJson(response, { generated: 3 }));
		expect(jsonOf(await runNode(stream(server)))).toEqual([{ generated: 3 }]);
	});

	it('that is refused before it begins says why', async () => {
		const server = await startServer((_, response) =>
			sendJson(response, { detail: 'Balance too low' }, 402),
		);
		const { error } = await runNode(stream(server));
		expect(error?.message).toBe(
			'XC Scribe stopped because the XCT balance is too low: Balance too low',
		);
		expect(server.arrived).toHaveLength(1);
	});
});

describe('A stream that breaks in the middle', () => {
	const breaking = async () =>
		await startServer(async (_, response) => {
			begin(response);
			response.write(EVENTS.slice(0, EVENTS.indexOf('event: done')));
			response.write('event: done\ndata: {"tot');
			await pause(30);
			response.destroy();
		});

	it('tells how far it got and where to look', async () => {
		const server = await breaking();
		const result = await runNode(stream(server, 'continueErrorOutput'));
		expect(jsonOf(result)).toEqual([]);
		expect(jsonOf(result, 1)).toEqual([
			{
				error: expect.stringContaining('broke before the reply was complete'),
				details: {
					kind: 'outcome-unknown',
					code: expect.any(String),
					advice: expect.stringContaining('Look at the jobs and the items of the project'),
					eventsReceived: 3,
					lastEvent: ROWS[2],
				},
			},
		]);
	});

	it('is not asked for again', async () => {
		const server = await breaking();
		const { error } = await runNode(stream(server));
		expect(error?.description).toContain('It may have been carried out all the same');
		expect(server.arrived).toHaveLength(1);
	});
});

describe('Cancelling while a stream runs', () => {
	it('ends run and connection, however long the stream would last', async () => {
		const server = await startServer((_, response) => {
			begin(response);
			response.write(EVENTS);
		});
		const wire = watchWire(server.url);
		const { result, cancel } = await startNode(stream(server));
		while (wire.answered.length === 0) await pause(5);
		wire.stop();
		cancel();
		expect((await result).status).toBe('canceled');
		expect(await server.idle()).toBe(0);
	});
});
