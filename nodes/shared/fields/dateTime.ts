import { z } from 'zod';

import { type Field, field, type FieldText } from './field';
import { kindOf } from './json';

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
				message: `must be a date in ISO 8601, e.g. 2026-01-15T09:30:00+01:00; got ${typeof plain === 'string' ? `"${plain.slice(0, 40)}"` : kindOf(plain)}`,
			});
			return z.NEVER;
		}),
	);
}
