import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { collectionProperties, topLevelProperty } from './description';
import { shownWhen, toggle, type Field } from './fields';
import { inputFault } from './http/faults';
import { readFields, type OperationInput, type ReadParameter } from './input';
import { parameterName, type CollectionName, type Fields, type PlacedField } from './operation';

/** Something that a trigger can wait for: an entry of its menu of events. */
export interface TriggerEvent {
	value: string;
	/** Title Case. */
	name: string;
	description: string;
}

/** What a trigger asks for in the editor. A field that only some events need says so by `during`. */
export interface TriggerForm {
	events: readonly TriggerEvent[];
	/** Those that a new node waits for. */
	initialEvents: readonly string[];
	/** Said above everything else. */
	notice?: string;
	/** By wire name: those at the top level, and those of the collections. */
	fields?: Fields;
	filters?: Fields;
	options?: Fields;
}

/** The field, shown only while one of the events is chosen. */
export const during = (events: string[], field: Field): Field => shownWhen({ events }, field);

/** Whether rows of more than ten fields are cut down to those that people use. */
export const simplify: Field = toggle({
	displayName: 'Simplify',
	description: 'Whether to return a simplified version of the response instead of the raw data',
	default: true,
	prominent: true,
});

/** What the user entered, checked. */
export interface Selection {
	events: ReadonlySet<string>;
	/** Values of all fields, by wire name; those that are empty or not shown are not there. */
	values: IDataObject;
}

const EVENTS = 'events';

/** The form of a trigger. Pure. */
export function describeTrigger(form: TriggerForm): INodeProperties[] {
	const placed = placedFields(form);
	return [
		...(form.notice === undefined ? [] : [noticeProperty(form.notice)]),
		{
			displayName: 'Events',
			name: EVENTS,
			type: 'multiOptions',
			required: true,
			options: [...form.events].sort((a, b) => a.name.localeCompare(b.name)),
			default: [...form.initialEvents],
			description: 'What to wait for',
		},
		...placed
			.filter(({ collection }) => collection === undefined)
			.map((field) => topLevelProperty(field, {})),
		...collectionProperties(placed, 'filters', {}),
		...collectionProperties(placed, 'options', {}),
	];
}

const noticeProperty = (displayName: string): INodeProperties => ({
	displayName,
	name: 'notice',
	type: 'notice',
	default: '',
});

/** All fields of a form; also what `listSearchMethods` wants to know of it. */
export function placedFields({ fields, filters, options }: TriggerForm): PlacedField[] {
	return [...place(fields), ...place(filters, 'filters'), ...place(options, 'options')];
}

function place(fields: Fields = {}, collection?: CollectionName): PlacedField[] {
	return Object.entries(fields).map(([wireName, field]) => ({
		field,
		place: 'local',
		wireName,
		parameter: parameterName(wireName, field),
		...(collection === undefined ? {} : { collection }),
	}));
}

/**
 * Reads and checks what the user entered.
 * @throws Fault of kind `input` that names everything that has to be corrected
 */
export function readSelection(form: TriggerForm, read: ReadParameter): Selection {
	const input: OperationInput = { path: {}, query: {}, body: {}, files: {} };
	const chosen: unknown[] = [read(EVENTS) ?? []].flat();
	const known = form.events.map(({ value }) => value).filter((value) => chosen.includes(value));
	const complaints = [
		...(known.length === 0 ? ['"Events" is empty'] : []),
		...readFields(placedFields(form), read, input),
	];
	if (complaints.length > 0) {
		throw inputFault(complaints.join('; '), 'Open the trigger and correct the named fields');
	}
	return { events: new Set(known), values: input.local ?? {} };
}

/** An item as a trigger emits it. What the provider sends may have a field of that name, but it does not name the event. */
export const eventItem = (event: string, row: IDataObject): INodeExecutionData => ({
	json: Object.assign({ event }, row, { event }),
});
