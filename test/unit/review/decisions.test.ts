import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { checkDecisions } from '../../../nodes/ContentReview/decisions';
import type { Complaint, Kind, Review } from '../../../nodes/ContentReview/review';
import { readSubmission } from '../../../nodes/ContentReview/submission';
import { toJson } from '../../../nodes/shared/values';
import { cypienVariants } from './items';
import { field, reviewOf } from './support';

/** What comes of a form with these fields. */
function checked(review: Review, form: Record<string, string>) {
	const submission = readSubmission(new URLSearchParams(form).toString());
	if ('complaints' in submission) throw new Error('The form itself was refused');
	return checkDecisions(review, submission);
}

function decisionsOf(review: Review, form: Record<string, string>) {
	const result = checked(review, form);
	if ('complaints' in result) throw new Error(JSON.stringify(result.complaints));
	return result.decisions;
}

function complaintsOf(review: Review, form: Record<string, string>): Complaint[] {
	const result = checked(review, form);
	return 'complaints' in result ? result.complaints : [];
}

const texts = (count: number): Review =>
	reviewOf(
		Array.from({ length: count }, (_, n) => ({ text: `Text ${n}` })),
		{ fields: [field({ label: 'Text', proposed: 'text' })] },
	);

/** The value that an edit leaves of one; "unchanged" without an edit, else what is wrong. */
function edited(kind: Kind, before: unknown, text: string): unknown {
	const review = reviewOf([{ value: toJson(before) }], {
		fields: [field({ label: 'Value', proposed: 'value', kind })],
	});
	const result = checked(review, { 'd.0': 'approved', 'e.0.0': text });
	if ('complaints' in result) return result.complaints.map(({ message }) => message);
	const [edit] = result.decisions[0]?.edits ?? [];
	return edit === undefined ? 'unchanged' : edit.value;
}

const NO_NUMBER = ['"Value" takes a number, e.g. 12.5.'];
const NOT_HERE = 'Something was changed that cannot be edited here.';

describe('Decisions', () => {
	it('are taken over for each item in its order', () => {
		const form = {
			'd.2': 'rejected',
			'c.2': ' Too\r\nshort ',
			'd.0': 'approved',
			'd.1': 'approved',
		};
		expect(decisionsOf(texts(3), form)).toEqual([
			{ decision: 'approved', comment: '', edits: [] },
			{ decision: 'approved', comment: '', edits: [] },
			{ decision: 'rejected', comment: 'Too\nshort', edits: [] },
		]);
	});

	it('are missing for as many items as the page says, with the first of them', () => {
		expect(complaintsOf(texts(3), { 'd.0': 'approved', 'd.1': 'rejected' })).toEqual([
			{ item: 2, message: '1 product is not decided yet. Approve or reject it, then send again.' },
		]);
		expect(complaintsOf(texts(3), { 'd.1': 'rejected', 'd.2': '' })).toEqual([
			{
				item: 0,
				message: '2 products are not decided yet. Approve or reject them, then send again.',
			},
		]);
	});

	it('may be missing with a time limit', () => {
		const review = texts(2);
		const limited = {
			...review,
			settings: { ...review.settings, limit: { at: 1, outcome: 'undecided' as const } },
		};
		expect(decisionsOf(limited, { 'd.1': 'rejected' }).map(({ decision }) => decision)).toEqual([
			'undecided',
			'rejected',
		]);
	});

	it('are approvals for all that is left when the form says so', () => {
		const form = { rest: 'approved', 'd.1': 'rejected', 'd.2': '', 'd.3': 'undecided' };
		expect(decisionsOf(texts(4), form).map(({ decision }) => decision)).toEqual([
			'approved',
			'rejected',
			'approved',
			'approved',
		]);
	});

	it('are refused for items that the review does not have', () => {
		expect(complaintsOf(texts(1), { 'd.0': 'approved', 'd.1': 'approved', 'c.9': 'x' })).toEqual([
			{ message: 'This review has no product 2.' },
		]);
	});

	it('need a name where the review asks for one', () => {
		const review = texts(1);
		const named = { ...review, settings: { ...review.settings, requireReviewer: true } };
		const message = 'Enter your name: the review asks who has decided.';
		expect(complaintsOf(named, { 'd.0': 'approved' })).toEqual([{ message }]);
		expect(complaintsOf(named, { 'd.0': 'approved', reviewer: '  ' })).toEqual([{ message }]);
		expect(complaintsOf(named, { 'd.0': 'approved', reviewer: 'Anna' })).toEqual([]);
	});
});

describe('An edit', () => {
	it.each([
		['text', 'Same', 'Same'],
		['text', 'One\nTwo', 'One\r\nTwo'],
		['text', 'One\r\nTwo', 'One\r\nTwo'],
		['text', 'One\rTwo', 'One\r\nTwo'],
		['html', '<p>a</p>\n<p>b</p>', '<p>a</p>\r\n<p>b</p>'],
		['list', ['red', 'blue'], 'red\r\nblue'],
		['list', ['red', '', 'blue'], 'red\r\nblue'],
		['list', ['two\nlines', 'one'], 'two lines\r\none'],
		['list', [], ''],
		['text', '', ''],
		['number', 12.5, '12.5'],
		['number', '12,50', '12,50'],
	] as const)('is none where a %s of %j comes back as %j', (kind, before, text) => {
		expect(edited(kind, before, text)).toBe('unchanged');
	});

	it.each([
		['text', 'Old', 'New', 'New'],
		['text', 'Old', '', ''],
		['text', '', 'New', 'New'],
		['text', 'a\nb', 'a\r\nc', 'a\nc'],
		['text', 'a\r\nb', 'a\r\nc', 'a\r\nc'],
		['text', 'Old', ' New ', ' New '],
		['list', ['red'], 'green\r\n\r\n  blue  \r\n', ['green', 'blue']],
		['list', ['red'], '', []],
		['list', [], 'red', ['red']],
		['list', 'red', 'green\r\nblue', 'green, blue'],
		['number', 10, '12,5', 12.5],
		['number', 10, ' 12.5 ', 12.5],
		['number', 10, '-3', -3],
		['number', 10, '0', 0],
		['number', '10', '12,5', '12,5'],
	] as const)('of a %s from %j with %j leaves %j', (kind, before, text, after) => {
		expect(edited(kind, before, text)).toEqual(after);
	});

	it.each([
		...['', '  ', 'twelve', '1.234,50', '1,234', '12 €', 'NaN', 'Infinity', '1e3', '0x10'],
		'9'.repeat(400),
	])('of a number to "%s" is refused', (text) => {
		expect(edited('number', 10, text)).toEqual(NO_NUMBER);
		expect(edited('number', '10', text)).toEqual(NO_NUMBER);
	});

	it('that is no number is refused at its field', () => {
		const review = reviewOf([{}, { price: 1, name: 'x' }], {
			fields: [
				field({ proposed: 'name' }),
				field({ label: 'Price', proposed: 'price', kind: 'number' }),
			],
		});
		expect(complaintsOf(review, { rest: 'approved', 'e.1.1': 'free' })).toEqual([
			{ item: 1, field: 1, message: '"Price" takes a number, e.g. 12.5.' },
		]);
	});

	const item: IDataObject = {
		text: 'T',
		closed: 'C',
		nested: { a: 1 },
		picture: 'https://shop.example/a.jpg',
	};
	const fields = [
		field({ proposed: 'text' }),
		field({ proposed: 'closed', editable: false }),
		field({ proposed: 'nested' }),
		field({ proposed: 'picture', kind: 'image' }),
		field({ proposed: 'missing' }),
	];

	it.each([
		{ name: 'a field that is not editable', edit: 'e.0.1' },
		{ name: 'an object', edit: 'e.0.2' },
		{ name: 'a picture', edit: 'e.0.3' },
		{ name: 'a value that the item does not have', edit: 'e.0.4' },
		{ name: 'a field that the review does not have', edit: 'e.0.5' },
	])('of $name is refused', ({ edit }) => {
		const complaints = complaintsOf(reviewOf([item], { fields }), {
			'd.0': 'approved',
			[edit]: 'changed',
		});
		expect(complaints).toEqual([{ item: 0, message: NOT_HERE }]);
	});

	it('of an unknown item is refused', () => {
		const complaints = complaintsOf(reviewOf([item], { fields }), {
			'd.0': 'approved',
			'e.1.0': 'changed',
		});
		expect(complaints).toEqual([{ message: 'This review has no product 2.' }]);
	});

	it('of an item with a preset goes to the field that the preset finds in that item', () => {
		const review = reviewOf([cypienVariants], { settings: { preset: 'cypienProduct' } });
		const [decision] = decisionsOf(review, { 'd.0': 'approved', 'e.0.3': 'Better feed' });
		expect(decision?.edits).toEqual([{ field: 3, value: 'Better feed' }]);
	});

	it('is kept of a rejected item, too', () => {
		expect(decisionsOf(texts(1), { 'd.0': 'rejected', 'e.0.0': 'Better' })).toEqual([
			{ decision: 'rejected', comment: '', edits: [{ field: 0, value: 'Better' }] },
		]);
	});
});
