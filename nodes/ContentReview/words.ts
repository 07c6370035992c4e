import type { CodeCheck } from './accessCode';
import type { DecidedBy } from './openPages';
import type { Decided, Decision, Outcome } from './review';

/** A page of a few words. */
export interface Message {
	title: string;
	lines: readonly string[];
	kind: 'done' | 'notice' | 'error';
}

/** A moment in the time zone of the workflow, e.g. `25 Nov 2026, 18:30 (CET)`. */
function moment(at: number, timeZone: string): string {
	const parts = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const;
	return `${new Intl.DateTimeFormat('en-GB', parts).format(at)} (${timeZone})`;
}

const products = (count: number): string => (count === 1 ? '1 product' : `${count} products`);

const by = (reviewer: string): string => (reviewer === '' ? 'Somebody' : reviewer);

/** The decisions have been taken over. */
export function decided({ decisions, reviewer, at }: Decided, timeZone: string): Message {
	const count = (decision: Decision): number =>
		decisions.filter((each) => each.decision === decision).length;
	const edited = decisions.filter(({ edits }) => edits.length > 0).length;
	const undecided = count('undecided');
	return {
		kind: 'done',
		title: 'Your decisions have been sent',
		lines: [
			`${products(count('approved'))} approved, ${products(count('rejected'))} rejected${undecided === 0 ? '' : `, ${products(undecided)} left undecided`}.`,
			...(edited === 0 ? [] : [`${products(edited)} with changes of yours.`]),
			`Sent ${reviewer === '' ? '' : `by ${reviewer} `}on ${moment(at, timeZone)}.`,
			'The workflow goes on with them. You can close this page.',
		],
	};
}

export function alreadyDecided({ reviewer, at }: DecidedBy, timeZone: string): Message {
	return {
		kind: 'notice',
		title: 'This review is decided already',
		lines: [
			`${by(reviewer)} sent the decisions on ${moment(at, timeZone)}.`,
			'Nothing more can be sent from here, and nothing that you did was taken over.',
		],
	};
}

export const otherReview = (): Message => ({
	kind: 'notice',
	title: 'This page belongs to an earlier review',
	lines: [
		'That one is decided already, and the workflow waits for another one now.',
		'Open the link again to see it. Nothing was changed.',
	],
});

const AFTER_LIMIT: Readonly<Record<Outcome, string>> = {
	approve: 'All products pass as approved.',
	reject: 'All products are rejected.',
	undecided: 'All products stay undecided.',
	fail: 'The workflow stops.',
};

export function timeIsUp(limit: { at: number; outcome: Outcome }, timeZone: string): Message {
	return {
		kind: 'notice',
		title: 'The time for this review is up',
		lines: [`It ended on ${moment(limit.at, timeZone)}.`, AFTER_LIMIT[limit.outcome]],
	};
}

export const notSupported = (): Message => ({
	kind: 'error',
	title: 'This review cannot be shown',
	lines: [
		'n8n handed over nothing to review: the execution may be one of another version of n8n or of this package.',
		'Nothing was changed. Stop the execution in n8n and run the workflow again.',
	],
});

export const defect = (): Message => ({
	kind: 'error',
	title: 'This did not work',
	lines: [
		'The node met something that it was not made for; the log of n8n says more.',
		'Nothing was changed and the review still waits. Try again, and report it if it happens again.',
	],
});

export const noForm = (): Message => ({
	kind: 'error',
	title: 'This is no form of the review page',
	lines: ['Send decisions with the page. Nothing was changed.'],
});

export const tooLarge = (): Message => ({
	kind: 'error',
	title: 'That was too much at once',
	lines: [
		'The form is larger than this page takes. Nothing was changed.',
		'Open the page in a browser with JavaScript: it sends only what you have changed.',
	],
});

export const CODE_FIRST = 'Enter the access code first. Nothing was changed.';

export function wrongCode(check: CodeCheck & { right: false }, timeZone: string): string {
	if (check.left === 0) {
		return `Too many wrong codes. Try again after ${moment(check.pausedUntil, timeZone)}.`;
	}
	return `That is not the code. ${check.left === 1 ? '1 try is' : `${check.left} tries are`} left.`;
}
