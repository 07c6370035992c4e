import type { Provider } from '../provider';
import { decode, discard, readText } from './body';
import type { HttpReply, HttpRequest } from './client';
import { openDownload } from './download';
import type { EgressFilter } from './egress';
import { faultOfReply, lookFirst, refusalFault } from './errors';
import { cancelledFault, Fault } from './faults';
import { sendFollowing } from './follow';
import { laneOf } from './lanes';
import { Lane, type Passage, type Slot } from './rateLimit';
import { sendRepeatedly } from './repeat';
import { effectOf, type Effect } from './retry';
import { redactFault } from './redact';
import { openSession, type Access, type CallContext } from './session';
import { transportFault } from './transportFault';

/** A request below the provider's base URL, before authentication. */
export interface ApiRequest extends Pick<HttpRequest, 'method' | 'headers' | 'body'> {
	/** Encoded path with query, beginning with "/". */
	path: string;
	replyWithinMs?: number;
	/** What it does at the provider, where its method does not tell. */
	effect?: Effect;
	/** What it starts counts as under way until the lease is closed, instead of until its reply has been read. */
	lease?: Lease;
	/** A look at something under way: it goes after new calls, and does not wait until what is under way has ended. */
	look?: boolean;
}

/** Keeps what requests started counted as under way, e.g. a job that goes on after the reply. */
export class Lease {
	private readonly slots: Slot[] = [];

	add(slot: Slot): void {
		this.slots.push(slot);
	}

	close(): void {
		for (const slot of this.slots.splice(0)) slot.leave();
	}
}

export interface ClientOptions {
	/** Ends requests and waiting at once. */
	signal?: AbortSignal;
	/** Longest pause that the provider may ask for, in ms. */
	maximumWaitMs?: number;
	/** The user has no option that would change that. */
	isWaitFixed?: boolean;
}

/** Calls one provider with the node's credential. */
export interface ApiClient {
	/**
	 * Sends the request, again where that is safe, and returns a reply with a status below 300, its body unread.
	 * @throws Fault
	 */
	open(request: ApiRequest): Promise<HttpReply>;
	/**
	 * Sends the request and hands the reply to `use`, both again when the body breaks off and that is safe.
	 * @throws Fault; whatever `use` throws
	 */
	use<T>(request: ApiRequest, use: (reply: HttpReply) => Promise<T>): Promise<T>;
	/**
	 * Sends the request and reads the whole body.
	 * @returns the decoded JSON, or undefined for an empty body
	 * @throws Fault, also when the body is not JSON
	 */
	json(request: ApiRequest): Promise<unknown>;
	/** Reads a path: `json` of a GET without anything else. */
	get(path: string): Promise<unknown>;
	/** Reads a path for a job under way. */
	look(path: string): Promise<unknown>;
	/**
	 * Reads a body that `open` returned as text.
	 * @throws Fault
	 */
	text(request: ApiRequest, reply: HttpReply): Promise<string>;
	/**
	 * Opens a file at a web address, without the credential, and hands it to `use`; both again when it breaks off.
	 * @throws Fault, also for addresses that are not http(s) or that n8n's egress filter forbids
	 */
	download<T>(url: string, use: (reply: HttpReply) => Promise<T>): Promise<T>;
	/** Values of the credential that requests may fall back on. */
	defaults(): Promise<Record<string, string>>;
	/** What it means that a body broke off while somebody else was reading it. */
	brokenOff(request: ApiRequest, cause: unknown): Fault;
	/** The fault as it may be shown: without the secrets of the credential, which a provider may have repeated. */
	redacted(fault: Fault): Fault;
}

/** Milliseconds until a reply has to begin, where the operation does not say otherwise. */
const REPLY_WITHIN_MS = 60_000;

/** Milliseconds that a list in the editor waits for a provider that asks to slow down. */
const MAXIMUM_WAIT_MS = 10_000;

/** A client for one run of a node. */
export function createApiClient(
	context: CallContext,
	provider: Provider,
	{ signal, maximumWaitMs = MAXIMUM_WAIT_MS, isWaitFixed = false }: ClientOptions = {},
): ApiClient {
	const owner = {};
	const files = new Lane();
	const session = openSession(context, provider, signal);
	const egress = egressFilterOf(context);

	async function sendWith(access: Access, request: ApiRequest): Promise<HttpReply> {
		return await sendFollowing(
			{
				method: request.method,
				url: `${access.baseUrl}${request.path}`,
				headers: { accept: 'application/json', ...request.headers, ...access.headers },
				replyWithinMs: request.replyWithinMs ?? REPLY_WITHIN_MS,
				insecure: access.insecure,
				...(request.body === undefined ? {} : { body: request.body }),
				...(signal === undefined ? {} : { signal }),
			},
			egress,
		);
	}

	async function sendAuthenticated(request: ApiRequest): Promise<HttpReply> {
		const access = await session.access();
		const reply = await sendWith(access, request);
		if (reply.status !== 401) {
			session.accepted(access);
			return reply;
		}
		const renewed = await session.renew(access);
		if (renewed === undefined) return reply;
		await discard(reply);
		const second = await sendWith(renewed, request);
		if (second.status !== 401) session.accepted(renewed);
		return second;
	}

	function brokenOff(request: ApiRequest, cause: unknown): Fault {
		if (cause instanceof Fault) return withAdvice(provider, afterSending(request, cause));
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

	const passage = (look: boolean): Passage => ({
		owner,
		look,
		maximumWaitMs,
		isWaitFixed,
		...(signal === undefined ? {} : { signal }),
	});

	/** Sends the request until it is answered for good; `read` gets a reply with a status below 300. */
	async function repeatedly<T>(
		request: ApiRequest,
		read: (reply: HttpReply) => Promise<T>,
	): Promise<T> {
		const lane = laneOf(await session.account(), provider.limits ?? [], request);
		const effect = request.effect ?? effectAt(provider, request);
		return await sendRepeatedly(
			{ effect, lane, passage: passage(request.look === true) },
			async (slot) => {
				const reply = await sendAuthenticated(request).catch((cause: unknown) =>
					Promise.reject(cause instanceof Fault ? withAdvice(provider, cause) : cause),
				);
				slot.replied();
				if (reply.status >= 300) {
					throw faultOfReply(provider, reply, await refusalText(reply), request.method !== 'GET');
				}
				const result = await read(reply);
				if (request.lease !== undefined) request.lease.add(slot);
				else if (reply.body.closed) slot.leave();
				else reply.body.once('close', slot.leave);
				return result;
			},
		);
	}

	/** The words of a refusal; its status counts even if they break off. */
	async function refusalText(reply: HttpReply): Promise<string> {
		return await readText(reply).catch(() => {
			if (signal?.aborted === true) throw cancelledFault();
			return '';
		});
	}

	async function open(request: ApiRequest): Promise<HttpReply> {
		return await repeatedly(request, async (reply) => reply);
	}

	async function json(request: ApiRequest): Promise<unknown> {
		const body = await repeatedly(request, async (reply) => await decoded(request, reply));
		const until = provider.exhaustedUntil?.(body);
		if (until !== undefined) await exhausted(request, until);
		return body;
	}

	async function decoded(request: ApiRequest, reply: HttpReply): Promise<unknown> {
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

	/** The provider told that it will refuse what comes next: nothing is sent before it takes more. */
	async function exhausted(request: ApiRequest, untilMs: number): Promise<void> {
		const lane = laneOf(await session.account(), provider.limits ?? [], request);
		lane.pauseUntil(
			untilMs,
			new Fault({
				kind: 'quota',
				message: `${provider.displayName} has told that the limit of the plan is used up`,
			}),
		);
	}

	async function download<T>(url: string, use: (reply: HttpReply) => Promise<T>): Promise<T> {
		const { insecure, baseUrl } = await session.access();
		const ofProvider = URL.canParse(url) && new URL(url).origin === new URL(baseUrl).origin;
		const options = { egress, signal, insecure: insecure && ofProvider };
		// Files lie elsewhere: what the provider's API allows does not concern them.
		const call = { effect: 'reads', lane: files, passage: passage(false) } as const;
		return await sendRepeatedly(call, async (slot) => {
			const result = await use(await openDownload(url, options));
			slot.replied();
			slot.leave();
			return result;
		});
	}

	return {
		open,
		use: repeatedly,
		json,
		get: async (path) => await json({ method: 'GET', path, headers: {} }),
		look: async (path) => await json({ method: 'GET', path, headers: {}, look: true }),
		text,
		brokenOff,
		download,
		redacted: (fault) => redactFault(fault, session.secrets()),
		defaults: async () => (await session.access()).defaults ?? {},
	};
}

/** What a request does, by its method and by how the provider charges. */
function effectAt(provider: Provider, { method }: ApiRequest): Effect {
	const effect = effectOf(method);
	return effect === 'creates' && provider.chargesAtOnce === true ? 'buys' : effect;
}

/** n8n's egress filter, in versions that have one. */
function egressFilterOf(context: CallContext): EgressFilter | undefined {
	const { helpers } = context;
	return 'getSecureEgressFilter' in helpers ? helpers.getSecureEgressFilter() : undefined;
}

/** A reply that cannot be taken, e.g. because it is too large, does not tell whether the work was done. */
function afterSending({ method }: ApiRequest, fault: Fault): Fault {
	if (fault.kind !== 'unreadable' || method === 'GET') return fault;
	return new Fault({ ...fault.facts, kind: 'outcome-unknown' }, fault.cause);
}

/** Network faults know nothing of the provider: say where to look before a request is repeated. */
function withAdvice(provider: Provider, fault: Fault): Fault {
	if (fault.kind !== 'outcome-unknown') return fault;
	return new Fault({ ...fault.facts, advice: lookFirst(provider) }, fault.cause);
}
