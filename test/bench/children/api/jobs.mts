/** A job as XC Scribe shows it. */
export interface JobRecord {
	id: string;
	status: 'running' | 'completed';
	[key: string]: unknown;
}

interface Job {
	id: string;
	itemIds: readonly string[];
	endsAt: number;
}

/** How many of the newest jobs a list shows. */
const LISTED = 50;

/** The jobs of one project; they need no work, only their time. */
export class Jobs {
	readonly #jobMs: number;
	readonly #mostUnfinished: number;
	/** In the order in which they were taken. */
	#jobs: Job[] = [];
	#byId = new Map<string, Job>();
	#itemIds = new Set<string>();
	#duplicates = 0;

	constructor(jobMs: number, mostUnfinished = Infinity) {
		this.#jobMs = jobMs;
		this.#mostUnfinished = mostUnfinished;
	}

	reset(): void {
		this.#jobs = [];
		this.#byId = new Map();
		this.#itemIds = new Set();
		this.#duplicates = 0;
	}

	get counts(): { submissions: number; duplicates: number } {
		return { submissions: this.#jobs.length, duplicates: this.#duplicates };
	}

	/** Takes a job; undefined when too many are unfinished. */
	submit(itemIds: readonly string[]): JobRecord | undefined {
		if (this.#unfinished() >= this.#mostUnfinished) return undefined;
		const job = {
			id: `job-${this.#jobs.length + 1}`,
			itemIds,
			endsAt: performance.now() + this.#jobMs,
		};
		this.#jobs.push(job);
		this.#byId.set(job.id, job);
		for (const id of itemIds) {
			if (this.#itemIds.has(id)) this.#duplicates += 1;
			this.#itemIds.add(id);
		}
		return show(job);
	}

	find(id: string): JobRecord | undefined {
		const job = this.#byId.get(id);
		return job === undefined ? undefined : show(job);
	}

	/** The newest first. */
	newest(): JobRecord[] {
		return this.#jobs.slice(-LISTED).reverse().map(show);
	}

	/** All jobs take equally long, so that those which run are the last ones taken. */
	#unfinished(): number {
		const now = performance.now();
		return this.#jobs.length - 1 - this.#jobs.findLastIndex(({ endsAt }) => endsAt <= now);
	}
}

/** With the keys and the size of a real one. */
function show({ id, itemIds, endsAt }: Job): JobRecord {
	const ended = endsAt <= performance.now();
	return {
		id,
		job_type: 'generation',
		status: ended ? 'completed' : 'running',
		progress_current: ended ? itemIds.length : 0,
		progress_total: itemIds.length,
		progress_detail: [],
		result: ended ? { item_ids: itemIds, generated: itemIds.length, failed: 0 } : null,
		error: null,
		created_at: '2026-03-01T08:00:00Z',
		started_at: '2026-03-01T08:00:00Z',
		completed_at: ended ? '2026-03-01T08:00:01Z' : null,
	};
}
