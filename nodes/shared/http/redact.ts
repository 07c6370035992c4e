import type { GenericValue, IDataObject } from 'n8n-workflow';

import { isRecord } from '../values';
import { Fault } from './faults';

/** A shorter text stands in too many words to be taken for a secret. */
const SHORTEST_SECRET = 6;

const MASK = '***';

/** Fields of a credential that are no secrets; the last two are n8n's own. */
const PUBLIC = new Set([
	'baseUrl',
	'email',
	'workspaceId',
	'allowedHttpRequestDomains',
	'allowedDomains',
]);

/**
 * The secrets of a credential in every form in which a reply may repeat them: as entered, as sent in a header with and
 * without its scheme, and encoded for JSON and for an address. Longest first.
 * @param data fields by name; those that are no secrets, no text or too short are left out
 */
export function secretsOf(data: object, headers: Record<string, string> = {}): string[] {
	const texts = Object.entries(data).flatMap(([name, value]: [string, unknown]) =>
		typeof value === 'string' && !PUBLIC.has(name) ? [value] : [],
	);
	const forms = [...texts, ...Object.values(headers)]
		.flatMap((text) => [text.trim(), text.trim().split(/\s+/).at(-1) ?? ''])
		.filter((text) => text.length >= SHORTEST_SECRET)
		.flatMap((text) => [...jsonForms(text), new URLSearchParams([['', text]]).toString().slice(1)]);
	return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** A text as it stands in JSON, and in JSON that is a text in JSON again, as in an echo that was quoted. */
function jsonForms(text: string): string[] {
	const once = escaped(text);
	const twice = escaped(once);
	return [text, once, twice, escaped(twice)];
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** The text without any of the secrets. Pure. */
export function redact(text: string, secrets: readonly string[]): string {
	return secrets.reduce((clean, secret) => clean.replaceAll(secret, MASK), text);
}

/** The fault without any of the secrets: a provider may repeat what it was sent. Pure. */
export function redactFault(fault: Fault, secrets: readonly string[]): Fault {
	if (secrets.length === 0) return fault;
	const clean = (text: string): string => redact(text, secrets);
	const { message, advice, providerMessage, providerCode, details } = fault.facts;
	return new Fault(
		{
			...fault.facts,
			message: clean(message),
			...(advice === undefined ? {} : { advice: clean(advice) }),
			...(providerMessage === undefined ? {} : { providerMessage: clean(providerMessage) }),
			...(providerCode === undefined ? {} : { providerCode: clean(providerCode) }),
			...(details === undefined ? {} : { details: redactRecord(details, secrets) }),
		},
		fault.cause,
	);
}

function redactRecord(record: IDataObject, secrets: readonly string[]): IDataObject {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) => [
			redact(key, secrets),
			redactValue(value, secrets),
		]),
	);
}

function redactValue(value: IDataObject[string], secrets: readonly string[]): IDataObject[string] {
	if (typeof value === 'string') return redact(value, secrets);
	if (Array.isArray(value)) {
		return value.map((each: GenericValue): GenericValue => redactValue(each, secrets));
	}
	return isRecord(value) ? redactRecord(value, secrets) : value;
}
