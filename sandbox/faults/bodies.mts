import { Readable } from 'node:stream';
import { sandboxClock } from '../clock.mts';

const MEGABYTE = 1024 * 1024;
const PADDING_HEAD = '{"padding":"';
const PADDING_TAIL = '"}';
const PADDING_STEP = 64 * 1024;

/** The whole body that Fastify is about to send; of a stream, after its work is done. */
export async function collect(payload: unknown): Promise<Buffer> {
	if (!(payload instanceof Readable)) return toBuffer(payload);
	const chunks: Buffer[] = [];
	for await (const chunk of payload) chunks.push(toBuffer(chunk));
	return Buffer.concat(chunks);
}

/** `payload`, `bytes` at a time with `pauseMs` before each, until `signal` aborts. */
export async function* dribble(
	payload: unknown,
	{ bytes, pauseMs }: { bytes: number; pauseMs: number },
	signal: AbortSignal,
): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of payload instanceof Readable ? payload : [payload]) {
			const whole = toBuffer(chunk);
			for (let start = 0; start < whole.length; start += bytes) {
				await sandboxClock.sleep(pauseMs, signal);
				yield whole.subarray(start, start + bytes);
			}
		}
	} catch (error) {
		if (!signal.aborted) throw error;
	}
}

/** A valid JSON text of about `megabytes`, in small steps that share their memory. */
export function* padding(megabytes: number): Generator<Buffer> {
	const step = Buffer.alloc(PADDING_STEP, ' ');
	yield Buffer.from(PADDING_HEAD);
	for (let sent = 0; sent < megabytes * MEGABYTE; sent += PADDING_STEP) yield step;
	yield Buffer.from(PADDING_TAIL);
}

/** Exact length in bytes of what `padding` gives. */
export function paddingLength(megabytes: number): number {
	return PADDING_HEAD.length + megabytes * MEGABYTE + PADDING_TAIL.length;
}

export function toBuffer(chunk: unknown): Buffer {
	if (Buffer.isBuffer(chunk)) return chunk;
	if (chunk instanceof Uint8Array) return Buffer.from(chunk);
	return Buffer.from(typeof chunk === 'string' ? chunk : '');
}
