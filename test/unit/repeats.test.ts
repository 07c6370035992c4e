import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { forgetCalls, RecentCalls } from '../../nodes/shared/repeats';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START = Date.parse('2026-01-01T12:00:00Z');

let count = 0;

/** A name that no other test uses: what is remembered lives as long as the process. */
const newTrigger = (): string => `trigger ${++count}`;

/** The calls of a trigger within an hour. */
const callsOf = (data: IDataObject = {}, trigger = newTrigger(), windowMs = 60 * MINUTE) =>
	new RecentCalls(trigger, data, windowMs);

/** As n8n's database gives it back. */
const copyOf = (data: IDataObject): IDataObject => structuredClone(data);

describe('A call', () => {
	it('is known from when it came until its window is over', () => {
		const calls = callsOf();
		expect(calls.has('a', START)).toBe(false);
		calls.add('a', START);
		expect(calls.has('a', START)).toBe(true);
		expect(calls.has('b', START)).toBe(false);
		expect(calls.has('a', START + 60 * MINUTE - 1)).toBe(true);
		expect(calls.has('a', START + 60 * MINUTE)).toBe(false);
	});

	it('that comes again begins a new window', () => {
		const calls = callsOf();
		calls.add('a', START);
		calls.add('a', START + 60 * MINUTE);
		expect(calls.has('a', START + 119 * MINUTE)).toBe(true);
		expect(calls.has('a', START + 120 * MINUTE)).toBe(false);
	});

	it('of another trigger is another call', () => {
		const data = {};
		callsOf(data).add('a', START);
		expect(callsOf().has('a', START)).toBe(false);
	});

	it('is known in this process without its static data: n8n loads that before each call', () => {
		const trigger = newTrigger();
		callsOf({}, trigger).add('a', START);
		expect(callsOf({}, trigger).has('a', START)).toBe(true);
	});

	it('that was saved is known in another process, to the second', () => {
		const data: IDataObject = {};
		callsOf(data).add('a', START + 999);
		const other = callsOf(copyOf(data));
		expect(other.has('a', START + 999)).toBe(true);
		expect(other.has('b', START + 999)).toBe(false);
		expect(other.has('a', START + 60 * MINUTE - 1)).toBe(true);
		expect(other.has('a', START + 60 * MINUTE)).toBe(false);
	});

	it('counts as it came last, in whichever process that was', () => {
		// One process has known it for longer than the window when it comes again, to the other one.
		const trigger = newTrigger();
		const data: IDataObject = {};
		callsOf(data, trigger).add('a', START);
		const later = START + 70 * MINUTE;
		callsOf(data, newTrigger()).add('a', later);
		expect(callsOf(copyOf(data), trigger).has('a', later + MINUTE)).toBe(true);
		// What the first one saves with another call does not make it older.
		callsOf(data, trigger, 1000 * MINUTE).add('b', later + MINUTE);
		expect(callsOf(copyOf(data)).has('a', later + 2 * MINUTE)).toBe(true);
	});
});

describe('What is saved', () => {
	it('is written at most once a second, and then everything', () => {
		const trigger = newTrigger();
		const data: IDataObject = {};
		const calls = callsOf(data, trigger);
		calls.add('a', START);
		const { calls: first } = data;
		calls.add('b', START + SECOND - 1);
		expect(data.calls).toBe(first);
		calls.add('c', START + SECOND);
		const other = callsOf(copyOf(data));
		expect(['a', 'b', 'c'].map((call) => other.has(call, START + SECOND))).toEqual([
			true,
			true,
			true,
		]);
	});

	it('keeps what other processes have saved', () => {
		const data: IDataObject = {};
		callsOf(data).add('a', START);
		callsOf(data).add('b', START + SECOND);
		const third = callsOf(copyOf(data));
		expect([third.has('a', START + SECOND), third.has('b', START + SECOND)]).toEqual([true, true]);
	});

	it('is the newest thousand in at most 17 characters each, while the process knows all', () => {
		const data: IDataObject = {};
		const calls = callsOf(data);
		for (let n = 0; n < 1200; n++) calls.add(`call ${n}`, START + n * SECOND);
		expect(data.calls).toHaveLength(17_000);
		const now = START + 1200 * SECOND;
		const other = callsOf(copyOf(data));
		expect([other.has('call 199', now), other.has('call 200', now)]).toEqual([false, true]);
		expect(other.has('call 1199', now)).toBe(true);
		expect(calls.has('call 0', now)).toBe(true);
	});

	it.each<[string, IDataObject]>([
		['nothing', {}],
		['an empty text', { calls: '' }],
		['no text', { calls: { a: 1 } }],
		['a list', { calls: ['a'] }],
		['a text of something else', { calls: 'something else that somebody put there' }],
		['a text that is cut off', { calls: 'abcdefghijk' }],
	])('may be %s', (_what, data) => {
		const calls = callsOf(data);
		expect(calls.has('a', START)).toBe(false);
		calls.add('a', START);
		expect(callsOf(copyOf(data)).has('a', START)).toBe(true);
	});

	it('is forgotten with the trigger, and so is what the process knows', () => {
		const trigger = newTrigger();
		const data: IDataObject = { other: 1 };
		callsOf(data, trigger).add('a', START);
		forgetCalls(trigger, data);
		expect(data).toEqual({ other: 1 });
		expect(callsOf(data, trigger).has('a', START)).toBe(false);
	});

	it('is nothing in a test run of the editor, whose end leaves alone what the process knows', () => {
		const trigger = newTrigger();
		callsOf({}, trigger).add('a', START);
		forgetCalls(trigger, {});
		expect(callsOf({}, trigger).has('a', START)).toBe(true);
	});
});

describe('Any calls at any time', () => {
	const step = fc.record({
		call: fc.constantFrom('a', 'b', 'c', 'd'),
		process: fc.nat({ max: 2 }),
		afterMs: fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 90 * MINUTE })),
	});

	it('are never taken for repeats of something that did not come within the window', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				const processes = [newTrigger(), newTrigger(), newTrigger()];
				const data: IDataObject = {};
				const came = new Map<string, number>();
				let now = START;
				for (const { call, process, afterMs } of steps) {
					now += afterMs;
					const calls = callsOf(data, processes[process]);
					const last = came.get(call) ?? -Infinity;
					if (calls.has(call, now)) expect(last).toBeGreaterThan(now - 60 * MINUTE);
					else {
						calls.add(call, now);
						came.set(call, now);
					}
				}
			}),
		);
	});

	it('are known in the process that got them, and a second later in all others', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				const processes = [newTrigger(), newTrigger(), newTrigger()];
				const data: IDataObject = {};
				const taken: string[] = [];
				let now = START;
				for (const { call, process, afterMs } of steps) {
					// Calls that are further apart than the time between two saves, and all of them within the window.
					now += SECOND + (afterMs % 60_000);
					const calls = callsOf(data, processes[process]);
					if (calls.has(call, now)) continue;
					calls.add(call, now);
					taken.push(call);
				}
				expect(taken).toEqual([...new Set(steps.map(({ call }) => call))]);
			}),
		);
	});
});
