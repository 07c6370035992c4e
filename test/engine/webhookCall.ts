import { IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { parse } from 'node:querystring';

import type { Request, Response } from 'express';
import { jsonParse, UnexpectedError } from 'n8n-workflow';

import { isObject } from './guards';

/** A call as the provider sends it. */
export interface CallContent {
	/** The bytes, or what is sent as compact JSON. */
	body?: string | Buffer | object;
	headers?: Record<string, string>;
	method?: string;
	query?: Record<string, string>;
	/** `application/json` when there is a body. */
	contentType?: string;
	/** Replaces what n8n's body parser would make of the bytes. */
	parsed?: unknown;
}

/**
 * What n8n hands to webhook(): Node's own request with the members that Express and n8n's body reader add. Its stream is at
 * its end, as n8n has read it. `body` is `any` to a node, so it is of no known type here.
 */
export class WebhookRequest extends IncomingMessage {
	readonly originalUrl: string;
	readonly path: string;
	readonly query: Record<string, string>;
	readonly params: Record<string, string> = {};
	body: unknown;
	private readonly bytes: Buffer;

	constructor(path: string, method: string, content: CallContent) {
		super(new Socket());
		this.bytes = toBytes(content.body);
		this.query = content.query ?? {};
		const search = new URLSearchParams(this.query).toString();
		this.method = method;
		this.path = path;
		this.url = search === '' ? path : `${path}?${search}`;
		this.originalUrl = this.url;
		Object.assign(this.headers, toHeaders(content, this.bytes.length));
		const type = this.headers['content-type']?.split(';')[0]?.toLowerCase();
		if (type !== undefined) this.contentType = type;
		this.encoding = 'utf-8';
		this.push(null);
		this.resume();
	}

	/** Gives the bytes to a node whose kind of call n8n does not read on its own. */
	override async readRawBody(): Promise<void> {
		this.rawBody = this.bytes;
	}

	get(name: string): string | string[] | undefined {
		return this.headers[name.toLowerCase()];
	}

	header(name: string): string | string[] | undefined {
		return this.get(name);
	}

	/**
	 * Does what n8n does with the body before it calls the node.
	 * @param typeVersion n8n reads and parses every body for a node of version 1, and only known types for a later one
	 * @throws what the parser throws: n8n answers 422 then
	 */
	async parseBody(typeVersion: number, content: CallContent): Promise<void> {
		const replaced = 'parsed' in content;
		if (!replaced && this.contentType?.startsWith('multipart/') === true) {
			throw new UnexpectedError(
				'The harness reads no forms: give what n8n would make of it as "parsed"',
			);
		}
		if (!replaced && typeVersion > 1 && !isParsable(this.contentType)) return;
		await this.readRawBody();
		if (replaced) this.body = content.parsed;
		else if (this.bytes.length > 0) this.body = this.parsed();
	}

	private parsed(): unknown {
		const type = this.contentType ?? '';
		const text = this.bytes.toString(this.encoding);
		if (type === 'application/json') return jsonParse<unknown>(withoutMark(text));
		if (type === 'text/plain') return text;
		if (type === 'application/x-www-form-urlencoded') return parse(withoutMark(text));
		if (/[/+]xml$/.test(type)) {
			throw new UnexpectedError(
				'The harness reads no XML: give what n8n would make of it as "parsed"',
			);
		}
		return undefined;
	}
}

/** Records what the node, or n8n, answers. It has those of Express's methods that nodes use. */
export class WebhookResponse extends ServerResponse<WebhookRequest> {
	readonly locals: Record<string, unknown> = {};
	/** Ends when the answer is complete. */
	readonly ended: Promise<void>;
	private readonly chunks: Buffer[] = [];

	constructor(request: WebhookRequest) {
		super(request);
		this.ended = new Promise((resolve) => this.once('finish', resolve));
	}

	/** The answer's body so far. */
	get text(): string {
		return Buffer.concat(this.chunks).toString();
	}

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	sendStatus(code: number): this {
		return this.status(code)
			.type('text/plain; charset=utf-8')
			.send(STATUS_CODES[code] ?? String(code));
	}

	set(field: string | Record<string, string>, value = ''): this {
		const fields = typeof field === 'string' ? { [field]: value } : field;
		for (const [name, content] of Object.entries(fields)) this.setHeader(name, content);
		return this;
	}

	header(field: string | Record<string, string>, value?: string): this {
		return this.set(field, value);
	}

	get(name: string): string | undefined {
		return this.getHeader(name)?.toString();
	}

	type(type: string): this {
		return this.set('content-type', type);
	}

	json(value: unknown): this {
		if (!this.hasHeader('content-type')) this.type('application/json; charset=utf-8');
		return this.send(value === undefined ? '' : JSON.stringify(value));
	}

	send(content?: unknown): this {
		const plain = content === undefined || content === null;
		if (!plain && typeof content !== 'string' && !Buffer.isBuffer(content)) {
			return this.json(content);
		}
		const isText = typeof content === 'string';
		if (!this.hasHeader('content-type') && !plain) {
			this.type(isText ? 'text/html; charset=utf-8' : 'application/octet-stream');
		}
		const bytes = Buffer.from(content ?? '');
		this.setHeader('content-length', bytes.length);
		return this.end(bytes);
	}

	override writeHead(statusCode: number, ...rest: unknown[]): this {
		// Node keeps headers that come this way to itself unless they were set before.
		const headers = rest.find(isObject) ?? {};
		for (const [name, value] of Object.entries(headers)) this.setHeader(name, String(value));
		return super.writeHead(statusCode);
	}

	override write(...args: unknown[]): boolean {
		if (!this.headersSent) this.writeHead(this.statusCode);
		this.record(args);
		return true;
	}

	override end(...args: unknown[]): this {
		if (this.writableEnded) return this;
		this.record(args);
		super.end();
		// There is no socket that would say so.
		process.nextTick(() => {
			this.emit('finish');
			this.emit('close');
		});
		return this;
	}

	/** The arguments of write() and end(): content, its encoding, what is to be called then. */
	private record([content, ...rest]: unknown[]): void {
		if (typeof content === 'string') this.chunks.push(Buffer.from(content, toEncoding(rest[0])));
		else if (content instanceof Uint8Array) this.chunks.push(Buffer.from(content));
		const callback = [content, ...rest].find(isCallback);
		if (callback) process.nextTick(callback);
	}
}

/** Both have what nodes use of Express; this lets n8n's types believe that it is all of it. */
export function isExpressRequest(request: IncomingMessage): request is Request {
	return request instanceof WebhookRequest;
}

/** See isExpressRequest. */
export function isExpressResponse(response: ServerResponse<IncomingMessage>): response is Response {
	return response instanceof WebhookResponse;
}

function isCallback(value: unknown): value is () => void {
	return typeof value === 'function';
}

function toEncoding(value: unknown): BufferEncoding {
	return typeof value === 'string' && Buffer.isEncoding(value) ? value : 'utf-8';
}

function toBytes(body: CallContent['body']): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'object' ? JSON.stringify(body) : (body ?? ''));
}

/** In lower case, as Node gives them. */
function toHeaders(content: CallContent, length: number): Record<string, string> {
	const type = content.contentType ?? (content.body === undefined ? undefined : 'application/json');
	const own = Object.entries(content.headers ?? {});
	return {
		host: 'n8n.test',
		...(content.body === undefined ? {} : { 'content-length': String(length) }),
		...(type === undefined ? {} : { 'content-type': type }),
		...Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), value])),
	};
}

function isParsable(type = ''): boolean {
	return (
		['application/json', 'text/plain', 'application/x-www-form-urlencoded'].some((known) =>
			type.startsWith(known),
		) || /[/+]xml$/.test(type)
	);
}

/** JSON.parse refuses a byte order mark, so n8n takes it off; the raw body keeps it. */
function withoutMark(text: string): string {
	return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
