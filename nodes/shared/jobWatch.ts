import type { JobOutcome } from './jobs';

/** The mark of a job that still goes on; every other mark of a job says how it ended. */
const OPEN = 'r';
const ENDED = 'e';

/** Characters of a job's mark. */
export const JOB_MARK_LENGTH = 1;

/** The mark of a job where it does not matter how it ended. */
export const jobMark = (outcome: JobOutcome): string => (outcome === 'running' ? OPEN : ENDED);

/** True for the mark of a job that still goes on. */
export const isOpen = (mark: string | undefined): boolean => mark === OPEN;

/** True when a job has ended that was not known to have ended before. */
export function hasEnded(before: string | undefined, now: string): boolean {
	const hadEnded = before !== undefined && before !== '' && !isOpen(before);
	return !isOpen(now) && !hadEnded;
}
