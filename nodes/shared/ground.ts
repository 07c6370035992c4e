import type { IDataObject } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import { isRecord } from './values';

/**
 * What a trigger remembers of a list that it watches: a mark for each thing that it has seen there. Things go by a
 * fingerprint of their id, so that 10,000 of them take the same little room whatever their ids look like.
 */
export interface Ground {
	/** Marks by fingerprint, in the order in which the things were seen. */
	marks: ReadonlyMap<string, string>;
	/** What else the watch wants to find again, in a text of its own. */
	cursor?: string;
}

/** Nothing seen yet. */
export const NO_GROUND: Ground = { marks: new Map() };

/** 66 bits: among 10,000 things two meet once in 10 trillion cases. */
const FINGERPRINT_LENGTH = 11;

/** A short text that stands for a long one: characters of its SHA-256 in base64url, 6 bits each. */
export function digest(text: string, length: number): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, length);
}

/** What stands for an id in a ground. */
export const fingerprint = (id: string): string => digest(id, FINGERPRINT_LENGTH);

/** The mark of the thing with this id; undefined when it was never seen. */
export function markOf(ground: Ground, id: string): string | undefined {
	return ground.marks.get(fingerprint(id));
}

/**
 * A ground as it is saved: all records in one text, without separators, because all marks of a watch have the same length.
 * @param markLength characters of each mark
 */
export function saveGround({ marks, cursor }: Ground, markLength: number): IDataObject {
	const seen = [...marks].map(([id, mark]) => id + mark).join('');
	return { markLength, seen, ...(cursor === undefined ? {} : { cursor }) };
}

/** A ground that was saved; undefined for anything else, e.g. one of another version with other marks. */
export function loadGround(saved: unknown, markLength: number): Ground | undefined {
	if (!isRecord(saved) || saved.markLength !== markLength) return undefined;
	const { seen, cursor } = saved;
	const size = FINGERPRINT_LENGTH + markLength;
	if (typeof seen !== 'string' || seen.length % size !== 0) return undefined;
	const marks = new Map<string, string>();
	for (let at = 0; at < seen.length; at += size) {
		marks.set(
			seen.slice(at, at + FINGERPRINT_LENGTH),
			seen.slice(at + FINGERPRINT_LENGTH, at + size),
		);
	}
	return { marks, ...(typeof cursor === 'string' ? { cursor } : {}) };
}
