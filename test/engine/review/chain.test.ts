import { describe, expect, it } from '@jest/globals';

import { ReviewChain } from './chain';

/** The approved items of the first are reviewed a second time. */
const twoReviews = { Source: [['First']], First: [['Second']] };
/** What is rejected comes back. */
const loop = { Source: [['First']], First: [[], ['First']] };

describe('Two reviews after each other', () => {
	it('wait one after the other, and each decides about what reached it', async () => {
		const chain = await ReviewChain.start(twoReviews);
		expect(chain.waiting).toBe('First');
		const first = await chain.open();
		await chain.send({ review: first, 'd.0': 'rejected', 'd.1': 'approved', 'd.2': 'approved' });
		expect(chain.waiting).toBe('Second');
		expect(chain.names('First')).toEqual([[1, 2], [0]]);
		const second = await chain.open();
		expect(second).not.toBe(first);
		const form = { review: second, 'd.0': 'rejected', 'd.1': 'approved', reviewer: 'Berta' };
		expect(await chain.send(form)).toMatchObject({ status: 200, resumed: true });
		expect(chain.waiting).toBeUndefined();
		expect(chain.names('Second')).toEqual([[2], [1]]);
		const [[approved] = []] = chain.outputs('Second');
		expect(approved).toMatchObject({
			json: { review: { decision: 'approved', reviewer: 'Berta' } },
			pairedItem: { item: 1 },
		});
	});

	it('a page of the first that was left open decides nothing about the second', async () => {
		const chain = await ReviewChain.start(twoReviews);
		const first = await chain.open();
		const form = { review: first, rest: 'approved', reviewer: 'Anna' };
		await chain.send(form);
		expect(chain.waiting).toBe('Second');
		const late = await chain.send({ ...form, reviewer: 'Late' });
		expect(late).toMatchObject({ status: 409, resumed: false });
		expect(late.body).toContain('belongs to an earlier review');
		expect(chain.waiting).toBe('Second');
		const second = await chain.open();
		expect(await chain.send({ ...form, review: second })).toMatchObject({ resumed: true });
	});
});

describe('A review in a loop', () => {
	it('waits anew each time, for what came back, and knows nothing of the last time', async () => {
		const chain = await ReviewChain.start(loop);
		const first = await chain.open();
		await chain.send({
			review: first,
			'd.0': 'rejected',
			'd.1': 'approved',
			'd.2': 'rejected',
			'e.0.0': 'Edited once',
		});
		expect(chain.waiting).toBe('First');
		expect(chain.context('First')?.review).not.toHaveProperty('decided');
		const second = await chain.open();
		expect(second).not.toBe(first);
		const late = await chain.send({ review: first, rest: 'approved' });
		expect(late).toMatchObject({ status: 409, resumed: false });

		await chain.send({ review: second, 'd.0': 'approved', 'd.1': 'rejected' });
		const third = await chain.open();
		await chain.send({ review: third, 'd.0': 'approved' });
		expect(chain.waiting).toBeUndefined();
		expect([0, 1, 2].map((run) => chain.names('First', run))).toEqual([
			[[1], [0, 2]],
			[[0], [2]],
			[[2], []],
		]);
		expect(chain.runs('First')).toBe(3);
		const [[approved] = []] = chain.outputs('First', 1);
		expect(approved?.json).toMatchObject({ text: 'Edited once', review: { edited: [] } });
	});

	it('takes a single item that came back for a new one, not for a decision', async () => {
		const chain = await ReviewChain.start(loop);
		const first = await chain.open();
		await chain.send({ review: first, 'd.0': 'rejected', rest: 'approved' });
		expect(chain.waiting).toBe('First');
		expect(chain.names('First')).toEqual([[1, 2], [0]]);
		expect((await chain.open()).length).toBeGreaterThan(0);
	});

	it('with a time limit has the third output each time', async () => {
		const chain = await ReviewChain.start(loop, {
			limitTime: true,
			limitAmount: 1,
			limitUnit: 'days',
			limitOutcome: 'fail',
		});
		await chain.send({ review: await chain.open(), 'd.0': 'rejected' });
		await chain.send({ review: await chain.open(), 'd.0': 'approved' });
		expect([0, 1].map((run) => chain.names('First', run))).toEqual([
			[[], [0], [1, 2]],
			[[0], [], []],
		]);
	});
});
