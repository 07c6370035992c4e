import { describe, expect, it } from '@jest/globals';

import { readSubmission } from '../../../nodes/ContentReview/submission';

function read(fields: ReadonlyArray<readonly [string, string]>) {
	const form = new URLSearchParams();
	for (const [name, value] of fields) form.append(name, value);
	return readSubmission(form.toString());
}

const complaintsOf = (fields: ReadonlyArray<readonly [string, string]>) => {
	const submission = read(fields);
	return 'complaints' in submission ? submission.complaints : undefined;
};

describe('A form of the page', () => {
	it('is read by item and field', () => {
		expect(
			read([
				['review', 'r'],
				['reviewer', ' Anna '],
				['rest', 'approved'],
				['d.0', 'approved'],
				['d.12', 'rejected'],
				['c.12', 'Too\r\nshort'],
				['e.12.0', 'New'],
				['e.12.3', ''],
				['d.5', ''],
			]),
		).toEqual({
			review: 'r',
			reviewer: 'Anna',
			approveRest: true,
			items: new Map([
				[0, { decision: 'approved', comment: '', edits: new Map() }],
				[
					12,
					{
						decision: 'rejected',
						comment: 'Too\r\nshort',
						edits: new Map([
							[0, 'New'],
							[3, ''],
						]),
					},
				],
				[5, { decision: 'undecided', comment: '', edits: new Map() }],
			]),
		});
	});

	it('has defaults for what was left out', () => {
		expect(readSubmission('')).toEqual({
			review: '',
			reviewer: '',
			approveRest: false,
			items: new Map(),
		});
		expect(read([['rest', 'rejected']])).toMatchObject({ approveRest: false });
	});

	it.each([
		'__proto__',
		'constructor',
		'd.__proto__',
		'd.constructor',
		'e.__proto__.0',
		'e.0.__proto__',
		'toString',
		'd',
		'd.',
		'd.-1',
		'd.1.2',
		'd.1e3',
		'd.1234567',
		'e.1',
		'e.1.2.3',
		'e.1.12345',
		'x.1',
		'D.1',
		'd.1\n',
		'code ',
	])('with a field named "%s" is refused', (name) => {
		const complaints = complaintsOf([
			['review', 'r'],
			['d.0', 'approved'],
			[name, 'approved'],
		]);
		expect(complaints).toEqual([{ message: 'The form has a field that this page does not have.' }]);
		expect(Reflect.get({}, 'decision')).toBeUndefined();
	});

	it.each(['approve', 'Approved', '__proto__', 'undefined', '1'])(
		'with the decision "%s" is refused, with the item that has it',
		(decision) => {
			expect(
				complaintsOf([
					['d.7', 'approved'],
					['d.3', decision],
				]),
			).toEqual([{ item: 3, message: 'A product can be approved or rejected, nothing else.' }]);
		},
	);

	it('takes comments, names and texts up to their limits, and says where one is longer', () => {
		const within = read([
			['reviewer', 'n'.repeat(200)],
			['c.2', 'c'.repeat(5_000)],
			['e.2.1', 't'.repeat(500_000)],
		]);
		expect(within).not.toHaveProperty('complaints');
		expect(
			complaintsOf([
				['reviewer', 'n'.repeat(201)],
				['d.1', 'approved'],
				['c.2', 'c'.repeat(5_001)],
				['e.4.0', 'short'],
				['e.4.6', 't'.repeat(500_001)],
			]),
		).toEqual([
			{ message: 'A name may have 200 characters.' },
			{ item: 2, message: 'A comment may have 5000 characters.' },
			{ item: 4, field: 6, message: 'A text may have 500000 characters.' },
		]);
	});

	it.each([
		{ name: 'a comment that is too long', bad: ['c.1', 'c'.repeat(5_001)] as const },
		{ name: 'a decision that is none', bad: ['d.1', 'maybe'] as const },
		{ name: 'a name that no page has', bad: ['x.1', ''] as const },
	])('that is refused for $name comes back with all that was sent', ({ bad }) => {
		const refused = read([
			['review', 'r'],
			['reviewer', 'Anna'],
			['rest', 'approved'],
			['d.0', 'rejected'],
			['c.0', 'Reason'],
			bad,
			['e.2.1', 'Edited'],
		]);
		expect(refused).toMatchObject({ sent: { reviewer: 'Anna', approveRest: true } });
		const items = 'sent' in refused ? refused.sent.items : undefined;
		expect(items?.get(0)).toEqual({ decision: 'rejected', comment: 'Reason', edits: new Map() });
		expect(items?.get(2)?.edits).toEqual(new Map([[1, 'Edited']]));
	});
});
