import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { missingElements, pairRows, type Batch, type PairedRow } from './batches';
import type { ApiClient } from './http/apiClient';
import { Fault } from './http/faults';
import type { OperationInput } from './input';
import type { JobProtocol } from './jobs';
import { JobWatcher } from './jobWatcher';
import type { Operation, Reply } from './operation';
import { partOf, toOutput, type JsonReply } from './output';
import type { ItemSettings } from './plan';
import type { Provider } from './provider';
import type { FileRun, OutputRow } from './runFiles';
import { runJob, type JobOutput, type JobRun } from './runJob';
import { isRecord } from './values';

/** One request to make: for one input item, or for the items of a batch. */
export interface Unit {
	/** Input items, ascending. */
	items: readonly number[];
	/** Those of the first item, which hold for all. */
	settings: ItemSettings;
	/** What is sent. */
	input: OperationInput;
	batch?: Batch;
}

/** What a unit put out, and what went wrong with some of its items only. */
export interface UnitOutput {
	rows: OutputRow[];
	faults: Array<{ items: readonly number[]; fault: Fault }>;
}

/** A reply that comes as events. */
export type StreamReply = Extract<Reply, { kind: 'stream' }>;

/** A change in the provider's replies shows in the first ones; to look at all would cost a tenth of the run. */
const DRIFT_LOOKS = 50;

/** What follows from the replies of one run: the jobs that they started, their rows, the files that the rows name. */
export class ReplyRun {
	/** Jobs that this run started or joined. */
	readonly jobIds = new Set<string>();

	private readonly drifts = new Set<string>();

	/** Replies that were compared with their schema. */
	private looks = 0;

	private watcher: JobWatcher | undefined;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly provider: Provider,
		private readonly operation: Operation,
		private readonly client: ApiClient,
		private readonly fileRun: FileRun,
		private readonly signal: AbortSignal | undefined,
	) {}

	/** Tells the user once when the provider's replies have changed. */
	reportDrift(): void {
		if (this.drifts.size === 0) return;
		this.context.addExecutionHints({
			message: `Replies of ${this.provider.displayName} differ from what this version of the node knows (${[...this.drifts].join('; ')}). They were passed on as they are.`,
			location: 'outputPane',
		});
	}

	/** Everything that follows from a reply: the job that it started, its rows, their files. */
	async output(
		adopted: string | undefined,
		reply: JsonReply | StreamReply,
		body: unknown,
		unit: Unit,
	): Promise<UnitOutput> {
		if (reply.kind === 'stream') {
			return { rows: paired(Array.isArray(body) ? body.filter(isRecord) : [], unit), faults: [] };
		}
		const { settings, batch } = unit;
		const started = adopted ?? this.jobIdOf(reply, body);
		if (started !== undefined) this.jobIds.add(started);
		if (adopted !== undefined && !settings.waitForCompletion) {
			return { rows: paired([this.startedRow(adopted)], unit), faults: [] };
		}
		const jobId = settings.waitForCompletion ? started : undefined;
		const { rows, complete } = await this.rows(jobId, reply, body, unit);
		const rule = this.operation.batch;
		if (batch === undefined || rule === undefined) {
			return { rows: await this.fileRun.ofRows(paired(rows, unit), settings, jobId), faults: [] };
		}
		return {
			rows: await this.fileRun.ofRows(pairRows(batch, rule, rows), settings, jobId),
			faults: jobId === undefined || !complete ? [] : this.missing(batch, rows, jobId),
		};
	}

	/** Stands for the reply that was lost, or never came because another job is in the way. */
	private startedRow(jobId: string): IDataObject {
		return { [this.operation.job?.idKey ?? 'jobId']: jobId };
	}

	/** What a reply stands for: the job that it started, or itself. */
	private async rows(
		jobId: string | undefined,
		reply: JsonReply,
		body: unknown,
		{ settings, input }: Unit,
	): Promise<JobOutput> {
		const { afterJob, finishRow = (row: IDataObject) => row } = this.operation;
		const after =
			afterJob === undefined || !settings.waitForCompletion
				? undefined
				: async (job: IDataObject) =>
						await afterJob(job, input, this.client.look, subjectOf(reply, body));
		if (jobId !== undefined) {
			const { rows, complete } = await this.job(jobId, { settings, input }, after);
			return { rows: rows.map(finishRow), complete };
		}
		const rows = this.replyRows(reply, body, settings);
		const [over] = rows;
		return {
			rows: (after === undefined || over === undefined ? rows : await after(over)).map(finishRow),
			complete: true,
		};
	}

	private replyRows(reply: JsonReply, body: unknown, settings: ItemSettings): IDataObject[] {
		const { rows, drift } = toOutput(reply, body, settings.wishes, this.looks++ < DRIFT_LOOKS);
		if (drift !== undefined) this.drifts.add(drift);
		return rows;
	}

	/** The id of the job that a reply started. */
	private jobIdOf(reply: JsonReply, body: unknown): string | undefined {
		const { job } = this.operation;
		const started = subjectOf(reply, body);
		if (job === undefined || job.isStarted?.(started) === false) return undefined;
		const id = started[job.idKey];
		return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
	}

	private async job(
		jobId: string,
		{ settings, input }: Pick<Unit, 'settings' | 'input'>,
		after: JobRun['after'],
	): Promise<JobOutput> {
		const protocol = this.provider.job;
		if (protocol === undefined) return { rows: [this.startedRow(jobId)], complete: true };
		this.watcher ??= this.createWatcher(protocol, settings);
		return await runJob({
			jobId,
			input,
			protocol,
			watcher: this.watcher,
			look: this.client.look,
			settings,
			...(after === undefined ? {} : { after }),
		});
	}

	private createWatcher(protocol: JobProtocol, { maximumWaitMs }: ItemSettings): JobWatcher {
		return new JobWatcher(protocol, this.client.look, {
			toleranceMs: maximumWaitMs,
			...(this.signal === undefined ? {} : { signal: this.signal }),
			onProgress: (jobId, { state, progress }) => {
				this.context.logger.debug(`${this.provider.displayName} job ${jobId} is ${state}`, {
					...progress,
				});
			},
		});
	}

	/** Every element of a batch that was paid for has to come back, or be named. */
	private missing(batch: Batch, rows: IDataObject[], jobId: string): UnitOutput['faults'] {
		const rule = this.operation.batch;
		if (rule?.complete !== true) return [];
		return missingElements(batch, rule, rows).map((element) => ({
			items: batch.askedBy.get(element) ?? [],
			fault: new Fault({
				kind: 'job',
				message: `Job ${jobId} has ended without a result for ${element}`,
				advice: 'Look at the job at the provider before you run it again',
				details: { jobId, element },
			}),
		}));
	}
}

/** The part of a reply that the operation is about; empty where that is no object. */
function subjectOf(reply: JsonReply, body: unknown): IDataObject {
	const subject = reply.kind === 'record' ? partOf(body, reply.at) : body;
	return isRecord(subject) ? subject : {};
}

const paired = (rows: IDataObject[], { items }: Pick<Unit, 'items'>): PairedRow[] =>
	rows.map((row) => ({ row, items }));
