import type { IDataObject } from 'n8n-workflow';

import type { Reply } from './operation';
import { isRecord, toJson } from './values';

/** How much of a reply the user asked for. */
export interface OutputWishes {
	/** Keep only the summary's keys. */
	simplify: boolean;
	/** At most this many entries of a list. */
	limit: number;
}

/** What a decoded reply becomes. */
export interface OperationOutput {
	rows: IDataObject[];
	/** How the reply departs from its declared schema; undefined when it fits. */
	drift?: string;
}

/** Replies whose whole body is JSON or nothing. */
export type JsonReply = Exclude<Reply, { kind: 'file' } | { kind: 'stream' }>;

/**
 * The output rows of a reply. A reply that no longer fits its schema is passed on all the same.
 * @param body the decoded JSON, undefined for an empty body
 * @param compare whether to look for departures from the schema
 */
export function toOutput(
	reply: JsonReply,
	body: unknown,
	wishes: OutputWishes,
	compare = true,
): OperationOutput {
	switch (reply.kind) {
		case 'deleted':
			return { rows: [{ deleted: true }] };
		case 'untyped':
			return { rows: untypedRows(body) };
		case 'record': {
			const record = partOf(body, reply.at);
			return {
				rows: [summarized(asRow(record), reply.summary, wishes)],
				...(compare ? driftOf(reply.schema, record) : {}),
			};
		}
		case 'list': {
			const list = partOf(body, reply.at);
			const entries = Array.isArray(list) ? list.slice(0, wishes.limit) : [body];
			return {
				rows: entries.map((entry) => summarized(asRow(entry), reply.summary, wishes)),
				...(compare ? driftOf(reply.schema.array(), list) : {}),
			};
		}
	}
}

/** The part of a body that a reply is about: the key of it, or all of it. */
export function partOf(body: unknown, key: string | undefined): unknown {
	if (key === undefined) return body;
	return isRecord(body) ? body[key] : undefined;
}

/** An empty body still has to be seen: the call succeeded. */
function untypedRows(body: unknown): IDataObject[] {
	if (body === undefined || body === null) return [{ success: true }];
	return Array.isArray(body) ? body.map(asRow) : [asRow(body)];
}

function asRow(value: unknown): IDataObject {
	if (isRecord(value)) return value;
	return value === undefined ? {} : { value: toJson(value) };
}

/** The row with only the summary's keys, when there is a summary and the user wants it. */
export function summarized(
	row: IDataObject,
	summary: readonly string[] | undefined,
	wishes: OutputWishes,
): IDataObject {
	if (summary === undefined || !wishes.simplify) return row;
	const kept: IDataObject = {};
	for (const key of summary) if (key in row) kept[key] = row[key];
	return kept;
}

function driftOf(schema: Parsable, value: unknown): { drift?: string } {
	const result = schema.safeParse(value);
	const issue = result.success ? undefined : result.error.issues[0];
	return issue === undefined ? {} : { drift: `${issue.path.join('.')}: ${issue.message}` };
}

interface Parsable {
	safeParse(value: unknown):
		| { success: true }
		| {
				success: false;
				error: { issues: Array<{ path: Array<string | number>; message: string }> };
		  };
}
