import type { IExecuteFunctions } from 'n8n-workflow';

import { checkUpload } from './binary';
import { inputFault } from './http/faults';
import { readInput, type OperationInput, type ReadParameter } from './input';
import type { Operation } from './operation';
import type { OutputWishes } from './output';
import { parameterReader } from './parameters';
import { DEFAULT_LIMIT, DEFAULT_TIMEOUT_MINUTES, MAXIMUM_LIMIT, SETTING } from './settings';
import { isRecord, toText } from './values';

/** One input item, read and checked: everything that can be wrong before something is sent. */
export interface ItemPlan {
	input: OperationInput;
	wishes: OutputWishes;
	waitForCompletion: boolean;
	timeoutMs: number;
	outputDataFieldName: string;
	/** Elements a request of a batch. */
	batchSize: number;
	/** Tokens that a run may cost; 0 for no limit. */
	maximumTokens: number;
	/** Put the result's file into binary data. */
	download: boolean;
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
	const option = (name: string): unknown => (isRecord(options) ? options[name] : undefined);
	return {
		wishes: {
			simplify: read(SETTING.simplify) === true,
			limit: isList && read(SETTING.returnAll) !== true ? readLimit(read) : Infinity,
		},
		waitForCompletion: operation.job !== undefined && read(SETTING.waitForCompletion) !== false,
		timeoutMs: readTimeout(option(SETTING.timeout) ?? operation.job?.timeoutMinutes) * 60_000,
		batchSize: readBatchSize(option(SETTING.batchSize), operation.batch?.maximum ?? 1),
		maximumTokens: readMaximumTokens(option(SETTING.maximumTokens)),
		download: operation.download !== undefined && read(SETTING.download) === true,
		outputDataFieldName: toText(read(SETTING.outputDataFieldName)) || 'data',
	};
}

function readLimit(read: ReadParameter): number {
	const limit = Number(read(SETTING.limit) ?? DEFAULT_LIMIT);
	if (Number.isInteger(limit) && limit >= 1 && limit <= MAXIMUM_LIMIT) return limit;
	throw inputFault(
		`"Limit" must be a whole number from 1 to ${MAXIMUM_LIMIT}`,
		'Nothing was sent. Correct the limit, or turn on "Return All"',
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

function readBatchSize(value: unknown, maximum: number): number {
	const size = Number(value ?? maximum);
	if (Number.isInteger(size) && size >= 1 && size <= maximum) return size;
	throw inputFault(
		`"Batch Size" must be a whole number from 1 to ${maximum}`,
		'Nothing was sent. Correct it in the options',
	);
}

function readMaximumTokens(value: unknown): number {
	const tokens = Number(value ?? 0);
	if (Number.isInteger(tokens) && tokens >= 0) return tokens;
	throw inputFault(
		'"Maximum Tokens" must be a whole number, or 0 for no limit',
		'Nothing was sent. Correct it in the options',
	);
}
