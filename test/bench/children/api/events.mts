import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK_BYTES = 64 * 1024;

let ready: { count: number; bytes: Buffer } | undefined;

/** Sends a stream of events as fast as the client takes it, or with a pause after each chunk. */
export async function sendEvents(
	response: ServerResponse,
	count: number,
	pauseMs: number,
): Promise<void> {
	const bytes = eventBytes(count);
	response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
	await pipeline(Readable.from(chunksOf(bytes, pauseMs), { objectMode: false }), response);
}

async function* chunksOf(bytes: Buffer, pauseMs: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
		if (pauseMs > 0) await sleep(pauseMs);
		yield bytes.subarray(at, at + CHUNK_BYTES);
	}
}

/** Made once: while they are sent, the server should cost as little as possible. */
function eventBytes(count: number): Buffer {
	if (ready?.count !== count) {
		const events = Array.from({ length: count }, (_, index) => eventText(index + 1, count));
		ready = { count, bytes: Buffer.from(events.join('')) };
	}
	return ready.bytes;
}

/** About 200 bytes. */
function eventText(current: number, total: number): string {
	const data = {
		type: 'item',
		item_id: `3f0c6d9e-3f4b-4f43-9a35-${String(current).padStart(12, '0')}`,
		status: 'generated',
		progress_current: current,
		progress_total: total,
		confidence_score: 0.93,
	};
	return `event: progress\nid: ${current}\ndata: ${JSON.stringify(data)}\n\n`;
}
