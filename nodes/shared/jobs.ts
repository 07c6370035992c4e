import type { IDataObject } from 'n8n-workflow';

import { systemClock, type Clock } from './clock';
import { cancelledFault, Fault } from './http/faults';

export type JobOutcome = 'running' | 'succeeded' | 'failed' | 'cancelled';

/** What a provider's job record says. */
export interface JobStatus {
	outcome: JobOutcome;
	/** The provider's own word for the state. */
	state: string;
	/** Why it did not succeed, in the provider's words. */
	message?: string;
	progress?: { current: number; total: number };
}

/** How an operation's reply tells that it started a job. */
export interface JobStart {
	/** Key of the reply (of its part `at`) that holds the job's id. */
	idKey: string;
	/** False for replies that are complete already; every reply with an id starts a job when left out. */
	isStarted?(reply: IDataObject): boolean;
	/** Minutes to wait for it unless the user says otherwise. */
	timeoutMinutes?: number;
}

/** Reads a path of the provider's API. */
export type Get = (path: string) => Promise<unknown>;

/** How a provider's jobs are read and when. */
export interface JobProtocol {
	/** Reads a job's record; an empty record counts as running. */
	read(jobId: string, get: Get): Promise<IDataObject>;
	status(job: IDataObject): JobStatus;
	/** What a job that succeeded brought, where that is more than its record. */
	result?(jobId: string, job: IDataObject, get: Get): Promise<IDataObject[]>;
	/** Keys of the record that Simplify keeps. */
	summary?: readonly string[];
	/** Pauses between two looks in ms: the first, how it grows, the longest. */
	pauses: { firstMs: number; growth: number; longestMs: number };
}

export interface JobWatch {
	jobId: string;
	protocol: JobProtocol;
	/** Reads the job's record. */
	read(): Promise<IDataObject>;
	timeoutMs: number;
	signal?: AbortSignal;
	clock?: Clock;
	/** Called after each look that found the job still running. */
	onProgress?(status: JobStatus): void;
}

/**
 * Looks at a job at once and then with growing pauses until it has ended.
 * @returns the record of the job that succeeded
 * @throws Fault of kind `job` with the job's id and last state when it failed, was cancelled or took too long;
 *   of kind `cancelled` when the execution was
 */
export async function waitForJob(watch: JobWatch): Promise<IDataObject> {
	const { jobId, protocol, timeoutMs, signal, clock = systemClock } = watch;
	const deadline = clock.now() + timeoutMs;
	let pauseMs = protocol.pauses.firstMs;
	for (;;) {
		const job = await watch.read();
		const status = protocol.status(job);
		if (status.outcome === 'succeeded') return job;
		if (status.outcome !== 'running') throw endedFault(jobId, status, job);
		watch.onProgress?.(status);
		const left = deadline - clock.now();
		if (left <= 0) throw timeoutFault(jobId, status, timeoutMs);
		await clock.sleep(Math.min(pauseMs, left), signal).catch((cause: unknown) => {
			if (signal?.aborted === true) throw cancelledFault();
			return Promise.reject(cause);
		});
		pauseMs = Math.min(pauseMs * protocol.pauses.growth, protocol.pauses.longestMs);
	}
}

function endedFault(jobId: string, status: JobStatus, job: IDataObject): Fault {
	const reason = status.message === undefined ? '' : `: ${status.message}`;
	return new Fault({
		kind: 'job',
		message:
			status.outcome === 'cancelled'
				? `Job ${jobId} was cancelled at the provider${reason}`
				: `Job ${jobId} did not succeed${reason}`,
		advice:
			'What it finished before is kept at the provider. Look at the job there before you run it again',
		...(status.message === undefined ? {} : { providerMessage: status.message }),
		details: { jobId, state: status.state, job },
	});
}

function timeoutFault(jobId: string, status: JobStatus, timeoutMs: number): Fault {
	const done =
		status.progress === undefined
			? ''
			: ` (${status.progress.current} of ${status.progress.total} done)`;
	return new Fault({
		kind: 'job',
		message: `Job ${jobId} was still ${status.state} after ${timeoutMs / 60_000} minutes${done}`,
		advice:
			'It goes on at the provider. Read it later by its ID, raise "Timeout" in the options, or turn off "Wait for Completion"',
		details: { jobId, state: status.state },
	});
}
