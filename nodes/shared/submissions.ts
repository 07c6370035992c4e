import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import type { ApiRequest } from './http/apiClient';
import type { FaultFacts } from './http/faults';
import { isRecord, toText } from './values';

/** What became of a request that must not be made twice. */
export type Submission =
	/** It was accepted; what the provider answered. */
	| { reply: unknown }
	/** A job stands for it: found after the reply was lost, or joined. */
	| { jobId: string }
	/** Nobody knows. */
	| { unknown: FaultFacts; sentAtMs: number; executionId: string };

/**
 * Remembers what a run of a node has submitted, for the next try of the same run: n8n's Retry On Fail runs the whole node
 * again for all items, and so does "Retry execution" in the list of executions. Both find the node context as the failed
 * try left it (measured with n8n 2.41.1); the context is saved with the execution, so it holds plain JSON, and nothing of
 * runs that succeeded. They stand there as `submissions`, by run index, because the rounds of a loop share the context.
 */
export class Submissions {
	private readonly entries: Map<string, Submission>;
	private readonly runIndex: string;
	private readonly executionId: string;

	constructor(private readonly context: IExecuteFunctions) {
		this.runIndex = String(context.getWorkflowDataProxy(0).$runIndex);
		this.executionId = context.getExecutionId();
		const kept = this.kept()[this.runIndex];
		this.entries = new Map(isRecord(kept) ? Object.entries(kept).flatMap(readEntry) : []);
	}

	/** Names a request of these input items, so that the next try knows it again; changed values make another one. */
	keyOf(items: readonly number[], { method, path, body }: ApiRequest): string {
		const content =
			typeof body === 'object'
				? body.map((part) =>
						'value' in part ? part : [part.name, part.fileName, part.content.size],
					)
				: body;
		return createHash('sha256')
			.update(JSON.stringify([items, method, path, content]))
			.digest('base64');
	}

	find(key: string): Submission | undefined {
		return this.entries.get(key);
	}

	/** True for an outcome that an earlier try of this execution left unknown; a person who retries has looked. */
	isOfThisExecution(submission: Submission): boolean {
		return 'unknown' in submission && submission.executionId === this.executionId;
	}

	/** The provider accepted a request. */
	accepted(key: string, reply: unknown): void {
		this.entries.set(key, { reply: reply ?? null });
	}

	/** A job was found that stands for a request. */
	joined(key: string, jobId: string): void {
		this.entries.set(key, { jobId });
	}

	/** A request may have been accepted. */
	lost(key: string, unknown: FaultFacts, sentAtMs: number): void {
		this.entries.set(key, { unknown, sentAtMs, executionId: this.executionId });
	}

	/** What a request started is over, and asking again means to want it anew. */
	forget(key: string): void {
		this.entries.delete(key);
	}

	/** Hands everything to the next try. */
	keep(): void {
		this.write(this.entries.size === 0 ? undefined : Object.fromEntries(this.entries));
	}

	/** The run succeeded: there is no next try. */
	clear(): void {
		this.write(undefined);
	}

	private kept(): IDataObject {
		const kept: unknown = this.context.getContext('node').submissions;
		return isRecord(kept) ? kept : {};
	}

	private write(entries: Record<string, Submission> | undefined): void {
		const others: Array<[string, unknown]> = Object.entries(this.kept()).filter(
			([runIndex]) => runIndex !== this.runIndex,
		);
		const own: Array<[string, unknown]> = entries === undefined ? [] : [[this.runIndex, entries]];
		const all = [...others, ...own];
		const context = this.context.getContext('node');
		if (all.length === 0) delete context.submissions;
		else context.submissions = structuredClone(Object.fromEntries(all));
	}
}

/** Entries come from the database of n8n: what does not look like one is left out. */
function readEntry([key, entry]: [string, unknown]): Array<[string, Submission]> {
	if (!isRecord(entry)) return [];
	if ('reply' in entry) return [[key, { reply: entry.reply }]];
	if (typeof entry.jobId === 'string') return [[key, { jobId: entry.jobId }]];
	const { unknown, sentAtMs, executionId } = entry;
	if (!isRecord(unknown) || typeof unknown.message !== 'string') return [];
	return [
		[
			key,
			{
				unknown: { ...unknown, kind: 'outcome-unknown', message: unknown.message },
				sentAtMs: Number(sentAtMs),
				executionId: toText(executionId),
			},
		],
	];
}
