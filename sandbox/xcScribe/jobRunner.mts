import { randomUUID } from 'node:crypto';
import { sandboxClock } from '../clock.mts';
import { errorMessage } from '../errorMessage.mts';
import { isAbort } from '../pacing.mts';
import { badRequest, conflict, tooManyRequests } from './errors.mts';
import { hasActiveJob, isActive } from './store.mts';
import type { Job, Project, Store } from './store.mts';

/** The work of a job: reports progress on `job` itself and returns its result. */
export type JobWork = (job: Job, signal: AbortSignal) => Promise<Record<string, unknown>>;

/** Runs jobs in the background: queued, running, then completed, failed or cancelled. */
export class JobRunner {
	readonly #store: Store;
	readonly #queueMs: number;
	#controllers = new Map<string, AbortController>();
	/** So many unfinished jobs at once; the next one is refused with 429, except for a blog post. */
	limit = Infinity;

	/** `queueMs`: how long a job waits before it runs. */
	constructor(store: Store, queueMs: number) {
		this.#store = store;
		this.#queueMs = queueMs;
	}

	/**
	 * Adds a job and starts it on its own. Throws the 409 when other work is under way, and the
	 * 429 of a set limit, except for a blog post, which stands in nobody's way.
	 */
	start(project: Project, type: Job['type'], work: JobWork): Job {
		if (type !== 'blog') {
			requireNoOtherWork(project);
			if (this.#controllers.size >= this.limit) throw tooManyRequests();
		}
		const job: Job = {
			id: randomUUID(),
			projectId: project.id,
			type,
			status: 'queued',
			progressCurrent: 0,
			progressTotal: 0,
			progressDetail: [],
			result: null,
			error: null,
			createdAt: new Date().toISOString(),
			startedAt: null,
			completedAt: null,
		};
		project.jobs.push(job);
		this.#store.jobs.set(job.id, job);
		const controller = new AbortController();
		this.#controllers.set(job.id, controller);
		void this.#run(job, work, controller.signal);
		return job;
	}

	/** Cancels a queued or running job; throws the 400 otherwise. */
	cancel(job: Job): void {
		if (!isActive(job)) throw badRequest(`Job is already ${job.status}`);
		finish(job, 'cancelled');
		this.#controllers.get(job.id)?.abort();
	}

	/** Ends all jobs under way. */
	abortAll(): void {
		for (const controller of this.#controllers.values()) controller.abort();
	}

	async #run(job: Job, work: JobWork, signal: AbortSignal): Promise<void> {
		try {
			await sandboxClock.sleep(this.#queueMs, signal);
			job.status = 'running';
			job.startedAt = new Date().toISOString();
			job.result = await work(job, signal);
			// A cancel between the last step and this line has the last word.
			if (isActive(job)) finish(job, 'completed');
		} catch (error) {
			if (isActive(job)) {
				job.error = errorMessage(error);
				finish(job, isAbort(error) ? 'cancelled' : 'failed');
			}
		} finally {
			this.#controllers.delete(job.id);
		}
	}
}

/** Throws the 409 when a job, or a request that generates or syncs, is under way. */
export function requireNoOtherWork(project: Project): void {
	if (hasActiveJob(project) || project.requestsAtWork > 0) {
		throw conflict('A conflicting job is already active');
	}
}

/** Throws the 409 while a job works on the project. Requests may run side by side. */
export function requireNoJob(project: Project): void {
	if (hasActiveJob(project)) throw conflict('A conflicting job is already active');
}

/** Throws the 409 when the project must not be edited now. */
export function requireEditable(project: Project): void {
	if (hasActiveJob(project) || project.requestsAtWork > 0) {
		throw conflict('Project is processing');
	}
}

function finish(job: Job, status: Job['status']): void {
	job.status = status;
	job.completedAt = new Date().toISOString();
}
