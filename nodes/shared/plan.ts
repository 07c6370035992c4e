import type { IExecuteFunctions } from 'n8n-workflow';

import { checkUpload } from './binary';
import { inputFault } from './http/faults';
import { readInput, type OperationInput, type ReadParameter } from './input';
import type { Operation } from './operation';
import type { OutputWishes } from './output';
import { parameterReader } from './parameters';
import {
	SETTINGS_COLLECTION,
	DEFAULT_DOWNLOAD_MEGABYTES,
	DEFAULT_LIMIT,
	DEFAULT_TIMEOUT_MINUTES,
	DEFAULT_WAIT_MINUTES,
	MAXIMUM_LIMIT,
	SETTING,
} from './settings';
import type { StreamOutput } from './runStream';
import { isRecord, toText } from './values';

/** How the node works on an item, as its form says. */
export interface ItemSettings {
	wishes: OutputWishes;
	waitForCompletion: boolean;
	timeoutMs: number;
	/** A job that takes longer leaves as ordinary output instead of as an error. */
	timeoutAsOutput: boolean;
	/** Longest pause that the provider may ask for. */
	maximumWaitMs: number;
	/** Wait for the job that is in the way instead of failing. */
	adoptRunningJob: boolean;
	streamOutput: StreamOutput;
	outputDataFieldName: string;
	/** Elements a request of a batch. */
	batchSize: number;
	/** Tokens that a run may cost; 0 for no limit. */
	maximumTokens: number;
	/** Put the result's file into binary data. */
	download: boolean;
	/** Largest file that is downloaded. */
	maximumDownloadBytes: number;
}

/** One input item, read and checked: everything that can be wrong before something is sent. */
export interface ItemPlan {
	input: OperationInput;
	settings: ItemSettings;
}

/** Reads and checks the items of a run. */
export class Planner {
	/** What holds for all items, read once, because no setting is an expression. */
	private shared: ItemSettings | undefined;
	private readonly settingsDiffer: boolean;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: Operation,
	) {
		const { parameters } = context.getNode();
		this.settingsDiffer = [SETTINGS_COLLECTION, ...Object.values(SETTING)].some((name) =>
			holdsExpression(parameters[name]),
		);
	}

	/**
	 * Reads and checks one item. Sends nothing.
	 * @throws Fault of kind `input`, or whatever n8n throws for an expression that cannot be evaluated
	 */
	async plan(itemIndex: number): Promise<ItemPlan> {
		const read = parameterReader(this.context, itemIndex);
		const input = readInput(this.operation, read);
		for (const [wireName, property] of Object.entries(input.files)) {
			const { field } = this.operation.fields.find((each) => each.wireName === wireName) ?? {};
			if (field?.file === undefined) continue;
			await checkUpload(this.context, itemIndex, property, field.file);
		}
		if (this.settingsDiffer) return { input, settings: readSettings(this.operation, read) };
		this.shared ??= readSettings(this.operation, read);
		return { input, settings: this.shared };
	}
}

/** Whether a parameter's value, as the user entered it, depends on the item. */
function holdsExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return typeof raw === 'object' && raw !== null && Object.values(raw).some(holdsExpression);
}

function readSettings(operation: Operation, read: ReadParameter): ItemSettings {
	const isList = operation.reply.kind === 'list';
	const options = read(SETTINGS_COLLECTION);
	const option = (name: string): unknown => (isRecord(options) ? options[name] : undefined);
	return {
		wishes: {
			simplify: read(SETTING.simplify) === true,
			limit: isList && read(SETTING.returnAll) !== true ? readLimit(read) : Infinity,
		},
		waitForCompletion: operation.job !== undefined && read(SETTING.waitForCompletion) !== false,
		timeoutMs: readTimeout(
			option(SETTING.timeout) ?? operation.job?.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES,
		),
		timeoutAsOutput: option(SETTING.onTimeout) === 'output',
		maximumWaitMs: readMaximumWait(option(SETTING.maximumWait) ?? DEFAULT_WAIT_MINUTES),
		adoptRunningJob: option(SETTING.adoptRunningJob) === true,
		streamOutput: option(SETTING.streamOutput) === 'summary' ? 'summary' : 'events',
		batchSize: readBatchSize(option(SETTING.batchSize), operation.batch?.maximum ?? 1),
		maximumTokens: readMaximumTokens(option(SETTING.maximumTokens)),
		download: operation.download !== undefined && read(SETTING.download) === true,
		maximumDownloadBytes: readMegabytes(option(SETTING.maximumDownloadSize)) * 1024 * 1024,
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

/** Minutes as milliseconds, above 0. */
function readTimeout(value: unknown): number {
	const minutes = Number(value);
	if (minutes > 0 && Number.isFinite(minutes)) return minutes * 60_000;
	throw inputFault(
		'"Timeout" must be a number of minutes above 0',
		'Nothing was sent. Correct the timeout in the options',
	);
}

/** Minutes as milliseconds; 0 waits for nothing. */
function readMaximumWait(value: unknown): number {
	const minutes = Number(value);
	if (minutes >= 0 && Number.isFinite(minutes)) return minutes * 60_000;
	throw inputFault(
		'"Maximum Wait" must be a number of minutes from 0',
		'Nothing was sent. Correct it in the options',
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

function readMegabytes(value: unknown): number {
	const megabytes = Number(value ?? DEFAULT_DOWNLOAD_MEGABYTES);
	if (megabytes >= 1 && Number.isFinite(megabytes)) return megabytes;
	throw inputFault(
		'"Maximum Download Size (MB)" must be a number from 1',
		'Nothing was sent. Correct it in the options',
	);
}
