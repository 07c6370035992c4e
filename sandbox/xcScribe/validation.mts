import { z } from 'zod';
import type { ZodIssue } from 'zod';
import { unprocessable } from './errors.mts';
import type { ValidationIssue } from './errors.mts';

/** The part of a request that an issue is about: the first entry of its `loc`. */
export type RequestPart = 'path' | 'query' | 'body';

export const uuid = z.string().uuid();

/** A boolean of a query string, in the spellings that FastAPI takes. */
export const queryBoolean = z
	.enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no'])
	.transform((text) => ['true', '1', 'on', 'yes'].includes(text));

/** A whole number of a query string. */
export function queryInteger(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
	return z
		.string()
		.regex(/^[+-]?\d+$/, 'value is not a valid integer')
		.transform(Number)
		.pipe(z.number().int().min(minimum).max(maximum));
}

// The first group is the offset.
const isoDateTime =
	/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A date with or without time, ISO 8601; UTC unless it says otherwise. */
export const dateTime = z
	.string()
	.refine((text) => isoDateTime.test(text) && !Number.isNaN(parseInstant(text)), {
		message: 'invalid datetime format',
	})
	.transform((text) => new Date(parseInstant(text)));

function parseInstant(text: string): number {
	const hasTime = text.length > 10;
	return Date.parse(hasTime && isoDateTime.exec(text)?.[1] === undefined ? `${text}Z` : text);
}

export const email = z.string().email('value is not a valid email address');

export const newPassword = z.string().min(8);

/** One of `values`, which the refusal names as `what`. */
export function oneOf(values: readonly string[] | (() => readonly string[]), what: string) {
	const known = () => (typeof values === 'function' ? values() : values);
	return z.string().refine(
		(value) => known().includes(value),
		(value) => ({ message: `unknown ${what} '${value}'; known: ${known().join(', ')}` }),
	);
}

export const itemIds = z.array(uuid).min(1);

export const jsonObject = z.record(z.unknown());

/** Checks `value` against `schema`; collects FastAPI-shaped issues instead of throwing. */
export function validate<T>(
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
	value: unknown,
	part: RequestPart,
): { data: T } | { issues: ValidationIssue[] } {
	const result = schema.safeParse(value);
	return result.success
		? { data: result.data }
		: { issues: result.error.issues.flatMap((issue) => toIssues(issue, part)) };
}

/** Checks `value` below `path` of the body (such as `payload`); throws the 422. */
export function validateBody<T>(
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
	value: unknown,
	path: readonly string[],
): T {
	const result = validate(schema, value, 'body');
	if ('data' in result) return result.data;
	throw unprocessable(
		result.issues.map((issue) => ({ ...issue, loc: ['body', ...path, ...issue.loc.slice(1)] })),
	);
}

function toIssues(issue: ZodIssue, part: RequestPart): ValidationIssue[] {
	const loc = [part, ...issue.path];
	switch (issue.code) {
		case 'invalid_type':
			return [
				issue.received === 'undefined'
					? { loc, msg: 'field required', type: 'value_error.missing' }
					: typeIssue(loc, issue.expected),
			];
		case 'unrecognized_keys':
			return issue.keys.map((key) => ({
				loc: [...loc, key],
				msg: 'extra fields not permitted',
				type: 'value_error.extra',
			}));
		case 'invalid_enum_value':
			return [
				{
					loc,
					msg: `value is not a valid enumeration member; permitted: ${issue.options
						.map((option) => `'${option}'`)
						.join(', ')}`,
					type: 'type_error.enum',
				},
			];
		case 'invalid_string':
			return issue.validation === 'uuid'
				? [{ loc, msg: 'value is not a valid uuid', type: 'type_error.uuid' }]
				: [{ loc, msg: issue.message, type: 'value_error.str' }];
		case 'too_small':
			return [
				{
					loc,
					msg: `ensure this value has at least ${issue.minimum} ${unit(issue.type)}`,
					type: `value_error.${issue.type}.min`,
				},
			];
		case 'too_big':
			return [
				{
					loc,
					msg: `ensure this value has at most ${issue.maximum} ${unit(issue.type)}`,
					type: `value_error.${issue.type}.max`,
				},
			];
		default:
			return [{ loc, msg: issue.message, type: 'value_error' }];
	}
}

const expectations: Record<string, { msg: string; type: string }> = {
	string: { msg: 'str type expected', type: 'type_error.str' },
	number: { msg: 'value is not a valid number', type: 'type_error.float' },
	integer: { msg: 'value is not a valid integer', type: 'type_error.integer' },
	boolean: { msg: 'value could not be parsed to a boolean', type: 'type_error.bool' },
	array: { msg: 'value is not a valid list', type: 'type_error.list' },
	object: { msg: 'value is not a valid dict', type: 'type_error.dict' },
};

function typeIssue(loc: Array<string | number>, expected: string): ValidationIssue {
	return {
		loc,
		...(expectations[expected] ?? {
			msg: `value is not a valid ${expected}`,
			type: `type_error.${expected}`,
		}),
	};
}

function unit(type: string): string {
	if (type === 'string') return 'characters';
	return type === 'array' ? 'items' : 'as its value';
}
