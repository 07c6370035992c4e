/** The signal that all simulated work listens to: a reset or the end of the sandbox aborts it. */
export class WorkSignal {
	#controller = new AbortController();

	get current(): AbortSignal {
		return this.#controller.signal;
	}

	/** Ends everything under way; later work gets a fresh signal. */
	abort(): void {
		this.#controller.abort();
		this.#controller = new AbortController();
	}
}
