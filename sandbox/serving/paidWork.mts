/** Counts what was generated and would be paid, and what was generated twice. */
export class PaidWork {
	#seen = new Set<string>();
	#generated = 0;
	#duplicates = 0;

	/** Counts one result. `key` says what was asked for: the same one again is a duplicate. */
	record(key: string): void {
		this.#generated += 1;
		if (this.#seen.has(key)) this.#duplicates += 1;
		this.#seen.add(key);
	}

	reset(): void {
		this.#seen.clear();
		this.#generated = 0;
		this.#duplicates = 0;
	}

	statistics(): { generatedItems: number; duplicateGenerations: number } {
		return { generatedItems: this.#generated, duplicateGenerations: this.#duplicates };
	}
}
