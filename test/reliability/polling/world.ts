import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { PublishOptions } from '../../engine/triggers';
import type { Answer } from '../../engine/xcScribe/support';

/** What a user chose, as far as all triggers have it. */
export interface Chosen {
	events: readonly string[];
}

/** What was seen of the things of a list: a mark of the state of each, by id. */
export type Seen = ReadonlyMap<string, string>;

/** A thing in a list at the moment of a look. */
export interface Thing {
	id: string;
	/** All of its state that matters for events. */
	mark: string;
	/** What has to be emitted for it, in one piece. */
	items: IDataObject[];
	/** It may stay untold for good, or be told whenever it is found. */
	isOptional?: boolean;
	/** What is remembered of it when a look is cut before it; nothing changes when left out. */
	markWhenCut?: string;
}

/** What a look at a list has to bring. */
export interface Look {
	/** In the order in which their items are to be emitted. */
	things: Thing[];
	/** Whether things that are not in the list stay known. */
	keepsUnseen: boolean;
}

/** Which of the things that have something to tell were told by a poll. */
export interface Told {
	/** The first thing that was not told; undefined when all were. */
	cutAt: Thing | undefined;
	/** The things that were told. */
	things: readonly Thing[];
}

/** A provider in memory, and what a trigger has to make of it. A new one for each sequence. */
export interface World<Action, Selection extends Chosen> {
	readonly answer: Answer;
	/** Something happens at the provider; nothing when it cannot. */
	act(action: Action): void;
	/** The trigger's parameters for a selection. */
	parameters(selection: Selection): INodeParameters;
	/** The lists that have to be watched, in order. */
	lists(selection: Selection): string[];
	/** The list that a request looks at; undefined for details of something in a list. */
	listOf(url: string, selection: Selection): string | undefined;
	/** True when nothing can happen in a list any more, so that it is not looked at. */
	isSettled(list: string, seen: Seen): boolean;
	/**
	 * What a look at a list has to bring, were it made now.
	 * @param events those that count; what else has happened becomes known and is not told
	 */
	look(list: string, seen: Seen, selection: Selection, events: ReadonlySet<string>): Look;
	/** What a test run may show of a list, newest first. */
	showable(list: string, selection: Selection): IDataObject[];
	/** What names the event that an item tells of: equal for two items that tell of the same one. */
	identity(item: IDataObject): string;
	/** Which of the things are told by these items, the first of which belong to this list. */
	told(look: Look, items: readonly IDataObject[]): Told;
	/** A baseline was taken of what is there. */
	baseline?(): void;
	/** A poll looks, or has looked, at what is there. */
	polled?(): void;
}

/** How a trigger of a world is published. */
export type Publish = (url: string) => Omit<PublishOptions, 'scheduler' | 'parameters'>;

/** Things are told in order, as far as the poll came: at least one of each list that it looked at. */
export function toldInOrder({ things }: Look, items: readonly IDataObject[]): Told {
	const told: Thing[] = [];
	let left = items.length;
	for (const thing of things) {
		if (thing.items.length > left) {
			if (left === items.length) throw new Error(`Nothing was told where ${thing.id} was new`);
			return { cutAt: thing, things: told };
		}
		left -= thing.items.length;
		told.push(thing);
	}
	return { cutAt: undefined, things: told };
}
