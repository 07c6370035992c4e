import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import {
	fingerprint,
	loadGround,
	markOf,
	saveGround,
	type Ground,
} from '../../nodes/shared/ground';
import { toText } from '../../nodes/shared/values';

/** The mark lengths of the watches that there are, and one more. */
const markLength = fc.constantFrom(0, 1, 6, 7, 12);

/** A ground with things of any ids and marks of one length, and the ids. */
const grounds = markLength.chain((length) =>
	fc.record({
		length: fc.constant(length),
		things: fc.uniqueArray(
			fc.tuple(fc.string({ unit: 'binary' }), fc.string({ minLength: length, maxLength: length })),
			{ selector: ([id]) => id },
		),
		cursor: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
	}),
);

function groundOf(things: ReadonlyArray<[string, string]>, cursor?: string): Ground {
	const marks = new Map(things.map(([id, mark]) => [fingerprint(id), mark]));
	return { marks, ...(cursor === undefined ? {} : { cursor }) };
}

/** As n8n keeps it in its database. */
const stored = (saved: IDataObject): unknown => JSON.parse(JSON.stringify(saved));

describe('What a trigger remembers of a list', () => {
	it('comes back as it was saved, whatever the ids and marks', () => {
		fc.assert(
			fc.property(grounds, ({ length, things, cursor }) => {
				const ground = groundOf(things, cursor);
				const loaded = loadGround(stored(saveGround(ground, length)), length);
				expect(loaded).toEqual(ground);
				expect([...(loaded?.marks ?? [])]).toEqual([...ground.marks]);
			}),
		);
	});

	it('knows the mark of each thing, and none of other things', () => {
		fc.assert(
			fc.property(grounds, fc.string({ unit: 'binary' }), ({ things }, other) => {
				const ground = groundOf(things);
				for (const [id, mark] of things) expect(markOf(ground, id)).toBe(mark);
				if (things.every(([id]) => id !== other)) expect(markOf(ground, other)).toBeUndefined();
			}),
		);
	});

	it('tells 100,000 things with ids in a row from each other', () => {
		const ids = Array.from({ length: 100_000 }, (_, n) => fingerprint(String(n)));
		expect(new Set(ids).size).toBe(100_000);
	});

	it('is not taken from a state that something else left', () => {
		fc.assert(
			fc.property(fc.jsonValue(), markLength, (foreign, length) => {
				expect(loadGround(foreign, length)).toBeUndefined();
			}),
		);
	});

	it('is not taken from a state of a version with other marks', () => {
		fc.assert(
			fc.property(grounds, markLength, ({ length, things, cursor }, other) => {
				fc.pre(other !== length);
				const saved = stored(saveGround(groundOf(things, cursor), length));
				expect(loadGround(saved, other)).toBeUndefined();
			}),
		);
	});

	it('is not taken from a state that was cut off', () => {
		fc.assert(
			fc.property(grounds, fc.nat(), ({ length, things }, cut) => {
				const { seen, ...rest } = saveGround(groundOf(things), length);
				const text = toText(seen);
				const size = fingerprint('').length + length;
				const kept = text.slice(0, cut % Math.max(1, text.length));
				fc.pre(kept.length % size !== 0);
				expect(loadGround({ ...rest, seen: kept }, length)).toBeUndefined();
			}),
		);
	});

	it.each([undefined, null, 7, ['a'], { a: 1 }])(
		'is not taken where the records are %j',
		(seen) => {
			expect(loadGround({ markLength: 1, seen }, 1)).toBeUndefined();
		},
	);

	it('takes at most 64 bytes for each of 10,000 things, whatever their ids look like', () => {
		const id = (n: number): string => `${String(n).padStart(8, '0')}-8a54-4d53-9a41-6b1f0e2c7a90`;
		for (const length of [0, 1, 6, 7]) {
			const things = Array.from({ length: 10_000 }, (_, n): [string, string] => [
				id(n).repeat(20),
				'x'.repeat(length),
			]);
			const bytes = Buffer.byteLength(JSON.stringify(saveGround(groundOf(things), length)));
			expect(bytes / 10_000).toBeLessThanOrEqual(64);
		}
	});
});
