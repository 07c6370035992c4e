import type { IBinaryData } from 'n8n-workflow';
import { pipeline, Transform, type TransformCallback } from 'node:stream';

import { saveDownload, type BinaryStore } from './binary';
import { header } from './http/body';
import type { HttpReply } from './http/client';
import { Fault } from './http/faults';
import { endAfter } from './http/patience';

const MEGABYTE = 1024 * 1024;

/** A file may take this long from its first byte to its last, in ms. */
const FILE_WITHIN_MS = 10 * 60_000;

export interface FileRequest {
	/** What the file is called and what it is, where the reply does not say. */
	fallback: { name: string; mimeType: string };
	/** Largest file that is taken, in bytes after decompression. */
	maximumBytes: number;
	/** Milliseconds for the whole file; 10 minutes when left out. */
	withinMs?: number;
	/** What it means that the file broke off on its way. */
	brokenOff(cause: unknown): Fault;
}

/**
 * Streams a reply into n8n's binary store and breaks off when it is too large or too slow.
 * @throws Fault when the file did not come whole; whatever n8n's store throws when it cannot take it
 */
export async function saveFile(
	context: BinaryStore,
	reply: HttpReply,
	{ fallback, maximumBytes, withinMs = FILE_WITHIN_MS, brokenOff }: FileRequest,
): Promise<IBinaryData> {
	if (Number(header(reply, 'content-length')) > maximumBytes) {
		reply.body.on('error', () => undefined).destroy();
		throw tooLarge(reply, maximumBytes);
	}
	const counter = new ByteCounter(() => tooLarge(reply, maximumBytes), maximumBytes);
	let broken: { cause: unknown } | undefined;
	// What happens to the reply while the store still reads is the reason why the store did not get it all.
	reply.body.on('error', (cause) => {
		if (!counter.destroyed) broken = { cause };
	});
	const timer = endAfter(reply.body, withinMs);
	pipeline(reply.body, counter, () => clearTimeout(timer));
	const reason = (cause: unknown): unknown =>
		counter.fault ?? (broken === undefined ? cause : brokenOff(broken.cause));
	return await saveDownload(context, { ...reply, body: counter }, fallback)
		.catch((cause: unknown) => Promise.reject(reason(cause)))
		.finally(() => {
			clearTimeout(timer);
			counter.destroy();
		});
}

/** Passes bytes on and ends with a fault when there are too many. */
class ByteCounter extends Transform {
	fault: Fault | undefined;
	private size = 0;

	constructor(
		private readonly createFault: () => Fault,
		private readonly maximumBytes: number,
	) {
		super();
	}

	override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
		this.size += bytes.length;
		if (this.size <= this.maximumBytes) return done(null, bytes);
		this.fault = this.createFault();
		done(this.fault);
	}
}

function tooLarge({ status }: HttpReply, maximumBytes: number): Fault {
	return new Fault({
		kind: 'unreadable',
		message: `The file is larger than ${Math.round(maximumBytes / MEGABYTE)} MB`,
		advice: 'Raise "Maximum Download Size (MB)" in the options',
		status,
	});
}
