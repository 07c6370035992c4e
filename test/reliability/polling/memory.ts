import type { Look, Seen, Told } from './world';

/** What has to be known of a list after a look. */
export interface KnownList {
	seen: Seen;
	/** The events that were chosen then: those that are chosen later count from later on. */
	events: readonly string[];
}

/** All that a trigger has to know, without a thought of how it keeps it. */
export interface Memory {
	lists: ReadonlyMap<string, KnownList>;
	/** The list that the last poll did not come to. */
	waiting?: string | undefined;
}

export const NOTHING_KNOWN: Memory = { lists: new Map() };

/** What is known of a list after a look that told these things. */
export function remember({ things, keepsUnseen }: Look, before: Seen, told: Told): Seen {
	const after = new Map(keepsUnseen ? before : []);
	const toldThings = new Set(told.things);
	let isCut = false;
	for (const thing of things) {
		isCut ||= thing === told.cutAt;
		const isLeft = (isCut || thing.isOptional === true) && !toldThings.has(thing);
		const mark = isLeft ? (thing.markWhenCut ?? before.get(thing.id)) : thing.mark;
		if (mark === undefined) after.delete(thing.id);
		else after.set(thing.id, mark);
	}
	return after;
}

/** The lists in the order of the next poll: first the one that had to wait. */
export function inTurn(lists: readonly string[], waiting: string | undefined): string[] {
	const at = Math.max(0, waiting === undefined ? 0 : lists.indexOf(waiting));
	return [...lists.slice(at), ...lists.slice(0, at)];
}
