import { systemClock } from '../shared/clock';
import { isSameSecret } from '../shared/signature';

const TRIES = 5;
const PAUSE_MS = 15 * 60_000;
/** Reviews whose tries are remembered; those that were tried longest ago are forgotten first. */
const MAXIMUM_REVIEWS = 1_000;

/** Wrong tries of a review since the last pause, and until when the next has to wait (0: not at all). */
interface Tries {
	wrong: number;
	pausedUntil: number;
}

/** In this process alone: several processes that serve webhooks allow five tries each. */
const triesByReview = new Map<string, Tries>();

export type CodeCheck = { right: true } | { right: false; left: number; pausedUntil: number };

/**
 * Holds a code against that of the review, in a time that tells nothing about it.
 * @returns how many tries are left, or until when (ms since 1970) no further one counts
 */
export function checkAccessCode(review: string, given: string, expected: string): CodeCheck {
	const tries = triesByReview.get(review) ?? { wrong: 0, pausedUntil: 0 };
	if (tries.pausedUntil > systemClock.now()) {
		return { right: false, left: 0, pausedUntil: tries.pausedUntil };
	}
	if (isSameSecret(given.trim(), expected)) {
		triesByReview.delete(review);
		return { right: true };
	}
	const wrong = tries.wrong + 1;
	const isLast = wrong >= TRIES;
	const pausedUntil = isLast ? systemClock.now() + PAUSE_MS : 0;
	remember(review, { wrong: isLast ? 0 : wrong, pausedUntil });
	return { right: false, left: TRIES - wrong, pausedUntil };
}

function remember(review: string, tries: Tries): void {
	triesByReview.delete(review);
	triesByReview.set(review, tries);
	const [oldest] = triesByReview.keys();
	if (triesByReview.size > MAXIMUM_REVIEWS && oldest !== undefined) triesByReview.delete(oldest);
}
