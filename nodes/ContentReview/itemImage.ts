import type { IWebhookFunctions } from 'n8n-workflow';

import type { Review } from './review';
import { showItem } from './shownItem';

/** What a browser shows without running anything; SVG can hold scripts. */
const TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/**
 * A picture in an item's binary data, by the name that the page has for it: `<item>.<property>`.
 * @returns undefined for what the review does not show, and for what is no picture
 */
export async function imageOf(
	context: IWebhookFunctions,
	review: Review,
	name: string,
): Promise<{ mimeType: string; content: Buffer } | undefined> {
	const [, number, property = ''] = /^(\d{1,6})\.(.+)$/.exec(name) ?? [];
	const index = Number(number);
	const file = review.items[index]?.binary?.[property];
	if (file === undefined || !TYPES.has(file.mimeType)) return undefined;
	const shown = showItem(review, index).fields.flatMap(({ proposed, current }) =>
		[proposed, current].flatMap((value) => (value?.kind === 'image' ? value.images : [])),
	);
	if (!shown.some((image) => 'binary' in image && image.binary === property)) return undefined;
	const content =
		file.id === undefined
			? Buffer.from(file.data, 'base64')
			: await context.helpers.binaryToBuffer(await context.helpers.getBinaryStream(file.id));
	return { mimeType: file.mimeType, content };
}
