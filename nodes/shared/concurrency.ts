/**
 * Runs `work` for the indexes 0 to count - 1, at most `limit` at a time, started in order.
 * Starts nothing more after `stop()` is true; what is under way is always waited for.
 * `work` must not reject: what can go wrong belongs into its result.
 */
export async function runSideBySide(
	count: number,
	limit: number,
	work: (index: number) => Promise<void>,
	stop: () => boolean,
): Promise<void> {
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < count && !stop()) {
			const index = next++;
			await work(index);
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
}
