export type Unit = 's' | 'ms' | 'µs' | 'MB' | 'kB' | 'bytes' | 'count' | '/s';

/** What a figure should be at most; what counts a second, at least. */
export type Goal =
	/** Ours divided by the peer's. */
	| { ratio: number }
	/** Ours divided by the peer's, at least. */
	| { atLeast: number }
	/** Ours minus the peer's, in the figure's unit. */
	| { difference: number }
	/** Ours alone, in the figure's unit. */
	| { value: number };

/** One figure, measured once a run for us and, where there is something to compare with, for a peer. */
export interface Measurement {
	/** What was measured, e.g. "CPU". */
	what: string;
	unit: Unit;
	ours: readonly number[];
	peer?: readonly number[];
	goal?: Goal;
}

/** Figures that belong together: the same work, done by us and by the same peer. */
export interface Comparison {
	/** What was done, e.g. "1,000 items, one request each". */
	title: string;
	/** What the values of `ours` belong to. */
	ours: string;
	/** What the values of `peer` belong to. */
	peer?: string;
	/** How a figure came about, where its name cannot say it: stands below the title. */
	note?: string;
	/** How often ours was measured, where that is less than it was to be. */
	runs?: number;
	/** How often the peer was measured, where that is less than ours. */
	peerRuns?: number;
	measurements: readonly Measurement[];
}

/** What a row is run with. */
export interface RowContext {
	/** How often everything is measured. */
	runs: number;
	/** The product as `npm pack` made it. */
	tarball: string;
	/** Tells the person at the terminal how far it is. */
	progress(text: string): void;
}

/** A part of the benchmark, one file each in `rows`. */
export interface Row {
	/** For `--only`. */
	name: string;
	/** Measures ours and the peer side by side, alternating, so that a busy moment hits both. */
	run(context: RowContext): Promise<readonly Comparison[]>;
}

/** The context of a part that takes long: at most `most` runs, which the table then says. */
export const atMost = (most: number, context: RowContext): RowContext => ({
	...context,
	runs: Math.min(most, context.runs),
});

/** Measures `runs` times, everything once in each run; the order turns round from run to run. */
export async function alternate<Name extends string, Result>(
	variants: readonly Name[],
	context: RowContext,
	measure: (variant: Name) => Promise<Result>,
): Promise<Map<Name, Result[]>> {
	const results = new Map<Name, Result[]>(variants.map((variant) => [variant, []]));
	for (let run = 0; run < context.runs; run += 1) {
		const order = run % 2 === 0 ? variants : [...variants].reverse();
		for (const variant of order) {
			context.progress(`run ${run + 1} of ${context.runs}: ${variant}`);
			results.get(variant)?.push(await measure(variant));
		}
	}
	return results;
}

/**
 * Makes figures of what the runs of two sides brought.
 * @param read the value of one run, of ours and of the peer's
 */
export const figures =
	<Result,>(ours: readonly Result[], peer: readonly Result[]) =>
	(what: string, unit: Unit, read: (result: Result) => number, goal?: Goal): Measurement => ({
		what,
		unit,
		ours: ours.map(read),
		...(peer.length === 0 ? {} : { peer: peer.map(read) }),
		...(goal === undefined ? {} : { goal }),
	});
