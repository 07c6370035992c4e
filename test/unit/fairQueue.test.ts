import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FairQueue, type Entry, type Waiting } from '../../nodes/shared/http/fairQueue';

interface Named extends Entry {
	name: string;
}

const OWNERS = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
const ownerAt = (index: number) => OWNERS[index % OWNERS.length] ?? OWNERS[0] ?? { name: '' };

const entry = (owner: number, name: string, look = false): Waiting<Named> => ({
	owner: ownerAt(owner),
	look,
	name,
	go: () => undefined,
	giveUp: () => undefined,
});

function queueOf(entries: Array<Waiting<Named>>): FairQueue<Named> {
	const queue = new FairQueue<Named>();
	for (const each of entries) queue.add(each);
	return queue;
}

function drained(queue: FairQueue<Named>, mayGo: (entry: Named) => boolean = () => true): string[] {
	const names: string[] = [];
	for (let next = queue.next(mayGo); next !== undefined; next = queue.next(mayGo)) {
		names.push(next.name);
	}
	return names;
}

describe('A fair queue', () => {
	it('takes the owners in turn, each in its own order', () => {
		const queue = queueOf([
			entry(0, 'a1'),
			entry(0, 'a2'),
			entry(0, 'a3'),
			entry(1, 'b1'),
			entry(2, 'c1'),
			entry(1, 'b2'),
		]);
		expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
		expect(queue.size).toBe(0);
	});

	it('lets who comes later have its turn before the second of a long line', () => {
		const queue = queueOf([entry(0, 'a1'), entry(0, 'a2'), entry(0, 'a3')]);
		expect(queue.next(() => true)?.name).toBe('a1');
		queue.add(entry(1, 'b1'));
		expect(queue.next(() => true)?.name).toBe('a2');
		expect(drained(queue)).toEqual(['b1', 'a3']);
	});

	it('takes the calls of an owner before its looks, but not before those of others', () => {
		const queue = queueOf([entry(0, 'look a', true), entry(1, 'look b', true), entry(0, 'call a')]);
		expect(drained(queue)).toEqual(['call a', 'look b', 'look a']);
	});

	it('passes over what may not go, and its owner keeps the turn', () => {
		const queue = queueOf([entry(0, 'call a'), entry(1, 'look b', true), entry(0, 'look a', true)]);
		expect(drained(queue, ({ look }) => look)).toEqual(['look a', 'look b']);
		expect(queue.size).toBe(1);
		expect(drained(queue)).toEqual(['call a']);
	});

	it('forgets who left, and nobody else', () => {
		const leaving = entry(0, 'a2');
		const queue = queueOf([entry(0, 'a1'), leaving, entry(0, 'a3'), entry(1, 'b1')]);
		queue.remove(leaving);
		queue.remove(leaving);
		queue.remove(entry(2, 'never there'));
		expect(queue.size).toBe(3);
		expect(queue.entries().map(({ name }) => name)).toEqual(['a1', 'a3', 'b1']);
		expect(drained(queue)).toEqual(['a1', 'b1', 'a3']);
	});

	it('puts who left and comes back behind those who have stayed', () => {
		const leaving = entry(0, 'a1');
		const queue = queueOf([leaving, entry(1, 'b1')]);
		queue.remove(leaving);
		queue.add(entry(0, 'a2'));
		expect(drained(queue)).toEqual(['b1', 'a2']);
	});

	it('loses nobody, and nobody waits longer than a round of all owners', () => {
		const arrivals = fc.array(
			fc.record({ owner: fc.nat({ max: 3 }), look: fc.boolean(), taken: fc.nat({ max: 2 }) }),
			{ maxLength: 60 },
		);
		fc.assert(
			fc.property(arrivals, (steps) => {
				const queue = new FairQueue<Named>();
				const waiting = new Map<object, number>();
				const passed = new Map<object, number>();
				const taken: string[] = [];
				const take = () => {
					const next = queue.next(() => true);
					if (next === undefined) return;
					taken.push(next.name);
					waiting.set(next.owner, (waiting.get(next.owner) ?? 0) - 1);
					passed.set(next.owner, 0);
					for (const [owner, count] of waiting) {
						if (owner === next.owner || count === 0) continue;
						passed.set(owner, (passed.get(owner) ?? 0) + 1);
						expect(passed.get(owner)).toBeLessThan(OWNERS.length);
					}
				};
				for (const [index, { owner, look, taken: count }] of steps.entries()) {
					const added = entry(owner, String(index), look);
					if ((waiting.get(added.owner) ?? 0) === 0) passed.set(added.owner, 0);
					waiting.set(added.owner, (waiting.get(added.owner) ?? 0) + 1);
					queue.add(added);
					for (let n = 0; n < count; n++) take();
				}
				while (queue.size > 0) take();
				expect(taken.map(Number).sort((a, b) => a - b)).toEqual(steps.map((_, index) => index));
			}),
		);
	});
});
