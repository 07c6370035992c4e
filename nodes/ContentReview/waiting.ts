import {
	NodeHelpers,
	WAIT_INDEFINITELY,
	type IContextObject,
	type IExecuteData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IRunExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { toNodeError } from '../shared/nodeErrors';
import { isRecord, toText } from '../shared/values';
import { hostOf, requireHost } from './host';
import { nobodyDecided, originOf, OUTPUTS, routeTimedOut } from './outcomes';
import type { Decided, Review } from './review';
import { placeholderOf, readState, writeState, type ReviewState } from './state';

/**
 * Puts the execution to wait until somebody has decided, or until the time is up.
 *
 * When n8n goes on because of the time, it does not run the node: it passes the entry's data on as the node's outputs
 * (n8n-core, workflow-execute.js, handleWaitingState). So what is to happen then is put there now.
 * @throws Fault when this n8n is too old for that
 */
export async function waitForDecisions(context: IExecuteFunctions, review: Review): Promise<void> {
	const { limit } = review.settings;
	const resumeUrl = toText(context.evaluateExpression('{{ $execution.resumeUrl }}', 0));
	requireHost(hostOf(resumeUrl), review.settings);
	const entry = context.getExecuteData();
	const { source } = entry;
	writeState(context.getContext('node'), { review, source });
	const outputs = routeTimedOut(review, context.getNode().onError === 'continueErrorOutput');
	entry.data.main = outputs;
	entry.source = sourceOf(outputs, source);
	const fails = limit?.outcome === 'fail' && !context.continueOnFail();
	context.setMetadata({
		forwardAllOutputs: true,
		// The editor shows it while the node waits.
		resumeUrl,
		...(fails ? { resumeError: toNodeError(context.getNode(), nobodyDecided()) } : {}),
	});
	await context.putExecutionToWait(limit === undefined ? WAIT_INDEFINITELY : new Date(limit.at));
}

/**
 * Where n8n is to look for the origin of what it passes on: it takes the position of an output for that of an input, and
 * pairs each item with the one at the same place there. No origin is better than that of another item.
 */
function sourceOf(
	outputs: INodeExecutionData[][],
	source: IExecuteData['source'],
): IExecuteData['source'] {
	const first = source?.main?.[0];
	const inPlace = outputs.every((items) => items.every((item, index) => originOf(item) === index));
	return first && inPlace ? { main: OUTPUTS.map(() => first) } : null;
}

/** A review that waits, as its webhook finds it. */
export interface WaitingReview extends ReviewState {
	/** Lets the node run again with what was decided. */
	resume(decided: Decided): IWebhookResponseData;
}

/**
 * The review that the execution of this call waits for.
 *
 * Left to itself, n8n would pass what a webhook returns on as the outputs, and pair each item with the one at the same
 * place of the input: wrong as soon as one before it was rejected. So the node is made to run again, for which the entry of
 * n8n's stack has to be reached; n8n-core's context has it (node-execution-context.d.ts), the interface of n8n-workflow not.
 * @returns undefined when n8n has no such entry for us
 */
export function waitingReview(context: IWebhookFunctions): WaitingReview | undefined {
	const entry: unknown = Reflect.get(context, 'executeData');
	const run: unknown = Reflect.get(context, 'runExecutionData');
	if (!isEntry(entry) || !isRun(run)) return undefined;
	const kept: IContextObject = NodeHelpers.getContext(run, 'node', context.getNode());
	const state = readState(kept);
	if (state === undefined) return undefined;
	return {
		...state,
		resume: (decided) => {
			writeState(kept, { ...state, decided });
			restore(entry, state);
			return { noWebhookResponse: true, workflowData: [[placeholderOf(state.review)]] };
		},
	};
}

/** Takes back what waiting has changed, so that n8n runs the node instead of skipping it. */
function restore(entry: IExecuteData, { source }: ReviewState): void {
	entry.node.disabled = false;
	entry.source = source;
	delete entry.metadata?.resumeError;
}

const isEntry = (value: unknown): value is IExecuteData =>
	isRecord(value) && isRecord(value.node) && isRecord(value.data);

const isRun = (value: unknown): value is IRunExecutionData =>
	isRecord(value) && isRecord(value.executionData);
