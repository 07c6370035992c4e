import { z } from 'zod';

/** Only bounds a hang: n8n answers in a second, unless the machine stands still. */
const TIMEOUT_MS = 3 * 60_000;

/** n8n wraps its replies in `data`, and its errors in `message`. */
const Envelope = z.object({ data: z.unknown() });
const Fault = z.object({ message: z.string() });

/** A call that n8n refused, with n8n's own words. */
export class N8nRestError extends Error {
	readonly status: number;

	constructor(call: string, status: number, message: string) {
		super(`n8n refused ${call} with ${status}: ${message}`);
		this.name = 'N8nRestError';
		this.status = status;
	}
}

/** HTTP calls to one n8n that keep its login cookie. */
export class N8nSession {
	readonly #baseUrl: string;
	#cookies = new Map<string, string>();

	/** @param baseUrl Address of n8n without a slash at its end. */
	constructor(baseUrl: string) {
		this.#baseUrl = baseUrl;
	}

	/**
	 * Calls one of the routes below /rest.
	 *
	 * @param method HTTP method.
	 * @param path Path below /rest, e.g. "/workflows".
	 * @param schema What the reply's `data` must be.
	 * @param body Sent as JSON when given.
	 * @throws N8nRestError when n8n refuses; ZodError when the reply has another shape.
	 */
	async rest<Out>(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		schema: z.ZodType<Out, z.ZodTypeDef, unknown>,
		body?: unknown,
	): Promise<Out> {
		const reply = await this.#fetch(`/rest${path}`, {
			method,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			headers: { 'content-type': 'application/json' },
		});
		const text = await reply.text();
		if (!reply.ok) throw new N8nRestError(`${method} ${path}`, reply.status, faultMessage(text));
		return schema.parse(Envelope.parse(JSON.parse(text)).data);
	}

	/**
	 * Reads a JSON document outside of /rest.
	 *
	 * @throws N8nRestError when n8n refuses; ZodError when the document has another shape.
	 */
	async document<Out>(path: string, schema: z.ZodType<Out, z.ZodTypeDef, unknown>): Promise<Out> {
		const reply = await this.#fetch(path, {});
		if (!reply.ok) throw new N8nRestError(`GET ${path}`, reply.status, reply.statusText);
		return schema.parse(await reply.json());
	}

	/**
	 * Reads a file outside of /rest's envelope.
	 *
	 * @throws N8nRestError when n8n refuses.
	 */
	async bytes(path: string): Promise<Buffer> {
		const reply = await this.#fetch(path, {});
		if (!reply.ok) throw new N8nRestError(`GET ${path}`, reply.status, reply.statusText);
		return Buffer.from(await reply.arrayBuffer());
	}

	/** @returns Whether a path answers with 200, and with JSON; false while nothing listens. */
	async answers(path: string): Promise<boolean> {
		try {
			const reply = await this.#fetch(path, {});
			await reply.body?.cancel();
			return reply.ok && (reply.headers.get('content-type') ?? '').includes('json');
		} catch {
			return false;
		}
	}

	async #fetch(path: string, init: RequestInit): Promise<Response> {
		const headers = new Headers(init.headers);
		const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		if (cookie) headers.set('cookie', cookie);
		// n8n closes connections that are idle for a few seconds, and a call that is just being sent on one would be lost.
		headers.set('connection', 'close');
		const signal = AbortSignal.timeout(TIMEOUT_MS);
		const reply = await fetch(this.#baseUrl + path, { ...init, headers, signal });
		for (const line of reply.headers.getSetCookie()) this.#keepCookie(line);
		return reply;
	}

	#keepCookie(line: string): void {
		const pair = line.split(';', 1)[0] ?? '';
		const equals = pair.indexOf('=');
		if (equals > 0) this.#cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
	}
}

function faultMessage(text: string): string {
	try {
		return Fault.parse(JSON.parse(text)).message;
	} catch {
		return text.slice(0, 300);
	}
}
