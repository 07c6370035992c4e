/** The one API token, in the form of a real one: 40 hexadecimal characters. */
export const demoToken = 'ce41e15a4db0c0de0000c0de0000c0de0000ce41';

/** Who the token belongs to. */
export const demoUser = 'content@sandbox.example';

/** Price of one text set, i.e. one element in one language. */
export const TOKENS_PER_TEXT = 15;

const START_BALANCE = 100_000;

/** The account behind the token: its balance, and whether the token still works. */
export class CernelAccount {
	#balance = START_BALANCE;
	#tokenWorks = true;

	reset(): void {
		this.#balance = START_BALANCE;
		this.#tokenWorks = true;
	}

	/** Whether `token` opens the API. */
	accepts(token: string): boolean {
		return this.#tokenWorks && token.toLowerCase() === demoToken;
	}

	/** Makes the token worthless, as a new one would. */
	revokeToken(): void {
		this.#tokenWorks = false;
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

	refund(tokens: number): void {
		this.#balance += tokens;
	}
}
