import fc from 'fast-check';

import type { CernelAction, CernelSelection } from './cernelScripts';
import type { Script, Step } from './script';

/** More jobs at once than the polls have time to read, while others still come. */
export interface Burst {
	script: Script<CernelAction, CernelSelection>;
	/** All jobs of it. */
	jobs: number;
}

/** Polls that suffice whatever happens: the pages down and up again, one at a time. */
const POLLS = 100;
/** Polls during which further jobs begin. */
const GROWING = 20;

const ended = (count: number): CernelAction => ({
	what: 'jobs',
	count,
	skewSeconds: 0,
	tie: 0,
	state: 'SUCCESS',
});

export const bursts: fc.Arbitrary<Burst> = fc
	.record({
		scheduler: fc.constantFrom<Array<'regular' | 'durable'>>('regular', 'durable'),
		count: fc.integer({ min: 51, max: 600 }),
		requests: fc.integer({ min: 1, max: 8 }),
		growth: fc.integer({ min: 0, max: 12 }),
		// In the same second, or later by the clock.
		seconds: fc.constantFrom(0, 1, 400),
	})
	.map(({ scheduler, count, requests, growth, seconds }) => {
		const act = (action: CernelAction): Step<CernelAction, CernelSelection> => ({
			do: 'act',
			action,
		});
		const polls = Array.from({ length: POLLS }, (_, n) => [
			{ do: 'shortPoll', requests } as const,
			...(n < GROWING && growth > 0 ? [act({ what: 'pass', seconds }), act(ended(growth))] : []),
		]);
		return {
			script: {
				scheduler,
				withExisting: false,
				selection: { events: ['jobSucceeded'], output: 'job' },
				steps: [act(ended(10)), { do: 'poll' }, { do: 'poll' }, act(ended(count)), ...polls.flat()],
			},
			jobs: count + GROWING * growth,
		};
	});
