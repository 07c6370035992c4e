import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readUpload, saveDownload } from './binary';
import type { ApiClient, ApiRequest } from './http/apiClient';
import { decode, discard, header } from './http/body';
import type { HttpReply } from './http/client';
import { Fault } from './http/faults';
import { waitForJob } from './jobs';
import type { Operation } from './operation';
import { summarized, toOutput, type JsonReply } from './output';
import type { ItemPlan } from './plan';
import type { Provider } from './provider';
import { buildRequest, fillPath, type UploadFile } from './request';
import { readEvents, type ServerSentEvent } from './serverSentEvents';
import { isRecord, toJson, toText } from './values';

/** One run of an operation over the items of a node. */
export class OperationRun {
	private readonly drifts = new Set<string>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly provider: Provider,
		private readonly operation: Operation,
		private readonly client: ApiClient,
		private readonly signal: AbortSignal | undefined,
	) {}

	/**
	 * Carries the operation out for one item.
	 * @throws Fault
	 */
	async item(plan: ItemPlan, itemIndex: number): Promise<INodeExecutionData[]> {
		const request = buildRequest(this.operation, plan.input, await this.files(plan, itemIndex));
		const { reply } = this.operation;
		switch (reply.kind) {
			case 'file':
				return [await this.download(request, reply, plan, itemIndex)];
			case 'stream':
				return paired(await this.stream(request), itemIndex);
			default:
				return paired(await this.rows(request, reply, plan, itemIndex), itemIndex);
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

	private async files(plan: ItemPlan, itemIndex: number): Promise<Record<string, UploadFile>> {
		const entries = Object.entries(plan.input.files).map(
			async ([name, property]): Promise<[string, UploadFile]> => [
				name,
				await readUpload(this.context, itemIndex, property),
			],
		);
		return Object.fromEntries(await Promise.all(entries));
	}

	private async rows(
		request: ApiRequest,
		reply: JsonReply,
		plan: ItemPlan,
		itemIndex: number,
	): Promise<IDataObject[]> {
		// Whatever a provider says after it deleted something, it is gone.
		const body =
			reply.kind === 'deleted'
				? await discard(await this.client.open(request))
				: await this.client.json(request);
		const started = plan.waitForCompletion ? this.jobIdOf(body) : undefined;
		if (started !== undefined) {
			const job = await this.job(started, plan, itemIndex);
			return [summarized(job, this.provider.job?.summary, plan.wishes)];
		}
		const { rows, drift } = toOutput(reply, body, plan.wishes);
		if (drift !== undefined) this.drifts.add(drift);
		return rows;
	}

	private jobIdOf(body: unknown): string | undefined {
		const { job } = this.operation;
		const id = job === undefined || !isRecord(body) ? undefined : body[job.idKey];
		return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
	}

	private async job(jobId: string, plan: ItemPlan, itemIndex: number): Promise<IDataObject> {
		const protocol = this.provider.job;
		if (protocol === undefined) return { jobId };
		const path = fillPath(protocol.path, { job_id: jobId });
		return await waitForJob({
			jobId,
			protocol,
			timeoutMs: plan.timeoutMs,
			...(this.signal === undefined ? {} : { signal: this.signal }),
			read: async () => {
				const job = await this.client.json({ method: 'GET', path, headers: {} });
				return isRecord(job) ? job : {};
			},
			onProgress: ({ state, progress }) =>
				this.context.logger.debug(`${this.provider.displayName} job ${jobId} is ${state}`, {
					itemIndex,
					...progress,
				}),
		}).catch((thrown: unknown) =>
			// Whatever happens while waiting, the job's id must reach the user.
			Promise.reject(thrown instanceof Fault ? whileWaiting(thrown, jobId) : thrown),
		);
	}

	private async download(
		request: ApiRequest,
		file: { name: string; mimeType: string },
		plan: ItemPlan,
		itemIndex: number,
	): Promise<INodeExecutionData> {
		const reply = await this.client.open({
			...request,
			headers: { ...request.headers, accept: `${file.mimeType}, */*` },
		});
		const data = await saveDownload(this.context, reply, file).catch((cause: unknown) =>
			// n8n's binary store may have stumbled as well, e.g. over a full disk.
			Promise.reject(reply.body.errored === null ? cause : this.client.brokenOff(request, cause)),
		);
		return {
			json: {
				fileName: data.fileName ?? file.name,
				mimeType: data.mimeType,
				fileSize: data.fileSize ?? '',
			},
			binary: { [plan.outputDataFieldName]: data },
			pairedItem: { item: itemIndex },
		};
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

/** A fault that a job's own end did not cause names the job all the same: it goes on, and may be paid for. */
function whileWaiting(fault: Fault, jobId: string): Fault {
	const { kind, message, advice } = fault.facts;
	if (kind === 'job') return fault;
	const next = `Job ${jobId} goes on at the provider: read it by its ID before you run it again`;
	return new Fault(
		{
			...fault.with({ jobId }).facts,
			message: `${message} (while waiting for job ${jobId})`,
			advice: advice === undefined ? next : `${advice}. ${next}`,
		},
		fault.cause,
	);
}

const paired = (rows: IDataObject[], itemIndex: number): INodeExecutionData[] =>
	rows.map((json) => ({ json, pairedItem: { item: itemIndex } }));

const toRow = ({ event, data, id }: ServerSentEvent): IDataObject => ({
	event,
	data: toJson(data),
	...(id === undefined ? {} : { id }),
});
