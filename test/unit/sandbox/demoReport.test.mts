import { describe, expect, it } from '@jest/globals';
import { reportDemo } from '../../../sandbox/demoReport.mts';
import type { Execution } from '../../../sandbox/n8n/rest.mts';

const item = (id: string, status: string, text: string | null) => ({
	id,
	external_id: `sku-${id}`,
	status,
	generated_content: text === null ? null : { short_description: text, long_description: text },
});

const product = (id: string, text: string) => ({
	id,
	external_id: `sku-${id}`,
	short_description: text,
	long_description: text,
});

const execution: Execution = {
	id: '1',
	status: 'success',
	mode: 'manual',
	seconds: 1,
	endedAt: new Date(0),
	nodes: {
		Items: node([item('a', 'generated', 'A'), item('b', 'flagged', 'B')]),
		Reject: node([item('b', 'rejected', 'B')]),
		Approve: node([item('a', 'approved', 'A')]),
		Other: node([{ total: 3 }]),
	},
};

const after = [item('a', 'synced', 'A'), item('b', 'synced', 'B2'), item('c', 'pending', null)];

function node(json: Array<Record<string, unknown>>) {
	return { runs: 1, items: [json.length], json: [json], executionTime: 1 };
}

describe('reportDemo', () => {
	it('counts products by stage', () => {
		const { stages, missing } = reportDemo(execution, after, [
			product('a', 'A'),
			product('b', 'B2'),
		]);
		expect(Object.fromEntries(stages.map(({ name, products }) => [name, products]))).toEqual({
			Imported: 3,
			Generated: 2,
			'Flagged for attention': 1,
			Rejected: 1,
			'Regenerated after that': 1,
			Approved: 2,
			'Synced to the shop': 2,
		});
		expect(missing).toEqual([]);
	});

	it('names approved products that the shop lacks or shows with another text', () => {
		expect(reportDemo(execution, after, [product('a', 'old')]).missing).toEqual([
			'sku-a: the shop has another text',
			'sku-b: not in the shop',
		]);
	});

	it('compares with the text at the time of approval, not with a later one', () => {
		const changed = [item('a', 'synced', 'later')];
		expect(reportDemo(execution, changed, [product('a', 'later')]).missing).toEqual([
			'sku-a: the shop has another text',
		]);
	});

	it('is content when one of the products that share a SKU has the text', () => {
		const twins = [product('a', 'old'), product('a', 'A')];
		expect(reportDemo(execution, [item('a', 'synced', 'A')], twins).missing).toEqual([]);
	});
});
