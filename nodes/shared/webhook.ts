import type {
	IDataObject,
	IHookFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { systemClock } from './clock';
import { integer, type Field } from './fields';
import { forgetCalls, RecentCalls } from './repeats';
import { isRecord } from './values';

/** Largest body that is looked at, in bytes. n8n has read it by then, up to its own N8N_PAYLOAD_SIZE_MAX. */
export const MAXIMUM_CALL_BYTES = 1024 * 1024;

/** Objects and lists within each other; what is deeper is no call of a provider, and costs n8n its stack. */
const MAXIMUM_DEPTH = 32;

/** Keys that could reach an object's prototype when somebody copies it carelessly. */
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** A call as it came, before anybody has vouched for it. */
export interface WebhookCall {
	/** The body's bytes, which signatures are about. */
	bytes: Buffer;
	/** The last part of the webhook's path, e.g. `product`. */
	path: string;
	header(name: string): string | undefined;
	query(name: string): string | undefined;
}

/** What a call is answered with when it starts nothing; the words are the same whatever the reason is. */
const ANSWERS = {
	200: 'Webhook call received',
	400: 'Bad request',
	401: 'Unauthorized',
	405: 'Method not allowed',
	413: 'Payload too large',
	415: 'Unsupported media type',
	503: 'Busy',
} as const;

/** Answers a call by the node itself, which starts nothing by itself. */
export function answer(
	context: IWebhookFunctions,
	status: keyof typeof ANSWERS,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message: ANSWERS[status] });
	return { noWebhookResponse: true };
}

/**
 * Reads a call.
 * @returns the status with which to refuse it when it is no POST of JSON in a sensible size
 */
export function receive(context: IWebhookFunctions): WebhookCall | 405 | 413 | 415 {
	const request = context.getRequestObject();
	if (request.method !== 'POST') return 405;
	if (!isJson(request.headers['content-type'])) return 415;
	const raw: unknown = Reflect.get(request, 'rawBody');
	const bytes = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
	if (bytes.length > MAXIMUM_CALL_BYTES) return 413;
	const query: unknown = context.getQueryData();
	return {
		bytes,
		// n8n finds the webhook with a slash at the end, too, and leaves it there.
		path: request.path.split('/').findLast((part) => part !== '') ?? '',
		header: (name) => textOf(request.headers[name]),
		query: (name) => (isRecord(query) ? textOf(query[name]) : undefined),
	};
}

/** n8n reads the body of no other type of JSON. */
const isJson = (type: string | undefined): boolean =>
	/^application\/json\s*(;|$)/i.test(type?.trim() ?? '');

const textOf = (value: unknown): string | undefined =>
	typeof value === 'string' ? value : undefined;

/** The JSON object in a body; undefined for everything else, also for one that is too deep. */
export function readObject({ bytes }: Pick<WebhookCall, 'bytes'>): IDataObject | undefined {
	const value = parse(bytes.toString('utf8'));
	return isRecord(value) && !isDeeperThan(value, MAXIMUM_DEPTH)
		? withoutPrototype(value)
		: undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
}

/** Goes level by level, because a recursion would end with the stack that it is to protect. */
function isDeeperThan(value: object, depth: number): boolean {
	let level: object[] = [value];
	for (let at = 0; at < depth && level.length > 0; at++) {
		level = level
			.flatMap((each): unknown[] => Object.values(each))
			.filter((each) => typeof each === 'object' && each !== null);
	}
	return level.length > 0;
}

function withoutPrototype(record: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(record)
			.filter(([key]) => !PROTOTYPE_KEYS.has(key))
			.map(([key, value]) => [key, clean(value)]),
	);
}

function clean(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) return value.map((each: IDataObject[string]) => clean(each));
	return isRecord(value) ? withoutPrototype(value) : value;
}

const HOUR_MS = 60 * 60_000;
const USUAL_WINDOW_HOURS = 24;

/** The option of a webhook trigger for how long repeats are known, by wire name. */
export const repeatOptions: Record<'repeat_window', Field> = {
	repeat_window: integer({
		displayName: 'Repeat Window (Hours)',
		description:
			'How long a call is remembered, so that the same call does not start the workflow again. 0 lets repeats pass.',
		default: USUAL_WINDOW_HOURS,
		minimum: 0,
		maximum: 24 * 30,
	}),
};

/** Names a trigger within this process. */
function nameOf(context: IWebhookFunctions | IHookFunctions): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

/** Tells calls that came before, and remembers others. */
export interface Repeats {
	has(call: string): boolean;
	add(call: string): void;
}

/** Knows no call: somebody who tests in the editor sends the same one again and again. */
const NO_REPEATS: Repeats = { has: () => false, add: () => undefined };

/** The calls of this trigger within the window that the user chose. */
export function repeatsOf(context: IWebhookFunctions, windowHours: unknown): Repeats {
	const hours = typeof windowHours === 'number' ? windowHours : USUAL_WINDOW_HOURS;
	if (hours === 0 || context.getMode() === 'manual') return NO_REPEATS;
	const data = context.getWorkflowStaticData('node');
	const calls = new RecentCalls(nameOf(context), data, hours * HOUR_MS);
	return {
		has: (call) => calls.has(call, systemClock.now()),
		add: (call) => calls.add(call, systemClock.now()),
	};
}

/**
 * The life of a webhook that somebody has to enter by hand on the provider's own page: there is nothing to look for and
 * nothing to create, and what is deleted is only what the trigger remembers.
 */
export const enteredByHand = {
	async checkExists(this: IHookFunctions): Promise<boolean> {
		return false;
	},
	async create(this: IHookFunctions): Promise<boolean> {
		return true;
	},
	async delete(this: IHookFunctions): Promise<boolean> {
		forgetCalls(nameOf(this), this.getWorkflowStaticData('node'));
		return true;
	},
};

/**
 * The version that webhook triggers begin with. For nodes of version 1 n8n 2.41 looks with each call for an option that its own
 * Webhook node once had, and sets an expression engine up for that.
 */
export const FIRST_WEBHOOK_VERSION = 1.1;

/** One webhook of a trigger, answered with 200 as soon as n8n has taken the execution down. */
export const webhookAt = (path: string) =>
	({
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path,
	}) as const;
