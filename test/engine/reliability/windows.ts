/** The most events that fall into any span of that length, whenever it begins. */
export function mostWithin(spanMs: number, times: readonly number[]): number {
	const sorted = [...times].sort((a, b) => a - b);
	return Math.max(
		0,
		...sorted.map((from) => sorted.filter((at) => at >= from && at < from + spanMs).length),
	);
}
