import fc from 'fast-check';

import { scripts } from './script';

export type EndState = 'SUCCESS' | 'PARTIAL_SUCCESS' | 'FAILURE';

/** What happens at Cernel. */
export type CernelAction =
	/** Jobs begin in the same second; they may have ended before anybody looks. */
	| {
			what: 'jobs';
			count: number;
			/** How far the clock of the server that takes them is from the others. */
			skewSeconds: number;
			/** How those of the same second are sorted. */
			tie: number;
			state: EndState | 'queued';
	  }
	/** One of the running jobs ends, or all of them. */
	| { what: 'end'; index: number; all: boolean; state: EndState }
	| { what: 'pass'; seconds: number };

export interface CernelSelection {
	events: string[];
	output: string;
}

const endState = fc.constantFrom<EndState[]>('SUCCESS', 'PARTIAL_SUCCESS', 'FAILURE');

const jobsOf = (
	count: fc.Arbitrary<number>,
	state: fc.Arbitrary<EndState | 'queued'>,
): fc.Arbitrary<CernelAction> =>
	fc.record({
		what: fc.constant('jobs'),
		count,
		// Two clocks are never more than ten minutes apart: what the trigger allows for.
		skewSeconds: fc.oneof(
			{ weight: 4, arbitrary: fc.constant(0) },
			fc.integer({ min: -299, max: 299 }),
		),
		tie: fc.integer({ min: 0, max: 1000 }),
		state,
	});

const few = fc.integer({ min: 1, max: 5 });
const many = fc.integer({ min: 40, max: 120 });
const anyState = fc.oneof(fc.constant<'queued'>('queued'), endState);
const someOrMany = fc.oneof({ weight: 5, arbitrary: few }, many);

const jobs = jobsOf(someOrMany, anyState);

const end: fc.Arbitrary<CernelAction> = fc.record({
	what: fc.constant('end'),
	index: fc.integer({ min: 0, max: 150 }),
	all: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
	state: endState,
});

const pass: fc.Arbitrary<CernelAction> = fc.record({
	what: fc.constant('pass'),
	seconds: fc.constantFrom(1, 1, 60, 700),
});

const selectionOf = (...outputs: string[]): fc.Arbitrary<CernelSelection> =>
	fc.record({
		events: fc.subarray(['jobSucceeded', 'jobPartlySucceeded', 'jobFailed'], { minLength: 1 }),
		output: fc.constantFrom(...outputs),
	});

export const cernelScripts = scripts(
	{
		action: fc.oneof(
			{ weight: 4, arbitrary: jobs },
			{ weight: 3, arbitrary: end },
			{ weight: 2, arbitrary: pass },
		),
		selection: selectionOf('job', 'jobWithResults', 'results'),
		overtaking: fc.oneof(jobs, end),
	},
	// Little time for the texts of a few jobs.
	{
		action: fc.oneof(jobsOf(few, endState), pass),
		selection: selectionOf('jobWithResults', 'results'),
		shortPolls: 7,
	},
	// Little time for long lists.
	{
		action: fc.oneof(jobsOf(many, anyState), jobsOf(few, anyState), end, pass),
		selection: selectionOf('job'),
		shortPolls: 10,
	},
	// Lists that change while they are read.
	{
		action: fc.oneof(jobsOf(many, fc.constant<'queued'>('queued')), end, pass),
		selection: selectionOf('job'),
		overtaking: fc.oneof(jobsOf(few, anyState), end),
		overtakenPolls: 7,
	},
);
