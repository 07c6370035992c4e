import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { choice, text, url, urlList, type Field } from '../../shared/fields';
import { toText } from '../../shared/values';

/** What several operations of ProductAI ask for. */

const IMAGE_RULES = 'Public web address of a PNG, JPG or WebP file below 10 MB';

export const imageUrl: Field = url({
	displayName: 'Image URL',
	description: IMAGE_RULES,
	placeholder: 'e.g. https://example.com/product.jpg',
	required: true,
});

const oneOrTwo = urlList({
	displayName: 'Image URL',
	description: `${IMAGE_RULES}. Some models take two: separate them by a comma or a line break, or give an array from an expression.`,
	placeholder: 'e.g. https://example.com/product.jpg',
	required: true,
});

/** One address is sent as text, two as a list. */
export const imageUrls: Field = {
	...oneOrTwo,
	parse: oneOrTwo.parse
		.pipe(z.array(z.string()).max(2, 'must hold at most 2 URLs'))
		.transform((urls) => (urls.length === 1 ? urls[0] : urls)),
};

export const prompt: Field = text({
	displayName: 'Prompt',
	description: 'What to make of the image',
	placeholder: 'e.g. Place the lipstick on a marble table, soft morning light',
	rows: 4,
	required: true,
});

export const outputFormat: Field = choice({
	displayName: 'Output Format',
	description: 'File format of the image',
	values: [
		{ name: 'JPEG', value: 'jpeg' },
		{ name: 'JPG', value: 'jpg' },
		{ name: 'PNG', value: 'png' },
	],
	default: 'png',
});

export const aspectRatio: Field = choice({
	displayName: 'Aspect Ratio',
	description:
		'Shape of the image. The Nano Banana models take more, which an expression may give, e.g. 4:3.',
	values: [
		{ name: 'Landscape', value: 'LANDSCAPE' },
		{ name: 'Portrait', value: 'PORTRAIT' },
		{ name: 'Square', value: 'SQUARE' },
	],
	open: true,
	default: 'SQUARE',
});

export const resolution: Field = choice({
	displayName: 'Resolution',
	description: 'Size of the image. Only for the Nano Banana models.',
	values: ['1K', '2K', '4K'].map((value) => ({ name: value, value })),
	default: '2K',
});

/** Where a finished job has its image. */
export const DOWNLOAD = { urlKey: 'image_url', fileName: 'image.png' };

/** Job ids are numbers in replies and text in webhooks: users always get text. */
export function withTextId(row: IDataObject): IDataObject {
	return row.id === undefined ? row : { ...row, id: toText(row.id) };
}
