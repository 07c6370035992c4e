import { describe, expect, it } from '@jest/globals';
import type { Execution } from '../../../sandbox/n8n/rest.mts';
import { reportReview } from '../../../sandbox/review/reviewReport.mts';
import { explainRun } from '../../../sandbox/review/reviewRun.mts';

const texts = (text: string) => ({ short_description: text, long_description: text });

const item = (id: string, status: string, text: string | null) => ({
	id,
	external_id: `sku-${id}`,
	status,
	generated_content: text === null ? null : texts(text),
});

const product = (id: string, text: string, synced: boolean) => ({
	id,
	external_id: `sku-${id}`,
	...texts(text),
	synced_at: synced ? '2026-01-01T00:00:10.000Z' : null,
});

const reviewed = (id: string, decision: string, text: string, edited: string[] = []) => ({
	...item(id, 'generated', text),
	review: {
		decision,
		edited,
		comment: '',
		reviewer: 'Ada',
		decidedAt: '2026-01-01T00:00:00.000Z',
	},
});

const node = (...outputs: Array<Array<Record<string, unknown>>>) => ({
	runs: 1,
	items: outputs.map((json) => json.length),
	json: outputs,
	executionTime: 1,
});

const approved = [
	reviewed('a', 'approved', 'A'),
	reviewed('b', 'approved', 'mine', ['generated_content.short_description']),
];

const execution: Execution = {
	id: '1',
	status: 'success',
	mode: 'manual',
	seconds: 60,
	endedAt: new Date('2026-01-01T00:00:02.500Z'),
	nodes: {
		'Get Items': node([item('a', 'generated', 'A'), item('b', 'flagged', 'B')]),
		'Content Review': node(approved, [reviewed('c', 'rejected', 'C')]),
		'Edited?': node([approved[1] ?? {}], [approved[0] ?? {}]),
	},
};

const after = [
	item('a', 'synced', 'A'),
	item('b', 'synced', 'mine'),
	item('c', 'rejected', 'C'),
	item('d', 'pending', null),
];

const shop = [product('a', 'A', true), product('b', 'mine', true), product('c', 'old', false)];

describe('reportReview', () => {
	it('counts products by what became of them', () => {
		const {
			stages,
			approved: count,
			secondsAfterDecision,
			faults,
		} = reportReview(execution, after, shop);
		expect(Object.fromEntries(stages.map(({ name, products }) => [name, products]))).toEqual({
			Imported: 4,
			Generated: 3,
			Approved: 2,
			Edited: 1,
			Rejected: 1,
			'In the shop': 2,
		});
		expect(count).toBe(2);
		expect(secondsAfterDecision).toBe(2.5);
		expect(faults).toEqual([]);
	});

	it.each([
		['an edit that got lost', product('b', 'B', true), 'sku-b: the shop has another text'],
		['a rejected text', product('c', 'C', true), 'sku-c: is in the shop and was not approved'],
		['an unknown product', product('x', 'X', true), 'sku-x: is in the shop and was not approved'],
	])('finds %s in the shop', (_what, wrong, fault) => {
		const products = [...shop.filter(({ id }) => id !== wrong.id), wrong];
		expect(reportReview(execution, after, products).faults).toEqual([fault]);
	});

	it('finds an approved product that is not in the shop', () => {
		expect(reportReview(execution, after, shop.slice(0, 1)).faults).toEqual([
			'sku-b: not in the shop',
		]);
	});

	it('knows of no decision when there was none', () => {
		const { approved: count, secondsAfterDecision } = reportReview(
			{ ...execution, nodes: {} },
			after,
			[],
		);
		expect(count).toBe(0);
		expect(secondsAfterDecision).toBeUndefined();
	});
});

describe('explainRun', () => {
	const report = reportReview(execution, after, shop);

	it('is content when the shop is as it was decided', () => {
		expect(explainRun({ execution, report })).toEqual({
			passed: true,
			message: 'The shop holds exactly the texts of the 2 approved products.',
		});
	});

	it.each([
		[
			{ execution: { ...execution, status: 'error' as const, error: 'Approve: No' }, report },
			'The workflow ended with status "error": Approve: No',
		],
		[{ execution }, 'The workflow ended without a review: no product had a new text.'],
		[
			{ execution, report: { ...report, faults: ['sku-b: not in the shop'] } },
			'The shop is not as it was decided:\nsku-b: not in the shop',
		],
		[
			{ execution, report: { ...report, approved: 0 } },
			'Nothing was approved, so nothing was written to the shop.',
		],
	])('says what is wrong otherwise', (run, message) => {
		expect(explainRun(run)).toEqual({ passed: false, message });
	});
});
