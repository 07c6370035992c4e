import type { EventSourceMessage } from 'eventsource-parser';

import { decode } from './http/body';

/** One event of a stream; `data` is decoded when it is JSON. */
export interface ServerSentEvent {
	event: string;
	data: unknown;
	id?: string;
}

/**
 * The events of a stream, in order, as their bytes arrive. Nothing is read ahead of the consumer.
 * An event that the end of the stream cuts off is dropped, as the standard says.
 */
export async function* readEvents(
	body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
	const { createParser } = await import('eventsource-parser');
	const arrived: EventSourceMessage[] = [];
	const parser = createParser({ onEvent: (event) => arrived.push(event) });
	const decoder = new TextDecoder();
	let last = '';
	for await (const chunk of body) {
		const text = decoder.decode(chunk, { stream: true });
		parser.feed(text);
		last = text.at(-1) ?? last;
		for (const message of arrived.splice(0)) yield toEvent(message);
	}
	// A return at the very end waits for its line feed, although it ends the line by itself.
	if (last === '\r') parser.feed('\n');
	for (const message of arrived.splice(0)) yield toEvent(message);
}

function toEvent({ event, data, id }: EventSourceMessage): ServerSentEvent {
	const decoded = decode(data);
	return {
		event: event ?? 'message',
		data: decoded.json ? decoded.value : (decoded.value ?? ''),
		...(id === undefined ? {} : { id }),
	};
}
