import { NodeError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { toFault } from '../shared/http/faults';
import { toErrorItem, toNodeError } from '../shared/nodeErrors';
import { routeDecided } from './outcomes';
import { prepareReview } from './prepare';
import { isResumed, readState } from './state';
import { waitForDecisions } from './waiting';

/**
 * What the node does when n8n runs it: the first time it begins to wait, and with the decisions it passes the items on.
 * @returns the items of each output
 */
export async function runReview(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const state = readState(context.getContext('node'));
	const items = context.getInputData();
	if (isResumed(state, items)) return routeDecided(state.review, state.decided);
	if (items.every(isEmpty)) return [items.map(paired)];
	try {
		const review = prepareReview(context, items);
		if (review.items.length === 0) return [[], review.refused.map(({ item }) => item)];
		await waitForDecisions(context, review);
		return [];
	} catch (thrown) {
		const fault = toFault(thrown);
		if (!context.continueOnFail()) {
			throw thrown instanceof NodeError ? thrown : toNodeError(context.getNode(), fault);
		}
		// n8n would let the items pass as approved when the node threw.
		return [[], items.map((_, index) => toErrorItem(fault, index))];
	}
}

const paired = (item: INodeExecutionData, index: number): INodeExecutionData => ({
	...item,
	pairedItem: { item: index },
});

/** What n8n makes up for a node before this one that had nothing to pass on (Always Output Data). */
const isEmpty = ({ json, binary = {} }: INodeExecutionData): boolean =>
	Object.keys(json).length === 0 && Object.keys(binary).length === 0;
