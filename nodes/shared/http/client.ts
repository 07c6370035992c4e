import type { Readable } from 'node:stream';
import type * as Undici from 'undici';
import type { Dispatcher, FormData as UndiciFormData } from 'undici';

import { ACCEPTED_ENCODINGS, decoded, encodingOf } from './decompress';
import { egressFault, lookupOf, type EgressFilter } from './egress';
import { cancelledFault } from './faults';
import { transportFault, unreadableFault } from './transportFault';

/** One field of a multipart body. */
export type MultipartPart =
	{ name: string; value: string } | { name: string; content: Blob; fileName: string };

/** A request that is ready to leave. A body can be sent again, so no streams here. */
export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	url: string;
	headers: Record<string, string>;
	/** Text, or the parts of a multipart/form-data body. */
	body?: string | readonly MultipartPart[];
	/** Milliseconds until the reply has to begin. */
	replyWithinMs: number;
	/** Whether to connect although the server's certificate cannot be verified. Only ever the user's own wish. */
	insecure?: boolean;
	signal?: AbortSignal;
}

/** A reply whose body is decompressed and not read. It has to be read or destroyed, or its connection stays taken. */
export interface HttpReply {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: Readable;
}

/** A body may pause this long between two chunks. */
const BODY_IDLE_MS = 120_000;
const CONNECT_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;

/** What tells of a proxy, as undici's EnvHttpProxyAgent reads it. */
const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** undici and a connection pool of it. */
interface Pool {
	undici: typeof Undici;
	dispatcher: Dispatcher;
}

type Pools = Map<EgressFilter | undefined, Promise<Pool>>;

/**
 * The process's connection pools, one an egress policy; undici keeps one set of connections an origin in each.
 * Connections whose certificate nobody verified are kept apart, so that no other request can come to use one.
 */
const verifying: Pools = new Map();
const insecure: Pools = new Map();

/** undici is loaded with the first request, because n8n loads every node at its start. */
async function createPool(egress: EgressFilter | undefined, verify: boolean): Promise<Pool> {
	const undici = await import('undici');
	const tls = verify ? {} : { rejectUnauthorized: false };
	const options = {
		keepAliveTimeout: KEEP_ALIVE_MS,
		bodyTimeout: BODY_IDLE_MS,
		connect: {
			...tls,
			timeout: CONNECT_MS,
			...(egress === undefined ? {} : { lookup: lookupOf(egress) }),
		},
	};
	// The agent that knows proxies looks for one with each request.
	const dispatcher = PROXY_VARIABLES.some((name) => (process.env[name] ?? '') !== '')
		? // `requestTls` is what the connection through the proxy to the server itself is made with.
			new undici.EnvHttpProxyAgent({ ...options, requestTls: tls })
		: new undici.Agent(options);
	return { undici, dispatcher };
}

function poolFor(egress: EgressFilter | undefined, verify: boolean): Promise<Pool> {
	const pools = verify ? verifying : insecure;
	const pool = pools.get(egress) ?? createPool(egress, verify);
	pools.set(egress, pool);
	return pool;
}

/**
 * Sends one request and returns as soon as the reply's headers are there. Redirects are not followed.
 * @throws Fault of kind `cancelled`, `unavailable` (never reached the server) or `outcome-unknown`
 */
export async function send(request: HttpRequest, egress?: EgressFilter): Promise<HttpReply> {
	if (request.signal?.aborted === true) throw cancelledFault();
	if (egress !== undefined && !(await egress.validateUrl(request.url)).ok) {
		throw egressFault(new URL(request.url).host);
	}
	const { undici, dispatcher } = await poolFor(egress, request.insecure !== true);
	return await undici
		.request(request.url, {
			method: request.method,
			headers: { 'accept-encoding': ACCEPTED_ENCODINGS, ...request.headers },
			body:
				typeof request.body === 'object'
					? toFormData(request.body, undici.FormData)
					: (request.body ?? null),
			dispatcher,
			headersTimeout: request.replyWithinMs,
			...(request.signal === undefined ? {} : { signal: request.signal }),
		})
		.then(
			({ statusCode, headers, body }) => readable({ status: statusCode, headers, body }, request),
			(cause: unknown) =>
				Promise.reject(transportFault(cause, { ...request, host: new URL(request.url).host })),
		);
}

/** The reply with its body decompressed. */
function readable(reply: HttpReply, { method, url }: HttpRequest): HttpReply {
	const { status, headers, body } = reply;
	const encoding = encodingOf(headers['content-encoding'], status, headers['content-length']);
	if (encoding === undefined) return reply;
	const plain = decoded(body, encoding);
	if (plain !== undefined) return { status, headers, body: plain };
	body.on('error', () => undefined).destroy();
	throw unreadableFault(
		method,
		`${new URL(url).host} compressed its reply in a way that is not known (${encoding.slice(0, 40)})`,
	);
}

function toFormData(parts: readonly MultipartPart[], Form: typeof UndiciFormData): UndiciFormData {
	const form = new Form();
	for (const part of parts) {
		if ('content' in part) form.append(part.name, part.content, part.fileName);
		else form.append(part.name, part.value);
	}
	return form;
}
