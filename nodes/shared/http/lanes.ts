import { systemClock } from '../clock';
import type { ApiRequest } from './apiClient';
import { Lane, type Rate } from './rateLimit';

/** A limit of a provider, as its documents state it or its replies tell. */
export interface RateLimit {
	/** Stable name, to keep the provider's limits apart. */
	name: string;
	/** What the documents allow; left out where only replies tell. */
	rate?: Rate;
	/**
	 * What requests are counted by, beside the account, e.g. the domain that they are about.
	 * @returns undefined for requests that this limit does not concern
	 */
	bucket(request: Pick<ApiRequest, 'method' | 'path' | 'body'>): string | undefined;
}

/** A lane that nobody used for so long is forgotten. */
const IDLE_MS = 60 * 60_000;
const MANY = 1000;

/** All lanes of this process, because the provider counts an account's requests whatever execution sends them. */
const lanes = new Map<string, Lane>();

/** The lane of a request: of the first limit that concerns it, else of the account. */
export function laneOf(
	account: string,
	limits: readonly RateLimit[],
	request: Pick<ApiRequest, 'method' | 'path' | 'body'>,
): Lane {
	for (const { name, rate, bucket } of limits) {
		const of = bucket(request);
		if (of !== undefined) return laneAt(`${account} ${name} ${of}`, rate);
	}
	return laneAt(account);
}

function laneAt(key: string, rate?: Rate): Lane {
	const known = lanes.get(key);
	if (known !== undefined) return known;
	if (lanes.size >= MANY) forgetIdle();
	const lane = new Lane(rate);
	lanes.set(key, lane);
	return lane;
}

function forgetIdle(): void {
	const now = systemClock.now();
	for (const [key, lane] of lanes) if (lane.isForgettable(now, IDLE_MS)) lanes.delete(key);
}

/** Forgets everything, for tests that start from nothing. */
export function forgetLanes(): void {
	lanes.clear();
}
