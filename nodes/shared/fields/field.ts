import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { z } from 'zod';

/** How a field looks in the form. Its name and the place where it is shown are added by description.ts. */
export type FieldForm = Omit<INodeProperties, 'name' | 'displayOptions' | 'required'>;

/** Shows a field only while each named parameter has one of the listed values. */
export type Condition = Record<string, Array<string | boolean>>;

/** Where the "From List" mode of a resource locator finds its entries. */
export interface LocatorSource {
	/** Name of the n8n method that searches the list, e.g. `searchProjects`. */
	method: string;
	/** Path of the call that lists; `{name}` is filled from the parameter of that wire name. */
	path: string;
	/** Key of the reply that holds the list; the reply itself when left out. */
	at?: string;
	/** What the user reads, and the value that is sent. */
	entry(row: IDataObject): { name: string; value: string };
	/** Lists only rows whose key equals the parameter of that wire name, while that is filled in. */
	where?: Readonly<Record<string, string>>;
}

/** Where a list of options comes from; the known values stand in while it cannot be read. */
export interface OptionSource {
	/** Name of the n8n method that reads the list, e.g. `getLanguages`. */
	method: string;
	/** Path of the call that lists. */
	path: string;
}

/** Bounds of a file that is uploaded from the item's binary data. */
export interface FileRules {
	/** Largest accepted size in bytes, checked before anything is sent. */
	maximumBytes: number;
}

/** One input of an operation: its form, and how the entered value becomes the value on the wire. */
export interface Field {
	form: FieldForm;
	/** Turns the parameter's value into the value that is sent. Messages complete the sentence "<Display name> …". */
	parse: z.ZodType<unknown, z.ZodTypeDef, unknown>;
	required: boolean;
	/** Shown at the top level although it may stay empty. */
	prominent: boolean;
	when?: Condition;
	/** Its object is merged into the object that would hold it, without overriding what is named there. */
	spread?: true;
	/** Only steers the form, e.g. which list another field shows; never sent. */
	formOnly?: true;
	locator?: LocatorSource;
	options?: { source: OptionSource; known: readonly INodePropertyOptions[]; open: boolean };
	file?: FileRules;
}

/** What the user reads of a field, and where the form puts it. */
export interface FieldText {
	displayName: string;
	description?: string;
	placeholder?: string;
	hint?: string;
	required?: boolean;
	prominent?: boolean;
}

/** True for what counts as "left empty" in a form, an empty resource locator included. */
export function isBlank(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	if (Array.isArray(value)) return value.length === 0;
	if (isLocatorValue(value)) return isBlank(value.value);
	return false;
}

/** True for the object that n8n stores for a resource locator. */
export function isLocatorValue(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value;
}

/** A field of the given form; the functions beside this file say of which kind. */
export function field(
	text: FieldText,
	form: Omit<FieldForm, 'displayName'>,
	parse: Field['parse'],
	rest: Partial<Field> = {},
): Field {
	return {
		form: {
			displayName: text.displayName,
			...form,
			...(text.description === undefined ? {} : { description: text.description }),
			...(text.placeholder === undefined ? {} : { placeholder: text.placeholder }),
			...(text.hint === undefined ? {} : { hint: text.hint }),
		},
		parse,
		required: text.required ?? false,
		prominent: text.prominent ?? false,
		...rest,
	};
}

/** The same field of JSON, whose object is merged into the object that would hold it. */
export function spread(base: Field): Field {
	return { ...base, spread: true };
}

/** The same field, but it has to be filled in, so that it stands at the top level. */
export function required(base: Field): Field {
	return { ...base, required: true };
}

/** The same field, but only steering the form: its value is not sent. */
export function formOnly(base: Field): Field {
	return { ...base, formOnly: true };
}

/** The same field, shown only while the condition holds. */
export function shownWhen(when: Condition, base: Field): Field {
	return { ...base, when: { ...base.when, ...when } };
}
