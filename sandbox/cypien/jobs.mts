import { randomBytes } from 'node:crypto';
import { sandboxClock } from '../clock.mts';
import { createPacer } from '../pacing.mts';
import { BackgroundWork } from '../serving/backgroundWork.mts';
import type { Timings } from '../timings.mts';
import { badRequest, notFound } from './errors.mts';
import type { InventoryProduct } from './inventory.mts';
import type { PlanBudget } from './plans.mts';

export type JobType = 'tags' | 'content' | 'title' | 'google_feed';
export type JobAction = 'pause' | 'resume' | 'cancel';

export interface JobOrder {
	type: JobType;
	keyId: string;
	workspaceId: number;
	products: readonly InventoryProduct[];
	/** Requests of the plan that one product takes. */
	requestsPerProduct: number;
	budget: PlanBudget;
	/** Does the work for one product; throws when it fails. */
	work(product: InventoryProduct): void;
}

export interface Job extends JobOrder {
	id: string;
	status: 'queued' | 'processing' | 'paused' | 'completed' | 'failed' | 'cancelled';
	succeeded: number;
	failed: number;
	createdAt: string;
	startedAt: string | null;
	completedAt: string | null;
	/** Requests of the plan that it holds and has not used yet. */
	requestsInHand: number;
	/** When its work would be done without a pause or a limit. */
	estimatedCompletion: string;
}

/** How often a paused job looks whether it goes on. */
const PAUSE_CHECK_MS = 10;

/** The states that each action can start from. */
const startingPoints: Record<JobAction, ReadonlyArray<Job['status']>> = {
	pause: ['queued', 'processing'],
	resume: ['paused'],
	cancel: ['queued', 'processing', 'paused'],
};

const results: Record<JobAction, Job['status']> = {
	pause: 'paused',
	resume: 'processing',
	cancel: 'cancelled',
};

const participles: Record<JobAction, string> = {
	pause: 'paused',
	resume: 'resumed',
	cancel: 'cancelled',
};

/** Runs jobs in the background and lets them be paused, resumed and cancelled. */
export class Jobs {
	readonly #timings: Timings;
	readonly #work = new BackgroundWork();
	#jobs = new Map<string, Job>();
	#stops = new Map<string, () => void>();

	constructor(timings: Timings) {
		this.#timings = timings;
	}

	reset(): void {
		this.stop();
		this.#jobs.clear();
		this.#stops.clear();
	}

	/** Ends all work under way. */
	stop(): void {
		this.#work.abortAll();
	}

	/** How many jobs of a key have not ended; paused ones hold their place. */
	running(keyId: string): number {
		return [...this.#jobs.values()].filter((job) => job.keyId === keyId && !isOver(job)).length;
	}

	/** The job with this id in the workspace; throws the 404. */
	job(id: string, workspaceId: number): Job {
		const job = this.#jobs.get(id);
		if (job === undefined || job.workspaceId !== workspaceId) throw notFound('Job');
		return job;
	}

	/** Reserves what the plan has left for it, and starts a job. */
	start(order: JobOrder): Job {
		const now = Date.now();
		const { jobQueueMs, generationMsPerItem } = this.#timings;
		const job: Job = {
			...order,
			id: `${order.type}_${order.workspaceId}_${now}_${randomBytes(3).toString('hex')}`,
			status: 'queued',
			succeeded: 0,
			failed: 0,
			createdAt: new Date(now).toISOString(),
			startedAt: null,
			completedAt: null,
			requestsInHand: order.budget.reserve(order.products.length * order.requestsPerProduct),
			estimatedCompletion: new Date(
				now + jobQueueMs + order.products.length * generationMsPerItem,
			).toISOString(),
		};
		this.#jobs.set(job.id, job);
		this.#stops.set(
			job.id,
			this.#work.start((signal) => this.#run(job, signal)),
		);
		return job;
	}

	/** Pauses, resumes or cancels a job; throws the 400 where its state does not allow it. */
	control(job: Job, action: JobAction): Record<string, unknown> {
		const previous = job.status;
		if (!startingPoints[action].includes(previous)) {
			throw badRequest(`Cannot ${action} a ${previous} job`);
		}
		job.status = results[action];
		if (action === 'cancel') {
			job.completedAt = new Date().toISOString();
			this.#stops.get(job.id)?.();
		}
		return {
			success: true,
			job_id: job.id,
			action,
			previous_status: previous,
			current_status: job.status,
			message: `Job ${participles[action]} successfully`,
		};
	}

	async #run(job: Job, signal: AbortSignal): Promise<void> {
		await sandboxClock.sleep(this.#timings.jobQueueMs, signal);
		await whilePaused(job, signal);
		job.status = 'processing';
		job.startedAt = new Date().toISOString();
		const nextStep = createPacer(this.#timings.generationMsPerItem, signal);
		for (const product of job.products) {
			await nextStep();
			await whilePaused(job, signal);
			await takeRequests(job, signal);
			try {
				job.work(product);
				job.succeeded += 1;
			} catch {
				job.failed += 1;
			}
		}
		await whilePaused(job, signal);
		job.status = job.succeeded === 0 ? 'failed' : 'completed';
		job.completedAt = new Date().toISOString();
	}
}

/** The status of a job in the shape of the API's reply. */
export function showJob(job: Job): Record<string, unknown> {
	const processed = job.succeeded + job.failed;
	return {
		job_id: job.id,
		job_type: job.type,
		status: job.status,
		processing_mode: 'async',
		workspace_id: job.workspaceId,
		brand_id: String(job.workspaceId),
		progress: {
			total_products: job.products.length,
			processed_products: processed,
			success_products: job.succeeded,
			failed_products: job.failed,
			percentage: Math.floor((processed / job.products.length) * 100),
		},
		timing: {
			created_at: job.createdAt,
			started_at: job.startedAt,
			completed_at: job.completedAt,
		},
		configuration: {
			processing_mode: 'async',
			batch_size: 10,
			retry_limit: 3,
			webhook_configured: false,
		},
	};
}

function isOver(job: Job): boolean {
	return ['completed', 'failed', 'cancelled'].includes(job.status);
}

function isPaused(job: Job): boolean {
	return job.status === 'paused';
}

async function whilePaused(job: Job, signal: AbortSignal): Promise<void> {
	while (isPaused(job)) await sandboxClock.sleep(PAUSE_CHECK_MS, signal);
}

// Work beyond the plan's limit goes on in the next hour that has room.
async function takeRequests(job: Job, signal: AbortSignal): Promise<void> {
	const { budget, requestsPerProduct } = job;
	while (job.requestsInHand < requestsPerProduct) {
		const granted = budget.reserve(requestsPerProduct - job.requestsInHand);
		job.requestsInHand += granted;
		if (granted === 0)
			await sandboxClock.sleep(budget.nextResetAt.getTime() - sandboxClock.now() + 1, signal);
	}
	job.requestsInHand -= requestsPerProduct;
}
