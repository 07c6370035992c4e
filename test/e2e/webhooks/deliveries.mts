import { createRandom } from '../../../sandbox/faults/random.mts';
import { writeJson, type JsonValue } from '../../../sandbox/webhooks/json.mts';
import { hash, sign } from '../../../sandbox/webhooks/signature.mts';

/** The API token of the account, which signs. */
export const TOKEN = 'a-token-for-signing';

/** The token of somebody else. */
const FORGER_TOKEN = 'a-token-of-a-stranger';

const HEX = { encoding: 'hex', prefix: '' } as const;

/** More than the trigger takes, less than n8n does. */
const OVERSIZE_CHARACTERS = 1.5 * 1024 * 1024;

/** Far more than the trigger takes, and enough to exhaust the stack of who goes down there by recursion. */
const TOO_DEEP = 20_000;

export type Kind = 'valid' | 'repeated' | 'forged' | 'malformed' | 'oversize';

/** One call of a webhook, and what it has to be answered with. */
export interface Delivery {
	kind: Kind;
	/** The element that it is about, as far as somebody reads it. */
	id: string;
	method: 'POST' | 'PUT' | 'GET';
	body: Buffer;
	headers: Record<string, string>;
	/** HTTP status. */
	expected: number;
}

/**
 * Deliveries of all kinds in an order by chance. Of those that are repeated, every other one comes with its copy right
 * behind it, so that both are under way at once; the copies of the others come later.
 *
 * @param count How many of each kind; no more repeated than valid ones.
 * @param seed The same one gives the same deliveries in the same order.
 */
export function mixDeliveries(count: Readonly<Record<Kind, number>>, seed: number): Delivery[] {
	const random = createRandom(seed);
	const originals = times(count.valid, (n) => validDelivery(`valid-${n}`));
	const mixed = shuffled(
		[
			...originals,
			...times(count.forged, forgedDelivery),
			...times(count.malformed, malformedDelivery),
			...times(count.oversize, oversizeDelivery),
		],
		random,
	);
	for (const [n, original] of originals.slice(0, count.repeated).entries()) {
		const behind = mixed.indexOf(original) + 1;
		const later = behind + Math.floor(random() * (mixed.length + 1 - behind));
		mixed.splice(n % 2 === 0 ? behind : later, 0, { ...original, kind: 'repeated' });
	}
	return mixed;
}

/** A call that starts an execution. */
export function validDelivery(id: string): Delivery {
	const body = writeJson(element(id), 'python');
	return { kind: 'valid', id, method: 'POST', body, headers: signed(body), expected: 200 };
}

/** Signed by somebody else, or not at all. */
function forgedDelivery(n: number): Delivery {
	const genuine = validDelivery(`forged-${n}`);
	const { body, headers } = genuine;
	const ways = [
		signed(body, FORGER_TOKEN),
		// What anybody can compute.
		{ ...headers, 'x-signature-sha256': hash(body, HEX) },
		{ 'content-type': 'application/json' },
		// A genuine signature of another call.
		{ ...headers, 'x-signature-sha256': sign(Buffer.from('{}'), TOKEN, HEX) },
		{ ...headers, 'x-signature-sha256': sign(body, TOKEN, HEX).slice(0, -2) },
	];
	return { ...genuine, kind: 'forged', headers: pick(ways, n), expected: 401 };
}

/** Signed by the right one, but no call of Cernel. */
function malformedDelivery(n: number): Delivery {
	const genuine = validDelivery(`malformed-${n}`);
	const json = genuine.body.toString();
	const withBody = (text: string, expected = 400): Partial<Delivery> => {
		const body = Buffer.from(text);
		return { body, headers: signed(body), expected };
	};
	const ways: Array<Partial<Delivery>> = [
		// n8n itself refuses what is no JSON.
		withBody(json.slice(0, -1), 422),
		withBody(`[${json}]`),
		withBody(`{"deep": ${'['.repeat(TOO_DEEP)}${']'.repeat(TOO_DEEP)}, ${json.slice(1)}`),
		withBody(`{"__proto__": ${json}, "constructor": {"prototype": ${json}}}`),
		withBody('{"id": {"toString": "MUG-1"}, "job_id": ["j-1"]}'),
		{ headers: { ...genuine.headers, 'content-type': 'text/plain' }, expected: 415 },
		{ method: 'PUT', expected: 404 },
		{ method: 'GET', body: Buffer.alloc(0), expected: 404 },
	];
	return { ...genuine, kind: 'malformed', ...pick(ways, n) };
}

function oversizeDelivery(n: number): Delivery {
	const id = `oversize-${n}`;
	const body = writeJson({ ...element(id), description: 'x'.repeat(OVERSIZE_CHARACTERS) }, 'node');
	return { kind: 'oversize', id, method: 'POST', body, headers: signed(body), expected: 413 };
}

function signed(body: Buffer, token = TOKEN): Record<string, string> {
	return { 'content-type': 'application/json', 'x-signature-sha256': sign(body, token, HEX) };
}

/** As Cernel documents it. */
function element(id: string): Record<string, JsonValue> {
	return {
		id,
		domain: 'https://cernel.shop.dk',
		job_id: '163f99d4-e53f-4d07-9051-97d298c7306f',
		site_id: 0,
		name: 'Bluetooth Høretelefoner - Sort',
		language: 'Danish',
		short_description: 'Trådløse høretelefoner med klar lyd og bløde ørepuder.',
		description: `<p>${'Høretelefonerne giver dig klar lyd, uanset hvor du er. '.repeat(10)}</p>`,
		meta_title: 'Bluetooth Høretelefoner i sort | Cernel Shop',
		meta_description: 'Køb trådløse høretelefoner. Fri fragt og hurtig levering.',
		alt_text: 'Sorte høretelefoner',
		status: 'SUCCESS',
		report: null,
	};
}

const times = <T,>(count: number, make: (n: number) => T): T[] =>
	Array.from({ length: count }, (_, n) => make(n));

/** One after the other, from the start again after the last one. */
function pick<T>(all: readonly T[], n: number): T {
	const picked = all[n % all.length];
	if (picked === undefined) throw new RangeError('There is nothing to pick from');
	return picked;
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
	return all
		.map((value) => ({ value, rank: random() }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ value }) => value);
}
