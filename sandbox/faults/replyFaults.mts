import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { sandboxClock } from '../clock.mts';
import { collect, dribble, padding, paddingLength } from './bodies.mts';
import { closeUnanswered, cutReply } from './connection.mts';
import type { ReplyFault } from './kinds.mts';

/** What goes on to the client, or nothing where the fault has dealt with the connection itself. */
export type FaultOutcome = { payload: unknown } | { connectionTaken: true };

/** Spoils the reply of a handler that has run; `payload` is the body it wanted to send. */
export async function faultReply(
	fault: ReplyFault,
	reply: FastifyReply,
	payload: unknown,
): Promise<FaultOutcome> {
	switch (fault.kind) {
		case 'reply-lost':
			await collect(payload);
			closeUnanswered(reply);
			return { connectionTaken: true };
		case 'reset-in-body':
			await cutReply(reply, await collect(payload), {
				bytes: fault.bytes,
				framing: framingOf(payload),
				end: 'reset',
			});
			return { connectionTaken: true };
		case 'truncated':
			await cutReply(reply, await collect(payload), {
				bytes: fault.bytes,
				framing: fault.framing ?? framingOf(payload),
				end: 'close',
			});
			return { connectionTaken: true };
		case 'slow-first-byte':
			await waitForClient(fault.delayMs, reply);
			return { payload };
		case 'slow-body':
			return { payload: slowBody(fault, reply, payload) };
		case 'wrong-content-type':
			if (!isEmpty(payload)) reply.type('text/html; charset=utf-8');
			return { payload };
		case 'invalid-json':
			await collect(payload);
			return replace(reply, '{"result": {"id": "1", "items": [');
		case 'huge-body':
			await collect(payload);
			if (fault.declared) reply.header('content-length', paddingLength(fault.megabytes));
			return replace(reply, Readable.from(padding(fault.megabytes)));
		case 'gzip-bomb':
			await collect(payload);
			reply.header('content-encoding', 'gzip');
			return replace(reply, zipped(padding(fault.megabytes)));
	}
}

function replace(reply: FastifyReply, payload: string | Readable): FaultOutcome {
	reply.code(200).type('application/json; charset=utf-8');
	return { payload };
}

function zipped(body: Iterable<Buffer>): Readable {
	// A client that leaves destroys the stream, which is no fault of the sandbox.
	return pipeline(Readable.from(body), createGzip({ level: 9 }), () => undefined);
}

function slowBody(
	pace: { bytes: number; pauseMs: number },
	reply: FastifyReply,
	payload: unknown,
): unknown {
	if (isEmpty(payload)) return payload;
	if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
		reply.header('content-length', Buffer.byteLength(payload));
	}
	return Readable.from(dribble(payload, pace, untilClosed(reply)));
}

function framingOf(payload: unknown): 'length' | 'chunked' {
	return payload instanceof Readable ? 'chunked' : 'length';
}

function isEmpty(payload: unknown): boolean {
	return payload === undefined || payload === null || payload === '';
}

async function waitForClient(milliseconds: number, reply: FastifyReply): Promise<void> {
	const signal = untilClosed(reply);
	try {
		await sandboxClock.sleep(milliseconds, signal);
	} catch (error) {
		if (!signal.aborted) throw error;
	}
}

// Aborts when the connection is done with, so that nothing is paced for nobody.
function untilClosed(reply: FastifyReply): AbortSignal {
	const controller = new AbortController();
	reply.raw.once('close', () => controller.abort());
	return controller.signal;
}
