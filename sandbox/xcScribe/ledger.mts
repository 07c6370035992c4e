import { randomUUID } from 'node:crypto';
import { badRequest } from './errors.mts';
import { subscriptionTiers } from './knownValues.mts';

/** Amounts are whole numbers of this part of an XCT, so that nothing is lost by rounding. */
export const UNITS_PER_XCT = 10_000;

const START_BALANCE = 1_000_000 * UNITS_PER_XCT;
const START_TIER = 'pro';

export const adjustableBalances = ['subscription', 'topup'] as const;
type AdjustableBalance = (typeof adjustableBalances)[number];

export interface Transaction {
	id: string;
	type: 'allocation' | 'usage' | 'topup' | 'adjustment' | 'expiry';
	/** Units of {@link UNITS_PER_XCT}; negative when the balance went down. */
	amount: number;
	balance: AdjustableBalance | 'overage';
	description: string;
	createdAt: string;
	/** Account that did it; null for what the system or its use did. */
	createdBy: string | null;
}

/** The XCT of the organization. Spending takes from the subscription first, then from top-ups. */
export class Ledger {
	readonly balances: Record<AdjustableBalance, number> = { subscription: 0, topup: 0 };
	tier = START_TIER;
	/** Whether to go on spending when the balance is used up. */
	overageEnabled = false;
	/** Prices are multiplied by this; a decimal as text. */
	rateMultiplier = '1.0';
	#transactions: Transaction[] = [];

	reset(): void {
		this.#transactions = [];
		this.tier = START_TIER;
		this.overageEnabled = false;
		this.rateMultiplier = '1.0';
		this.balances.subscription = 0;
		this.balances.topup = 0;
		this.#book('allocation', 'subscription', START_BALANCE, 'Monthly allocation', null);
	}

	/** For tests: the balance from now on, without a transaction. */
	setBalance(units: number): void {
		this.balances.subscription = units;
		this.balances.topup = 0;
	}

	get total(): number {
		return this.balances.subscription + this.balances.topup;
	}

	/** Oldest first. */
	transactions(): readonly Transaction[] {
		return this.#transactions;
	}

	/** What something of this list price costs the organization. */
	price(listPrice: number): number {
		return Math.round(listPrice * Number(this.rateMultiplier));
	}

	/** Whether `units` can be spent now; nothing at all can with an empty balance. */
	covers(units: number): boolean {
		return this.overageEnabled || (this.total > 0 && units <= this.total);
	}

	/** Takes `units` without asking whether they are covered; what is missing is overage. */
	spend(units: number, description: string): void {
		let open = units;
		for (const balance of adjustableBalances) {
			const part = Math.min(open, this.balances[balance]);
			if (part > 0) this.#book('usage', balance, -part, description, null);
			open -= part;
		}
		if (open > 0) this.#record('usage', 'overage', -open, description, null);
	}

	topUp(units: number, description: string, by: string): Transaction {
		return this.#book('topup', 'topup', units, description, by);
	}

	/** Throws the 400 of a debit that the balance does not cover. */
	adjust(balance: AdjustableBalance, units: number, description: string, by: string): Transaction {
		if (this.balances[balance] + units < 0) {
			throw badRequest(`The ${balance} balance does not cover this adjustment`);
		}
		return this.#book('adjustment', balance, units, description, by);
	}

	/** Grants the XCT of a month of the present tier. */
	allocate(by: string): void {
		const units = (subscriptionTiers[this.tier]?.monthlyXct ?? 0) * UNITS_PER_XCT;
		this.#book('allocation', 'subscription', units, 'Monthly allocation', by);
	}

	/** Lets the rest of the subscription expire and grants a new month. */
	resetCycle(by: string): void {
		const rest = this.balances.subscription;
		if (rest > 0) this.#book('expiry', 'subscription', -rest, 'End of billing cycle', by);
		this.allocate(by);
	}

	#book(
		type: Transaction['type'],
		balance: AdjustableBalance,
		amount: number,
		description: string,
		createdBy: string | null,
	): Transaction {
		this.balances[balance] += amount;
		return this.#record(type, balance, amount, description, createdBy);
	}

	#record(
		type: Transaction['type'],
		balance: Transaction['balance'],
		amount: number,
		description: string,
		createdBy: string | null,
	): Transaction {
		const transaction: Transaction = {
			id: randomUUID(),
			type,
			amount,
			balance,
			description,
			createdAt: new Date().toISOString(),
			createdBy,
		};
		this.#transactions.push(transaction);
		return transaction;
	}
}

/** Units as the decimal string of the API. */
export function showXct(units: number): string {
	return (units / UNITS_PER_XCT).toFixed(4);
}
