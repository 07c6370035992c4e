import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { missingElements, pairRows, type Batch, type PairedRow } from './batches';
import { readUpload } from './binary';
import { Doubts } from './doubts';
import { Lease, type ApiClient, type ApiRequest } from './http/apiClient';
import { discard } from './http/body';
import { Fault, toFault } from './http/faults';
import type { OperationInput } from './input';
import type { JobProtocol, JobSearch } from './jobs';
import type { Operation, Reply } from './operation';
import { partOf, toOutput, type JsonReply } from './output';
import { readPages } from './pages';
import type { ItemSettings } from './plan';
import type { Provider } from './provider';
import { buildRequest, type UploadFile } from './request';
import { isJobOver, JobWatcher } from './jobWatcher';
import { FileRun, type OutputRow } from './runFiles';
import { runJob, type JobOutput, type JobRun } from './runJob';
import { runStream } from './runStream';
import type { Submissions } from './submissions';
import { submitOnce } from './submit';
import { TokenBudget } from './tokenBudget';
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

type StreamReply = Extract<Reply, { kind: 'stream' }>;

/** A change in the provider's replies shows in the first ones; to look at all would cost a tenth of the run. */
const DRIFT_LOOKS = 50;

/** One run of an operation over the items of a node. */
export class OperationRun {
	private readonly drifts = new Set<string>();

	/** Replies that were compared with their schema. */
	private looks = 0;

	private readonly budget = new TokenBudget();
	private readonly doubts = new Doubts();
	/** Jobs that this run started or joined. */
	private readonly jobIds = new Set<string>();
	private watcher: JobWatcher | undefined;
	private readonly fileRun: FileRun;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly provider: Provider,
		private readonly operation: Operation,
		private readonly client: ApiClient,
		private readonly submissions: Submissions,
		private readonly signal: AbortSignal | undefined,
	) {
		this.fileRun = new FileRun(context, operation, client);
	}

	/**
	 * Makes the request of a unit and everything that follows from it: pages, the job, the download.
	 * @throws Fault
	 */
	async unit(unit: Unit): Promise<UnitOutput> {
		try {
			const { rows, faults } = await this.request(unit);
			return {
				rows,
				faults: faults.map(({ items, fault }) => ({ items, fault: this.client.redacted(fault) })),
			};
		} catch (thrown) {
			const doubted = this.operation.unconfirmed === true ? this.doubted(thrown) : thrown;
			throw this.client.redacted(toFault(doubted));
		}
	}

	/** A route that no document confirms may be the reason why the provider does not know it. */
	private doubted(thrown: unknown): unknown {
		if (!(thrown instanceof Fault) || ![404, 405].includes(thrown.facts.status ?? 0)) return thrown;
		const { method, path } = this.operation.request;
		const { type } = this.provider.credential;
		return new Fault(
			{
				...thrown.facts,
				message: `${thrown.message} (the route ${method} ${path} is not confirmed by ${this.provider.displayName})`,
				advice: `If the ID is right, the route may be another one. Call it with the HTTP Request node and the predefined credential type ${type}`,
			},
			thrown,
		);
	}

	private async request(unit: Unit): Promise<UnitOutput> {
		const input = await this.completed(unit.input);
		const [item = 0] = unit.items;
		const request = buildRequest(this.operation, input, await this.files(input, item));
		const { reply } = this.operation;
		if (reply.kind === 'file') {
			const row = await this.fileRun.reply(request, reply, unit.settings);
			return { rows: [{ ...row, items: unit.items }], faults: [] };
		}
		const lease = new Lease();
		try {
			return await this.whole({ ...request, lease }, reply, { ...unit, input });
		} finally {
			lease.close();
		}
	}

	private async whole(
		request: ApiRequest,
		reply: JsonReply | StreamReply,
		unit: Unit,
	): Promise<UnitOutput> {
		if (this.operation.request.method === 'GET') {
			return await this.output(undefined, reply, await this.body(request, reply, unit), unit);
		}
		const key = this.submissions.keyOf(unit.items, request);
		const submitted = await submitOnce(
			{
				key,
				request,
				search: this.searchFor(unit.input),
				adoptRunningJob: unit.settings.adoptRunningJob,
				send: async () => await this.paid(request, reply, unit),
			},
			{
				operation: this.operation,
				provider: this.provider,
				client: this.client,
				submissions: this.submissions,
				doubts: this.doubts,
				...(this.signal === undefined ? {} : { signal: this.signal }),
			},
		);
		const answer = 'reply' in submitted ? submitted.reply : {};
		const adopted = 'jobId' in submitted ? submitted.jobId : undefined;
		return await this.output(adopted, reply, answer, unit).catch((thrown: unknown) => {
			if (isJobOver(thrown)) this.submissions.forget(key);
			return Promise.reject(thrown);
		});
	}

	private searchFor(input: OperationInput): JobSearch {
		const kind = this.operation.job?.kind?.(input);
		return { input, known: this.jobIds, ...(kind === undefined ? {} : { kind }) };
	}

	/** Sends a request within the tokens that the user allowed. */
	private async paid(
		request: ApiRequest,
		reply: JsonReply | StreamReply,
		unit: Unit,
	): Promise<unknown> {
		const cost = this.operation.cost?.(unit.input.body) ?? 0;
		this.budget.spend(cost, unit.settings.maximumTokens);
		return await this.body(request, reply, unit).catch((thrown: unknown) => {
			this.budget.refund(cost, thrown);
			return Promise.reject(thrown);
		});
	}

	/** Tells the user once when the provider's replies have changed. */
	reportDrift(): void {
		if (this.drifts.size === 0) return;
		this.context.addExecutionHints({
			message: `Replies of ${this.provider.displayName} differ from what this version of the node knows (${[...this.drifts].join('; ')}). They were passed on as they are.`,
			location: 'outputPane',
		});
	}

	/** The input with what the credential fills in, after the operation's own last touch. */
	private async completed(input: OperationInput): Promise<OperationInput> {
		const { fromCredential, finishBody } = this.operation;
		let body = input.body;
		if (fromCredential !== undefined) {
			const defaults = await this.client.defaults();
			const filled = Object.entries(fromCredential).map(([name, key]): [string, string] => [
				name,
				defaults[key] ?? '',
			]);
			body = { ...Object.fromEntries(filled), ...body };
		}
		return { ...input, body: finishBody === undefined ? body : finishBody(body) };
	}

	private async files(input: OperationInput, item: number): Promise<Record<string, UploadFile>> {
		const files: Record<string, UploadFile> = {};
		for (const [name, property] of Object.entries(input.files)) {
			files[name] = await readUpload(this.context, item, property);
		}
		return files;
	}

	/** Everything that follows from a reply: the job that it started, its rows, their files. */
	private async output(
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

	private async body(
		request: ApiRequest,
		reply: JsonReply | StreamReply,
		{ settings, input }: Unit,
	): Promise<unknown> {
		if (reply.kind === 'stream')
			return await runStream(this.client, request, settings.streamOutput);
		if (reply.kind === 'deleted') return await this.deleted(request);
		if (reply.kind !== 'list' || reply.pages === undefined) return await this.client.json(request);
		return await readPages(
			reply.pages,
			reply.at,
			input.query,
			settings.wishes.limit,
			async (query) => await this.client.json(buildRequest(this.operation, { ...input, query })),
		);
	}

	/** Whatever a provider says after it deleted something, it is gone; also when the first of several tries did it. */
	private async deleted(request: ApiRequest): Promise<void> {
		await this.client.use(request, discard).catch((thrown: unknown) => {
			const { status = 0, uncertainBefore } = toFault(thrown).facts;
			if (uncertainBefore !== true || ![404, 410].includes(status)) return Promise.reject(thrown);
		});
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
