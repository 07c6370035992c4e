import { z } from 'zod';

import { field, type Field, type FieldText, type FileRules } from './field';

/** A file from the item's binary data. Its parameter holds the name of the binary property. */
export function file(options: FieldText & FileRules): Field {
	return field(
		options,
		{ type: 'string', default: 'data' },
		z.string({ errorMap: () => ({ message: 'must be the name of a binary property' }) }),
		{ file: { maximumBytes: options.maximumBytes }, required: true },
	);
}
