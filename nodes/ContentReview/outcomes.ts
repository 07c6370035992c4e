import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { Fault } from '../shared/http/faults';
import { toErrorItem } from '../shared/nodeErrors';
import { replaceAt } from './paths';
import type { Decided, Decision, ItemDecision, Outcome, Review } from './review';
import { fieldsOf } from './shownItem';

/** The outputs of the node, in their order; the last one is there with a time limit only. */
export const OUTPUTS: readonly Decision[] = ['approved', 'rejected', 'undecided'];

/**
 * The items by output, with the edits in place and the decision under `review`, each paired with the item that came in.
 * @returns as many lists as the node has outputs
 */
export function routeDecided(review: Review, decided: Decided): INodeExecutionData[][] {
	const { reviewer, at } = decided;
	const verdictOn = (index: number): Verdict => {
		const { decision = 'undecided', comment = '', edits = [] } = decided.decisions[index] ?? {};
		return { decision, comment, edits, reviewer, at };
	};
	// Those with an error must never look approved.
	return byOutput(review, verdictOn, 'rejected');
}

const AFTER_LIMIT: Readonly<Record<Exclude<Outcome, 'fail'>, Decision>> = {
	approve: 'approved',
	reject: 'rejected',
	undecided: 'undecided',
};

/**
 * The items by output when nobody has decided in time. Where the node is to fail they are error items, for the case that the
 * workflow goes on all the same.
 * @param hasErrorOutput whether n8n takes error items off the outputs
 */
export function routeTimedOut(review: Review, hasErrorOutput: boolean): INodeExecutionData[][] {
	const { limit } = review.settings;
	// Without a limit the time is never up; should n8n go on all the same, nothing passes.
	if (limit === undefined) return OUTPUTS.map(() => []);
	if (limit.outcome === 'fail') {
		const failed = review.origins.map((origin) => ({
			origin,
			item: toErrorItem(nobodyDecided(), origin),
		}));
		return [[], inOrder([...failed, ...review.refused]).map(({ item }) => item), []];
	}
	const decision = AFTER_LIMIT[limit.outcome];
	const verdict = {
		decision,
		comment: 'The time limit had passed.',
		edits: [],
		reviewer: '',
		at: limit.at,
	};
	// n8n pairs these by their position, so the output needs an item for each one that came in.
	const refusedTo = decision === 'approved' && !hasErrorOutput ? 'rejected' : decision;
	return byOutput(review, () => verdict, refusedTo);
}

export const nobodyDecided = (): Fault =>
	new Fault({
		kind: 'timeout',
		message: 'Nobody has decided before the time limit',
		advice: 'Run the workflow again, or give the reviewers more time under "Limit Time"',
	});

/** Which input item an output item stands for. */
export const originOf = ({ pairedItem }: INodeExecutionData): number | undefined =>
	typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : undefined;

const inOrder = <T extends { origin: number }>(items: T[]): T[] =>
	items.sort((one, other) => one.origin - other.origin);

interface Verdict extends ItemDecision {
	reviewer: string;
	at: number;
}

/** @param refusedTo where error items leave until n8n moves them to the error output, if there is one */
function byOutput(
	review: Review,
	verdictOn: (index: number) => Verdict,
	refusedTo: Decision,
): INodeExecutionData[][] {
	const reviewed = review.items.map((item, index) => {
		const verdict = verdictOn(index);
		const origin = review.origins[index] ?? index;
		const json = withVerdict(review, item.json, verdict);
		return {
			origin,
			output: verdict.decision,
			item: { ...item, json, pairedItem: { item: origin } },
		};
	});
	const refused = review.refused.map((each) => ({ ...each, output: refusedTo }));
	const all = inOrder([...reviewed, ...refused]);
	const outputs = review.settings.limit === undefined ? OUTPUTS.slice(0, 2) : OUTPUTS;
	return outputs.map((name) => all.filter(({ output }) => output === name).map(({ item }) => item));
}

/** The item with its edits written back at their paths. */
function withVerdict({ settings }: Review, json: IDataObject, verdict: Verdict): IDataObject {
	const fields = fieldsOf(settings, json);
	const edited = verdict.edits.flatMap(({ field, value }) => {
		const path = fields[field]?.proposed;
		return path === undefined ? [] : [{ path, value }];
	});
	return {
		...edited.reduce((copy, { path, value }) => replaceAt(copy, path, value), json),
		review: {
			decision: verdict.decision,
			edited: edited.map(({ path }) => path),
			comment: verdict.comment,
			reviewer: verdict.reviewer,
			decidedAt: verdict.decision === 'undecided' ? null : new Date(verdict.at).toISOString(),
		},
	};
}
