import { z } from 'zod';

import { field, type Field, type FieldText, type LocatorSource, isLocatorValue } from './field';
import { idText } from './ids';
import { numeric } from './number';
import { webAddress } from './webAddress';

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
