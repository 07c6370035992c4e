import { beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';

import { HOUR, stepClock, type SteppedClock } from '../steppedClock';
import {
	WAITING,
	idsOf,
	limitOf,
	products,
	review,
	reviewId,
	send,
	sendForm,
	stillWaits,
	verdicts,
} from './support';

let clock: SteppedClock;
beforeEach(() => {
	clock = stepClock();
});

const OUTCOMES = ['undecided', 'reject', 'approve', 'fail'];
const reversed = (items: INodeExecutionData[]): INodeExecutionData[] =>
	items.map(({ json }, item) => ({ json, pairedItem: { item } })).reverse();
const ALL = [
	[2, 2],
	[1, 1],
	[0, 0],
];
const DECIDED_AT = '2026-01-01T14:00:00.000Z';

describe('When the time is up', () => {
	it.each([
		{ outcome: 'undecided', output: 2, decision: 'undecided', decidedAt: null },
		{ outcome: 'reject', output: 1, decision: 'rejected', decidedAt: DECIDED_AT },
		{ outcome: 'approve', output: 0, decision: 'approved', decidedAt: DECIDED_AT },
	])(
		'all items leave with "$outcome" at output $output, each with its own origin',
		async (each) => {
			const execution = await review({ earlier: reversed, parameters: limitOf(each.outcome) });
			clock.pass(2 * HOUR);
			await execution.timeUp();
			expect(execution.finished).toBe(true);
			const outputs: unknown[][] = [[], [], []];
			outputs[each.output] = ALL;
			expect(idsOf(execution)).toEqual(outputs);
			const received = execution.received(each.output);
			expect(received[0]?.json).toEqual({ ...products(3)[2]?.json, review: expect.anything() });
			expect(verdicts(received)).toEqual(
				ALL.map(() => ({
					decision: each.decision,
					edited: [],
					comment: 'The time limit had passed.',
					reviewer: '',
					decidedAt: each.decidedAt,
				})),
			);
		},
	);

	it('the node fails with "fail", says why, and nothing leaves', async () => {
		const execution = await review({ parameters: limitOf('fail') });
		await execution.timeUp();
		expect(execution.status).toBe('error');
		expect(execution.error).toMatchObject({
			name: 'NodeOperationError',
			message: 'Nobody has decided before the time limit',
			description: expect.stringContaining('"Limit Time"'),
		});
		expect(idsOf(execution)).toEqual([[], [], []]);
	});

	it.each(OUTCOMES)('a call is told so with "%s" and changes nothing', async (outcome) => {
		const execution = await review({ parameters: limitOf(outcome) });
		const id = reviewId((await execution.get()).body);
		const before = execution.data;
		clock.pass(2 * HOUR);
		const form = { review: id, rest: 'approved' };
		for (const answer of [
			await execution.get(),
			await execution.get({ watch: '' }),
			await execution.get({ part: '0' }),
			await sendForm(execution, form),
		]) {
			expect(answer).toMatchObject({ status: 410, resumed: false, open: false });
			expect(answer.body).toContain('The time for this review is up');
			expect(answer.body).not.toContain('New text');
		}
		expect(execution.data).toEqual(before);
		expect(stillWaits(execution)).toEqual(WAITING);
	});
});

describe('Before the time is up', () => {
	it.each(OUTCOMES)('a decision counts, and nothing of "%s" is left in it', async (outcome) => {
		const execution = await review({ earlier: reversed, parameters: limitOf(outcome) });
		clock.pass(2 * HOUR - 1);
		const answer = await send(execution, { 'd.0': 'rejected', 'd.2': 'approved', 'c.0': 'No' });
		expect(answer.status).toBe(200);
		expect(answer.body).toContain(
			'1 product approved, 1 product rejected, 1 product left undecided',
		);
		expect(execution).toMatchObject({ status: 'success', error: undefined });
		expect(idsOf(execution)).toEqual([[[0, 0]], [[2, 2]], [[1, 1]]]);
		expect(verdicts(execution.received(1))).toMatchObject([{ comment: 'No' }]);
		expect(verdicts(execution.received(2))).toMatchObject([{ comment: '', decidedAt: null }]);
		expect(execution.runData).toHaveLength(1);
		expect(execution.runData[0]?.metadata).not.toHaveProperty('resumeError');
		expect(execution.runData[0]?.source).toHaveLength(1);
	});

	it('the page says until when it is open', async () => {
		const page = (await (await review({ parameters: limitOf('reject') })).get()).body;
		expect(page).toContain('2026-01-01T14:00:00.000Z');
	});
});
