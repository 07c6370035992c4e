/** Refusals may have had another reason than too much at once: so long after the last one, twice as much is tried, in ms. */
const DOUBTED_AFTER_MS = 60_000;

/**
 * One request more is tried at once after as many successes as fit at once, but not before a number of them that doubles
 * whenever too much was tried, up to this.
 */
const MOST_SUCCESSES_BEFORE_RAISE = 1024;

/** How much a provider takes at once, learnt from what it refuses; it is told the time, in ms since the epoch. */
export class Capacity {
	private limit = Infinity;
	private successes = 0;
	private successesBeforeRaise = 1;
	private changedAtMs = 0;

	/** Whether one more fits beside so many. */
	fits(underWay: number): boolean {
		return underWay < this.limit;
	}

	/**
	 * The provider took a new call.
	 * @returns whether more fits than before
	 */
	accepted(now: number): boolean {
		if (this.limit === Infinity) return false;
		this.successes += 1;
		if (now >= this.changedAtMs + DOUBTED_AFTER_MS) this.raiseTo(this.limit * 2, now);
		else if (this.successes >= Math.max(this.limit, this.successesBeforeRaise)) {
			this.raiseTo(this.limit + 1, now);
		} else return false;
		return true;
	}

	/**
	 * The provider refused one of so many that are under way.
	 * @param again whether it was sent after the refusal before: those that were under way together were one try
	 */
	refused(underWay: number, again: boolean, now: number): void {
		const known = this.limit === Infinity ? underWay : this.limit;
		this.limit = Math.max(1, known - 1);
		this.successes = 0;
		if (!again) return;
		this.changedAtMs = now;
		this.successesBeforeRaise = Math.min(
			this.successesBeforeRaise * 2,
			MOST_SUCCESSES_BEFORE_RAISE,
		);
	}

	private raiseTo(limit: number, now: number): void {
		this.limit = limit;
		this.successes = 0;
		this.changedAtMs = now;
	}
}
