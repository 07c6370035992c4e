import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { planBatches } from './batches';
import { runSideBySide } from './concurrency';
import { createApiClient } from './http/apiClient';
import { cancelledFault, inputFault, type Fault, toFault } from './http/faults';
import { toErrorItem, toNodeError } from './nodeErrors';
import { operationId, type Operation } from './operation';
import { planItem, type ItemPlan } from './plan';
import type { Provider } from './provider';
import { OperationRun, type Unit, type UnitOutput } from './runOperation';
import { MAXIMUM_CONCURRENCY, SETTING } from './settings';
import { isRecord } from './values';

/** Planning gives way to others after this long, in ms. */
const TURN_MS = 20;

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

	const plans = await planItems(context, operation, outcomes, signal);
	const units = planUnits(operation, plans, outcomes);
	stopOnFault(context, outcomes, tolerant);

	let stopped = false;
	const speaker = operation.provider ?? provider;
	const client = createApiClient(context, speaker, signal);
	const run = new OperationRun(context, speaker, operation, client, signal);
	await runSideBySide(
		units.length,
		concurrency,
		async (index) => {
			const unit = units[index];
			if (unit === undefined) return;
			const output = await run.unit(unit).catch((thrown: unknown): UnitOutput => {
				stopped = !tolerant;
				return { rows: [], faults: [{ items: unit.items, fault: toFault(thrown) }] };
			});
			collect(outcomes, unit, output);
		},
		() => stopped || signal?.aborted === true,
	);

	if (signal?.aborted === true && !tolerant) throw toNodeError(context.getNode(), cancelledFault());
	stopOnFault(context, outcomes, tolerant);
	run.reportDrift();
	return [
		// Only a cancelled execution leaves items without an outcome; what was done before stays visible.
		outcomes.flatMap((outcome = { fault: cancelledFault() }, index) =>
			'fault' in outcome ? [toErrorItem(outcome.fault, index)] : outcome.rows,
		),
	];
}

/** Plans all items. Gives way now and then, so that n8n stays responsive and a cancel is seen. */
async function planItems(
	context: IExecuteFunctions,
	operation: Operation,
	outcomes: Array<Outcome | undefined>,
	signal: AbortSignal | undefined,
): Promise<Array<ItemPlan | undefined>> {
	const plans: Array<ItemPlan | undefined> = [];
	let turn = Date.now();
	for (let index = 0; index < outcomes.length && signal?.aborted !== true; index++) {
		plans[index] = await planItem(context, operation, index).catch((thrown: unknown) => {
			outcomes[index] = { fault: toFault(thrown) };
			return undefined;
		});
		if (Date.now() - turn < TURN_MS) continue;
		await nextTurn();
		turn = Date.now();
	}
	return plans;
}

/** One unit an item, or one for the items that share a request. */
function planUnits(
	operation: Operation,
	plans: ReadonlyArray<ItemPlan | undefined>,
	outcomes: Array<Outcome | undefined>,
): Unit[] {
	const [first] = plans.filter((plan) => plan !== undefined);
	if (first === undefined) return [];
	if (operation.batch === undefined) {
		return plans.flatMap((plan, index) =>
			plan === undefined ? [] : [{ items: [index], plan, input: plan.input }],
		);
	}
	const { batches, faults } = planBatches(
		plans.map((plan) => plan?.input),
		operation.batch,
		first.batchSize,
	);
	for (const { item, fault } of faults) outcomes[item] = { fault };
	return batches.map((batch) => ({ items: batch.items, plan: first, input: batch.input, batch }));
}

/** Notes what a unit put out at its items: rows at the first item that they belong to, and faults. */
function collect(outcomes: Array<Outcome | undefined>, unit: Unit, output: UnitOutput): void {
	for (const item of unit.items) outcomes[item] ??= { rows: [] };
	for (const { row, items, file } of output.rows) {
		const outcome = outcomes[items[0] ?? 0];
		if (outcome === undefined || 'fault' in outcome) continue;
		const pairs = items.map((item) => ({ item }));
		outcome.rows.push({
			json: row,
			...(file === undefined ? {} : { binary: { [file.property]: file.data } }),
			pairedItem: pairs.length === 1 && pairs[0] !== undefined ? pairs[0] : pairs,
		});
	}
	for (const { items, fault } of output.faults) {
		for (const item of items) outcomes[item] = { fault };
	}
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
