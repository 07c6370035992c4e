import type { IDataObject } from 'n8n-workflow';

import { isBlank } from './fields';
import { inputFault } from './http/faults';
import type { Operation, PlacedField } from './operation';
import { SETTING } from './settings';
import { isRecord, toText } from './values';

/** Reads one parameter of one item as n8n evaluated it; undefined when it is not there. */
export type ReadParameter = (name: string) => unknown;

/** What the user entered for one item, validated and ready to be sent. */
export interface OperationInput {
	/** Values by wire name. */
	path: Record<string, string>;
	query: IDataObject;
	body: IDataObject;
	/** Wire name -> name of the item's binary property. */
	files: Record<string, string>;
	/** What is not sent. */
	local?: IDataObject;
}

/**
 * Reads and checks all fields of an operation for one item.
 * @throws Fault of kind `input` that names every field that has to be corrected
 */
export function readInput(operation: Operation, read: ReadParameter): OperationInput {
	const input: OperationInput = { path: {}, query: {}, body: {}, files: {} };
	const complaints: string[] = [];
	if (operation.confirm !== undefined && read(SETTING.confirm) !== true) {
		complaints.push(
			`"Confirm" has to be turned on, because this cannot be undone: ${operation.confirm}`,
		);
	}
	complaints.push(...readFields(operation.fields, read, input));
	if (complaints.length === 0) {
		const disagreement = changesNothing(operation, input)
			? 'There is nothing to update: add at least one field'
			: operation.check?.(input.body);
		if (disagreement !== undefined) complaints.push(disagreement);
	}
	if (complaints.length > 0) {
		throw inputFault(
			[...new Set(complaints)].join('; '),
			'Nothing was sent. Correct the named fields of this item',
		);
	}
	return input;
}

/**
 * Reads and checks fields, and puts their values to their places in the input.
 * @returns what has to be corrected, each without a full stop
 */
export function readFields(
	fields: readonly PlacedField[],
	read: ReadParameter,
	input: OperationInput,
): string[] {
	return fields.flatMap((placed) => {
		if (placed.field.formOnly === true || !isShown(placed, read)) return [];
		const value = valueOf(placed, read);
		if (isBlank(value)) {
			return placed.field.required ? [`"${placed.field.form.displayName}" is empty`] : [];
		}
		const parsed = placed.field.parse.safeParse(value);
		if (!parsed.success) {
			return parsed.error.issues.map((issue) => complaint(placed, issue.message));
		}
		put(input, placed, parsed.data);
		return [];
	});
}

const complaint = (placed: PlacedField, message: string): string =>
	`"${placed.field.form.displayName}" ${message}`;

function isShown({ field }: PlacedField, read: ReadParameter): boolean {
	return Object.entries(field.when ?? {}).every(([parameter, values]) => {
		// As in the editor: of several chosen values one is enough.
		const chosen: unknown[] = [read(parameter)].flat();
		return values.some((value) => chosen.includes(value));
	});
}

function valueOf({ parameter, collection }: PlacedField, read: ReadParameter): unknown {
	if (collection === undefined) return read(parameter);
	const values = read(collection);
	return typeof values === 'object' && values !== null ? Reflect.get(values, parameter) : undefined;
}

function put(input: OperationInput, { place, wireName, field }: PlacedField, value: unknown): void {
	if (field.file !== undefined) input.files[wireName] = toText(value);
	else if (place === 'path') input.path[wireName] = toText(value);
	else {
		const target = targetOf(input, place);
		const keys = wireName.split('.');
		if (field.spread === true) setAt(target, keys.slice(0, -1), value, merge);
		else setAt(target, keys, value);
	}
}

function targetOf(input: OperationInput, place: 'query' | 'body' | 'local'): IDataObject {
	if (place !== 'local') return input[place];
	input.local ??= {};
	return input.local;
}

type Combine = (present: unknown, value: unknown) => unknown;

/** What is named wins over what is merged in. */
const merge: Combine = (present, value) => ({
	...(isRecord(value) ? value : {}),
	...(isRecord(present) ? present : {}),
});

/**
 * Sets a value below nested keys; `products[]` reaches into the only element of a list. The keys come from
 * declarations, never from users.
 */
function setAt(
	target: IDataObject,
	[key, ...rest]: string[],
	value: unknown,
	combine: Combine = (_, replacement) => replacement,
): void {
	if (key === undefined) {
		Object.assign(target, combine(target, value));
		return;
	}
	const inList = key.endsWith('[]');
	const name = inList ? key.slice(0, -2) : key;
	const list: unknown = target[name];
	const present: unknown = inList && Array.isArray(list) ? list[0] : list;
	let changed = combine(present, value);
	if (rest.length > 0) {
		const nested = isRecord(present) ? { ...present } : {};
		setAt(nested, rest, value, combine);
		changed = nested;
	}
	Object.assign(target, { [name]: inList ? [changed] : changed });
}

function changesNothing(operation: Operation, input: OperationInput): boolean {
	const optionalOnly = operation.fields.every(
		({ place, field }) => place !== 'body' || !field.required,
	);
	return (
		operation.collection === 'updateFields' && optionalOnly && Object.keys(input.body).length === 0
	);
}
