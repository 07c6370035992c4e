import type { ServerResponse } from 'node:http';

import { systemClock } from '../shared/clock';

/** Who has decided, and when (ms since 1970). */
export interface DecidedBy {
	reviewer: string;
	at: number;
}

/**
 * How long a decision counts that was taken in this process, in ms. n8n lets no call through once it has gone on with the
 * execution; one that comes later means that it has not, and that somebody may decide again.
 */
const HANDED_OVER_WITHIN_MS = 30_000;
/** Pages that one process keeps informed at the same time; further ones learn it when they send. */
const MAXIMUM_PAGES = 500;
/** Proxies end connections on which nothing moves. */
const KEEP_ALIVE_MS = 25_000;

const decidedReviews = new Map<string, DecidedBy>();
const pages = new Map<ServerResponse, string>();

/** Who has decided a review in this process a moment ago. */
export function decidedBy(review: string): DecidedBy | undefined {
	const decided = decidedReviews.get(review);
	if (decided === undefined || decided.at + HANDED_OVER_WITHIN_MS > systemClock.now())
		return decided;
	decidedReviews.delete(review);
	return undefined;
}

/** Remembers who has decided and tells the pages that are open. */
export function announce(review: string, decided: DecidedBy): void {
	for (const [id, { at }] of decidedReviews) {
		if (at + HANDED_OVER_WITHIN_MS <= systemClock.now()) decidedReviews.delete(id);
	}
	decidedReviews.set(review, decided);
	const event = `event: decided\ndata: ${JSON.stringify(decided)}\n\n`;
	for (const [page, watched] of pages) {
		if (watched === review) page.end(event);
	}
}

/** Keeps a page informed by server-sent events until it goes, or until its review is decided. */
export function keepInformed(review: string, page: ServerResponse): void {
	if (pages.size >= MAXIMUM_PAGES) {
		// A browser does not connect again after this status.
		page.writeHead(204).end();
		return;
	}
	page.writeHead(200, {
		'content-type': 'text/event-stream',
		'cache-control': 'no-store',
		// Otherwise nginx keeps events back until it has many.
		'x-accel-buffering': 'no',
	});
	page.write('retry: 15000\n\n');
	pages.set(page, review);
	const timer = setInterval(() => page.write(':\n\n'), KEEP_ALIVE_MS);
	// An open page must not keep n8n from ending.
	timer.unref();
	page.on('close', () => {
		clearInterval(timer);
		pages.delete(page);
	});
}
