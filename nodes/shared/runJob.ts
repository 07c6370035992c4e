import type { IDataObject, Logger } from 'n8n-workflow';

import type { ApiClient } from './http/apiClient';
import { Fault } from './http/faults';
import { waitForJob } from './jobs';
import { summarized } from './output';
import type { ItemPlan } from './plan';
import type { Provider } from './provider';

/** Waits for a job and reads what it brought. */
export interface JobRun {
	jobId: string;
	provider: Provider;
	client: ApiClient;
	plan: Pick<ItemPlan, 'timeoutMs' | 'wishes'>;
	logger: Logger;
	signal?: AbortSignal;
	/** What to read when the job has succeeded; its rows take the place of the record. */
	after?(job: IDataObject): Promise<IDataObject[]>;
}

/**
 * @returns the job's record, or the rows that it brought where the provider has them
 * @throws Fault whose message or details name the job: it goes on at the provider, and may be paid for
 */
export async function runJob(run: JobRun): Promise<IDataObject[]> {
	const { jobId, provider, client, plan, logger, signal } = run;
	const protocol = provider.job;
	if (protocol === undefined) return [{ jobId }];
	const results = async (job: IDataObject): Promise<IDataObject[]> => {
		if (protocol.result !== undefined) return await protocol.result(jobId, job, client.get);
		const record = summarized(job, protocol.summary, plan.wishes);
		return run.after === undefined ? [record] : await run.after(record);
	};
	const job = await waitForJob({
		jobId,
		protocol,
		timeoutMs: plan.timeoutMs,
		...(signal === undefined ? {} : { signal }),
		read: async () => await protocol.read(jobId, client.get),
		onProgress: ({ state, progress }) => {
			logger.debug(`${provider.displayName} job ${jobId} is ${state}`, { ...progress });
		},
	}).catch((thrown: unknown) =>
		Promise.reject(naming(thrown, jobId, 'goes on', `while waiting for job ${jobId}`)),
	);
	return await results(job).catch((thrown: unknown) => Promise.reject(afterJob(thrown, jobId)));
}

/** A fault of what follows when a job has ended. */
export function afterJob(thrown: unknown, jobId: string): unknown {
	return naming(thrown, jobId, 'has ended', `after job ${jobId} had ended`);
}

/** A fault that a job's own end did not cause names the job all the same: it may be paid for. */
function naming(thrown: unknown, jobId: string, state: string, when: string): unknown {
	if (!(thrown instanceof Fault) || thrown.kind === 'job') return thrown;
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
