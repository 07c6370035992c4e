import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { z } from 'zod';

/** A request to a simulated provider, as its tests write it. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	path: string;
	/** Encoded as JSON, unless it is text. */
	body?: unknown;
	headers?: Record<string, string>;
}

/** Sends requests below `baseUrl()` with the headers of `credential()`. */
export class Api {
	readonly #baseUrl: () => string;
	readonly #credential: () => Record<string, string>;

	constructor(baseUrl: () => string, credential: () => Record<string, string>) {
		this.#baseUrl = baseUrl;
		this.#credential = credential;
	}

	send({ method, path, body, headers }: ApiRequest): Promise<Response> {
		const encoded = typeof body === 'string' ? body : JSON.stringify(body);
		return fetch(this.#baseUrl() + path, {
			method,
			headers: {
				...this.#credential(),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			...(body === undefined ? {} : { body: encoded }),
		});
	}

	/** The body of a reply that has to be a success. */
	async call<T>(
		schema: z.ZodType<T, z.ZodTypeDef, unknown>,
		method: ApiRequest['method'],
		path: string,
		body?: unknown,
	): Promise<T> {
		const response = await this.send({ method, path, body });
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		const reply: unknown = JSON.parse(text);
		return schema.parse(reply);
	}

	/** Status and body of a reply, whatever they are. */
	async answer(
		method: ApiRequest['method'],
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<[number, unknown]> {
		const response = await this.send({ method, path, body, headers });
		return [response.status, await response.json()];
	}
}

/** Only bounds how long what never happens is waited for: a busy machine takes its time. */
const PATIENCE_MS = 30_000;

/** Asks until `look` gives something; throws when it never does. */
export async function until<T>(
	look: () => Promise<T | undefined> | T | undefined,
	patienceMs = PATIENCE_MS,
): Promise<T> {
	const deadline = performance.now() + patienceMs;
	do {
		const found = await look();
		if (found !== undefined) return found;
		await sleep(10);
	} while (performance.now() < deadline);
	throw new Error('It did not happen');
}

const contract = z
	.array(z.object({ id: z.string(), response: z.unknown() }))
	.parse(JSON.parse(readFileSync(new URL('../contract/operations.json', import.meta.url), 'utf8')));

/** Checks that `reply` has exactly the keys of the contract's example, at every depth. */
export function expectContractKeys(id: string, reply: unknown): void {
	const operation = contract.find((candidate) => candidate.id === id);
	if (operation === undefined) throw new Error(`The contract has no ${id}`);
	expect(keysOf(reply)).toEqual(keysOf(operation.response));
}

// Each key with its path; of a list the first element stands for all.
function keysOf(value: unknown, path = ''): string[] {
	if (Array.isArray(value)) return keysOf(value[0], `${path}[]`);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value)
		.flatMap(([key, inner]) => [`${path}.${key}`, ...keysOf(inner, `${path}.${key}`)])
		.sort();
}
