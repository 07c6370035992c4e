import type { HttpRequest } from './client';
import type { Fault } from './faults';
import { NEVER_REACHED } from './transportFault';

/** What a request does at the provider, which decides whether it may be sent again. */
export type Effect =
	/** Changes nothing. */
	| 'reads'
	/** Sets a state: sent twice, it leaves the same state as sent once. */
	| 'sets'
	/** Makes something new or costs money each time. */
	| 'creates'
	/** As `creates`, at a provider that charges before it has decided whether it can do the work. */
	| 'buys'
	/** Must be sent once, whatever happens. */
	| 'once';

/** What became of a request. */
export type Situation =
	/** The connection could not be opened, so the server has not seen it. */
	| 'never-reached'
	/** 429, or the provider's own words for it: not accepted. */
	| 'rate-limited'
	/** 503 with Retry-After: not accepted. */
	| 'overloaded'
	/** 408: the server gave up waiting for it. */
	| 'timed-out'
	/** Any other 5xx. */
	| 'server-fault'
	/** The connection broke, or nothing came in time: perhaps carried out. */
	| 'broken'
	/** An answer that another try would not change. */
	| 'final';

const ALWAYS_SAFE: readonly Situation[] = ['never-reached', 'rate-limited'];
const NOT_ACCEPTED: readonly Situation[] = [...ALWAYS_SAFE, 'overloaded'];
const TEMPORARY: readonly Situation[] = [...NOT_ACCEPTED, 'timed-out', 'server-fault', 'broken'];

/** The one table of what may be sent again. Everything else is reported. */
export const REPEATED: Record<Effect, ReadonlySet<Situation>> = {
	reads: new Set(TEMPORARY),
	sets: new Set(TEMPORARY),
	creates: new Set(NOT_ACCEPTED),
	buys: new Set(ALWAYS_SAFE),
	once: new Set(),
};

/** Situations in which the provider may have carried the request out although no reply says so. */
const UNCERTAIN: ReadonlySet<Situation> = new Set<Situation>([
	'timed-out',
	'server-fault',
	'broken',
]);

/** Situations that the provider asks to wait out; these are repeated until the user's patience ends. */
const ASKED_TO_WAIT: ReadonlySet<Situation> = new Set<Situation>(['rate-limited', 'overloaded']);

/** How often a request is sent at most, unless the provider asked to wait. */
export const MAXIMUM_TRIES = 5;

/** Backoff of the n-th repeat: a random pause up to the base doubled each time, in ms. */
const BACKOFF = { baseMs: 500, longestMs: 30_000 };

/** What a fault says about the request that met it. Pure. */
export function situationOf({ facts }: Pick<Fault, 'facts'>): Situation {
	const { kind, status, retryAfterMs, providerCode } = facts;
	if (kind === 'rate-limited') return 'rate-limited';
	// A quota that is known to be renewed is a long pause; one that somebody has to pay for is final.
	if (kind === 'quota') return retryAfterMs === undefined ? 'final' : 'rate-limited';
	if (status === 408) return 'timed-out';
	if (status !== undefined && status >= 500) {
		return status === 503 && retryAfterMs !== undefined ? 'overloaded' : 'server-fault';
	}
	if (status !== undefined) return 'final';
	if (kind !== 'unavailable' && kind !== 'outcome-unknown') return 'final';
	return NEVER_REACHED.has(providerCode ?? '') ? 'never-reached' : 'broken';
}

/**
 * Whether a request may be sent again.
 * @param tries how often it has been sent
 */
export function isRepeated(effect: Effect, situation: Situation, tries: number): boolean {
	if (!REPEATED[effect].has(situation)) return false;
	return ASKED_TO_WAIT.has(situation) || tries < MAXIMUM_TRIES;
}

/** Whether the provider may have carried the request out all the same. */
export const isUncertain = (situation: Situation): boolean => UNCERTAIN.has(situation);

/** Whether the provider asked to wait, which concerns every request of the credential. */
export const asksToWait = (situation: Situation): boolean => ASKED_TO_WAIT.has(situation);

/**
 * A pause with full jitter, in ms, so that many waiting requests do not come back at once.
 * @param repeat 1 for the first repeat
 */
export function backoffMs(repeat: number, random = Math.random): number {
	return fullJitter(BACKOFF.baseMs, BACKOFF.longestMs, repeat, random);
}

/** A random share of `baseMs`, doubled with each step and at most `longestMs`. */
export function fullJitter(
	baseMs: number,
	longestMs: number,
	step: number,
	random = Math.random,
): number {
	return Math.round(random() * Math.min(longestMs, baseMs * 2 ** (step - 1)));
}

/** What a method does, as long as an operation does not say otherwise. */
export function effectOf(method: HttpRequest['method']): Effect {
	if (method === 'GET') return 'reads';
	return method === 'POST' ? 'creates' : 'sets';
}
