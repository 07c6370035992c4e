/**
 * Reads the code of a system fault, e.g. "ESRCH". Does not ask for `instanceof Error`: inside jest, Node's own errors
 * are of another realm.
 *
 * @param error What was caught.
 * @returns The code; undefined when there is none.
 */
export function errorCode(error: unknown): string | undefined {
	if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
	return typeof error.code === 'string' ? error.code : undefined;
}
