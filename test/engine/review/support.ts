import type { INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';

import { ContentReview } from '../../../nodes/ContentReview/ContentReview.node';
import { isRecord } from '../../../nodes/shared/values';
import {
	WaitingExecution,
	type ReceivedItem,
	type WaitingAnswer,
	type WaitingOptions,
} from '../waiting';

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

/** Parameters that show one text of an item, or of another kind. */
export const oneField = (field: INodeParameters): INodeParameters => ({
	fields: { values: [{ label: 'Text', kind: 'text', current: '', editable: true, ...field }] },
});

export const limitOf = (outcome: string): INodeParameters => ({
	limitTime: true,
	limitAmount: 2,
	limitUnit: 'hours',
	limitOutcome: outcome,
});

/** Both ways in which n8n goes on after an error. */
export const ON_ERROR: OnError[] = ['continueErrorOutput', 'continueRegularOutput'];

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

export const FORM = 'application/x-www-form-urlencoded';

/** Sends a form as it is. */
export async function sendForm(
	execution: WaitingExecution,
	form: Record<string, string>,
	headers: Record<string, string> = {},
): Promise<WaitingAnswer> {
	return await execution.post(new URLSearchParams(form).toString(), {
		contentType: FORM,
		headers,
	});
}

/** Opens the page and sends the form of it. */
export async function send(
	execution: WaitingExecution,
	form: Record<string, string>,
	headers: Record<string, string> = {},
): Promise<WaitingAnswer> {
	const id = reviewId((await execution.get()).body);
	return await sendForm(execution, { review: id, ...form }, headers);
}

/** Id of each item that a node behind an output got, with that of the item that n8n finds it came from. */
export const idsAt = (execution: WaitingExecution, output: number): unknown[] =>
	execution.received(output).map(({ json, source }) => [json.id, source]);

/** The same for the outputs one after the other. */
export const idsOf = (execution: WaitingExecution, outputs = 3): unknown[][] =>
	Array.from({ length: outputs }, (_, output) => idsAt(execution, output));

/** What the review says of each item. */
export const verdicts = (received: ReceivedItem[]): unknown[] =>
	received.map(({ json }) => (isRecord(json.review) ? json.review : undefined));

/** Nothing has come of the call: the execution waits as before. */
export const stillWaits = (execution: WaitingExecution): unknown => ({
	status: execution.status,
	decided: isRecord(execution.context.review) && execution.context.review.decided,
});

export const WAITING = { status: 'waiting', decided: undefined };
