import type { Goal, Measurement } from './row.mts';
import { median } from './statistics.mts';

/** A measurement, brought down to medians and held against its goal. */
export interface Figure extends Measurement {
	oursMedian: number;
	peerMedian?: number;
	/** Ours divided by the peer's, of the medians; without a peer, or with a peer of 0, there is none. */
	ratio?: number;
	/** Undefined where there is no goal. */
	met?: boolean;
}

/** Medians, ratio and whether the goal was met. */
export function evaluate(measurement: Measurement): Figure {
	const oursMedian = median(measurement.ours);
	const { peer, goal } = measurement;
	if (peer === undefined) {
		return { ...measurement, oursMedian, ...verdict(goal, oursMedian, undefined) };
	}
	const peerMedian = median(peer);
	return {
		...measurement,
		oursMedian,
		peerMedian,
		...(peerMedian === 0 ? {} : { ratio: oursMedian / peerMedian }),
		...verdict(goal, oursMedian, peerMedian),
	};
}

function verdict(
	goal: Goal | undefined,
	ours: number,
	peer: number | undefined,
): Pick<Figure, 'met'> {
	if (goal === undefined) return {};
	if ('value' in goal) return { met: ours <= goal.value };
	if (peer === undefined) return { met: false };
	if ('atLeast' in goal) return { met: ours >= goal.atLeast * peer };
	return {
		met: 'ratio' in goal ? ours <= goal.ratio * peer : ours - peer <= goal.difference,
	};
}
