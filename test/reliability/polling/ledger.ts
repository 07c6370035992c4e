/**
 * The events that were told, list by list: none may be told again. It knows nothing of states and looks, so it finds what an
 * oracle with the same gap as the trigger would not see.
 */
export class Ledger {
	private readonly told = new Map<string, Set<string>>();

	/** A baseline was taken: what was away at that moment is new when it comes back. */
	begin(list: string): void {
		this.told.delete(list);
	}

	/** @throws Error when one of them was told before */
	enter(list: string, identities: readonly string[]): void {
		const known = this.told.get(list) ?? new Set();
		this.told.set(list, known);
		for (const identity of identities) {
			if (known.has(identity)) throw new Error(`Told twice: ${identity}`);
			known.add(identity);
		}
	}
}
