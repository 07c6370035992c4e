import type { IDataObject } from 'n8n-workflow';

import { Fault } from './http/faults';
import type { OperationInput } from './input';
import type { Get, JobProtocol } from './jobs';
import type { JobWatcher } from './jobWatcher';
import { summarized } from './output';
import type { ItemSettings } from './plan';

/** Waits for a job and reads what it brought. */
export interface JobRun {
	jobId: string;
	/** What the job was started with. */
	input: OperationInput;
	protocol: JobProtocol;
	watcher: JobWatcher;
	look: Get;
	settings: Pick<ItemSettings, 'timeoutMs' | 'timeoutAsOutput' | 'wishes'>;
	/** What to read when the job has succeeded; its rows take the place of the record. */
	after?(job: IDataObject): Promise<IDataObject[]>;
}

export interface JobOutput {
	rows: IDataObject[];
	/** False while the job goes on: the rows say where it stands. */
	complete: boolean;
}

/**
 * @returns the job's record, or the rows that it brought where the provider has them
 * @throws Fault whose message or details name the job: it goes on at the provider, and may be paid for
 */
export async function runJob(run: JobRun): Promise<JobOutput> {
	const { jobId, input, protocol, watcher, settings } = run;
	const scope = protocol.list?.scope(input);
	try {
		const job = await watcher.watch({
			jobId,
			timeoutMs: settings.timeoutMs,
			...(scope === undefined ? {} : { scope }),
		});
		const rows = await results(run, job).catch((thrown: unknown) =>
			Promise.reject(afterJob(thrown, jobId)),
		);
		return { rows, complete: true };
	} catch (thrown) {
		if (settings.timeoutAsOutput && thrown instanceof Fault && thrown.kind === 'timeout') {
			return { rows: [{ ...thrown.facts.details, timedOut: true }], complete: false };
		}
		throw naming(thrown, jobId, 'goes on', `while waiting for job ${jobId}`);
	}
}

async function results(
	{ jobId, protocol, look, settings, after }: JobRun,
	job: IDataObject,
): Promise<IDataObject[]> {
	if (protocol.result !== undefined) return await protocol.result(jobId, job, look);
	const record = summarized(job, protocol.summary, settings.wishes);
	return after === undefined ? [record] : await after(record);
}

/** A fault of what follows when a job has ended. */
export function afterJob(thrown: unknown, jobId: string): unknown {
	return naming(thrown, jobId, 'has ended', `after job ${jobId} had ended`);
}

/** A fault that a job's own end did not cause names the job all the same: it may be paid for. */
function naming(thrown: unknown, jobId: string, state: string, when: string): unknown {
	// A fault that names the job already came from the inner of the two places that name it.
	if (!(thrown instanceof Fault) || thrown.facts.details?.jobId !== undefined) return thrown;
	const { message, advice } = thrown.facts;
	const next = `Job ${jobId} ${state} at the provider: read it by its ID before you run it again`;
	return new Fault(
		{
			...thrown.with({ jobId }).facts,
			message: `${message} (${when})`,
			advice: advice === undefined ? next : `${advice}. ${next}`,
		},
		thrown.cause,
	);
}
