import type { Decision } from '../../review';
import { listOf, valueOf } from './data';
import type { Entries, Entry } from './review';
import { forget, readStored, store } from './storage';

/** Decisions that were not sent yet. */
export interface Draft {
	/** Milliseconds since 1970. */
	at: number;
	reviewer: string;
	entries: Entries;
}

/** Where the browser keeps the draft of a review. */
export class DraftStore {
	readonly key: string;

	constructor(id: string) {
		this.key = `content-review:${id}`;
	}

	load(): Draft | undefined {
		const stored = readStored(this.key);
		return stored === undefined ? undefined : parseDraft(stored);
	}

	/** @returns Whether the browser keeps it. */
	save({ at, reviewer, entries }: Draft): boolean {
		const kept = [...entries].map(([item, { decision, comment, edits }]) => ({
			item,
			decision,
			comment,
			edits: [...edits],
		}));
		return store(this.key, JSON.stringify({ at, reviewer, entries: kept }));
	}

	clear(): void {
		forget(this.key);
	}
}

/** @returns The draft, or undefined for what is none. */
export function parseDraft(stored: string): Draft | undefined {
	const draft = parsed(stored);
	const at = Number(valueOf(draft, 'at'));
	if (!Number.isFinite(at)) return undefined;
	const entries = new Map<number, Entry>();
	for (const kept of listOf(valueOf(draft, 'entries'))) {
		const item = Number(valueOf(kept, 'item'));
		if (Number.isInteger(item) && item >= 0) entries.set(item, entryOf(kept));
	}
	return { at, reviewer: textOf(valueOf(draft, 'reviewer')), entries };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function entryOf(kept: unknown): Entry {
	const edits = listOf(valueOf(kept, 'edits')).map((edit): [number, string] => [
		Number(valueOf(edit, '0')),
		textOf(valueOf(edit, '1')),
	]);
	return {
		decision: decisionOf(valueOf(kept, 'decision')),
		comment: textOf(valueOf(kept, 'comment')),
		edits: new Map(edits),
	};
}

export function decisionOf(value: unknown): Decision {
	return value === 'approved' || value === 'rejected' ? value : 'undecided';
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
