import { z } from 'zod';

import { type Field, field, type FieldText } from './field';

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
export function numeric(schema: z.ZodNumber): Field['parse'] {
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
