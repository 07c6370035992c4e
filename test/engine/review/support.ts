import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { ContentReview } from '../../../nodes/ContentReview/ContentReview.node';
import { WaitingExecution, type WaitingAnswer, type WaitingOptions } from '../waiting';

/** A product with a text of each kind. */
export const product = (n: number): INodeExecutionData => ({
	json: {
		id: n,
		name: `Product ${n}`,
		text: `New text ${n}`,
		old: `Old text ${n}`,
		html: `<p>New <b>${n}</b></p>`,
		tags: ['red', 'blue'],
		price: 10 + n,
	},
	pairedItem: { item: n },
});

export const products = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, n) => product(n));

/** Parameters that show the members of `product()`. */
export const ownFields: INodeParameters = {
	preset: 'ownFields',
	title: '={{ $json.name }}',
	fields: {
		values: [
			{ label: 'Text', proposed: 'text', current: 'old', kind: 'text', editable: true },
			{ label: 'HTML', proposed: 'html', current: '', kind: 'html', editable: true },
			{ label: 'Tags', proposed: 'tags', current: '', kind: 'list', editable: true },
			{ label: 'Price', proposed: 'price', current: '', kind: 'number', editable: true },
			{ label: 'Name', proposed: 'name', current: '', kind: 'text', editable: false },
		],
	},
};

/** Runs the node until it waits. */
export async function review(options: Partial<WaitingOptions> = {}): Promise<WaitingExecution> {
	return await WaitingExecution.start({
		node: new ContentReview(),
		input: products(3),
		...options,
		parameters: { ...ownFields, ...options.parameters },
	});
}

/** The id that the page of a review sends along. */
export const reviewId = (page: string): string =>
	/name="review"\s+value="([^"]+)"/.exec(page)?.[1] ?? '';

/** Opens the page and sends the form of it. */
export async function send(
	execution: WaitingExecution,
	form: Record<string, string>,
	headers: Record<string, string> = {},
): Promise<WaitingAnswer> {
	const id = reviewId((await execution.get()).body);
	return await execution.post(new URLSearchParams({ review: id, ...form }).toString(), {
		contentType: 'application/x-www-form-urlencoded',
		headers,
	});
}
