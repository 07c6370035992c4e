import type { Provider } from '../provider';
import { decode, discard, header, readText } from './body';
import {
	send,
	transportFault,
	type EgressFilter,
	type HttpReply,
	type HttpRequest,
} from './client';
import { faultOfReply, lookFirst, refusalFault } from './errors';
import { Fault, inputFault } from './faults';
import { openSession, type Access, type CallContext } from './session';

/** A request below the provider's base URL, before authentication. */
export interface ApiRequest extends Pick<HttpRequest, 'method' | 'headers' | 'body'> {
	/** Encoded path with query, beginning with "/". */
	path: string;
	replyWithinMs?: number;
}

/** Calls one provider with the node's credential. */
export interface ApiClient {
	/**
	 * Sends the request and returns a reply with a status below 300, its body unread.
	 * @throws Fault
	 */
	open(request: ApiRequest): Promise<HttpReply>;
	/**
	 * Sends the request and reads the whole body.
	 * @returns the decoded JSON, or undefined for an empty body
	 * @throws Fault, also when the body is not JSON
	 */
	json(request: ApiRequest): Promise<unknown>;
	/** Reads a path: `json` of a GET without anything else. */
	get(path: string): Promise<unknown>;
	/**
	 * Reads a body that `open` returned as text.
	 * @throws Fault
	 */
	text(request: ApiRequest, reply: HttpReply): Promise<string>;
	/**
	 * Opens a file at a web address, without the credential.
	 * @throws Fault, also for addresses that are not http(s) or that n8n's egress filter forbids
	 */
	download(url: string): Promise<HttpReply>;
	/** Values of the credential that requests may fall back on. */
	defaults(): Promise<Record<string, string>>;
	/** What it means that a body broke off while somebody else was reading it. */
	brokenOff(request: ApiRequest, cause: unknown): Fault;
}

/** Milliseconds until a reply has to begin, where the operation does not say otherwise. */
const REPLY_WITHIN_MS = 60_000;

/** Redirects that a download follows. */
const MAXIMUM_REDIRECTS = 5;

/** A client for one run of a node. `signal` ends its requests at once. */
export function createApiClient(
	context: CallContext,
	provider: Provider,
	signal?: AbortSignal,
): ApiClient {
	const session = openSession(context, provider);
	const egress = egressFilterOf(context);

	async function sendWith(access: Access, request: ApiRequest): Promise<HttpReply> {
		return await send(
			{
				method: request.method,
				url: `${access.baseUrl}${request.path}`,
				headers: { accept: 'application/json', ...request.headers, ...access.headers },
				replyWithinMs: request.replyWithinMs ?? REPLY_WITHIN_MS,
				...(request.body === undefined ? {} : { body: request.body }),
				...(signal === undefined ? {} : { signal }),
			},
			egress,
		);
	}

	async function sendAuthenticated(request: ApiRequest): Promise<HttpReply> {
		const access = await session.access();
		const reply = await sendWith(access, request);
		if (reply.status !== 401 || provider.credential.session === undefined) return reply;
		await discard(reply);
		return await sendWith(await session.renew(access), request);
	}

	function brokenOff(request: ApiRequest, cause: unknown): Fault {
		if (cause instanceof Fault) return cause;
		const fault = transportFault(cause, {
			method: request.method,
			host: provider.displayName,
			...(signal === undefined ? {} : { signal }),
		});
		return withAdvice(provider, fault);
	}

	async function text(request: ApiRequest, reply: HttpReply): Promise<string> {
		return await readText(reply).catch((cause: unknown) =>
			Promise.reject(brokenOff(request, cause)),
		);
	}

	async function open(request: ApiRequest): Promise<HttpReply> {
		const reply = await sendAuthenticated(request).catch((cause: unknown) =>
			Promise.reject(cause instanceof Fault ? withAdvice(provider, cause) : cause),
		);
		if (reply.status < 300) return reply;
		throw faultOfReply(provider, reply, await text(request, reply), request.method !== 'GET');
	}

	async function json(request: ApiRequest): Promise<unknown> {
		const reply = await open(request);
		const body = decode(await text(request, reply));
		const refusal = provider.refusalIn?.(body.value);
		if (refusal !== undefined) throw refusalFault(provider, reply, refusal);
		if (body.json) return body.value;
		if (body.value === undefined) return undefined;
		throw new Fault({
			kind: request.method === 'GET' ? 'unreadable' : 'outcome-unknown',
			message: `${provider.displayName} answered with something that is not JSON`,
			advice:
				request.method === 'GET'
					? 'Check the base URL of the credential: it may lead to a web page instead of the API'
					: lookFirst(provider),
			status: reply.status,
		});
	}

	async function download(url: string, hops = MAXIMUM_REDIRECTS): Promise<HttpReply> {
		if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
			throw inputFault(`"${url.slice(0, 200)}" is not a web address that can be downloaded`);
		}
		const reply = await send(
			{
				method: 'GET',
				url,
				headers: { accept: '*/*' },
				replyWithinMs: REPLY_WITHIN_MS,
				...(signal === undefined ? {} : { signal }),
			},
			egress,
		);
		if (reply.status < 300) return reply;
		const target = reply.status < 400 ? header(reply, 'location') : undefined;
		await discard(reply);
		if (target !== undefined && hops > 0)
			return await download(new URL(target, url).href, hops - 1);
		throw new Fault({
			kind: 'unavailable',
			message: `The file at ${new URL(url).host} could not be downloaded (${reply.status})`,
			advice: 'It may have been removed, or not be public',
			status: reply.status,
		});
	}

	return {
		open,
		json,
		get: async (path) => await json({ method: 'GET', path, headers: {} }),
		text,
		brokenOff,
		download,
		defaults: async () => (await session.access()).defaults ?? {},
	};
}

/** n8n's egress filter, in versions that have one. */
function egressFilterOf(context: CallContext): EgressFilter | undefined {
	const { helpers } = context;
	return 'getSecureEgressFilter' in helpers ? helpers.getSecureEgressFilter() : undefined;
}

/** Network faults know nothing of the provider: say where to look before a request is repeated. */
function withAdvice(provider: Provider, fault: Fault): Fault {
	if (fault.kind !== 'outcome-unknown') return fault;
	return new Fault({ ...fault.facts, advice: lookFirst(provider) }, fault.cause);
}
