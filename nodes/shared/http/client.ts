import type { NodeEgressFilter } from 'n8n-workflow';
import type { Readable } from 'node:stream';
import type * as Undici from 'undici';
import type { Dispatcher, FormData as UndiciFormData } from 'undici';

import { cancelledFault, Fault } from './faults';

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
	signal?: AbortSignal;
}

/** A reply whose body has not been read. It has to be read or destroyed, or its connection stays taken. */
export interface HttpReply {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	body: Readable;
}

/** Decides which addresses may be connected to: n8n's own filter, which older versions of n8n do not have. */
export type EgressFilter = Pick<NodeEgressFilter, 'validateUrl' | 'createSecureLookup'>;

/** A body may pause this long between two chunks. */
const BODY_IDLE_MS = 120_000;
const CONNECT_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;

/** Faults in which the request never reached the server. */
const NEVER_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** undici and a connection pool of it. */
interface Pool {
	undici: typeof Undici;
	dispatcher: Dispatcher;
}

/**
 * The process's connection pools, one an egress policy; undici keeps one set of connections an origin in each.
 * undici is loaded with the first request, because n8n loads every node at its start.
 */
const pools = new Map<EgressFilter | undefined, Promise<Pool>>();

async function createPool(egress: EgressFilter | undefined): Promise<Pool> {
	const undici = await import('undici');
	const dispatcher = new undici.EnvHttpProxyAgent({
		keepAliveTimeout: KEEP_ALIVE_MS,
		bodyTimeout: BODY_IDLE_MS,
		connect: {
			timeout: CONNECT_MS,
			...(egress === undefined ? {} : { lookup: egress.createSecureLookup() }),
		},
	});
	return { undici, dispatcher };
}

function poolFor(egress: EgressFilter | undefined): Promise<Pool> {
	const pool = pools.get(egress) ?? createPool(egress);
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
		throw new Fault({
			kind: 'input',
			message: `n8n does not allow connections to ${new URL(request.url).host}`,
			advice:
				'Ask the administrator of n8n to allow this address, or correct the base URL of the credential',
		});
	}
	const { undici, dispatcher } = await poolFor(egress);
	// A combined signal per request keeps thousands of requests from adding listeners to one cancel signal.
	const signal = request.signal === undefined ? undefined : AbortSignal.any([request.signal]);
	return await undici
		.request(request.url, {
			method: request.method,
			headers: request.headers,
			body:
				typeof request.body === 'object'
					? toFormData(request.body, undici.FormData)
					: (request.body ?? null),
			dispatcher,
			headersTimeout: request.replyWithinMs,
			...(signal === undefined ? {} : { signal }),
		})
		.then(
			({ statusCode, headers, body }) => ({ status: statusCode, headers, body }),
			(cause: unknown) =>
				Promise.reject(transportFault(cause, { ...request, host: new URL(request.url).host })),
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

/** Turns what undici or the network reported into a fault that says whether the request may have been carried out. */
export function transportFault(
	cause: unknown,
	request: Pick<HttpRequest, 'method' | 'signal'> & { host: string },
): Fault {
	if (request.signal?.aborted === true) return cancelledFault();
	const code = codeOf(cause);
	const { host } = request;
	if (NEVER_SENT.has(code)) {
		return new Fault(
			{
				kind: 'unavailable',
				message: `${host} could not be reached (${code})`,
				advice:
					'Check the base URL of the credential, and that the service is up and reachable from n8n',
				providerCode: code,
			},
			cause,
		);
	}
	const slow = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
	return new Fault(
		{
			kind: request.method === 'GET' ? 'unavailable' : 'outcome-unknown',
			message: slow
				? `${host} did not answer in time`
				: `The connection to ${host} broke before the reply was complete (${code})`,
			advice: 'Run it again later',
			providerCode: code,
		},
		cause,
	);
}

/** The system's or undici's code of an error, looked up through its causes. */
function codeOf(error: unknown): string {
	if (typeof error !== 'object' || error === null) return 'unknown';
	if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
	const several: unknown = 'errors' in error ? error.errors : undefined;
	const cause: unknown = Array.isArray(several) ? several[0] : Reflect.get(error, 'cause');
	if (typeof cause === 'object' && cause !== null) return codeOf(cause);
	return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}
