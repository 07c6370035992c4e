import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

const WITHOUT_BODY = [204, 304];

/** How much of a reply leaves, how its length is told, and how the connection ends. */
export interface Cut {
	/** Bytes of the body that are sent; half of them by default, and always at least one less than all. */
	bytes: number | undefined;
	framing: 'length' | 'chunked';
	/** `reset` sends RST, `close` FIN. */
	end: 'reset' | 'close';
}

/** Takes the connection over from Fastify and closes it before a byte of the reply is sent. */
export function closeUnanswered(reply: FastifyReply): void {
	reply.hijack();
	reply.raw.destroy();
}

/**
 * Takes the connection over from Fastify, sends the head and a part of `body`, and ends it. A reply
 * that has no body by its status becomes a 200 that never gets to its first byte.
 */
export async function cutReply(reply: FastifyReply, body: Buffer, cut: Cut): Promise<void> {
	reply.hijack();
	const { raw } = reply;
	const kept = Math.min(cut.bytes ?? Math.floor(body.length / 2), Math.max(0, body.length - 1));
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) raw.setHeader(name, value);
	}
	raw.removeHeader('content-length');
	if (cut.framing === 'length') raw.setHeader('content-length', Math.max(body.length, 1));
	raw.writeHead(WITHOUT_BODY.includes(raw.statusCode) ? 200 : raw.statusCode);
	await write(raw, body.subarray(0, kept));
	if (cut.end === 'reset') {
		raw.socket?.resetAndDestroy();
	} else {
		raw.destroy();
	}
}

// Resolves when the bytes have left, also when the client has gone: there is nobody to tell.
function write(raw: ServerResponse, bytes: Buffer): Promise<void> {
	return new Promise((resolve) => {
		raw.once('close', resolve);
		raw.write(bytes, () => resolve());
	});
}
