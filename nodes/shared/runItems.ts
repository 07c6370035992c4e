import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { runSideBySide } from './concurrency';
import { createApiClient } from './http/apiClient';
import { cancelledFault, inputFault, type Fault, toFault } from './http/faults';
import { toErrorItem, toNodeError } from './nodeErrors';
import { operationId, type Operation } from './operation';
import { planItem } from './plan';
import type { Provider } from './provider';
import { OperationRun } from './runOperation';
import { MAXIMUM_CONCURRENCY, SETTING } from './settings';
import { isRecord } from './values';

type Outcome = { rows: INodeExecutionData[] } | { fault: Fault };

/**
 * The execute() of every action node: items in, items out.
 *
 * All items are read and checked first. Without Continue (On Error), one wrong item stops the node before anything
 * is sent; with it, that item leaves as `{ error, details }` and the others go on. Then the items are worked on side
 * by side, and come out in input order, each output paired with its input item.
 *
 * @throws NodeApiError | NodeOperationError of the first item that did not succeed, after requests under way have ended
 */
export async function runItems(
	context: IExecuteFunctions,
	provider: Provider,
	operations: readonly Operation[],
): Promise<INodeExecutionData[][]> {
	const operation = findOperation(context, operations);
	const concurrency = concurrencyOf(context, provider.concurrency);
	const count = context.getInputData().length;
	const tolerant = context.continueOnFail();
	const signal = context.getExecutionCancelSignal();
	const outcomes: Array<Outcome | undefined> = Array.from({ length: count });

	const plans = await Promise.all(
		Array.from(
			{ length: count },
			async (_, index) =>
				await planItem(context, operation, index).catch((thrown: unknown) => {
					outcomes[index] = { fault: toFault(thrown) };
					return undefined;
				}),
		),
	);
	stopOnFault(context, outcomes, tolerant);

	let stopped = false;
	const client = createApiClient(context, provider, signal);
	const run = new OperationRun(context, provider, operation, client, signal);
	await runSideBySide(
		count,
		concurrency,
		async (index) => {
			const plan = plans[index];
			if (plan === undefined) return;
			outcomes[index] = await run.item(plan, index).then(
				(rows) => ({ rows }),
				(thrown: unknown) => {
					stopped = !tolerant;
					return { fault: toFault(thrown) };
				},
			);
		},
		() => stopped || signal?.aborted === true,
	);

	if (signal?.aborted === true && !tolerant) throw toNodeError(context.getNode(), cancelledFault());
	stopOnFault(context, outcomes, tolerant);
	run.reportDrift();
	return [
		// Only a cancelled execution leaves items without an outcome; what was done before stays visible.
		outcomes.flatMap((outcome = { fault: cancelledFault() }, index) => {
			return 'fault' in outcome ? [toErrorItem(outcome.fault, index)] : outcome.rows;
		}),
	];
}

const isFault = (outcome: Outcome | undefined): outcome is { fault: Fault } =>
	outcome !== undefined && 'fault' in outcome;

function stopOnFault(
	context: IExecuteFunctions,
	outcomes: ReadonlyArray<Outcome | undefined>,
	tolerant: boolean,
): void {
	if (tolerant) return;
	const index = outcomes.findIndex(isFault);
	const outcome = outcomes[index];
	if (isFault(outcome)) throw toNodeError(context.getNode(), outcome.fault, index);
}

function findOperation(context: IExecuteFunctions, operations: readonly Operation[]): Operation {
	const wanted = operationId({
		resource: String(context.getNodeParameter('resource', 0)),
		operation: String(context.getNodeParameter('operation', 0)),
	});
	const found = operations.find((operation) => operationId(operation) === wanted);
	if (found !== undefined) return found;
	throw toNodeError(
		context.getNode(),
		inputFault(
			`This node has no operation "${wanted}"`,
			'Choose the resource and the operation again',
		),
	);
}

function concurrencyOf(context: IExecuteFunctions, usual: number): number {
	const options = context.getNodeParameter('options', 0, {});
	const wanted = Number(isRecord(options) ? (options[SETTING.concurrency] ?? usual) : usual);
	if (Number.isInteger(wanted) && wanted >= 1 && wanted <= MAXIMUM_CONCURRENCY) return wanted;
	throw toNodeError(
		context.getNode(),
		inputFault(
			`"Items at Once" must be a whole number from 1 to ${MAXIMUM_CONCURRENCY}`,
			'Nothing was sent. Correct it in the options',
		),
	);
}
