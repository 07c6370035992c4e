import { reportError } from './reportError.mts';

/** The work of a provider that goes on after its reply: jobs, which a reset ends. */
export class BackgroundWork {
	#running = new Set<AbortController>();

	/** Starts `work` on its own and returns the function that ends it. */
	start(work: (signal: AbortSignal) => Promise<void>): () => void {
		const controller = new AbortController();
		this.#running.add(controller);
		void this.#run(work, controller);
		return () => controller.abort();
	}

	/** Ends all work under way. */
	abortAll(): void {
		for (const controller of this.#running) controller.abort();
	}

	async #run(
		work: (signal: AbortSignal) => Promise<void>,
		controller: AbortController,
	): Promise<void> {
		try {
			await work(controller.signal);
		} catch (error) {
			if (!controller.signal.aborted) reportError(error);
		} finally {
			this.#running.delete(controller);
		}
	}
}
