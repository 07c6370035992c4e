import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { isRecord } from '../values';
import { field, type Field, type FieldText } from './field';

/** A JSON object, typed into the form or given by an expression. */
export function jsonObject(options: FieldText): Field {
	return field(
		options,
		{ type: 'json', default: '{}' },
		json('a JSON object, e.g. {"key": "value"}', isRecord),
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
			message: `must be ${wanted}; got ${kindOf(parsed)}`,
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

function isListOfObjects(value: unknown): value is IDataObject[] {
	return Array.isArray(value) && value.every(isRecord);
}

/** What a value is, for a message. */
export function kindOf(value: unknown): string {
	if (value === UNPARSABLE) return 'text that is not JSON';
	if (Array.isArray(value)) return 'an array';
	if (value === null) return 'null';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
