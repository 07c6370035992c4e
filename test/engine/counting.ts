/** Numbers from 1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

/** Does something so often, one after the other. @returns what came of it each time */
export async function times<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
	const results: T[] = [];
	for (const n of upTo(count)) results.push(await work(n));
	return results;
}
