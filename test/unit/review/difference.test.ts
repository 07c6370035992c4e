import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { differenceOf, type Piece } from '../../../nodes/ContentReview/page/difference';

const joined = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join('');
const changed = (pieces: readonly Piece[]) =>
	pieces.filter((piece) => piece.changed).map(({ text }) => text);

// A difference is given up after a while, which must not be over because the machine is busy.
beforeEach(() => {
	jest.spyOn(Date, 'now').mockReturnValue(0);
});

describe('differenceOf', () => {
	it('gives both texts back when its pieces are joined', () => {
		const words = fc
			.array(
				fc.constantFrom(
					'red',
					'blue',
					' ',
					'\n',
					'ein',
					'赤い',
					'حقيبة',
					'.',
					'<b>',
					'\ud83d',
					'\r\n',
				),
			)
			.map((found) => found.join(''));
		const texts = fc.oneof(words, fc.string());
		fc.assert(
			fc.property(texts, texts, (before, after) => {
				const difference = differenceOf(before, after);
				expect(joined(difference.before)).toBe(before);
				expect(joined(difference.after)).toBe(after);
			}),
		);
	});

	it('marks nothing in equal texts', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				const { before, after } = differenceOf(text, text);
				expect([...changed(before), ...changed(after)]).toEqual([]);
			}),
		);
	});

	it('marks words, and the space between two of them', () => {
		const { before, after } = differenceOf('A table made of oak.', 'A solid oak table.');
		expect(changed(before)).toEqual(['table made of ']);
		expect(changed(after)).toEqual(['solid', ' table']);
	});

	it('finds words in texts without spaces', () => {
		const { after } = differenceOf('このカップは陶器です。', 'このマグカップは陶器です。');
		expect(joined(after)).toBe('このマグカップは陶器です。');
		expect(changed(after).join('').length).toBeLessThan('このマグカップは'.length);
	});

	it('leaves texts unmarked that are too long or too different', () => {
		const text = (word: string) => Array.from({ length: 4000 }, (_, n) => `${word}${n}`).join(' ');
		const difference = differenceOf(text('a'), text('b'));
		expect(difference.marked).toBe(false);
		expect(changed(difference.before)).toEqual([]);
		expect(differenceOf('x'.repeat(100_000), 'y').marked).toBe(false);
	});

	it('leaves texts unmarked when finding the words takes too long', () => {
		let time = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => (time += 1000));
		expect(differenceOf('A table made of oak.', 'A solid oak table.').marked).toBe(false);
	});
});
