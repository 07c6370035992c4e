import type { INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

import { field, type Field, type FieldText, type OptionSource } from './field';

/** A switch. Its description has to begin with "Whether". */
export function toggle(options: FieldText & { default?: boolean }): Field {
	return field(
		options,
		{ type: 'boolean', default: options.default ?? false },
		z.preprocess(
			(value) => (value === 'true' ? true : value === 'false' ? false : value),
			z.boolean({ errorMap: () => ({ message: 'must be true or false' }) }),
		),
	);
}

/** One of known values. `open` lists are offered but not enforced: an expression may give another value. */
export function choice(
	options: FieldText & {
		values: readonly INodePropertyOptions[];
		open?: boolean;
		/** What other values of an open list have to look like. */
		shape?: { pattern: RegExp; message: string };
		default?: string;
		/** The provider lists the values itself; then the values above are what is known without it. */
		source?: OptionSource;
	},
): Field {
	const known = options.values.map((option) => String(option.value));
	const parse =
		options.open === true
			? z
					.string({ errorMap: () => ({ message: 'must be text' }) })
					.regex(options.shape?.pattern ?? /./s, options.shape?.message)
			: z.string({ errorMap: () => ({ message: `must be one of: ${known.join(', ')}` }) }).refine(
					(value) => known.includes(value),
					(value) => ({ message: `must be one of: ${known.join(', ')}; got "${value}"` }),
				);
	const { source, values } = options;
	const fallback = options.default ?? known[0] ?? '';
	if (source === undefined) {
		return field(options, { type: 'options', options: [...values], default: fallback }, parse);
	}
	return field(
		{
			...options,
			displayName: `${options.displayName} Name or ID`,
			description: [options.description, DYNAMIC_OPTIONS].filter(Boolean).join('. ') + '.',
		},
		{
			type: 'options',
			typeOptions: { loadOptionsMethod: source.method },
			options: [],
			default: fallback,
		},
		parse,
		{ options: { source, known: values, open: options.open === true } },
	);
}

/** How n8n says it for every list that is loaded. */
const DYNAMIC_OPTIONS =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/**
 * Several of known values, e.g. as an array from an expression or a text with commas. The list is offered but not
 * enforced: an expression may give other values.
 */
export function choices(
	options: FieldText & { values: readonly INodePropertyOptions[]; default?: string[] },
): Field {
	const wanted = 'must be a list of texts';
	const element = z.string({ errorMap: () => ({ message: wanted }) }).trim();
	return field(
		options,
		{ type: 'multiOptions', options: [...options.values], default: options.default ?? [] },
		z.preprocess(
			(value) => (typeof value === 'string' ? value.split(/[\s,]+/) : value),
			z
				.array(element, { errorMap: () => ({ message: wanted }) })
				.transform((values) => [...new Set(values)].filter((value) => value !== ''))
				.refine((values) => values.length > 0, 'must hold at least one value'),
		),
	);
}
