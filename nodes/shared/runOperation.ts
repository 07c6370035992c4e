import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { missingElements, pairRows, type Batch, type PairedRow } from './batches';
import { fileNameIn, readUpload, saveDownload } from './binary';
import type { ApiClient, ApiRequest } from './http/apiClient';
import { decode, discard, header } from './http/body';
import type { HttpReply } from './http/client';
import { Fault } from './http/faults';
import type { OperationInput } from './input';
import type { Operation } from './operation';
import { partOf, toOutput, type JsonReply } from './output';
import { readPages } from './pages';
import type { ItemPlan } from './plan';
import type { Provider } from './provider';
import { buildRequest, type UploadFile } from './request';
import { afterJob, runJob, type JobRun } from './runJob';
import { readEvents, type ServerSentEvent } from './serverSentEvents';
import { TokenBudget } from './tokenBudget';
import { isRecord, toJson, toText } from './values';

/** One request to make: for one input item, or for the items of a batch. */
export interface Unit {
	/** Input items, ascending. */
	items: readonly number[];
	/** The plan of the first item, whose settings hold for all. */
	plan: ItemPlan;
	/** What is sent. */
	input: OperationInput;
	batch?: Batch;
}

/** An output item before it is one: n8n's items know one input, or several. */
export interface OutputRow extends PairedRow {
	file?: { property: string; data: IBinaryData };
}

/** What a unit put out, and what went wrong with some of its items only. */
export interface UnitOutput {
	rows: OutputRow[];
	faults: Array<{ items: readonly number[]; fault: Fault }>;
}

/** A change in the provider's replies shows in the first ones; to look at all would cost a tenth of the run. */
const DRIFT_LOOKS = 50;

/** One run of an operation over the items of a node. */
export class OperationRun {
	private readonly drifts = new Set<string>();

	/** Replies that were compared with their schema. */
	private looks = 0;

	private readonly budget = new TokenBudget();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly provider: Provider,
		private readonly operation: Operation,
		private readonly client: ApiClient,
		private readonly signal: AbortSignal | undefined,
	) {}

	/**
	 * Makes the request of a unit and everything that follows from it: pages, the job, the download.
	 * @throws Fault
	 */
	async unit(unit: Unit): Promise<UnitOutput> {
		return await this.request(unit).catch((thrown: unknown) =>
			Promise.reject(this.operation.unconfirmed === true ? this.doubted(thrown) : thrown),
		);
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
		this.budget.spend(this.costOf(input), unit.plan.maximumTokens);
		const [item = 0] = unit.items;
		const request = buildRequest(this.operation, input, await this.files(input, item));
		const { reply } = this.operation;
		switch (reply.kind) {
			case 'file':
				return { rows: [await this.file(request, reply, unit)], faults: [] };
			case 'stream':
				return { rows: paired(await this.stream(request), unit), faults: [] };
			default:
				return await this.json(request, reply, { ...unit, input });
		}
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

	private costOf({ body }: OperationInput): number {
		return this.operation.cost?.(body) ?? 0;
	}

	private async files(input: OperationInput, item: number): Promise<Record<string, UploadFile>> {
		const entries = Object.entries(input.files).map(
			async ([name, property]): Promise<[string, UploadFile]> => [
				name,
				await readUpload(this.context, item, property),
			],
		);
		return Object.fromEntries(await Promise.all(entries));
	}

	private async json(request: ApiRequest, reply: JsonReply, unit: Unit): Promise<UnitOutput> {
		const { plan, batch } = unit;
		const body = await this.body(request, reply, unit).catch((thrown: unknown) => {
			this.budget.refund(this.costOf(unit.input), thrown);
			return Promise.reject(thrown);
		});
		const jobId = plan.waitForCompletion ? this.jobIdOf(reply, body) : undefined;
		const rows = await this.rows(jobId, reply, body, unit);
		const rule = this.operation.batch;
		if (batch === undefined || rule === undefined) {
			return { rows: await this.withDownloads(paired(rows, unit), plan, jobId), faults: [] };
		}
		return {
			rows: await this.withDownloads(pairRows(batch, rule, rows), plan, jobId),
			faults: jobId === undefined ? [] : this.missing(batch, rows, jobId),
		};
	}

	/** What a reply stands for: the job that it started, or itself. */
	private async rows(
		jobId: string | undefined,
		reply: JsonReply,
		body: unknown,
		{ plan, input }: Unit,
	): Promise<IDataObject[]> {
		const { afterJob, finishRow = (row: IDataObject) => row } = this.operation;
		const after =
			afterJob === undefined || !plan.waitForCompletion
				? undefined
				: async (job: IDataObject) =>
						await afterJob(job, input, this.client.get, subjectOf(reply, body));
		if (jobId !== undefined) return (await this.job(jobId, plan, after)).map(finishRow);
		const rows = this.output(reply, body, plan);
		const [over] = rows;
		return (after === undefined || over === undefined ? rows : await after(over)).map(finishRow);
	}

	private output(reply: JsonReply, body: unknown, plan: ItemPlan): IDataObject[] {
		const { rows, drift } = toOutput(reply, body, plan.wishes, this.looks++ < DRIFT_LOOKS);
		if (drift !== undefined) this.drifts.add(drift);
		return rows;
	}

	private async body(
		request: ApiRequest,
		reply: JsonReply,
		{ plan, input }: Unit,
	): Promise<unknown> {
		// Whatever a provider says after it deleted something, it is gone.
		if (reply.kind === 'deleted') return await discard(await this.client.open(request));
		if (reply.kind !== 'list' || reply.pages === undefined) return await this.client.json(request);
		return await readPages(
			reply.pages,
			reply.at,
			input.query,
			plan.wishes.limit,
			async (query) => await this.client.json(buildRequest(this.operation, { ...input, query })),
		);
	}

	/** The id of the job that a reply started. */
	private jobIdOf(reply: JsonReply, body: unknown): string | undefined {
		const { job } = this.operation;
		const started = subjectOf(reply, body);
		if (job === undefined || job.isStarted?.(started) === false) return undefined;
		const id = started[job.idKey];
		return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
	}

	private async job(jobId: string, plan: ItemPlan, after: JobRun['after']): Promise<IDataObject[]> {
		return await runJob({
			jobId,
			...(after === undefined ? {} : { after }),
			provider: this.provider,
			client: this.client,
			plan,
			logger: this.context.logger,
			...(this.signal === undefined ? {} : { signal: this.signal }),
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

	private async withDownloads(
		rows: PairedRow[],
		plan: ItemPlan,
		jobId: string | undefined,
	): Promise<OutputRow[]> {
		const { download } = this.operation;
		if (download === undefined || !plan.download) return rows;
		return await Promise.all(
			rows.map(async ({ row, items }): Promise<OutputRow> => {
				const url = row[download.urlKey];
				if (typeof url !== 'string' || url === '') return { row, items };
				const data = await this.download(url, download.fileName).catch((thrown: unknown) =>
					Promise.reject(keepingResult(thrown, row, jobId)),
				);
				return { row, items, file: { property: plan.outputDataFieldName, data } };
			}),
		);
	}

	private async download(url: string, fileName: string): Promise<IBinaryData> {
		const reply = await this.client.download(url);
		return await this.save(
			reply,
			{ method: 'GET', path: '', headers: {} },
			{
				name: fileNameIn(url) ?? fileName,
				mimeType: 'application/octet-stream',
			},
		);
	}

	/** Puts a reply into n8n's binary store, which may stumble as well, e.g. over a full disk. */
	private async save(
		reply: HttpReply,
		request: ApiRequest,
		fallback: { name: string; mimeType: string },
	): Promise<IBinaryData> {
		return await saveDownload(this.context, reply, fallback).catch((cause: unknown) =>
			Promise.reject(reply.body.errored === null ? cause : this.client.brokenOff(request, cause)),
		);
	}

	private async file(
		request: ApiRequest,
		file: { name: string; mimeType: string },
		{ plan, items }: Unit,
	): Promise<OutputRow> {
		const reply = await this.client.open({
			...request,
			headers: { ...request.headers, accept: `${file.mimeType}, */*` },
		});
		const data = await this.save(reply, request, file);
		const row = {
			fileName: data.fileName ?? file.name,
			mimeType: data.mimeType,
			fileSize: data.fileSize ?? '',
		};
		return { row, items, file: { property: plan.outputDataFieldName, data } };
	}

	private async stream(request: ApiRequest): Promise<IDataObject[]> {
		const reply = await this.client.open(request);
		if (header(reply, 'content-type')?.includes('application/json') === true) {
			const body = decode(await this.client.text(request, reply));
			return [body.json && isRecord(body.value) ? body.value : { value: toText(body.value) }];
		}
		return await this.events(request, reply);
	}

	private async events(request: ApiRequest, reply: HttpReply): Promise<IDataObject[]> {
		const rows: IDataObject[] = [];
		const reading = (async () => {
			for await (const event of readEvents(reply.body)) rows.push(toRow(event));
		})();
		await reading.catch((cause: unknown) =>
			Promise.reject(
				this.client.brokenOff(request, cause).with({
					eventsReceived: rows.length,
					lastEvent: rows.at(-1) ?? null,
				}),
			),
		);
		return rows;
	}
}

/** The part of a reply that the operation is about; empty where that is no object. */
function subjectOf(reply: JsonReply, body: unknown): IDataObject {
	const subject = reply.kind === 'record' ? partOf(body, reply.at) : body;
	return isRecord(subject) ? subject : {};
}

/** A result that may be paid for is not lost with its download. */
function keepingResult(thrown: unknown, row: IDataObject, jobId: string | undefined): unknown {
	const named = jobId === undefined ? thrown : afterJob(thrown, jobId);
	return named instanceof Fault ? named.with({ result: row }) : named;
}

const paired = (rows: IDataObject[], { items }: Pick<Unit, 'items'>): PairedRow[] =>
	rows.map((row) => ({ row, items }));

const toRow = ({ event, data, id }: ServerSentEvent): IDataObject => ({
	event,
	data: toJson(data),
	...(id === undefined ? {} : { id }),
});
