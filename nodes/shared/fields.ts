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

/**
 * A whole number between `minimum` and `maximum`; a number written as text is accepted. The default may be '' for a number
 * that nobody should be given by default.
 */
export function integer(
	options: FieldText & { default?: number | ''; minimum?: number; maximum?: number },
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
		numeric(
			z
				.number({ errorMap: () => ({ message: wanted }) })
				.int(wanted)
				.min(minimum, wanted)
				.max(options.maximum ?? Number.MAX_SAFE_INTEGER, wanted),
		),
	);
}

/** Reads a number that was written as text. */
function numeric(schema: z.ZodNumber): Field['parse'] {
	return z.preprocess(
		(value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
		schema,
	);
}

/** A number with decimals, never 0; with `positive`, above 0. A number written as text is accepted. */
export function amount(options: FieldText & { positive?: boolean; precision?: number }): Field {
	const wanted =
		options.positive === true ? 'must be a number above 0' : 'must be a number other than 0';
	return field(
		options,
		{ type: 'number', default: 0, typeOptions: { numberPrecision: options.precision ?? 4 } },
		numeric(z.number({ errorMap: () => ({ message: wanted }) }).finite(wanted)).refine(
			(value) => typeof value === 'number' && (options.positive === true ? value > 0 : value !== 0),
			wanted,
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
		/** What other values of an open list have to look like. */
		shape?: { pattern: RegExp; message: string };
		default?: string;
		/** The provider lists the values itself; then the values above are what is known without it. */
		source?: OptionSource;
	},
): Field {
	const known = options.values.map((option) => String(option.value));
	const parse =
		options.open === true
			? z
					.string({ errorMap: () => ({ message: 'must be text' }) })
					.regex(options.shape?.pattern ?? /./s, options.shape?.message)
			: z.string({ errorMap: () => ({ message: `must be one of: ${known.join(', ')}` }) }).refine(
					(value) => known.includes(value),
					(value) => ({ message: `must be one of: ${known.join(', ')}; got "${value}"` }),
				);
	const { source, values } = options;
	const fallback = options.default ?? known[0] ?? '';
	if (source === undefined) {
		return field(options, { type: 'options', options: [...values], default: fallback }, parse);
	}
	return field(
		{
			...options,
			displayName: `${options.displayName} Name or ID`,
			description: [options.description, DYNAMIC_OPTIONS].filter(Boolean).join('. ') + '.',
		},
		{
			type: 'options',
			typeOptions: { loadOptionsMethod: source.method },
			options: [],
			default: fallback,
		},
		parse,
		{ options: { source, known: values, open: options.open === true } },
	);
}

/** How n8n says it for every list that is loaded. */
const DYNAMIC_OPTIONS =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/**
 * Several of known values, e.g. as an array from an expression or a text with commas. The list is offered but not
 * enforced: an expression may give other values.
 */
export function choices(
	options: FieldText & { values: readonly INodePropertyOptions[]; default?: string[] },
): Field {
	const wanted = 'must be a list of texts';
	const element = z.string({ errorMap: () => ({ message: wanted }) }).trim();
	return field(
		options,
		{ type: 'multiOptions', options: [...options.values], default: options.default ?? [] },
		z.preprocess(
			(value) => (typeof value === 'string' ? value.split(/[\s,]+/) : value),
			z
				.array(element, { errorMap: () => ({ message: wanted }) })
				.transform((values) => [...new Set(values)].filter((value) => value !== ''))
				.refine((values) => values.length > 0, 'must hold at least one value'),
		),
	);
}

/** A JSON object, typed into the form or given by an expression. */
export function jsonObject(options: FieldText): Field {
	return field(
		options,
		{ type: 'json', default: '{}' },
		json('a JSON object, e.g. {"key": "value"}', isPlainObject),
	);
}

/** A JSON array of objects, typed into the form or given by an expression; `element` checks each of them. */
export function jsonList(options: FieldText & { element?: z.ZodTypeAny }): Field {
	const elements = z.array(options.element ?? z.unknown());
	return field(
		options,
		{ type: 'json', default: '[]' },
		json('a JSON array of objects, e.g. [{"key": "value"}]', isListOfObjects).superRefine(
			(list, context) => {
				for (const { path, message } of elements.safeParse(list).error?.issues ?? []) {
					context.addIssue({ code: 'custom', message: `has at ${path.join('.')}: ${message}` });
				}
			},
		),
	);
}

/** JSON as text or as a value, which has to be what `wanted` says. */
function json<T>(
	wanted: string,
	fits: (value: unknown) => value is T,
): z.ZodType<T, z.ZodTypeDef, unknown> {
	return z.unknown().transform((value, context): T => {
		const parsed = typeof value === 'string' ? parseJson(value) : value;
		if (fits(parsed)) return parsed;
		context.addIssue({
			code: 'custom',
			fatal: true,
			message: `must be ${wanted}; got ${describe(parsed)}`,
		});
		return z.NEVER;
	});
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

function isListOfObjects(value: unknown): value is IDataObject[] {
	return Array.isArray(value) && value.every(isPlainObject);
}

function describe(value: unknown): string {
	if (value === UNPARSABLE) return 'text that is not JSON';
	if (Array.isArray(value)) return 'an array';
	if (value === null) return 'null';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
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
	return list(
		{ placeholder: 'e.g. 3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90, 5b1d…', ...options },
		'ID',
		idText,
	);
}

/** Whole numbers above 0, separated by commas or line breaks, or an array from an expression. */
export function integerList(options: FieldText): Field {
	const wanted = 'must hold whole numbers above 0 only';
	const element = z
		.number({ errorMap: () => ({ message: wanted }) })
		.int(wanted)
		.positive(wanted);
	const base = list(options, 'number', numeric(element));
	// An expression that holds one number gives the number itself.
	const parse = z.preprocess((value) => (typeof value === 'number' ? [value] : value), base.parse);
	return { ...base, parse };
}

/** Web addresses, separated by commas or line breaks, or an array from an expression. */
export function urlList(options: FieldText): Field {
	// An address may hold commas, so only the comma before the next address separates.
	return list(options, 'URL', webAddress, /\s*,\s*(?=https?:)|\s+/);
}

/** Values in one text, split at the separator, or an array of them from an expression. */
function list(
	options: FieldText,
	noun: string,
	element: Field['parse'],
	separator = /[\s,]+/,
): Field {
	return field(
		options,
		{ type: 'string', default: '' },
		z.preprocess(
			(value) =>
				typeof value === 'string' ? value.split(separator).filter((part) => part !== '') : value,
			z
				.array(element, {
					errorMap: (issue, context) => ({
						message:
							issue.code === 'invalid_type' ? `must be a list of ${noun}s` : context.defaultError,
					}),
				})
				.min(1, `must hold at least one ${noun}`),
		),
	);
}

/** An http or https address. */
export const webAddress = z
	.string({ errorMap: () => ({ message: 'must be a URL' }) })
	.trim()
	.refine(isWebAddress, (value) => ({
		message: `must be a URL that starts with http:// or https://; got "${value.slice(0, 60)}"`,
	}));

function isWebAddress(value: string): boolean {
	return /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** An http or https address. */
export function url(options: FieldText): Field {
	return field(options, { type: 'string', default: '' }, webAddress);
}

const isoTime = z.string().datetime({ offset: true, local: true });

/**
 * A date with time, from n8n's picker, a text in ISO 8601 or a date object of an expression; sent as ISO 8601.
 * A time without an offset is taken as UTC.
 */
export function dateTime(options: FieldText): Field {
	return field(
		options,
		{ type: 'dateTime', default: '' },
		z.unknown().transform((value, context): string => {
			// Dates of JavaScript and of Luxon both turn into ISO 8601 as JSON.
			const plain: unknown = typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value;
			const text = typeof plain === 'string' ? plain.trim().replace(' ', 'T') : '';
			const complete = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text;
			if (isoTime.safeParse(complete).success) {
				return /(Z|[+-]\d{2}:?\d{2})$/.test(complete) ? complete : `${complete}Z`;
			}
			context.addIssue({
				code: 'custom',
				message: `must be a date in ISO 8601, e.g. 2026-01-15T09:30:00+01:00; got ${typeof plain === 'string' ? `"${plain.slice(0, 40)}"` : describe(plain)}`,
			});
			return z.NEVER;
		}),
	);
}

/** What a locator sends: an id, a whole number, or a web address. */
const LOCATED = {
	id: { parse: idText, placeholder: 'e.g. 3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90' },
	integer: {
		parse: numeric(
			z
				.number({ errorMap: () => ({ message: 'must be a whole number' }) })
				.int('must be a whole number')
				.min(0, 'must be a whole number of at least 0'),
		),
		placeholder: 'e.g. 128',
	},
	url: { parse: webAddress, placeholder: 'e.g. https://shop.example.com' },
} as const;

/** Something that can be listed: picked from a searchable list, or given by its id. */
export function locator(
	options: FieldText & { source: LocatorSource; value?: keyof typeof LOCATED },
): Field {
	const { parse, placeholder } = LOCATED[options.value ?? 'id'];
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
					displayName: options.value === 'url' ? 'By Address' : 'By ID',
					name: 'id',
					type: 'string',
					placeholder: options.placeholder ?? placeholder,
				},
			],
		},
		z.preprocess((value) => (isLocatorValue(value) ? value.value : value), parse),
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
