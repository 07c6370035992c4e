import { z } from 'zod';
import { contract, markersOf } from '../contract/contract';
import type { ContractOperation } from '../contract/contract';

export const PASSWORD = 'sandbox-password';
export const DEMO_KEY = 'xc_sandbox_demo_key_0123456789abcdef';
export const UNKNOWN = '3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90';

/** What the sandbox is to serve of XC Scribe; registering takes a browser. */
export const operations = contract.filter(
	({ provider, id }) => provider === 'xcScribe' && id !== 'xcScribe.auth.register',
);

export interface Call {
	path?: Record<string, string>;
	query?: Record<string, string>;
	body?: Record<string, unknown> | FormData | URLSearchParams;
	/** A token or key; '' for none. */
	token?: string;
}

/** Any object; what a test reads from it, it parses. */
export const record = z.record(z.unknown());

export function findOperation(id: string): ContractOperation {
	const operation = operations.find((candidate) => candidate.id === `xcScribe.${id}`);
	if (operation === undefined) throw new Error(`No operation ${id}`);
	return operation;
}

/** Calls the sandbox as the contract describes its operations. */
export class Api {
	readonly #url: string;
	token = '';

	/** `url` of the sandbox. */
	constructor(url: string) {
		this.#url = url;
	}

	/** Calls an operation and compares the keys and types of its reply with the contract. */
	async call(id: string, call: Call = {}): Promise<unknown> {
		const operation = findOperation(id);
		const response = await this.send(operation, call);
		const text = await response.text();
		if (!response.ok) throw new Error(`${id}: ${response.status} ${text}`);
		const markers = markersOf(operation);
		if (markers.empty === true) {
			if (response.status !== 204 || text !== '') throw new Error(`${id}: not empty: ${text}`);
			return undefined;
		}
		const reply: unknown = JSON.parse(text);
		const difference =
			markers.untyped === true ? undefined : differenceOf(operation.response, reply, '');
		if (difference !== undefined) throw new Error(`${id}: ${difference}`);
		return reply;
	}

	/** As {@link call}, for a reply that is an object. */
	async get(id: string, call: Call = {}): Promise<Record<string, unknown>> {
		return record.parse(await this.call(id, call));
	}

	/** As {@link call}, for a reply that is a list of objects. */
	async list(id: string, call: Call = {}): Promise<Array<Record<string, unknown>>> {
		return z.array(record).parse(await this.call(id, call));
	}

	/** Calls an operation that has to be refused; gives the status and the detail. */
	async refusal(id: string, call: Call = {}): Promise<[number, unknown]> {
		const response = await this.send(findOperation(id), call);
		return [response.status, record.parse(await response.json())['detail']];
	}

	send(operation: ContractOperation, { path, query, body, token }: Call): Promise<Response> {
		const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
			encodeURIComponent(path?.[name] ?? `missing ${name}`),
		);
		const search = new URLSearchParams(query).toString();
		const bearer = token ?? this.token;
		const isForm = body instanceof FormData || body instanceof URLSearchParams;
		return fetch(`${this.#url}/xc-scribe${filled}${search === '' ? '' : `?${search}`}`, {
			method: operation.method,
			headers: {
				...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
				...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
		});
	}

	/** The access token of an account without second factor. */
	async login(name: string, password = PASSWORD): Promise<string> {
		const reply = await this.get('auth.login', {
			body: { email: `${name}@sandbox.example`, password },
			token: '',
		});
		return z.string().parse(reply['access_token']);
	}
}

// What consists of data, whose keys are not part of the contract.
const free = [
	'models',
	'src',
	'by_provider',
	'by_content_type',
	'source_data',
	'generated_content',
	'metadata',
	'progress_detail',
	'result',
];

/** How `actual` differs in shape from the contract's example, or undefined. Null fits anything. */
function differenceOf(example: unknown, actual: unknown, where: string): string | undefined {
	if (example === null || actual === null) return undefined;
	if (free.some((name) => where.endsWith(`.${name}`))) return undefined;
	if (Array.isArray(example)) {
		if (!Array.isArray(actual)) return `${where} is no list`;
		const entries: unknown[] = actual;
		return entries
			.map((entry, index) => differenceOf(example[0], entry, `${where}[${index}]`))
			.find((difference) => difference !== undefined);
	}
	if (typeof example !== typeof actual) return `${where} is ${typeof actual}`;
	if (typeof example !== 'object') return undefined;
	const expected = record.parse(example);
	const given = record.parse(actual);
	const keys = Object.keys(expected).sort();
	if (keys.length === 0) return undefined;
	// A reply may tell of an error besides.
	const found = Object.keys(given)
		.filter((key) => key !== 'error' || 'error' in expected)
		.sort();
	if (found.join() !== keys.join()) return `${where} has ${found.join()}, not ${keys.join()}`;
	return keys
		.map((key) => differenceOf(expected[key], given[key], `${where}.${key}`))
		.find((difference) => difference !== undefined);
}
