import { Fault, inputFault, type FaultKind } from './http/faults';

/** Faults in which the provider carried nothing out, so that nothing was charged. */
const NOT_CHARGED: ReadonlySet<FaultKind> = new Set<FaultKind>([
	'refused',
	'credential',
	'rate-limited',
	'quota',
	'unavailable',
]);

/** Keeps a run within the tokens that the user allowed. */
export class TokenBudget {
	private spent = 0;

	/**
	 * Sets the cost of a call aside before it is made.
	 * @param maximum what the run may cost; 0 for no limit
	 * @throws Fault of kind `input` when the call would exceed it
	 */
	spend(cost: number, maximum: number): void {
		if (maximum > 0 && this.spent + cost > maximum) {
			throw inputFault(
				`This call costs ${cost} tokens, which would exceed the ${maximum} of "Maximum Tokens": ${this.spent} are spent in this run`,
				'Nothing was sent for this item. Raise "Maximum Tokens" in the options, or run the rest later',
			);
		}
		this.spent += cost;
	}

	/** Takes the cost of a call back when the provider refused it. */
	refund(cost: number, thrown: unknown): void {
		if (thrown instanceof Fault && NOT_CHARGED.has(thrown.kind)) this.spent -= cost;
	}
}
