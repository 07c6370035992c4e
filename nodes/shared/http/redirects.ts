/** A reply that may send its reader to another address. */
export interface RedirectReply {
	method: string;
	/** Address that was asked. */
	url: string;
	status: number;
	location: string | undefined;
	/** Redirects that were followed before this one. */
	hops: number;
}

/** What to do with a reply. */
export type RedirectDecision =
	/** It is no redirect, or one that the caller has to report as it is. */
	| { kind: 'none' }
	| { kind: 'follow'; url: string; sameOrigin: boolean }
	/** `reason` completes "… redirects". */
	| { kind: 'refuse'; reason: string };

/** More than this is a loop, or somebody who plays. */
export const MAXIMUM_REDIRECTS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Whether a redirect is followed. Only a GET is: anything else may have been carried out already, or would be carried out
 * at an address that nobody meant. Pure.
 */
export function redirectOf(reply: RedirectReply): RedirectDecision {
	if (reply.method !== 'GET' || !REDIRECTS.has(reply.status)) return { kind: 'none' };
	const from = new URL(reply.url);
	const location = reply.location ?? '';
	if (location === '' || !URL.canParse(location, reply.url)) {
		return { kind: 'refuse', reason: 'to an address that is none' };
	}
	const to = new URL(location, from);
	if (to.protocol !== 'http:' && to.protocol !== 'https:') {
		return { kind: 'refuse', reason: 'to an address that is not on the web' };
	}
	if (from.protocol === 'https:' && to.protocol === 'http:') {
		return { kind: 'refuse', reason: 'from https to http, where anybody could read along' };
	}
	if (reply.hops >= MAXIMUM_REDIRECTS) {
		return { kind: 'refuse', reason: `more than ${MAXIMUM_REDIRECTS} times` };
	}
	return { kind: 'follow', url: to.href, sameOrigin: to.origin === from.origin };
}
