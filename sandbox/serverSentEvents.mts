import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface ServerSentEvent {
	event: string;
	/** Sent as JSON on one line. */
	data: unknown;
}

/**
 * Answers with `events` as a text/event-stream. When the client goes away, the generator is
 * returned at its next event, so that no further work is done for nobody.
 */
export function sendEvents(
	reply: FastifyReply,
	events: AsyncIterable<ServerSentEvent>,
): FastifyReply {
	return reply
		.header('content-type', 'text/event-stream; charset=utf-8')
		.header('cache-control', 'no-cache')
		.header('x-accel-buffering', 'no')
		.send(Readable.from(encode(events), { objectMode: false }));
}

async function* encode(events: AsyncIterable<ServerSentEvent>): AsyncGenerator<string> {
	yield ': stream opened\n\n';
	for await (const { event, data } of events) {
		yield `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
	}
}
