import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { cypien } from '../../nodes/Cypien/provider';
import { productAi } from '../../nodes/ProductAi/provider';
import { xcScribe } from '../../nodes/XcScribe/provider';
import { readText } from '../../nodes/shared/http/body';
import { EGRESS_REFUSED } from '../../nodes/shared/http/egress';
import { faultOfReply, refusalFault } from '../../nodes/shared/http/errors';
import { cancelledFault, Fault, inputFault, toFault } from '../../nodes/shared/http/faults';
import { SLOW_BODY } from '../../nodes/shared/http/patience';
import {
	asksToWait,
	backoffMs,
	effectOf,
	fullJitter,
	isRepeated,
	isUncertain,
	MAXIMUM_TRIES,
	situationOf,
	type Effect,
	type Situation,
} from '../../nodes/shared/http/retry';
import { transportFault, unreadableFault } from '../../nodes/shared/http/transportFault';
import { Readable } from 'node:stream';

/** What may be sent again, as the user is told: effects across, situations down. */
const TABLE: Array<[Situation, Record<Effect, boolean>]> = [
	['never-reached', { reads: true, sets: true, creates: true, buys: true, once: false }],
	['rate-limited', { reads: true, sets: true, creates: true, buys: true, once: false }],
	['overloaded', { reads: true, sets: true, creates: true, buys: false, once: false }],
	['timed-out', { reads: true, sets: true, creates: false, buys: false, once: false }],
	['server-fault', { reads: true, sets: true, creates: false, buys: false, once: false }],
	['broken', { reads: true, sets: true, creates: false, buys: false, once: false }],
	['final', { reads: false, sets: false, creates: false, buys: false, once: false }],
];

const EFFECTS: Effect[] = ['reads', 'sets', 'creates', 'buys', 'once'];
const cells = TABLE.flatMap(([situation, row]) =>
	EFFECTS.map((effect) => ({ situation, effect, repeated: row[effect] })),
);

/** Situations in which the provider asked to wait: how often does not count then, only how long. */
const WAITED_OUT: Situation[] = ['rate-limited', 'overloaded'];

describe('Whether a request is sent again', () => {
	it.each(cells)(
		'that $effect and was $situation: $repeated',
		({ effect, situation, repeated }) => {
			expect(isRepeated(effect, situation, 1)).toBe(repeated);
			expect(isRepeated(effect, situation, MAXIMUM_TRIES - 1)).toBe(repeated);
			const waitedOut = WAITED_OUT.includes(situation);
			expect(isRepeated(effect, situation, MAXIMUM_TRIES)).toBe(repeated && waitedOut);
			expect(isRepeated(effect, situation, 1000)).toBe(repeated && waitedOut);
		},
	);

	it('depends on its method: a GET reads, a POST creates, the others set a state', () => {
		const effects = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map(effectOf);
		expect(effects).toEqual(['reads', 'creates', 'sets', 'sets', 'sets']);
	});

	it('is never so when it creates or buys and may have been carried out', () => {
		for (const [situation] of TABLE) {
			if (!isUncertain(situation)) continue;
			for (const effect of ['creates', 'buys', 'once'] as const) {
				expect(isRepeated(effect, situation, 1)).toBe(false);
			}
		}
		expect(TABLE.map(([situation]) => situation).filter(isUncertain)).toEqual([
			'timed-out',
			'server-fault',
			'broken',
		]);
		expect(TABLE.map(([situation]) => situation).filter(asksToWait)).toEqual(WAITED_OUT);
	});
});

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const coded = (code: string) => Object.assign(new Error('raw words'), { code });

describe('What a broken connection means', () => {
	const codes: Array<[string, Situation]> = [
		['ECONNREFUSED', 'never-reached'],
		['ENOTFOUND', 'never-reached'],
		['EAI_AGAIN', 'never-reached'],
		['EHOSTUNREACH', 'never-reached'],
		['ENETUNREACH', 'never-reached'],
		['UND_ERR_CONNECT_TIMEOUT', 'never-reached'],
		['ECONNRESET', 'broken'],
		['EPIPE', 'broken'],
		['ETIMEDOUT', 'broken'],
		['UND_ERR_SOCKET', 'broken'],
		['UND_ERR_HEADERS_TIMEOUT', 'broken'],
		['UND_ERR_BODY_TIMEOUT', 'broken'],
		['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'broken'],
		[SLOW_BODY, 'broken'],
		['unheard of', 'broken'],
		['CERT_HAS_EXPIRED', 'final'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'final'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'final'],
		[EGRESS_REFUSED, 'final'],
	];

	it.each(codes)('%s: %s', (code, situation) => {
		for (const method of METHODS) {
			const fault = transportFault(coded(code), { method, host: 'api.test' });
			expect(situationOf(fault)).toBe(situation);
		}
	});

	it('nothing more once the execution was cancelled', () => {
		const signal = AbortSignal.abort();
		for (const [code] of codes) {
			const fault = transportFault(coded(code), { method: 'GET', host: 'api.test', signal });
			expect(situationOf(fault)).toBe('final');
		}
	});
});

describe('What a reply means', () => {
	const PAUSE = { 'retry-after': '7' };

	const expected = (status: number, hasPause: boolean): Situation => {
		if (status === 429) return 'rate-limited';
		if (status === 408) return 'timed-out';
		if (status < 500) return 'final';
		return status === 503 && hasPause ? 'overloaded' : 'server-fault';
	};

	it.each([
		['XC Scribe', xcScribe],
		['ProductAI', productAi],
	])('of %s, for every status, with and without a pause, of every call', (_, provider) => {
		for (let status = 300; status < 600; status++) {
			// Its words for used-up tokens: somebody has to buy some.
			const isQuota = provider === productAi && status === 402;
			for (const writes of [true, false]) {
				for (const hasPause of [true, false]) {
					const headers = hasPause && !isQuota ? PAUSE : {};
					const fault = faultOfReply(provider, { status, headers }, '', writes);
					expect([status, situationOf(fault)]).toEqual([status, expected(status, hasPause)]);
				}
			}
		}
	});

	it('by the words of the provider, whatever the status', () => {
		const refusedBy = (code: string, status: number, more = {}) =>
			situationOf(
				faultOfReply(
					cypien,
					{ status, headers: {} },
					JSON.stringify({ error: { code, message: 'No', ...more } }),
					true,
				),
			);
		const next_reset_at = new Date(Date.now() + 60_000).toISOString();
		for (const status of [400, 403, 429, 503]) {
			expect(refusedBy('CONCURRENT_LIMIT_EXCEEDED', status)).toBe('rate-limited');
			expect(refusedBy('HOURLY_RATE_LIMIT_EXCEEDED', status)).toBe('rate-limited');
			expect(refusedBy('HOURLY_RATE_LIMIT_EXCEEDED', status, { next_reset_at })).toBe(
				'rate-limited',
			);
			expect(refusedBy('DAILY_RATE_LIMIT_EXCEEDED', status)).toBe('final');
			expect(refusedBy('DAILY_RATE_LIMIT_EXCEEDED', status, { next_reset_at })).toBe('final');
		}
	});

	it('also with a good status', () => {
		const reply = { status: 200, headers: {} };
		const refusals = ['RATE_LIMIT_EXCEEDED', 'OUT_OF_TOKENS', 'INVALID_MODEL'].map((code) =>
			situationOf(refusalFault(productAi, reply, { message: 'No', code })),
		);
		expect(refusals).toEqual(['rate-limited', 'final', 'final']);
	});

	it('nothing that another try would change when it cannot be read', async () => {
		const tooLarge = await readText(
			{ status: 200, headers: {}, body: Readable.from([Buffer.alloc(10)]) },
			5,
		).catch(toFault);
		expect(tooLarge).toBeInstanceOf(Fault);
		if (tooLarge instanceof Fault) expect(situationOf(tooLarge)).toBe('final');
	});

	it('nothing more when it came with a good status and says something else than it should', () => {
		const page = new Fault({ kind: 'outcome-unknown', message: 'not JSON', status: 200 });
		expect(situationOf(page)).toBe('final');
	});

	it.each(METHODS)(
		'of a %s that is damaged is never asked for again where that could buy twice',
		(method) => {
			const situation = situationOf(unreadableFault(method, 'damaged'));
			expect(isRepeated('creates', situation, 1)).toBe(false);
			expect(isRepeated('buys', situation, 1)).toBe(false);
		},
	);
});

describe('What is no matter of the network', () => {
	it.each([
		['wrong input', inputFault('wrong')],
		['a cancelled execution', cancelledFault()],
		['a job that failed', new Fault({ kind: 'job', message: 'x' })],
		['a job that takes too long', new Fault({ kind: 'timeout', message: 'x' })],
		['a slip in the code', toFault(new TypeError('x'))],
		['something thrown by n8n', toFault(new Error('x'))],
		['a credential that is refused', new Fault({ kind: 'credential', message: 'x', status: 401 })],
	])('is final: %s', (_, fault) => {
		expect(situationOf(fault)).toBe('final');
	});
});

describe('The pause before the next try', () => {
	it('is random, at most half a second at first, doubled each time, and never above 30 s', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 60 }),
				fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
				(repeat, share) => {
					const longest = Math.min(30_000, 500 * 2 ** (repeat - 1));
					expect(backoffMs(repeat, () => share)).toBe(Math.round(share * longest));
				},
			),
		);
	});

	it('differs between requests that broke together', () => {
		const pauses = Array.from({ length: 50 }, () => backoffMs(6));
		expect(new Set(pauses).size).toBeGreaterThan(40);
		expect(fullJitter(100, 1000, 1, () => 1)).toBe(100);
		expect(fullJitter(100, 1000, 9, () => 1)).toBe(1000);
	});
});
