import { z } from 'zod';

import { field, type Field, type FieldText } from './field';

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
