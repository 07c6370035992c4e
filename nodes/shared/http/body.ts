import { setImmediate as nextTurn } from 'node:timers/promises';

import type { HttpReply } from './client';
import { Fault } from './faults';
import { slowBody } from './patience';

/** Largest reply that is read into memory, in bytes. */
export const MAXIMUM_REPLY_BYTES = 64 * 1024 * 1024;

/** First value of a header, or undefined. Names are lower case. */
export function header(reply: Pick<HttpReply, 'headers'>, name: string): string | undefined {
	const value = reply.headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/** A body of text may take this long from its first byte to its last, in ms. */
const TEXT_WITHIN_MS = 5 * 60_000;

/**
 * Reads a body as text, at most `maximumBytes` after decompression, and within `withinMs`.
 * @throws Fault of kind `unreadable` when it is larger; whatever the stream throws when it breaks or takes too long
 */
export async function readText(
	reply: HttpReply,
	maximumBytes = MAXIMUM_REPLY_BYTES,
	withinMs = TEXT_WITHIN_MS,
): Promise<string> {
	const chunks = await readChunks(reply, maximumBytes, withinMs);
	// undici takes its connection back in the next turn of the event loop; who goes on before that opens another one.
	await nextTurn();
	return Buffer.concat(chunks).toString('utf8');
}

/**
 * The bytes of a body. Listens for its events, because iterating over a stream costs as much as the rest of a request.
 * Time is looked at with each chunk: a body without any is ended by the idle timeout of its connection.
 */
async function readChunks(
	reply: HttpReply,
	maximumBytes: number,
	withinMs: number,
): Promise<Buffer[]> {
	const { body } = reply;
	const lastAt = performance.now() + withinMs;
	return await new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		body.on('data', (bytes: Buffer) => {
			size += bytes.length;
			chunks.push(bytes);
			if (size > maximumBytes) body.destroy(tooLarge(reply, maximumBytes));
			else if (performance.now() > lastAt) body.destroy(slowBody());
		});
		body.once('end', () => resolve(chunks));
		body.once('error', reject);
		body.once('close', () => {
			// Destroyed by somebody else, without an error.
			if (!body.readableEnded) reject(new Error('The body was closed before its end'));
		});
	});
}

function tooLarge({ status }: HttpReply, maximumBytes: number): Fault {
	return new Fault({
		kind: 'unreadable',
		message: `The reply is larger than ${Math.round(maximumBytes / 1024 / 1024)} MB`,
		advice: 'Ask for less at once, e.g. with a filter',
		status,
	});
}

/** A body that nobody wants is still read this far, because that keeps its connection. */
const DISCARDED_BYTES = 64 * 1024;

/** Lets go of a body. A body that is merely destroyed would raise an error that nobody listens to. */
export async function discard(reply: HttpReply): Promise<void> {
	reply.body.on('error', () => undefined);
	await readText(reply, DISCARDED_BYTES).catch(() => undefined);
}

/** A body, decoded: JSON where it parses, the text where it does not, undefined where there is none. */
export function decode(
	text: string,
): { json: true; value: unknown } | { json: false; value?: string } {
	if (text.trim() === '') return { json: false };
	try {
		return { json: true, value: JSON.parse(text) };
	} catch {
		return { json: false, value: text };
	}
}

/** Milliseconds that a Retry-After header asks for (seconds or a date), never below 0. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
	if (value === undefined) return undefined;
	if (/^\d+(\.\d+)?$/.test(value.trim())) return Math.round(Number(value) * 1000);
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
