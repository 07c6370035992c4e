import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { planBatches } from './batches';
import { runSideBySide } from './concurrency';
import { createApiClient } from './http/apiClient';
import { cancelledFault, inputFault, type Fault, toFault } from './http/faults';
import { toErrorItem, toNodeError } from './nodeErrors';
import { operationId, type Operation } from './operation';
import { Planner, type ItemPlan, type ItemSettings } from './plan';
import type { Provider } from './provider';
import { OperationRun } from './runOperation';
import type { Unit, UnitOutput } from './runReply';
import { MAXIMUM_CONCURRENCY, SETTING } from './settings';
import { Submissions } from './submissions';
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

	const { units, settings } = await planUnits(context, operation, outcomes, signal);
	stopOnFault(context, outcomes, tolerant);

	let stopped = false;
	const speaker = operation.provider ?? provider;
	const client = createApiClient(context, speaker, {
		...(signal === undefined ? {} : { signal }),
		...(settings === undefined ? {} : { maximumWaitMs: settings.maximumWaitMs }),
	});
	const submissions = new Submissions(context);
	const run = new OperationRun(context, speaker, operation, client, submissions, signal);
	await runSideBySide(
		units.length,
		concurrency,
		async (index) => {
			const unit = units[index];
			if (unit === undefined) return;
			// What is done is let go: the items themselves are all that a run keeps.
			units[index] = undefined;
			const output = await run.unit(unit).catch((thrown: unknown): UnitOutput => {
				stopped = !tolerant;
				return { rows: [], faults: [{ items: unit.items, fault: toFault(thrown) }] };
			});
			collect(outcomes, unit.items, output);
		},
		() => stopped || signal?.aborted === true,
	);

	// With Continue, n8n counts the run as a success: only Retry On Fail may run it again.
	const mayRunAgain = !tolerant || context.getNode().retryOnFail === true;
	const failed = signal?.aborted === true || outcomes.some(isFault);
	if (failed && mayRunAgain) submissions.keep();
	else submissions.clear();
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

interface RunPlan {
	units: Array<Unit | undefined>;
	/** The settings of the first item that can be worked on, which hold for the run. */
	settings: ItemSettings | undefined;
}

/** Reads and checks all items, notes the faults of those that are wrong, and groups the others into units. */
async function planUnits(
	context: IExecuteFunctions,
	operation: Operation,
	outcomes: Array<Outcome | undefined>,
	signal: AbortSignal | undefined,
): Promise<RunPlan> {
	const planner = new Planner(context, operation);
	const plans: Array<ItemPlan | undefined> = [];
	await forEachItem(outcomes.length, signal, async (item) => {
		try {
			plans[item] = await planner.plan(item);
		} catch (thrown) {
			outcomes[item] = { fault: toFault(thrown) };
		}
	});
	const settings = plans.find((plan) => plan !== undefined)?.settings;
	if (settings === undefined) return { units: [], settings };
	const { batch: rule } = operation;
	if (rule === undefined) {
		const units = plans.flatMap((plan, item): Unit[] =>
			plan === undefined ? [] : [{ items: [item], ...plan }],
		);
		return { units, settings };
	}
	const { batches, faults } = planBatches(
		plans.map((plan) => plan?.input),
		rule,
		settings.batchSize,
	);
	for (const { item, fault } of faults) outcomes[item] = { fault };
	const units = batches.map((batch) => ({
		items: batch.items,
		settings,
		input: batch.input,
		batch,
	}));
	return { units, settings };
}

/** Gives way now and then, so that n8n stays responsive and a cancel is seen. */
async function forEachItem(
	count: number,
	signal: AbortSignal | undefined,
	work: (item: number) => Promise<void>,
): Promise<void> {
	let turn = Date.now();
	for (let item = 0; item < count && signal?.aborted !== true; item++) {
		await work(item);
		if (Date.now() - turn < TURN_MS) continue;
		await nextTurn();
		turn = Date.now();
	}
}

/** Notes what a unit put out at its items: rows at the first item that they belong to, and faults. */
function collect(
	outcomes: Array<Outcome | undefined>,
	unitItems: readonly number[],
	output: UnitOutput,
): void {
	for (const item of unitItems) outcomes[item] ??= { rows: [] };
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
