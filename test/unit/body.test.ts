import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { decode, discard, header, readText, retryAfterMs } from '../../nodes/shared/http/body';
import { send } from '../../nodes/shared/http/client';
import { startServer, type TestServer } from '../engine/xcScribe/support';

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('Retry-After', () => {
	it.each([
		['7', 7000],
		[' 7 ', 7000],
		['0', 0],
		['1.5', 1500],
		['Sun, 01 Mar 2026 12:01:30 GMT', 90_000],
		['Sun, 01 Mar 2026 11:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
	])('%j is %j ms', (value, expected) => {
		expect(retryAfterMs(value, NOW)).toBe(expected);
	});

	it('is never a time in the past', () => {
		fc.assert(
			fc.property(fc.string(), (value) => {
				expect(retryAfterMs(value, NOW) ?? 0).toBeGreaterThanOrEqual(0);
			}),
		);
	});

	it('as a date is the time from now', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seconds) => {
				const date = new Date(NOW + seconds * 1000).toUTCString();
				expect(retryAfterMs(date, NOW)).toBe(seconds * 1000);
			}),
		);
	});
});

describe('A body', () => {
	it('is decoded as JSON, text or nothing', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = JSON.stringify(value);
				const expected: unknown = JSON.parse(text);
				expect(decode(text)).toEqual({ json: true, value: expected });
			}),
		);
		expect(decode('{"a":')).toEqual({ json: false, value: '{"a":' });
		expect(decode(' \n')).toEqual({ json: false });
	});

	it('has headers, of which the first counts', () => {
		const headers = { a: ['1', '2'], b: '3' };
		expect(['a', 'b', 'c'].map((name) => header({ headers }, name))).toEqual(['1', '3', undefined]);
	});
});

describe('A body from the network', () => {
	const get = async (server: TestServer) =>
		await send({ method: 'GET', url: server.url, headers: {}, replyWithinMs: 5000 });

	const endless = (response: ServerResponse): void => {
		const write = (): void => {
			while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 'a')));
			if (!response.destroyed) response.once('drain', write);
		};
		write();
	};

	it('is read up to its limit, in UTF-8 wherever it was cut', async () => {
		const server = await startServer(async (_, response) => {
			for (const byte of Buffer.from('Çay ☕')) {
				response.write(Buffer.from([byte]));
				await pause(1);
			}
			response.end();
		});
		expect(await readText(await get(server), Buffer.byteLength('Çay ☕'))).toBe('Çay ☕');
	});

	it('larger than the limit is let go at once, with its connection', async () => {
		const server = await startServer((_, response) => endless(response));
		await expect(readText(await get(server), 2 * 1024 * 1024)).rejects.toMatchObject({
			kind: 'unreadable',
			message: 'The reply is larger than 2 MB',
			facts: { advice: 'Ask for less at once, e.g. with a filter', status: 200 },
		});
		expect(await server.idle()).toBe(0);
	});

	it('that nobody wants leaves its connection to the next request', async () => {
		const server = await startServer((_, response) => response.end('not wanted'));
		for (let request = 0; request < 5; request += 1) await discard(await get(server));
		expect(server.arrived).toHaveLength(5);
		expect(server.connections).toBe(1);
	});

	it.each<[string, (response: ServerResponse) => void]>([
		['has no end', endless],
		[
			'breaks off',
			(response) => {
				response.write('a', () => response.destroy());
			},
		],
	])('that nobody wants and that %s disturbs nobody', async (_, answer) => {
		const server = await startServer((_, response) => answer(response));
		await expect(discard(await get(server))).resolves.toBeUndefined();
		expect(await server.idle()).toBe(0);
	});
});

describe('A reply', () => {
	it('that does not begin in time ends the request', async () => {
		const server = await startServer(() => undefined);
		const request = send({ method: 'POST', url: server.url, headers: {}, replyWithinMs: 300 });
		await expect(request).rejects.toMatchObject({
			kind: 'outcome-unknown',
			message: `${server.host} did not answer in time`,
		});
	});

	it('is not asked for when n8n forbids the address', async () => {
		const server = await startServer((_, response) => response.end());
		const egress = {
			validateUrl: async () => ({ ok: false as const, error: new Error('blocked') }),
			createSecureLookup: () => () => undefined,
		};
		await expect(
			send({ method: 'GET', url: server.url, headers: {}, replyWithinMs: 300 }, egress),
		).rejects.toMatchObject({
			kind: 'input',
			message: `n8n does not allow connections to ${server.host}`,
		});
		expect(server.connections).toBe(0);
	});

	it('is not asked for after the execution was cancelled', async () => {
		const server = await startServer((_, response) => response.end());
		await expect(
			send({
				method: 'GET',
				url: server.url,
				headers: {},
				replyWithinMs: 300,
				signal: AbortSignal.abort(),
			}),
		).rejects.toMatchObject({ kind: 'cancelled' });
		expect(server.connections).toBe(0);
	});
});
