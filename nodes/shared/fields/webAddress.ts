import { z } from 'zod';

import { field, type Field, type FieldText } from './field';
import { list } from './list';

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

/** Web addresses, separated by commas or line breaks, or an array from an expression. */
export function urlList(options: FieldText): Field {
	// An address may hold commas, so only the comma before the next address separates.
	return list(options, 'URL', webAddress, /\s*,\s*(?=https?:)|\s+/);
}
