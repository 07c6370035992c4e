/** The one API key. */
export const demoKey = 'pai_sandbox_0123456789abcdef';

const START_BALANCE = 1250;

/** The account behind the key: its tokens, and whether the key still works. */
export class ProductAiAccount {
	readonly plan = 'standard';
	#balance = START_BALANCE;
	#keyWorks = true;

	reset(): void {
		this.#balance = START_BALANCE;
		this.#keyWorks = true;
	}

	/** Whether `key` opens the API. */
	accepts(key: string): boolean {
		return this.#keyWorks && key === demoKey;
	}

	/** Makes the key worthless. */
	revokeKey(): void {
		this.#keyWorks = false;
	}

	get balance(): number {
		return this.#balance;
	}

	set balance(tokens: number) {
		this.#balance = tokens;
	}

	/** Takes `tokens`; false when there are not as many. */
	charge(tokens: number): boolean {
		if (tokens > this.#balance) return false;
		this.#balance -= tokens;
		return true;
	}
}
