import { z } from 'zod';

import { type Field, field, type FieldText } from './field';

/** Values in one text, split at the separator, or an array of them from an expression. */
export function list(
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
