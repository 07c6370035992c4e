import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';

import { routeDecided, routeTimedOut } from '../../../nodes/ContentReview/outcomes';
import type { Decided, Decision, Outcome, Review } from '../../../nodes/ContentReview/review';
import { field, reviewOf } from './support';

const AT = Date.parse('2026-11-25T10:00:00Z');
const fields = [field({ proposed: 'texts.title' }), field({ proposed: 'tags', kind: 'list' })];
const item = (id: number) => ({ id, texts: { title: `T${id}`, other: 'o' }, tags: ['a'] });
const error = (origin: number) => ({
	origin,
	item: { json: { error: 'No', details: {} }, pairedItem: { item: origin } },
});

/** Three items of five: the second and the fourth were refused. */
function review(limit?: { at: number; outcome: Outcome }): Review {
	return reviewOf([item(0), item(2), item(4)], {
		settings: { limit },
		fields,
		origins: [0, 2, 4],
		refused: [error(1), error(3)],
	});
}

const decide = (...decisions: Decision[]): Decided => ({
	reviewer: 'Anna',
	at: AT,
	decisions: decisions.map((decision) => ({ decision, comment: 'c', edits: [] })),
});

/** Origin of each item of each output; errors are negative. */
const origins = (outputs: INodeExecutionData[][]): number[][] =>
	outputs.map((items) =>
		items.map(({ json, pairedItem }) => {
			const place = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : NaN;
			return 'error' in json ? -place : place;
		}),
	);

describe('Decided items', () => {
	it('leave by their decision in the order they came in, paired with themselves', () => {
		expect(origins(routeDecided(review(), decide('approved', 'rejected', 'approved')))).toEqual([
			[0, 4],
			[-1, 2, -3],
		]);
	});

	it('have the third output with a time limit only', () => {
		const limited = review({ at: AT, outcome: 'reject' });
		expect(origins(routeDecided(limited, decide('undecided', 'rejected', 'approved')))).toEqual([
			[4],
			[-1, 2, -3],
			[0],
		]);
	});

	it('have their edits in place, and the input stays as it was', () => {
		const given = reviewOf([item(0)], { fields });
		const before = structuredClone(given);
		const [[approved] = []] = routeDecided(given, {
			reviewer: 'Anna',
			at: AT,
			decisions: [
				{
					decision: 'approved',
					comment: 'Fine',
					edits: [
						{ field: 0, value: 'Better' },
						{ field: 1, value: ['b', 'c'] },
					],
				},
			],
		});
		expect(approved?.json).toEqual({
			id: 0,
			texts: { title: 'Better', other: 'o' },
			tags: ['b', 'c'],
			review: {
				decision: 'approved',
				edited: ['texts.title', 'tags'],
				comment: 'Fine',
				reviewer: 'Anna',
				decidedAt: '2026-11-25T10:00:00.000Z',
			},
		});
		expect(given).toEqual(before);
	});

	it('replace what an earlier review had left', () => {
		const given = reviewOf([{ ...item(0), review: { decision: 'rejected', old: true } }], {
			fields,
		});
		const [[approved] = []] = routeDecided(given, decide('approved'));
		expect(approved?.json.review).toEqual({
			decision: 'approved',
			edited: [],
			comment: 'c',
			reviewer: 'Anna',
			decidedAt: '2026-11-25T10:00:00.000Z',
		});
	});

	it('say no time where nothing was decided', () => {
		const limited = review({ at: AT, outcome: 'undecided' });
		const [, , [undecided] = []] = routeDecided(limited, decide('undecided'));
		expect(undecided?.json.review).toMatchObject({ decision: 'undecided', decidedAt: null });
	});
});

describe('Items that nobody has decided in time', () => {
	it.each([
		{ outcome: 'approve', hasErrorOutput: true, outputs: [[0, -1, 2, -3, 4], [], []] },
		{ outcome: 'approve', hasErrorOutput: false, outputs: [[0, 2, 4], [-1, -3], []] },
		{ outcome: 'reject', hasErrorOutput: true, outputs: [[], [0, -1, 2, -3, 4], []] },
		{ outcome: 'reject', hasErrorOutput: false, outputs: [[], [0, -1, 2, -3, 4], []] },
		{ outcome: 'undecided', hasErrorOutput: true, outputs: [[], [], [0, -1, 2, -3, 4]] },
		{ outcome: 'undecided', hasErrorOutput: false, outputs: [[], [], [0, -1, 2, -3, 4]] },
		{ outcome: 'fail', hasErrorOutput: true, outputs: [[], [-0, -1, -2, -3, -4], []] },
		{ outcome: 'fail', hasErrorOutput: false, outputs: [[], [-0, -1, -2, -3, -4], []] },
	] as const)('leave with "$outcome" and an error output ($hasErrorOutput)', (each) => {
		const limited = review({ at: AT, outcome: each.outcome });
		expect(origins(routeTimedOut(limited, each.hasErrorOutput))).toEqual(each.outputs);
	});

	it('never leave without a limit', () => {
		expect(routeTimedOut(review(), false)).toEqual([[], [], []]);
	});
});
