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
}

/**
 * @returns the job's record, or the rows that it brought where the provider has them
 * @throws Fault whose message or details name the job: it goes on at the provider, and may be paid for
 */
export async function runJob(run: JobRun): Promise<IDataObject[]> {
	const { jobId, provider, client, plan, logger, signal } = run;
	const protocol = provider.job;
	if (protocol === undefined) return [{ jobId }];
	const get = async (path: string): Promise<unknown> =>
		await client.json({ method: 'GET', path, headers: {} });
	const work = async (): Promise<IDataObject[]> => {
		const job = await waitForJob({
			jobId,
			protocol,
			timeoutMs: plan.timeoutMs,
			...(signal === undefined ? {} : { signal }),
			read: async () => await protocol.read(jobId, get),
			onProgress: ({ state, progress }) => {
				logger.debug(`${provider.displayName} job ${jobId} is ${state}`, { ...progress });
			},
		});
		if (protocol.result !== undefined) return await protocol.result(jobId, job, get);
		return [summarized(job, protocol.summary, plan.wishes)];
	};
	return await work().catch((thrown: unknown) =>
		Promise.reject(thrown instanceof Fault ? whileWaiting(thrown, jobId) : thrown),
	);
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
