import type { IDataObject } from 'n8n-workflow';

import { fingerprint, NO_GROUND, type Ground } from './ground';

/** A thing as a provider shows it now. */
export interface Sighting {
	id: string;
	/** All of its state that matters for the events, in as many characters as the watch says. */
	mark: string;
	row: IDataObject;
}

/** What a look at a list has found. */
export interface Reading {
	/** In the order in which their events are to be emitted. */
	sightings: Sighting[];
	/** What becomes of things that were not seen this time; what is forgotten is new when it comes back. */
	unseen: 'forget' | 'keep';
	cursor?: string;
	/** What the watch wants to find again when the step ends before all of it was emitted; what it had before when left out. */
	cursorWhenCut?: string;
	/** The look ended before it came to known ground: what is left is read by the next one, which `cursor` tells where. */
	isPartial?: true;
	/** What may have been missed, in a sentence. */
	gap?: string;
}

/** How far back a look at a list goes that was never looked at before. */
export type Start =
	/** Events begin now: what is over and done with need not be read. */
	| 'now'
	/** All that is there counts as new. */
	| 'existing'
	/** A few of the newest are enough. */
	| 'sample';

/** A list that a trigger watches. */
export interface Watch {
	/** Names what is watched. A watch with a key that was not there before begins with a baseline. */
	key: string;
	/** Characters of each mark. */
	markLength: number;
	/**
	 * Reads the list, as far as it may hold something new.
	 * @param ground what was remembered; nothing at the first look
	 * @throws Fault
	 */
	read(ground: Ground, start: Start, budget: Budget): Promise<Reading>;
	/**
	 * The events that a change of a mark is.
	 * @param before undefined for a thing that was never seen
	 */
	happened(before: string | undefined, now: string): string[];
	/**
	 * What is emitted for an event, where the details have to be asked for; the row as it is when left out.
	 * @returns one row an item; none when the event turns out not to be one
	 * @throws Fault
	 */
	rows?(event: string, sighting: Sighting): Promise<IDataObject[]>;
}

/** How long a poll may go on. */
export interface Budget {
	/** True when nothing more should be begun. */
	isOver(): boolean;
}

/** An event as it is emitted. */
export interface Emission {
	event: string;
	row: IDataObject;
}

/** What a look at a list brought. */
export interface Step {
	emissions: Emission[];
	ground: Ground;
	/** Something new was left for the next look. */
	isPartial: boolean;
	gap?: string;
}

/** Things that are gone but remembered; more than these are forgotten, the oldest first. */
const MOST_UNSEEN = 10_000;

/** The first look at a list: remembers what is there and emits nothing. */
export async function takeBaseline(watch: Watch, budget: Budget): Promise<Step> {
	const { sightings, cursor } = await watch.read(NO_GROUND, 'now', budget);
	const marks = new Map(sightings.map(({ id, mark }) => [fingerprint(id), mark]));
	return { emissions: [], ground: toGround(marks, cursor), isPartial: false };
}

/**
 * Looks at a list and emits what is new. When the budget ends in between, what is left stays unknown, and the next look
 * finds it new: events are never lost, and come in their order.
 * @throws Fault; the ground stays the caller's then
 */
export async function step(watch: Watch, ground: Ground, budget: Budget): Promise<Step> {
	const reading = await watch.read(ground, 'existing', budget);
	const seen = new Map<string, string>();
	const emissions: Emission[] = [];
	const sightings = reading.sightings.map((sighting) => ({
		...sighting,
		key: fingerprint(sighting.id),
	}));
	let isCut = false;
	for (const { key, ...sighting } of sightings) {
		// A list that moved between two of its pages shows a thing twice.
		const before = seen.get(key) ?? ground.marks.get(key);
		const events = before === sighting.mark ? [] : watch.happened(before, sighting.mark);
		// Only details take time.
		const isDearer = watch.rows !== undefined && events.length > 0;
		isCut = isDearer && emissions.length > 0 && budget.isOver();
		if (isCut) break;
		for (const event of events) {
			const rows = watch.rows === undefined ? [sighting.row] : await watch.rows(event, sighting);
			emissions.push(...rows.map((row) => ({ event, row })));
		}
		seen.set(key, sighting.mark);
	}
	const rest = [...ground.marks].filter(([key]) => !seen.has(key));
	const listed = new Set(sightings.map(({ key }) => key));
	const gone =
		reading.unseen === 'keep' || reading.isPartial === true
			? rest.filter(([key]) => !listed.has(key)).slice(-MOST_UNSEEN)
			: [];
	const left = rest.filter(([key]) => listed.has(key));
	return {
		emissions,
		ground: toGround(
			new Map([...gone, ...left, ...seen]),
			isCut ? (reading.cursorWhenCut ?? ground.cursor) : reading.cursor,
		),
		isPartial: isCut || reading.isPartial === true,
		...(reading.gap === undefined ? {} : { gap: reading.gap }),
	};
}

/** The watch without the events that nobody has asked for so far. */
export function hearing(watch: Watch, heard: ReadonlySet<string>): Watch {
	return {
		...watch,
		happened: (before, now) => watch.happened(before, now).filter((event) => heard.has(event)),
	};
}

/** Up to `most` of the newest things of a list as they would be emitted, for somebody who sets the trigger up. */
export async function sample(watch: Watch, most: number, budget: Budget): Promise<Emission[]> {
	const { sightings } = await watch.read(NO_GROUND, 'sample', budget);
	const emissions: Emission[] = [];
	for (const sighting of sightings.toReversed()) {
		const events = [
			...new Set([
				...watch.happened(undefined, sighting.mark),
				...watch.happened('', sighting.mark),
			]),
		];
		for (const event of events) {
			if (emissions.length >= most) return emissions;
			const rows = watch.rows === undefined ? [sighting.row] : await watch.rows(event, sighting);
			emissions.push(...rows.slice(0, most - emissions.length).map((row) => ({ event, row })));
		}
	}
	return emissions;
}

function toGround(marks: ReadonlyMap<string, string>, cursor: string | undefined): Ground {
	return { marks, ...(cursor === undefined ? {} : { cursor }) };
}
