import { carriedOut } from '../../../sandbox/faults/kinds.mts';
import { REPEATED, type Situation } from '../../../nodes/shared/http/retry';
import type { FaultKind } from '../../../nodes/shared/http/faults';
import type { FaultRow } from './faults';
import type { Subject } from './subjects';

/** How often a fault strikes: one of the requests, or each. */
export type Pass = 'once' | 'always';

/** What becomes of an item whose request meets a fault. */
export type Outcome = { result: true } | { error: FaultKind };

type Traits = Pick<Subject, 'effect' | 'logsIn' | 'canBeAsked' | 'ignoresBody'>;

const RESULT: Outcome = { result: true };

/** Computed from the two tables: what may be repeated, and what was carried out. Pure. */
export function expectedOutcome(
	{ fault, means }: Pick<FaultRow, 'fault' | 'means'>,
	subject: Traits,
	pass: Pass,
): Outcome {
	const reads = subject.effect === 'reads';
	const lost = (): Outcome =>
		subject.canBeAsked && carriedOut[fault.kind] ? RESULT : { error: 'outcome-unknown' };
	switch (means.is) {
		case 'harmless':
			return RESULT;
		case 'refusal':
			return { error: means.kind };
		case 'expired':
			return subject.logsIn && pass === 'once' ? RESULT : { error: 'credential' };
		case 'spoilt-body':
			if (subject.ignoresBody) return RESULT;
			return reads ? { error: 'unreadable' } : lost();
		case 'broken-body':
			if (subject.ignoresBody) return RESULT;
			return expectedOutcome({ fault, means: { is: 'broken' } }, subject, pass);
		default: {
			if (pass === 'once' && REPEATED[subject.effect].has(means.is)) return RESULT;
			const error = kindOf(means.is, subject.effect);
			return error === 'outcome-unknown' ? lost() : { error };
		}
	}
}

/**
 * How many of `asked` writing requests the provider has accepted in the end, where each may be made once only.
 * @param struck how many items met the fault
 */
export function expectedAccepted(
	{ fault }: Pick<FaultRow, 'fault'>,
	outcome: Outcome,
	{ asked, struck }: { asked: number; struck: number },
): number {
	return carriedOut[fault.kind] || 'result' in outcome ? asked : asked - struck;
}

/** Only what says for sure that nothing was done may call itself unavailable when something was to be changed. */
function kindOf(situation: Exclude<Situation, 'final'>, effect: Subject['effect']): FaultKind {
	switch (situation) {
		case 'rate-limited':
			return 'rate-limited';
		case 'never-reached':
			return 'unavailable';
		case 'overloaded':
			// Who charges at once may have charged before it was overloaded.
			return effect === 'buys' ? 'outcome-unknown' : 'unavailable';
		case 'timed-out':
		case 'server-fault':
		case 'broken':
			return effect === 'reads' ? 'unavailable' : 'outcome-unknown';
	}
}
