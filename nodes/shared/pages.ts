import type { IDataObject } from 'n8n-workflow';

import { isRecord } from './values';

/** How a list that comes in pages is asked for. */
export interface PageRule {
	/** Query field of the page number, counted from 1. */
	page: string;
	/** Query field of the page size. */
	size: string;
	/** Largest page size that the provider takes. */
	maximum: number;
	/** Key of the reply that says how many pages there are. */
	pageCountKey?: string;
	/** Key of the reply that says how many entries there are. */
	totalKey?: string;
}

/**
 * Reads a list page by page until it ends, or until there are `limit` entries. When the user asked for one page, only that.
 * @param read reads the page of a query
 * @returns one body whose list holds the entries of all pages read
 */
export async function readPages(
	rule: PageRule,
	at: string | undefined,
	query: IDataObject,
	limit: number,
	read: (query: IDataObject) => Promise<unknown>,
): Promise<unknown> {
	const size = query[rule.size] ?? Math.min(rule.maximum, limit);
	const entries: unknown[] = [];
	for (let page = Number(query[rule.page] ?? 1); ; page++) {
		const body = await read({ ...query, [rule.page]: page, [rule.size]: size });
		const found = listIn(body, at);
		entries.push(...found);
		const complete = query[rule.page] !== undefined || entries.length >= limit;
		if (complete || isLast(rule, body, page, entries.length, found.length)) {
			return at === undefined || !isRecord(body) ? entries : { ...body, [at]: entries };
		}
	}
}

function listIn(body: unknown, at: string | undefined): unknown[] {
	const list = at === undefined ? body : isRecord(body) ? body[at] : undefined;
	return Array.isArray(list) ? list : [];
}

/** An empty page ends every list, whatever its counters say. */
function isLast(
	rule: PageRule,
	body: unknown,
	page: number,
	entriesSoFar: number,
	found: number,
): boolean {
	if (found === 0 || !isRecord(body)) return true;
	const pages = rule.pageCountKey === undefined ? undefined : body[rule.pageCountKey];
	if (typeof pages === 'number') return page >= pages;
	const total = rule.totalKey === undefined ? undefined : body[rule.totalKey];
	return typeof total === 'number' && entriesSoFar >= total;
}
