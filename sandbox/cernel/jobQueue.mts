import { randomUUID } from 'node:crypto';
import type { Product } from '../catalogue/product.mts';
import { sandboxClock } from '../clock.mts';
import { createPacer } from '../pacing.mts';
import { BackgroundWork } from '../serving/backgroundWork.mts';
import { PaidWork } from '../serving/paidWork.mts';
import type { Timings } from '../timings.mts';
import { TOKENS_PER_TEXT } from './account.mts';
import type { CernelAccount, TokenHolder } from './account.mts';
import { invalidField, notFound, refuse } from './errors.mts';
import type { Site } from './sites.mts';
import type { Template } from './templates.mts';
import { failedRow, writeRow } from './texts.mts';
import type { ResultRow } from './texts.mts';

export type ElementKind = 'products' | 'categories';

export interface Job {
	id: string;
	createdAt: string;
	state: 'QUEUED' | 'STARTED' | 'SUCCESS' | 'PARTIAL_SUCCESS' | 'FAILURE';
	kind: ElementKind;
	/** Whose token queued it. */
	orderedBy: TokenHolder;
	site: Site;
	template: Template;
	languages: readonly string[];
	/** The products to write about, or products that stand for categories. */
	elements: readonly Product[];
	tokenCost: number;
	tokenRefund: number;
	failedCount: number;
	/** Written while the job runs; the API shows them when it has ended. */
	rows: ResultRow[];
}

export type JobOrder = Pick<
	Job,
	'kind' | 'orderedBy' | 'site' | 'template' | 'languages' | 'elements'
>;

/** How many elements may wait at once, for each site. */
const QUEUE_LIMITS: Record<ElementKind, number> = { products: 2500, categories: 500 };

/** Queues and runs jobs. */
export class JobQueue {
	readonly #account: CernelAccount;
	readonly #timings: Timings;
	readonly #rowDone: (job: Job, row: ResultRow) => void;
	readonly #work = new BackgroundWork();
	readonly paid = new PaidWork();
	#jobs = new Map<string, Job>();
	#attempts = new Map<string, number>();

	/** `rowDone` hears of each row as soon as it is there; the job does not wait for it. */
	constructor(
		account: CernelAccount,
		timings: Timings,
		rowDone: (job: Job, row: ResultRow) => void,
	) {
		this.#account = account;
		this.#timings = timings;
		this.#rowDone = rowDone;
	}

	reset(): void {
		this.stop();
		this.#jobs.clear();
		this.#attempts.clear();
		this.paid.reset();
	}

	/** Ends all work under way. */
	stop(): void {
		this.#work.abortAll();
	}

	/** All jobs, the newest first. */
	newestFirst(): Job[] {
		return [...this.#jobs.values()].reverse();
	}

	/** The job with this id; throws the 404. */
	job(id: string): Job {
		const job = this.#jobs.get(id);
		if (job === undefined) throw notFound();
		return job;
	}

	/** Throws the refusal of elements that the queue of the site has no room for. */
	requireRoom(site: Site, kind: ElementKind, count: number): void {
		const limit = QUEUE_LIMITS[kind];
		if (count > limit) {
			throw invalidField(kind, `Ensure this field has no more than ${limit} elements.`);
		}
		const waiting = [...this.#jobs.values()]
			.filter((job) => job.site === site && job.kind === kind && !isFinished(job))
			.reduce((sum, job) => sum + job.elements.length, 0);
		if (waiting + count > limit) {
			throw refuse(429, `${waiting} of at most ${limit} ${kind} are already queued for this site.`);
		}
	}

	/** Charges and starts a job. Throws the refusal of one that the balance does not cover. */
	add(order: JobOrder): Job {
		const tokenCost = order.elements.length * order.languages.length * TOKENS_PER_TEXT;
		if (!this.#account.charge(tokenCost)) throw refuse(403, 'Not enough tokens.');
		const job: Job = {
			...order,
			id: randomUUID(),
			createdAt: new Date().toISOString().slice(0, 19),
			state: 'QUEUED',
			tokenCost,
			tokenRefund: 0,
			failedCount: 0,
			rows: [],
		};
		this.#jobs.set(job.id, job);
		this.#work.start((signal) => this.#run(job, signal));
		return job;
	}

	async #run(job: Job, signal: AbortSignal): Promise<void> {
		await sandboxClock.sleep(this.#timings.jobQueueMs, signal);
		job.state = 'STARTED';
		const nextStep = createPacer(this.#timings.generationMsPerItem, signal);
		for (const element of job.elements) {
			await nextStep();
			if (/fail/i.test(element.externalId)) this.#fail(job, element);
			else this.#write(job, element);
		}
		job.state = outcome(job);
	}

	#write(job: Job, product: Product): void {
		for (const language of job.languages) {
			const about = [job.site.id, job.kind, product.externalId, language].join(' ');
			const attempt = (this.#attempts.get(about) ?? 0) + 1;
			this.#attempts.set(about, attempt);
			// Other data or another template asks for another text.
			this.paid.record(JSON.stringify([about, job.template.id, product]));
			this.#add(
				job,
				writeRow({
					product,
					topic: job.kind === 'products' ? 'product' : 'category',
					site: job.site,
					template: job.template,
					language,
					attempt,
				}),
			);
		}
	}

	#fail(job: Job, product: Product): void {
		const refund = job.languages.length * TOKENS_PER_TEXT;
		job.failedCount += 1;
		job.tokenRefund += refund;
		this.#account.refund(refund);
		for (const language of job.languages) this.#add(job, failedRow(product, language));
	}

	#add(job: Job, row: ResultRow): void {
		job.rows.push(row);
		this.#rowDone(job, row);
	}
}

export function isFinished(job: Job): boolean {
	return job.state !== 'QUEUED' && job.state !== 'STARTED';
}

function outcome(job: Job): Job['state'] {
	if (job.failedCount === 0) return 'SUCCESS';
	return job.failedCount < job.elements.length ? 'PARTIAL_SUCCESS' : 'FAILURE';
}
