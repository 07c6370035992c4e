import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface WireRequest {
	url: string;
	method?: string;
	headers?: Record<string, string>;
	/** Sent as JSON. */
	body?: unknown;
}

/** What came over a bare TCP connection. */
export interface Wire {
	/** All bytes, as Latin-1 text. */
	text: string;
	/** The bytes after the head. */
	body: string;
	/** `end` for an orderly end by the other side, else the code of the error. */
	ending: string;
	/** Milliseconds from the request to the first byte, and to the end. */
	firstByteAfter: number;
	endAfter: number;
}

/** Sends one request over a connection of its own, without any HTTP client, and reads to the end. */
export function overTheWire({ url, method = 'GET', headers, body }: WireRequest): Promise<Wire> {
	const { hostname, port, pathname, search, host } = new URL(url);
	const sent = body === undefined ? '' : JSON.stringify(body);
	const head = {
		host,
		connection: 'close',
		...(body === undefined
			? {}
			: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) }),
		...headers,
	};
	const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
	return new Promise((resolve) => {
		const start = performance.now();
		const chunks: Buffer[] = [];
		let firstByteAfter = Infinity;
		let ending = 'close';
		const socket = connect(Number(port), hostname);
		socket.write([`${method} ${pathname}${search} HTTP/1.1`, ...lines, '', sent].join('\r\n'));
		socket.on('data', (chunk: Buffer) => {
			firstByteAfter = Math.min(firstByteAfter, performance.now() - start);
			chunks.push(chunk);
		});
		socket.on('end', () => {
			ending = 'end';
		});
		socket.on('error', (error: NodeJS.ErrnoException) => {
			ending = error.code ?? error.message;
		});
		socket.on('close', () => {
			const text = Buffer.concat(chunks).toString('latin1');
			const border = text.indexOf('\r\n\r\n');
			resolve({
				text,
				body: border < 0 ? '' : text.slice(border + 4),
				ending,
				firstByteAfter,
				endAfter: performance.now() - start,
			});
		});
	});
}

/** A whole reply as Node's own client sees it, neither unpacked nor redirected. */
export interface WholeReply {
	status: number;
	headers: IncomingHttpHeaders;
	bytes: Buffer;
	text: string;
}

/** Sends one request; rejects with the client's error when no whole reply comes. */
export function ask({ url, method = 'GET', headers, body }: WireRequest): Promise<WholeReply> {
	const type = body === undefined ? {} : { 'content-type': 'application/json' };
	return new Promise((resolve, reject) => {
		const request = httpRequest(url, { method, agent: false, headers: { ...type, ...headers } });
		request.on('error', reject);
		request.on('response', (response) => {
			buffer(response).then((bytes) => {
				const { statusCode: status = 0, headers: received } = response;
				resolve({ status, headers: received, bytes, text: bytes.toString('utf8') });
			}, reject);
		});
		request.end(body === undefined ? undefined : JSON.stringify(body));
	});
}
