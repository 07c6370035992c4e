import fc from 'fast-check';

import type { Scheduler } from '../../engine/triggers';

/** How a request that has to fail does: at once and for good, or at each of the client's tries. */
export type Failing = 'refused' | 'unavailable' | 'broken';

/** Something that happens, one after the other. */
export type Step<Action, Selection> =
	| { do: 'act'; action: Action }
	| { do: 'poll' }
	/** n8n dies after it. */
	| { do: 'crashedPoll' }
	/** Its time is over after so many requests. */
	| { do: 'shortPoll'; requests: number }
	/** The n-th request fails, counted from 1, and all after it. */
	| { do: 'failingPoll'; at: number; how: Failing }
	/** Something happens after the n-th request was answered. */
	| { do: 'overtakenPoll'; at: number; actions: Action[] }
	| { do: 'testRun' }
	| { do: 'restart' }
	/** Somebody turns the workflow off, and later on again. */
	| { do: 'offAndOn' }
	| { do: 'edit'; selection: Selection };

/** A trigger's life. */
export interface Script<Action, Selection> {
	scheduler: Scheduler;
	/** Option "Start With What Is There". */
	withExisting: boolean;
	selection: Selection;
	steps: Array<Step<Action, Selection>>;
}

/** What a kind of life is made of. */
export interface Kind<Action, Selection> {
	action: fc.Arbitrary<Action>;
	selection: fc.Arbitrary<Selection>;
	/** What may happen during a poll; nothing when left out. */
	overtaking?: fc.Arbitrary<Action>;
	/** How often a poll has little time, against 7 that have enough. */
	shortPolls?: number;
	/** How often something happens during a poll. */
	overtakenPolls?: number;
}

/**
 * Lives by chance. Each kind is about a few things, so that the same ones meet again; the first one is about everything, and
 * is as frequent as all others together.
 */
export function scripts<Action, Selection>(
	everything: Kind<Action, Selection>,
	...narrower: ReadonlyArray<Kind<Action, Selection>>
): fc.Arbitrary<Script<Action, Selection>> {
	return fc.oneof(
		{ weight: narrower.length, arbitrary: livesOf(everything) },
		...narrower.map(livesOf),
	);
}

function livesOf<Action, Selection>({
	action,
	selection,
	overtaking,
	shortPolls = 3,
	overtakenPolls = 1,
}: Kind<Action, Selection>): fc.Arbitrary<Script<Action, Selection>> {
	const step = fc.oneof<Array<fc.WeightedArbitrary<Step<Action, Selection>>>>(
		{ weight: 12, arbitrary: fc.record({ do: fc.constant('act'), action }) },
		{ weight: 7, arbitrary: fc.constant({ do: 'poll' }) },
		{ weight: 1, arbitrary: fc.constant({ do: 'crashedPoll' }) },
		{
			weight: shortPolls,
			arbitrary: fc.record({
				do: fc.constant('shortPoll'),
				requests: fc.integer({ min: 1, max: 6 }),
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				do: fc.constant('failingPoll'),
				at: fc.integer({ min: 1, max: 5 }),
				how: fc.constantFrom<Failing[]>('refused', 'refused', 'unavailable', 'broken'),
			}),
		},
		{
			weight: overtaking === undefined ? 0 : overtakenPolls,
			arbitrary: fc.record({
				do: fc.constant('overtakenPoll'),
				at: fc.integer({ min: 1, max: 4 }),
				actions: fc.array(overtaking ?? action, { minLength: 1, maxLength: 3 }),
			}),
		},
		{ weight: 1, arbitrary: fc.constant({ do: 'testRun' }) },
		{ weight: 1, arbitrary: fc.constantFrom({ do: 'restart' }, { do: 'offAndOn' }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('edit'), selection }) },
	);
	return fc.record({
		scheduler: fc.constantFrom<Scheduler[]>('regular', 'durable'),
		withExisting: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
		selection,
		steps: fc.array(step, { minLength: 10, maxLength: 50, size: 'max' }),
	});
}
