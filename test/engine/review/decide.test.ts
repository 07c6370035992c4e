import { describe, expect, it } from '@jest/globals';

import { products, review, send } from './support';

describe('A review that somebody decides', () => {
	it('waits without an end and shows the items', async () => {
		const execution = await review();
		expect(execution.status).toBe('waiting');
		expect(execution.waitTill?.getFullYear()).toBe(3000);
		const page = await execution.get();
		expect(page.status).toBe(200);
		expect(page.resumed).toBe(false);
		expect(page.body).toContain('Product 2');
	});

	it('passes each item on at its output, edited and paired with its own input', async () => {
		const execution = await review();
		const answer = await send(execution, {
			reviewer: 'Anna',
			'd.0': 'rejected',
			'c.0': 'Too short',
			'd.1': 'approved',
			'e.1.0': 'Better text',
			'e.1.2': 'green\r\nblue',
			'd.2': 'approved',
		});
		expect(answer.status).toBe(200);
		expect(answer.body).toContain('2 products approved, 1 product rejected');
		expect(execution.finished).toBe(true);
		const [approved, rejected, undecided] = [0, 1, 2].map((n) => execution.received(n));
		expect(approved?.map(({ json, source }) => [json.id, source])).toEqual([
			[1, 1],
			[2, 2],
		]);
		expect(approved?.[0]?.json).toEqual({
			...products(3)[1]?.json,
			text: 'Better text',
			tags: ['green', 'blue'],
			review: {
				decision: 'approved',
				edited: ['text', 'tags'],
				comment: '',
				reviewer: 'Anna',
				decidedAt: expect.stringMatching(/^20..-..-..T/),
			},
		});
		expect(rejected?.map(({ json, source }) => [json.id, source])).toEqual([[0, 0]]);
		expect(rejected?.[0]?.json).toMatchObject({
			review: { decision: 'rejected', comment: 'Too short', edited: [] },
		});
		expect(undecided).toEqual([]);
	});
});
