import type { IDataObject } from 'n8n-workflow';

import { Fault } from './http/faults';
import type { OperationInput } from './input';

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
	/** The provider's word for jobs of this kind, to find one whose reply was lost. */
	kind?(input: OperationInput): string | undefined;
}

/** Reads a path of the provider's API. */
export type Get = (path: string) => Promise<unknown>;

/** How many jobs are read with one call, where the provider has such a call. */
export interface JobList {
	/** What the list holds the jobs of, e.g. a project; undefined when the request that started the job does not say. */
	scope(input: OperationInput): string | undefined;
	/** The records by job id, as far as the list reaches. */
	read(scope: string, jobIds: ReadonlySet<string>, get: Get): Promise<Map<string, IDataObject>>;
	/** The list is all there is: no call reads the record of a single job. */
	only?: boolean;
}

/** A request whose job is looked for among the provider's jobs. */
export interface JobSearch {
	input: OperationInput;
	/** As the operation's JobStart tells. */
	kind?: string;
	/** Jobs that this run knows already. */
	known: ReadonlySet<string>;
}

/** How a provider's jobs are read and when. */
export interface JobProtocol {
	/** Reads a job's record; an empty record counts as running. */
	read(jobId: string, get: Get): Promise<IDataObject>;
	list?: JobList;
	/** What `findLost` tells the jobs of requests by: equal for requests whose jobs could be taken for each other. */
	lookAlike?(search: JobSearch): string;
	/**
	 * Finds the jobs that a request may have started whose reply was lost: the same work, begun in that time.
	 * @param sentAtMs when the request was sent, in ms since the epoch
	 */
	findLost?(search: JobSearch, sentAtMs: number, get: Get): Promise<string[]>;
	/** Finds the jobs under way that keep a request from being accepted, newest first. */
	findActive?(search: JobSearch, get: Get): Promise<string[]>;
	status(job: IDataObject): JobStatus;
	/** What a job that succeeded brought, where that is more than its record. */
	result?(jobId: string, job: IDataObject, get: Get): Promise<IDataObject[]>;
	/** Keys of the record that Simplify keeps. */
	summary?: readonly string[];
	/**
	 * When to look, in ms: the first time after the job was started, then with pauses that are a quarter of its age,
	 * between the shortest and the longest.
	 */
	pauses: { firstLookMs: number; shortestMs: number; longestMs: number };
}

/** Share of a job's age that passes before the next look: nobody waits a quarter longer than the job takes. */
const PAUSE_SHARE = 0.25;

/** The pause before the next look at a job of that age, in ms. */
export function pauseMs({ pauses }: Pick<JobProtocol, 'pauses'>, ageMs: number): number {
	return Math.min(Math.max(ageMs * PAUSE_SHARE, pauses.shortestMs), pauses.longestMs);
}

/**
 * How much earlier than the request its job may seem to have been created, because clocks differ. Little, since an older
 * job is somebody else's: taken for the lost one it would hide that the work was never begun.
 */
const EARLIER_MS = 5_000;

/** How much later than now: clocks differ, and that job can only be a new one. */
const LATER_MS = 120_000;

/** A provider's own time in ms since the epoch, NaN for what is none. Without a zone it is taken as UTC. */
export function timeOf(value: unknown): number {
	if (typeof value !== 'string') return NaN;
	return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`);
}

/** Whether a job was created by a request that was sent then. */
export function isCreatedAround(createdAt: unknown, sentAtMs: number, nowMs: number): boolean {
	const created = timeOf(createdAt);
	return created >= sentAtMs - EARLIER_MS && created <= nowMs + LATER_MS;
}

/** The fault of a job that ended without success, in the provider's words. */
export function endedFault(jobId: string, status: JobStatus, job: IDataObject): Fault {
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

/** The fault of a job that did not end in time. */
export function timeoutFault(jobId: string, status: JobStatus, timeoutMs: number): Fault {
	const done =
		status.progress === undefined
			? ''
			: ` (${status.progress.current} of ${status.progress.total} done)`;
	return new Fault({
		kind: 'timeout',
		message: `Job ${jobId} was still ${status.state} after ${timeoutMs / 60_000} minutes${done}`,
		advice:
			'It goes on at the provider. Read it later by its ID, raise "Timeout" in the options, or turn off "Wait for Completion"',
		details: { jobId, state: status.state },
	});
}
