/** See lock.mjs. */
export function takeLock(
	path: string,
	options?: {
		onWait?: (pid: number) => void;
		takenMessage?: (pid: number) => string;
	},
): Promise<() => void>;
