import type { IExecuteFunctions } from 'n8n-workflow';

import { readUpload } from './binary';
import { Doubts } from './doubts';
import { Lease, type ApiClient, type ApiRequest } from './http/apiClient';
import { discard } from './http/body';
import { Fault, toFault } from './http/faults';
import type { OperationInput } from './input';
import type { JobSearch } from './jobs';
import { isJobOver } from './jobWatcher';
import type { Operation } from './operation';
import type { JsonReply } from './output';
import { readPages } from './pages';
import type { Provider } from './provider';
import { buildRequest, type UploadFile } from './request';
import { FileRun } from './runFiles';
import { ReplyRun, type StreamReply, type Unit, type UnitOutput } from './runReply';
import { runStream } from './runStream';
import type { Submissions } from './submissions';
import { submitOnce } from './submit';
import { TokenBudget } from './tokenBudget';

/** One run of an operation over the items of a node. */
export class OperationRun {
	private readonly budget = new TokenBudget();
	private readonly doubts = new Doubts();
	private readonly replies: ReplyRun;
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
		this.replies = new ReplyRun(context, provider, operation, client, this.fileRun, signal);
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

	/** Tells the user once when the provider's replies have changed. */
	reportDrift(): void {
		this.replies.reportDrift();
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
			return await this.replies.output(
				undefined,
				reply,
				await this.body(request, reply, unit),
				unit,
			);
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
		return await this.replies.output(adopted, reply, answer, unit).catch((thrown: unknown) => {
			if (isJobOver(thrown)) this.submissions.forget(key);
			return Promise.reject(thrown);
		});
	}

	private searchFor(input: OperationInput): JobSearch {
		const kind = this.operation.job?.kind?.(input);
		return { input, known: this.replies.jobIds, ...(kind === undefined ? {} : { kind }) };
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
}
