import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fingerprint, loadGround, markOf, NO_GROUND, saveGround } from '../../nodes/shared/ground';
import { toText } from '../../nodes/shared/values';
import {
	hearing,
	sample,
	step,
	takeBaseline,
	type Budget,
	type Emission,
	type Reading,
	type Watch,
} from '../../nodes/shared/watch';

/** A thing of a list: its id and its mark. */
type Row = [id: string, mark: string];

const AMPLE: Budget = { isOver: () => false };
/** Over when it has been asked so often. */
function budgetOf(times: number): Budget {
	let asked = 0;
	return { isOver: () => asked++ >= times };
}

/** A list in which each change of a mark is an event, and where marks in capitals are two. */
function watching(rows: readonly Row[], more: Partial<Reading> = {}): Watch {
	return {
		key: 'list',
		markLength: 1,
		read: async () => ({
			sightings: rows.map(([id, mark]) => ({ id, mark, row: { id, mark } })),
			unseen: 'forget',
			...more,
		}),
		happened: (_before, now) => (now === now.toUpperCase() ? ['first', 'second'] : ['first']),
		rows: async (_event, { row }) => [row],
	};
}

const told = (emissions: readonly Emission[]): string[] =>
	emissions.map(({ event, row }) => `${event} ${toText(row.id)} ${toText(row.mark)}`);

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const list = fc.uniqueArray(fc.tuple(id, fc.constantFrom('x', 'y', 'Z')), {
	selector: ([each]) => each,
});

describe('A look at a list', () => {
	it('emits nothing at first and then what has changed, in the order of the list', async () => {
		await fc.assert(
			fc.asyncProperty(list, list, async (before, now) => {
				const { ground, emissions } = await takeBaseline(watching(before), AMPLE);
				expect(emissions).toEqual([]);
				const known = new Map(before);
				const expected = now
					.filter(([each, mark]) => known.get(each) !== mark)
					.flatMap(([each, mark]) =>
						(mark === 'Z' ? ['first', 'second'] : ['first']).map(
							(event) => `${event} ${each} ${mark}`,
						),
					);
				const next = await step(watching(now), ground, AMPLE);
				expect(told(next.emissions)).toEqual(expected);
				expect(next.isPartial).toBe(false);
				expect((await step(watching(now), next.ground, AMPLE)).emissions).toEqual([]);
			}),
		);
	});

	it('that is cut is made up for by the ones after it, in order and without a repeat', async () => {
		await fc.assert(
			fc.asyncProperty(list, list, fc.array(fc.nat({ max: 3 })), async (before, now, cuts) => {
				const base = await takeBaseline(watching(before), AMPLE);
				const whole = await step(watching(now), base.ground, AMPLE);
				const all: string[] = [];
				let { ground } = base;
				for (const budget of [...cuts.map(budgetOf), AMPLE]) {
					const part = await step(watching(now), ground, budget);
					all.push(...told(part.emissions));
					// n8n keeps it as text in between.
					ground = loadGround(saveGround(part.ground, 1), 1) ?? NO_GROUND;
				}
				expect(all).toEqual(told(whole.emissions));
				expect(new Map(ground.marks)).toEqual(new Map(whole.ground.marks));
			}),
		);
	});

	it('that is cut gets on by one thing at least', async () => {
		const part = await step(
			watching([
				['a', 'x'],
				['b', 'x'],
			]),
			NO_GROUND,
			budgetOf(0),
		);
		expect(told(part.emissions)).toEqual(['first a x']);
		expect(part.isPartial).toBe(true);
	});

	it('is not cut where nothing has to be asked for', async () => {
		const watch = watching([
			['a', 'x'],
			['b', 'x'],
		]);
		delete watch.rows;
		const whole = await step(watch, NO_GROUND, budgetOf(0));
		expect(told(whole.emissions)).toEqual(['first a x', 'first b x']);
		expect(whole.isPartial).toBe(false);
	});

	it('that is cut does not come to the place where the next one would begin', async () => {
		const rows: Row[] = [
			['a', 'x'],
			['b', 'x'],
		];
		const ground = { ...NO_GROUND, cursor: 'before' };
		const cut = async (more: Partial<Reading>) =>
			await step(watching(rows, { cursor: 'after', ...more }), ground, budgetOf(0));
		expect((await cut({})).ground.cursor).toBe('before');
		expect((await cut({ cursorWhenCut: 'between' })).ground.cursor).toBe('between');
		const whole = await step(watching(rows, { cursor: 'after' }), ground, AMPLE);
		expect(whole.ground.cursor).toBe('after');
	});

	it.each([
		['forget', ['first a x']],
		['keep', []],
	] as const)('that did not see a thing may %s it', async (unseen, again) => {
		const rows: Row[] = [
			['a', 'x'],
			['b', 'x'],
		];
		const { ground } = await takeBaseline(watching(rows), AMPLE);
		const away = await step(watching([['b', 'x']], { unseen }), ground, AMPLE);
		expect(away.emissions).toEqual([]);
		const back = await step(watching(rows, { unseen }), away.ground, AMPLE);
		expect(told(back.emissions)).toEqual(again);
	});

	it('that saw only a part forgets nothing', async () => {
		const { ground } = await takeBaseline(watching([['a', 'x']]), AMPLE);
		const part = await step(watching([], { isPartial: true }), ground, AMPLE);
		expect(part.isPartial).toBe(true);
		expect(markOf(part.ground, 'a')).toBe('x');
	});

	it('remembers no more than the 10,000 things that were there last', async () => {
		const rows = Array.from({ length: 10_001 }, (_, n): Row => [String(n), 'x']);
		const { ground } = await takeBaseline(watching(rows), AMPLE);
		const { ground: later } = await step(watching([], { unseen: 'keep' }), ground, AMPLE);
		expect(later.marks.size).toBe(10_000);
		expect(markOf(later, '0')).toBeUndefined();
		expect(markOf(later, '10000')).toBe('x');
	});

	it('meets a thing twice when the list moves, and emits it once', async () => {
		const rows: Row[] = [
			['a', 'x'],
			['b', 'x'],
			['a', 'x'],
		];
		const { emissions, ground } = await step(watching(rows), NO_GROUND, AMPLE);
		expect(told(emissions)).toEqual(['first a x', 'first b x']);
		expect([...ground.marks.keys()].sort()).toEqual(['a', 'b'].map(fingerprint).sort());
	});

	it('takes what nobody asked for so far for known', async () => {
		const rows: Row[] = [['a', 'Z']];
		const { emissions, ground } = await step(
			hearing(watching(rows), new Set(['second'])),
			NO_GROUND,
			AMPLE,
		);
		expect(told(emissions)).toEqual(['second a Z']);
		expect((await step(watching(rows), ground, AMPLE)).emissions).toEqual([]);
	});

	it('that cannot read the details of a thing throws, and leaves the ground alone', async () => {
		const { ground } = await takeBaseline(watching([['a', 'x']]), AMPLE);
		const before = saveGround(ground, 1);
		const watch: Watch = {
			...watching([
				['b', 'x'],
				['c', 'x'],
			]),
			rows: async (_event, { id: each, row }) => {
				if (each === 'c') throw new Error('No details');
				return [row];
			},
		};
		await expect(step(watch, ground, AMPLE)).rejects.toThrow('No details');
		expect(saveGround(ground, 1)).toEqual(before);
	});

	it('shows the newest few, and no more than were asked for', async () => {
		const rows: Row[] = [
			['a', 'x'],
			['b', 'Z'],
			['c', 'x'],
		];
		expect(told(await sample(watching(rows), 2, AMPLE))).toEqual(['first c x', 'first b Z']);
		const watch: Watch = { ...watching(rows), rows: async (_event, { row }) => [row, row, row] };
		expect(await sample(watch, 4, AMPLE)).toHaveLength(4);
	});
});
