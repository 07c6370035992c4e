/** See userError.mjs. */
export class UserError extends Error {
	constructor(message: string, cause?: unknown);
}

export function printError(error: unknown): void;
