import { z } from 'zod';

import { field, type Field, type FieldText } from './field';
import { list } from './list';
import { numeric } from './number';

/** An id may reach a URL path, so only characters that cannot change the path are let through. */
const ID_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

/** Reads an ID, written as text or as a number. */
export const idText = z
	.union([z.string(), z.number().transform(String)], {
		errorMap: () => ({ message: 'must be an ID' }),
	})
	.transform((value) => value.trim())
	.refine(
		(value) => ID_PATTERN.test(value),
		(value) => ({
			message: `must be an ID made of letters, digits, "-" and "_"; got "${value.slice(0, 60)}"`,
		}),
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
