import { RequestLimit } from '../serving/requestLimit.mts';
import { throttled } from './errors.mts';

const POSTS_PER_MINUTE = 10;
const JOB_READS_PER_SECOND = 1;

/** The limits of requests, for each token and domain. Throws the 429 of what exceeds them. */
export class Limits {
	readonly #posts: RequestLimit;
	readonly #jobReads: RequestLimit;

	/** `scale` is the length of a minute relative to a real one. */
	constructor(scale: number) {
		this.#posts = new RequestLimit(POSTS_PER_MINUTE, 60_000 * scale);
		this.#jobReads = new RequestLimit(JOB_READS_PER_SECOND, 1000 * scale);
	}

	reset(): void {
		this.#posts.reset();
		this.#jobReads.reset();
	}

	/** Counts a call that queues work. The three POSTs share one limit. */
	countPost(token: string, domain: string): void {
		refuseIf(this.#posts.take(`${token} ${domain}`));
	}

	/** Counts a look at jobs, which names no domain. Both GETs share one limit. */
	countJobRead(token: string): void {
		refuseIf(this.#jobReads.take(token));
	}
}

function refuseIf(waitMs: number): void {
	if (waitMs > 0) throw throttled(waitMs);
}
