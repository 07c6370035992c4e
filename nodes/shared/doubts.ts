import { toFault } from './http/faults';

interface LookAlikes {
	/** How many were ever sent or lost. */
	count: number;
	unanswered: Set<Promise<unknown>>;
	/** Requests whose reply was lost and whose job was not found. */
	lost: number;
}

/**
 * What a job that is found at the provider may belong to: the requests of one run that nobody could tell apart by the jobs
 * that they start. A job is one request's only when it cannot be another one's.
 */
export class Doubts {
	private readonly byKey = new Map<string, LookAlikes>();

	/** Sends a request; until it is answered, a job that looks like its own may be its own. */
	async send<T>(key: string, request: () => Promise<T>): Promise<T> {
		const alike = this.alike(key);
		const answer = request().catch((thrown: unknown) => {
			if (toFault(thrown).kind === 'outcome-unknown') this.lost(key);
			return Promise.reject(thrown);
		});
		alike.count += 1;
		alike.unanswered.add(answer);
		try {
			return await answer;
		} finally {
			alike.unanswered.delete(answer);
			this.forgetSettled(key);
		}
	}

	/**
	 * Waits until every request that looks alike has been answered or lost.
	 * @returns true when only one of them was lost: a job that nobody else has is its own
	 */
	async isAlone(key: string): Promise<boolean> {
		const alike = this.alike(key);
		while (alike.unanswered.size > 0) await Promise.allSettled(alike.unanswered);
		return alike.lost <= 1;
	}

	/** The reply of a request was lost. */
	lost(key: string): void {
		const alike = this.alike(key);
		alike.count += 1;
		alike.lost += 1;
	}

	/** Changes when a request comes whose job could be taken for the one of another. */
	count(key: string): number {
		return this.alike(key).count;
	}

	/** A request that was lost is so no longer: its job was found, or it is sent again. */
	resolved(key: string): void {
		this.alike(key).lost -= 1;
		this.forgetSettled(key);
	}

	/** Keeps what it knows as small as what is open, however many items a run has. */
	private forgetSettled(key: string): void {
		const { unanswered, lost } = this.alike(key);
		if (unanswered.size === 0 && lost === 0) this.byKey.delete(key);
	}

	private alike(key: string): LookAlikes {
		const known = this.byKey.get(key) ?? { count: 0, unanswered: new Set(), lost: 0 };
		this.byKey.set(key, known);
		return known;
	}
}
