import type { Readable } from 'node:stream';

/** Code of the error of a body that took too long as a whole. */
export const SLOW_BODY = 'ERR_BODY_TOO_SLOW';

/**
 * Ends a body that takes longer than `ms` as a whole, however steadily it drips.
 * @returns the timer, which whoever reads the body has to clear
 */
export function endAfter(body: Readable, ms: number): NodeJS.Timeout {
	return setTimeout(end, ms, body);
}

function end(body: Readable): void {
	body.destroy(slowBody());
}

/** The error of a body that took too long as a whole. */
export const slowBody = (): Error =>
	Object.assign(new Error('The body took too long'), { code: SLOW_BODY });
