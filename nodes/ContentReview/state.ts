import type { IContextObject, IExecuteData, INodeExecutionData } from 'n8n-workflow';

import { isRecord } from '../shared/values';
import type { Decided, Review } from './review';

/** What the node leaves in its context while it waits: n8n saves that with the execution. */
export interface ReviewState {
	review: Review;
	/** Where the items came from: waiting changes it in n8n's entry. */
	source: IExecuteData['source'];
	/** There once somebody has decided. */
	decided?: Decided;
}

/** The state that the node left in its context; undefined when it waits for nobody. */
export function readState(context: IContextObject): ReviewState | undefined {
	const state: unknown = context.review;
	return isState(state) ? state : undefined;
}

/**
 * The items are the very objects that the execution has anyway: n8n saves an object that it meets twice only once.
 */
export function writeState(context: IContextObject, state: ReviewState): void {
	context.review = state;
}

/** What stands for the items while n8n restarts the node, which has them in its context. */
export const placeholderOf = ({ settings }: Review): INodeExecutionData => ({
	json: { contentReview: settings.id },
});

/**
 * Whether the node runs because its review was decided. It may do so again and again: with Retry On Fail n8n repeats a node
 * whose first item has a member `error`. Other items come when a loop is back at the node.
 */
export function isResumed(
	state: ReviewState | undefined,
	[first, ...others]: readonly INodeExecutionData[],
): state is ReviewState & { decided: Decided } {
	return (
		state?.decided !== undefined &&
		others.length === 0 &&
		first?.json.contentReview === state.review.settings.id
	);
}

/** It comes back from n8n's database as this node wrote it; this tells it from what an earlier version may have left. */
function isState(value: unknown): value is ReviewState {
	if (!isRecord(value) || !isRecord(value.review)) return false;
	const { settings, items, itemSettings, origins, refused } = value.review;
	return (
		isRecord(settings) &&
		typeof settings.id === 'string' &&
		[items, itemSettings, origins, refused].every((each) => Array.isArray(each))
	);
}
