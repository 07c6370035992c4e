import type { IExecuteFunctions } from 'n8n-workflow';

import { checkUpload } from './binary';
import { inputFault } from './http/faults';
import { readInput, type OperationInput, type ReadParameter } from './input';
import type { Operation } from './operation';
import type { OutputWishes } from './output';
import { DEFAULT_LIMIT, DEFAULT_TIMEOUT_MINUTES, SETTING } from './settings';
import { isRecord, toText } from './values';

/** One input item, read and checked: everything that can be wrong before something is sent. */
export interface ItemPlan {
	input: OperationInput;
	wishes: OutputWishes;
	waitForCompletion: boolean;
	timeoutMs: number;
	outputDataFieldName: string;
}

/**
 * Reads one item's parameters without n8n's own validation: it searches all properties of the node for each read,
 * and the declared fields are checked anyway.
 */
function parameterReader(context: IExecuteFunctions, itemIndex: number): ReadParameter {
	return (name) => context.getNodeParameter(name, itemIndex, null, { skipValidation: true });
}

/**
 * Reads and checks one item. Sends nothing.
 * @throws Fault of kind `input`, or whatever n8n throws for an expression that cannot be evaluated
 */
export async function planItem(
	context: IExecuteFunctions,
	operation: Operation,
	itemIndex: number,
): Promise<ItemPlan> {
	const read = parameterReader(context, itemIndex);
	const input = readInput(operation, read);
	for (const placed of operation.fields) {
		const property = input.files[placed.wireName];
		if (property === undefined || placed.field.file === undefined) continue;
		await checkUpload(context, itemIndex, property, placed.field.file);
	}
	return { input, ...readSettings(operation, read) };
}

function readSettings(operation: Operation, read: ReadParameter): Omit<ItemPlan, 'input'> {
	const isList = operation.reply.kind === 'list';
	const options = read('options');
	return {
		wishes: {
			simplify: read(SETTING.simplify) === true,
			limit: isList && read(SETTING.returnAll) !== true ? readLimit(read) : Infinity,
		},
		waitForCompletion: operation.job !== undefined && read(SETTING.waitForCompletion) !== false,
		timeoutMs: readTimeout(isRecord(options) ? options[SETTING.timeout] : undefined) * 60_000,
		outputDataFieldName: toText(read(SETTING.outputDataFieldName)) || 'data',
	};
}

function readLimit(read: ReadParameter): number {
	const limit = Number(read(SETTING.limit) ?? DEFAULT_LIMIT);
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw inputFault(
		'"Limit" must be a whole number of at least 1',
		'Nothing was sent. Correct the limit',
	);
}

function readTimeout(value: unknown): number {
	const minutes = Number(value ?? DEFAULT_TIMEOUT_MINUTES);
	if (minutes > 0 && Number.isFinite(minutes)) return minutes;
	throw inputFault(
		'"Timeout" must be a number of minutes above 0',
		'Nothing was sent. Correct the timeout in the options',
	);
}
