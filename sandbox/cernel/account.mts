/** The demo's API token, in the form of a real one: 40 hexadecimal characters. */
export const demoToken = 'ce41e15a4db0c0de0000c0de0000c0de0000ce41';

/** The API token of another user of the same account. */
export const colleagueToken = 'ce41c011ea90e0000c0de0000c0de0000c0dece4';

/** A user of the account, with the token as it was issued. */
export interface TokenHolder {
	token: string;
	user: string;
}

const holders: readonly TokenHolder[] = [
	{ token: demoToken, user: 'content@sandbox.example' },
	{ token: colleagueToken, user: 'colleague@sandbox.example' },
];

/** Price of one text set, i.e. one element in one language. */
export const TOKENS_PER_TEXT = 15;

const START_BALANCE = 100_000;

/** The account behind the tokens: its balance, and whether the tokens still work. */
export class CernelAccount {
	#balance = START_BALANCE;
	#tokensWork = true;

	reset(): void {
		this.#balance = START_BALANCE;
		this.#tokensWork = true;
	}

	/** Whose token it is; undefined for one that does not open the API. */
	holderOf(token: string): TokenHolder | undefined {
		return this.#tokensWork
			? holders.find((holder) => holder.token === token.toLowerCase())
			: undefined;
	}

	/** Makes the tokens worthless, as new ones would. */
	revokeTokens(): void {
		this.#tokensWork = false;
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
