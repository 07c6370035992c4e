import type { CernelAction, CernelSelection, EndState } from './cernelScripts';
import type { Script, Step } from './script';
import type { XcScribeAction, XcScribeSelection } from './xcScribeScripts';

/** Lives that a trigger did not stand at some time, or of which one has to be lucky to find another. */

type CernelStep = Step<CernelAction, CernelSelection>;

const jobs = (count: number, tie = 0, state: EndState | 'queued' = 'SUCCESS'): CernelStep => ({
	do: 'act',
	action: { what: 'jobs', count, skewSeconds: 0, tie, state },
});
const elevenMinutes: CernelStep = { do: 'act', action: { what: 'pass', seconds: 660 } };
const poll = { do: 'poll' } as const;
const shortPoll = { do: 'shortPoll', requests: 1 } as const;

const cernel = (steps: CernelStep[], output = 'job'): [Script<CernelAction, CernelSelection>] => [
	{
		scheduler: 'regular',
		withExisting: false,
		selection: { events: ['jobSucceeded'], output },
		steps,
	},
];

export const cernelExamples = [
	// More than a page of the same second was there before.
	cernel([jobs(120), poll, poll]),
	// The newer page may not be told before the older one.
	cernel([poll, jobs(51), shortPoll, poll]),
	// A cut poll may not forget what is old only to those that it leaves for the next one.
	cernel([poll, jobs(1), poll, elevenMinutes, jobs(2), shortPoll, poll], 'jobWithResults'),
	// It may not take them for old, either.
	cernel([poll, jobs(2), elevenMinutes, jobs(2), shortPoll, poll], 'jobWithResults'),
	// Below known jobs there may be new ones.
	cernel([poll, jobs(120, 2), poll, jobs(60, 1), elevenMinutes, jobs(3), shortPoll, poll]),
	cernel([poll, jobs(90, 2), poll, jobs(240, 1), shortPoll, shortPoll, poll]),
	// A job that ends while it moves from the first page to the second.
	cernel([
		poll,
		jobs(50, 0, 'queued'),
		poll,
		{
			do: 'overtakenPoll',
			at: 1,
			actions: [
				{ what: 'jobs', count: 5, skewSeconds: 0, tie: 0, state: 'SUCCESS' },
				{ what: 'end', index: 0, all: true, state: 'SUCCESS' },
			],
		},
		poll,
	]),
];

type XcScribeStep = Step<XcScribeAction, XcScribeSelection>;

const project = 'project-1';
const job = (count: number, status: string): XcScribeStep => ({
	do: 'act',
	action: { what: 'jobs', project, count, type: 'generation', status, failed: 0 },
});
const setItem = (status: string): XcScribeStep => ({
	do: 'act',
	action: { what: 'item', project, index: 0, status },
});
const watching = (...events: string[]): XcScribeSelection => ({
	events,
	project,
	itemStatuses: ['generated'],
	postStatuses: ['ready'],
	threshold: 10,
});

const xcScribe = (
	selection: XcScribeSelection,
	steps: XcScribeStep[],
): [Script<XcScribeAction, XcScribeSelection>] => [
	{ scheduler: 'regular', withExisting: false, selection, steps },
];

export const xcScribeExamples = [
	// What has ended before somebody asked for it.
	xcScribe(watching('syncFailed'), [
		poll,
		job(1, 'completed'),
		poll,
		{ do: 'edit', selection: watching('jobFinished') },
		poll,
	]),
	// Jobs that a cut poll has seen and not told may be pushed out of the list.
	xcScribe(watching('jobFinished'), [
		poll,
		job(45, 'completed'),
		shortPoll,
		job(45, 'queued'),
		poll,
	]),
	// A status that is left and reached again.
	xcScribe(watching('itemStatus'), [
		poll,
		setItem('generated'),
		poll,
		setItem('pending'),
		poll,
		setItem('generated'),
		poll,
	]),
];
