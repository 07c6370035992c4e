import { sandboxClock } from '../clock.mts';

/**
 * At most `limit` requests in any span of `windowMs`, for each key. Refused requests do not count.
 * This is the strictest reading of "10 requests a minute": no fixed window refuses what it lets in.
 */
export class RequestLimit {
	readonly #limit: number;
	readonly #windowMs: number;
	#accepted = new Map<string, number[]>();

	/** A `windowMs` of 0 lets everything in. */
	constructor(limit: number, windowMs: number) {
		this.#limit = limit;
		this.#windowMs = windowMs;
	}

	/** Counts a request. Returns 0, or the milliseconds to wait when it is refused. */
	take(key: string): number {
		const now = sandboxClock.now();
		const recent = (this.#accepted.get(key) ?? []).filter((time) => time > now - this.#windowMs);
		this.#accepted.set(key, recent);
		if (recent.length < this.#limit) {
			recent.push(now);
			return 0;
		}
		return Math.ceil((recent[0] ?? now) + this.#windowMs - now);
	}

	reset(): void {
		this.#accepted.clear();
	}
}
