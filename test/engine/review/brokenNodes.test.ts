import { describe, expect, it } from '@jest/globals';
import type { IContextObject } from 'n8n-workflow';

import { isRecord } from '../../../nodes/shared/values';
import { ChangedReview, withContext, without } from './brokenNodes';
import { FORM, limitOf, review } from './support';

const calls = [
	{ method: 'GET' },
	{ method: 'GET', query: { part: '0' } },
	{ method: 'GET', query: { watch: '1' } },
	{ method: 'POST', body: 'review=x&rest=approved', contentType: FORM },
];

/** Sends calls of each kind and expects all of them to be refused. */
async function expectRefused(node: ChangedReview, status: number, text: string): Promise<void> {
	const execution = await review({ node, parameters: limitOf('approve') });
	const before = execution.data;
	for (const call of calls) {
		const answer = await execution.call(call);
		expect(answer).toMatchObject({ status, resumed: false, error: undefined, open: false });
		expect(answer.body).toContain(text);
		expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
	}
	expect(execution.status).toBe('waiting');
	expect(execution.data).toEqual(before);
}

describe('An n8n that hands over no execution', () => {
	it.each(['executeData', 'runExecutionData'])(
		'lets nobody decide, and says so: without %s',
		async (member) => {
			const node = new ChangedReview(without(member));
			await expectRefused(node, 501, 'n8n handed over nothing to review');
		},
	);
});

describe('A review that is kept in another form', () => {
	it.each<{ name: string; change: (kept: IContextObject) => void }>([
		{ name: 'none', change: (kept) => Reflect.deleteProperty(kept, 'review') },
		{ name: 'a text', change: (kept) => Object.assign(kept, { review: 'review' }) },
		{ name: 'no review in it', change: (kept) => Object.assign(kept, { review: {} }) },
		{
			name: 'no items',
			change: (kept) => Object.assign(reviewIn(kept), { items: undefined }),
		},
		{
			name: 'no id',
			change: (kept) => Object.assign(reviewIn(kept), { settings: {} }),
		},
	])('is not shown: $name', async ({ change }) => {
		await expectRefused(new ChangedReview(withContext(change)), 501, 'This review cannot be shown');
	});

	it('answers 500 and goes on waiting where the node fails on it', async () => {
		const execution = await review({ node: new ChangedReview(withContext(spoilFields)) });
		const before = execution.data;
		const get = await execution.get();
		expect(get).toMatchObject({ status: 500, resumed: false, error: undefined });
		expect(get.body).toContain('Nothing was changed and the review still waits');
		expect(execution.data).toEqual(before);
	});

	it('answers 500 and goes on waiting where the node fails on the decisions', async () => {
		const execution = await review({ node: new ChangedReview(withContext(spoilFields)) });
		const post = await execution.post('review=x&d.0=approved&e.0.0=y', { contentType: FORM });
		expect(post).toMatchObject({ status: 500, resumed: false, error: undefined });
		expect(execution.status).toBe('waiting');
	});
});

/** What no review is, but looks like one. */
function spoilFields(kept: IContextObject): void {
	const { settings } = reviewIn(kept);
	if (isRecord(settings)) Object.assign(settings, { id: 'x', fields: 5 });
}

function reviewIn(kept: IContextObject) {
	const state: unknown = kept.review;
	return isRecord(state) && isRecord(state.review) ? state.review : {};
}
