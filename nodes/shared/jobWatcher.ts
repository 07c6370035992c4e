import type { IDataObject } from 'n8n-workflow';

import { systemClock, type Clock } from './clock';
import { cancelledFault, Fault, toFault } from './http/faults';
import {
	endedFault,
	pauseMs,
	timeoutFault,
	type Get,
	type JobProtocol,
	type JobStatus,
} from './jobs';

/** A job to wait for. */
export interface WatchedJob {
	jobId: string;
	/** What a list of the provider holds it in; left out where only its own record tells. */
	scope?: string;
	/** From the call on, in ms. */
	timeoutMs: number;
}

export interface WatcherOptions {
	signal?: AbortSignal;
	/** Looks may fail this long before that is the job's outcome, in ms. */
	toleranceMs: number;
	clock?: Clock;
	/** Called after each look that found a job still running. */
	onProgress?(jobId: string, status: JobStatus): void;
}

interface Watched extends WatchedJob {
	sinceMs: number;
	deadlineMs: number;
	dueMs: number;
	pauseMs: number;
	looking: boolean;
	lookedAtMs: number;
	failingSinceMs?: number;
	succeed(job: IDataObject): void;
	fail(reason: unknown): void;
}

/** Share of its pause by which a look comes early when others are due: together they cost one call. */
const EARLY_SHARE = 0.2;

/** A list names states but not results, so it pays only for jobs that are not about to end: those that pause this long. */
const LISTED_FROM_MS = 1000;

/** Waits for the jobs of one run together: one timer for all, and one call where the provider lists many. */
export class JobWatcher {
	private readonly jobs = new Set<Watched>();
	private alarm: AbortController | undefined;
	private readonly clock: Clock;

	constructor(
		private readonly protocol: JobProtocol,
		private readonly get: Get,
		private readonly options: WatcherOptions,
	) {
		this.clock = options.clock ?? systemClock;
	}

	/**
	 * Waits for the end of a job.
	 * @returns the record of the job that succeeded
	 * @throws Fault of kind `job` with the job's id and last state when it failed or was cancelled, of kind `timeout` when
	 *   it took too long, of kind `cancelled` when the execution was, or of the last look when none succeeded any more
	 */
	async watch(job: WatchedJob): Promise<IDataObject> {
		const { signal } = this.options;
		if (signal?.aborted === true) throw cancelledFault();
		return await new Promise<IDataObject>((resolve, reject) => {
			const now = this.clock.now();
			const end = (how: () => void) => {
				this.jobs.delete(watched);
				signal?.removeEventListener('abort', cancel);
				how();
				this.plan();
			};
			const watched: Watched = {
				...job,
				sinceMs: now,
				deadlineMs: now + job.timeoutMs,
				dueMs: now + Math.min(this.protocol.pauses.firstLookMs, job.timeoutMs),
				pauseMs: this.protocol.pauses.shortestMs,
				looking: false,
				lookedAtMs: now,
				succeed: (record) => end(() => resolve(record)),
				fail: (reason) => end(() => reject(toFault(reason))),
			};
			const cancel = () => watched.fail(cancelledFault());
			signal?.addEventListener('abort', cancel, { once: true });
			this.jobs.add(watched);
			this.plan();
		});
	}

	/** Looks at the jobs that are due, and sets the alarm for the next ones. */
	private plan(): void {
		this.alarm?.abort();
		this.alarm = undefined;
		const now = this.clock.now();
		const idle = [...this.jobs].filter((job) => !job.looking);
		if (idle.some((job) => job.dueMs <= now)) {
			const due = idle.filter((job) => job.dueMs - EARLY_SHARE * job.pauseMs <= now);
			for (const group of this.groups(due)) void this.look(group);
		}
		const next = Math.min(...[...this.jobs].map((job) => (job.looking ? Infinity : job.dueMs)));
		if (next !== Infinity) this.wakeAfter(Math.max(0, next - this.clock.now()));
	}

	private wakeAfter(ms: number): void {
		const alarm = new AbortController();
		this.alarm = alarm;
		this.clock.sleep(ms, alarm.signal).then(
			() => this.plan(),
			() => undefined,
		);
	}

	/** Jobs of a list that serves several are read together, and others of that list with them. */
	private groups(due: readonly Watched[]): Watched[][] {
		const groups: Watched[][] = [];
		const listed = new Map<string, Watched[]>();
		for (const job of due) {
			if (this.protocol.list === undefined || job.scope === undefined) groups.push([job]);
			else listed.set(job.scope, [...(listed.get(job.scope) ?? []), job]);
		}
		for (const [scope, jobs] of listed) {
			// The others of the list come for nothing, and from then on they are due together.
			const together = this.listable(scope);
			const only = this.protocol.list?.only === true;
			const pays = together.length > 1 && jobs.some((job) => together.includes(job));
			if (only || pays) groups.push(together, ...eachAlone(jobs, together));
			else groups.push(...eachAlone(jobs));
		}
		return groups;
	}

	private listable(scope: string): Watched[] {
		const fromMs = this.protocol.list?.only === true ? 0 : LISTED_FROM_MS;
		return [...this.jobs].filter(
			(job) => !job.looking && job.scope === scope && job.pauseMs >= fromMs,
		);
	}

	private async look(group: readonly Watched[]): Promise<void> {
		const now = this.clock.now();
		for (const job of group) {
			job.looking = true;
			job.lookedAtMs = now;
		}
		await this.read(group).catch((thrown: unknown) => {
			for (const job of group) if (job.looking) this.missed(job, thrown);
		});
	}

	private async read(group: readonly Watched[]): Promise<void> {
		const [first] = group;
		const { list } = this.protocol;
		if (first?.scope === undefined || list === undefined || (group.length === 1 && !list.only)) {
			await Promise.all(group.map(async (job) => await this.readSingle(job)));
			return;
		}
		const ids = new Set(group.map(({ jobId }) => jobId));
		const records = await list.read(first.scope, ids, this.get);
		await Promise.all(
			group.map(async (job) => {
				const record = records.get(job.jobId);
				if (list.only === true) this.judge(job, record ?? {});
				// A list names the state but not all of the record; and it may not reach back to every job.
				else if (record === undefined || this.protocol.status(record).outcome !== 'running') {
					await this.readSingle(job);
				} else this.judge(job, record);
			}),
		);
	}

	private async readSingle(job: Watched): Promise<void> {
		await this.protocol.read(job.jobId, this.get).then(
			(record) => this.judge(job, record),
			(thrown: unknown) => this.missed(job, thrown),
		);
	}

	private judge(job: Watched, record: IDataObject): void {
		const status = this.protocol.status(record);
		delete job.failingSinceMs;
		if (status.outcome === 'succeeded') return job.succeed(record);
		if (status.outcome !== 'running') return job.fail(endedFault(job.jobId, status, record));
		this.options.onProgress?.(job.jobId, status);
		// A look that began in time and took long says nothing about the end of the time.
		if (job.lookedAtMs >= job.deadlineMs) {
			return job.fail(timeoutFault(job.jobId, status, job.timeoutMs));
		}
		this.schedule(job);
	}

	/** A look that failed for a passing reason is no verdict on the job. */
	private missed(job: Watched, thrown: unknown): void {
		const now = this.clock.now();
		const fault = toFault(thrown);
		const passing = fault.kind === 'unavailable' || fault.kind === 'rate-limited';
		job.failingSinceMs ??= now;
		const patient = now - job.failingSinceMs < this.options.toleranceMs && now < job.deadlineMs;
		if (!passing || !patient) return job.fail(fault);
		this.schedule(job);
	}

	private schedule(job: Watched): void {
		const now = this.clock.now();
		job.looking = false;
		job.pauseMs = pauseMs(this.protocol, now - job.sinceMs);
		job.dueMs = Math.min(now + job.pauseMs, job.deadlineMs);
		this.plan();
	}
}

function eachAlone(jobs: readonly Watched[], but: readonly Watched[] = []): Watched[][] {
	return jobs.filter((job) => !but.includes(job)).map((job) => [job]);
}

/** True for faults after which the job is over at the provider: asked for anew, it would be a new job. */
export const isJobOver = (thrown: unknown): boolean =>
	thrown instanceof Fault && thrown.kind === 'job';
