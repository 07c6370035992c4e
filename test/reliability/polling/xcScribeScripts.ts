import fc from 'fast-check';

import { scripts } from './script';

/** What happens at XC Scribe. */
export type XcScribeAction =
	/** An item or a blog post gets another status. */
	| { what: 'item' | 'post'; project: string; index: number; status: string }
	/** Jobs begin; they may have ended before anybody looks. */
	| { what: 'jobs'; project: string; count: number; type: string; status: string; failed: number }
	/** One of the running jobs ends, or all of them. */
	| {
			what: 'end';
			project: string;
			index: number;
			all: boolean;
			status: string;
			failed: number;
	  }
	| { what: 'balance'; total: number };

export interface XcScribeSelection {
	events: string[];
	project: string;
	itemStatuses: string[];
	postStatuses: string[];
	threshold: number;
}

const EVENTS = ['itemStatus', 'jobFinished', 'blogPostStatus', 'syncFailed', 'balanceLow'];
const ITEM_STATUSES = ['generated', 'flagged', 'approved'];
const POST_STATUSES = ['ready', 'published'];
const ENDS = ['completed', 'failed', 'cancelled'];

const project = fc.oneof(
	{ weight: 6, arbitrary: fc.constant('project-1') },
	fc.constant('project-2'),
);
const failed = fc.constantFrom(0, 0, 2);

const status = (what: 'item' | 'post', statuses: string[]): fc.Arbitrary<XcScribeAction> =>
	fc.record({
		what: fc.constant(what),
		project,
		// Few, so that things come back to where they were.
		index: fc.integer({ min: 0, max: 1 }),
		status: fc.constantFrom('pending', ...statuses),
	});

const item = status('item', ITEM_STATUSES);
const post = status('post', POST_STATUSES);

const jobs: fc.Arbitrary<XcScribeAction> = fc.record({
	what: fc.constant('jobs'),
	project,
	count: fc.oneof(
		{ weight: 8, arbitrary: fc.integer({ min: 1, max: 4 }) },
		fc.integer({ min: 45, max: 60 }),
	),
	type: fc.constantFrom('generation', 'sync'),
	status: fc.constantFrom('queued', 'running', 'running', ...ENDS),
	failed,
});

const end: fc.Arbitrary<XcScribeAction> = fc.record({
	what: fc.constant('end'),
	project,
	index: fc.integer({ min: 0, max: 60 }),
	all: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
	status: fc.constantFrom(...ENDS),
	failed,
});

const balance: fc.Arbitrary<XcScribeAction> = fc.record({
	what: fc.constant('balance'),
	total: fc.constantFrom(5, 20, 100),
});

const some = (values: string[]): fc.Arbitrary<string[]> => fc.subarray(values, { minLength: 1 });

const selectionOf = (events: string[]): fc.Arbitrary<XcScribeSelection> =>
	fc.record({
		events: some(events),
		project,
		itemStatuses: some(ITEM_STATUSES),
		postStatuses: some(POST_STATUSES),
		threshold: fc.constantFrom(10, 50),
	});

export const xcScribeScripts = scripts(
	{
		action: fc.oneof(
			{ weight: 5, arbitrary: item },
			{ weight: 2, arbitrary: post },
			{ weight: 3, arbitrary: jobs },
			{ weight: 3, arbitrary: end },
			{ weight: 2, arbitrary: balance },
		),
		selection: selectionOf(EVENTS),
	},
	{ action: fc.oneof(item, post), selection: selectionOf(['itemStatus', 'blogPostStatus']) },
	{
		action: fc.oneof(jobs, end),
		selection: selectionOf(['jobFinished', 'syncFailed']),
		shortPolls: 7,
	},
	{ action: balance, selection: selectionOf(['balanceLow']) },
);
