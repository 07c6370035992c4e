import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

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
	/** What the user reads, and the id that is sent. */
	entry(row: IDataObject): { name: string; value: string };
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
	/** Only steers the form, e.g. which list another field shows; never sent. */
	formOnly?: true;
	locator?: LocatorSource;
	file?: FileRules;
}

interface FieldText {
	displayName: string;
	description?: string;
	placeholder?: string;
	hint?: string;
	required?: boolean;
	prominent?: boolean;
}

/** An id may reach a URL path, so only characters that cannot change the path are let through. */
const ID_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

/** True for what counts as "left empty" in a form, an empty resource locator included. */
export function isBlank(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	if (Array.isArray(value)) return value.length === 0;
	if (isLocatorValue(value)) return isBlank(value.value);
	return false;
}

/** True for the object that n8n stores for a resource locator. */
function isLocatorValue(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value;
}

function field(
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

/** One line or several lines of text; `password` hides it. A number from an expression counts as its text. */
export function text(
	options: FieldText & { rows?: number; password?: boolean; default?: string },
): Field {
	const typeOptions = {
		...(options.rows === undefined ? {} : { rows: options.rows }),
		...(options.password === true ? { password: true } : {}),
	};
	return field(
		options,
		{
			type: 'string',
			default: options.default ?? '',
			...(Object.keys(typeOptions).length === 0 ? {} : { typeOptions }),
		},
		z.union([z.string(), z.number().transform(String)], {
			errorMap: () => ({ message: 'must be text' }),
		}),
	);
}

/** A whole number between `minimum` and `maximum`; a number written as text is accepted. */
export function integer(
	options: FieldText & { default?: number; minimum?: number; maximum?: number },
): Field {
	const minimum = options.minimum ?? 0;
	const wanted =
		options.maximum === undefined
			? `must be a whole number of at least ${minimum}`
			: `must be a whole number from ${minimum} to ${options.maximum}`;
	return field(
		options,
		{
			type: 'number',
			default: options.default ?? minimum,
			typeOptions: {
				minValue: minimum,
				...(options.maximum === undefined ? {} : { maxValue: options.maximum }),
				numberPrecision: 0,
			},
		},
		z.preprocess(
			(value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
			z
				.number({ errorMap: () => ({ message: wanted }) })
				.int(wanted)
				.min(minimum, wanted)
				.max(options.maximum ?? Number.MAX_SAFE_INTEGER, wanted),
		),
	);
}

/** A switch. Its description has to begin with "Whether". */
export function toggle(options: FieldText & { default?: boolean }): Field {
	return field(
		options,
		{ type: 'boolean', default: options.default ?? false },
		z.preprocess(
			(value) => (value === 'true' ? true : value === 'false' ? false : value),
			z.boolean({ errorMap: () => ({ message: 'must be true or false' }) }),
		),
	);
}

/** One of known values. `open` lists are offered but not enforced: an expression may give another value. */
export function choice(
	options: FieldText & {
		values: readonly INodePropertyOptions[];
		open?: boolean;
		default?: string;
	},
): Field {
	const known = options.values.map((option) => String(option.value));
	const parse =
		options.open === true
			? z.string({ errorMap: () => ({ message: 'must be text' }) })
			: z.string({ errorMap: () => ({ message: `must be one of: ${known.join(', ')}` }) }).refine(
					(value) => known.includes(value),
					(value) => ({ message: `must be one of: ${known.join(', ')}; got "${value}"` }),
				);
	return field(
		options,
		{ type: 'options', options: [...options.values], default: options.default ?? known[0] ?? '' },
		parse,
	);
}

/** A JSON object, typed into the form or given by an expression. */
export function jsonObject(options: FieldText): Field {
	return field(
		options,
		{ type: 'json', default: '{}' },
		z.unknown().transform((value, context): IDataObject => {
			const parsed = typeof value === 'string' ? parseJson(value) : value;
			if (isPlainObject(parsed)) return parsed;
			context.addIssue({
				code: 'custom',
				message: `must be a JSON object, e.g. {"key": "value"}; got ${describe(parsed)}`,
			});
			return z.NEVER;
		}),
	);
}

const UNPARSABLE = Symbol('text that is not JSON');

function parseJson(value: string): unknown {
	try {
		return JSON.parse(value);
	} catch {
		return UNPARSABLE;
	}
}

function isPlainObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
	if (value === UNPARSABLE) return 'text that is not JSON';
	if (Array.isArray(value)) return 'an array';
	return value === null ? 'null' : `a ${typeof value}`;
}

const idMessage = (value: string): string =>
	`must be an ID made of letters, digits, "-" and "_"; got "${value.slice(0, 60)}"`;

const idText = z
	.union([z.string(), z.number().transform(String)], {
		errorMap: () => ({ message: 'must be an ID' }),
	})
	.transform((value) => value.trim())
	.refine(
		(value) => ID_PATTERN.test(value),
		(value) => ({ message: idMessage(value) }),
	);

/** One id as text. */
export function id(options: FieldText): Field {
	return field(options, { type: 'string', default: '' }, idText);
}

/** Ids, separated by commas or line breaks, or an array from an expression. */
export function idList(options: FieldText): Field {
	return field(
		{ placeholder: 'e.g. 3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90, 5b1d…', ...options },
		{ type: 'string', default: '' },
		z.preprocess(
			(value) =>
				typeof value === 'string'
					? value
							.split(/[\s,]+/)
							.map((part) => part.trim())
							.filter((part) => part !== '')
					: value,
			z
				.array(idText, {
					errorMap: (issue, context) => ({
						message: issue.code === 'invalid_type' ? 'must be a list of IDs' : context.defaultError,
					}),
				})
				.min(1, 'must hold at least one ID'),
		),
	);
}

/** Something that can be listed: picked from a searchable list, or given by its id. */
export function locator(options: FieldText & { source: LocatorSource }): Field {
	return field(
		options,
		{
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: options.source.method, searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90',
				},
			],
		},
		z.preprocess((value) => (isLocatorValue(value) ? value.value : value), idText),
		{ locator: options.source },
	);
}

/** A file from the item's binary data. Its parameter holds the name of the binary property. */
export function file(options: FieldText & FileRules): Field {
	return field(
		options,
		{ type: 'string', default: 'data' },
		z.string({ errorMap: () => ({ message: 'must be the name of a binary property' }) }),
		{ file: { maximumBytes: options.maximumBytes }, required: true },
	);
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
