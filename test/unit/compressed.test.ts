import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { discard, readText } from '../../nodes/shared/http/body';
import { send, type HttpRequest } from '../../nodes/shared/http/client';
import { transportFault } from '../../nodes/shared/http/transportFault';
import { startServer } from '../engine/xcScribe/support';

const MEGABYTE = 1024 * 1024;

/** A server that answers every request like this, and the reply of a first one. */
async function ask(
	answer: (response: ServerResponse) => void,
	method: HttpRequest['method'] = 'GET',
) {
	const server = await startServer((_, response) => answer(response));
	const request: HttpRequest = { method, url: server.url, headers: {}, replyWithinMs: 5000 };
	return { server, request, reply: await send(request) };
}

const encoded =
	(content: Buffer, encoding: string, status = 200) =>
	(response: ServerResponse): void => {
		response.writeHead(status, { 'content-encoding': encoding });
		response.end(content);
	};

/** 256 MB of zeros in a quarter of a megabyte, made of members that are read one after the other. */
const bomb = (): Buffer => Buffer.concat(Array(16).fill(gzipSync(Buffer.alloc(16 * MEGABYTE))));

const TEXT = 'Çay süzgeci ☕ '.repeat(5000);

describe('A compressed reply', () => {
	it.each([
		['gzip', gzipSync],
		['GZIP', gzipSync],
		['x-gzip', gzipSync],
		['deflate', deflateSync],
		['br', brotliCompressSync],
	] as const)('in %s is read as what it was', async (encoding, compress) => {
		const { reply, server } = await ask(encoded(compress(Buffer.from(TEXT)), encoding));
		expect(server.arrived[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
		expect((await readText(reply)) === TEXT).toBe(true);
	});

	it('leaves its connection to the next request', async () => {
		const { server, request, reply } = await ask(encoded(gzipSync('a'), 'gzip'));
		expect(await readText(reply)).toBe('a');
		for (let n = 0; n < 4; n += 1) expect(await readText(await send(request))).toBe('a');
		expect(server.arrived).toHaveLength(5);
		expect(server.connections).toBe(1);
	});

	it('without a body is an empty one', async () => {
		for (const status of [204, 304]) {
			const { reply } = await ask((response) => {
				response.writeHead(status, { 'content-encoding': 'gzip' }).end();
			});
			expect(await readText(reply)).toBe('');
		}
		const { reply } = await ask((response) => {
			response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '0' }).end();
		});
		expect(await readText(reply)).toBe('');
	});

	it('that is a bomb ends at the limit, with its connection, and fills no memory', async () => {
		const content = bomb();
		const { server, reply } = await ask(encoded(content, 'gzip'));
		const before = process.memoryUsage().rss;
		await expect(readText(reply, 8 * MEGABYTE)).rejects.toMatchObject({
			kind: 'unreadable',
			message: 'The reply is larger than 8 MB',
		});
		expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEGABYTE);
		expect(await server.idle()).toBe(0);
	});

	it('that is a bomb and that nobody wants is let go', async () => {
		const { server, reply } = await ask(encoded(bomb(), 'gzip'));
		await discard(reply);
		expect(await server.idle()).toBe(0);
		expect(reply.body.destroyed).toBe(true);
	});

	const whole = gzipSync(randomBytes(50_000));
	const turned = Buffer.from(whole);
	turned.fill(0, 1000, 1100);
	it.each([
		['is no gzip at all', Buffer.from('{"plain": "text"}'), 'gzip'],
		['is cut off', whole.subarray(0, 20_000), 'gzip'],
		['holds other bytes', turned, 'gzip'],
		['is no brotli at all', Buffer.from('{"plain": "text and more"}'), 'br'],
	])('that %s is a fault of its own', async (_, content, encoding) => {
		for (const method of ['GET', 'POST'] as const) {
			const { server, reply } = await ask(encoded(content, encoding), method);
			const cause: unknown = await readText(reply).catch((thrown: unknown) => thrown);
			const { kind, message } = transportFault(cause, { method, host: server.host });
			expect(kind).toBe(method === 'GET' ? 'unreadable' : 'outcome-unknown');
			expect(message).toContain(`The compressed reply of ${server.host} is damaged`);
		}
	});

	it('whose connection breaks is a broken connection', async () => {
		const { server, reply } = await ask((response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' });
			response.write(whole.subarray(0, 20_000), () => setTimeout(() => response.destroy(), 20));
		});
		const cause: unknown = await readText(reply).catch((thrown: unknown) => thrown);
		const fault = transportFault(cause, { method: 'GET', host: server.host });
		expect(fault).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('broke before the reply was complete'),
		});
	});

	it('that its reader leaves frees the connection', async () => {
		const { server, reply } = await ask((response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' });
			response.write(whole.subarray(0, 20_000));
		});
		reply.body.on('error', () => undefined).destroy();
		expect(await server.idle()).toBe(0);
	});

	it.each(['zstd', 'gzip, br'])('in %s, which nobody asked for, is refused', async (encoding) => {
		for (const method of ['GET', 'PUT'] as const) {
			const server = await startServer((_, response) =>
				encoded(Buffer.from('???'), encoding)(response),
			);
			const reply = send({ method, url: server.url, headers: {}, replyWithinMs: 5000 });
			await expect(reply).rejects.toMatchObject({
				kind: method === 'GET' ? 'unreadable' : 'outcome-unknown',
				message: `${server.host} compressed its reply in a way that is not known (${encoding})`,
			});
			expect(await server.idle()).toBe(0);
		}
	});
});

describe('A body that drips for ever', () => {
	const drip = (response: ServerResponse): void => {
		const timer = setInterval(() => response.write('a'), 10);
		response.on('close', () => clearInterval(timer));
	};

	it('ends when its time is over, with its connection', async () => {
		const { server, reply } = await ask(drip);
		const cause: unknown = await readText(reply, MEGABYTE, 100).catch((thrown: unknown) => thrown);
		expect(transportFault(cause, { method: 'GET', host: server.host }).message).toBe(
			`${server.host} did not answer in time`,
		);
		expect(await server.idle()).toBe(0);
	});

	it.each<[string, (response: ServerResponse) => void, number]>([
		['ended', (response) => response.end('a'), MEGABYTE],
		['was too large', (response) => response.end('aaaa'), 3],
		['broke off', (response) => response.write('a', () => response.destroy()), MEGABYTE],
	])('is watched by no timer after it %s', async (_, answer, maximumBytes) => {
		const { reply } = await ask(answer);
		const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
		const before = timers().length;
		await readText(reply, maximumBytes).catch(() => undefined);
		expect(timers().length).toBeLessThanOrEqual(before);
	});
});
