import { sandboxClock } from '../clock.mts';
import { BackgroundWork } from '../serving/backgroundWork.mts';
import { PaidWork } from '../serving/paidWork.mts';
import type { Timings } from '../timings.mts';

export interface ImageSize {
	width: number;
	height: number;
}

export interface ImageOrder {
	/** What the image is made from: an order with the same text is the same order. */
	request: string;
	/** Absent on an upscale. */
	prompt?: string;
	size: ImageSize;
}

export interface ImageJob extends ImageOrder {
	id: number;
	status: 'NOT_STARTED' | 'RUNNING' | 'COMPLETED' | 'ERROR';
}

const FIRST_ID = 22292;

/** Makes images in the background. */
export class ImageJobs {
	readonly #timings: Timings;
	readonly #ended: (job: ImageJob) => void;
	readonly #work = new BackgroundWork();
	readonly paid = new PaidWork();
	#jobs = new Map<string, ImageJob>();

	/** `ended` hears of each job that has come to its end. */
	constructor(timings: Timings, ended: (job: ImageJob) => void) {
		this.#timings = timings;
		this.#ended = ended;
	}

	reset(): void {
		this.stop();
		this.#jobs.clear();
		this.paid.reset();
	}

	/** Ends all work under way. */
	stop(): void {
		this.#work.abortAll();
	}

	/** The job with this id, or undefined. */
	find(id: string): ImageJob | undefined {
		return this.#jobs.get(id);
	}

	/** Starts a job that has been paid. */
	start(order: ImageOrder): ImageJob {
		const job: ImageJob = { ...order, id: FIRST_ID + this.#jobs.size, status: 'NOT_STARTED' };
		this.#jobs.set(String(job.id), job);
		this.paid.record(order.request);
		this.#work.start(async (signal) => {
			await sandboxClock.sleep(this.#timings.jobQueueMs, signal);
			job.status = 'RUNNING';
			await sandboxClock.sleep(this.#timings.imageMs, signal);
			job.status = /fail/i.test(order.request) ? 'ERROR' : 'COMPLETED';
			this.#ended(job);
		});
		return job;
	}
}
