import type { EventSourceMessage } from 'eventsource-parser';

import { decode, MAXIMUM_REPLY_BYTES } from './http/body';
import { Fault } from './http/faults';

/** One event of a stream as it was sent; `nameOf` and `dataOf` read it. */
export type ServerSentEvent = EventSourceMessage;

/**
 * The events of a stream in order, as many at a time as arrived together. Nothing is read ahead of the consumer.
 * An event that the end of the stream cuts off is dropped, as the standard says.
 * @throws Fault of kind `unreadable` for an event without end; whatever the stream throws when it breaks
 */
export async function* readEvents(
	body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent[]> {
	const { createParser } = await import('eventsource-parser');
	let arrived: ServerSentEvent[] = [];
	const parser = createParser({
		maxBufferSize: MAXIMUM_REPLY_BYTES,
		onEvent: (event) => arrived.push(event),
		onError: ({ type }) => {
			// Fields that the standard does not know are passed over, as it says.
			if (type === 'max-buffer-size-exceeded') throw endlessEvent();
		},
	});
	const decoder = new TextDecoder();
	let last = '';
	const taken = (): ServerSentEvent[] => {
		const events = arrived;
		arrived = [];
		return events;
	};
	for await (const chunk of body) {
		const text = decoder.decode(chunk, { stream: true });
		parser.feed(text);
		last = text.at(-1) ?? last;
		if (arrived.length > 0) yield taken();
	}
	// A return at the very end waits for its line feed, although it ends the line by itself.
	if (last === '\r') parser.feed('\n');
	if (arrived.length > 0) yield taken();
}

/** The data of an event, decoded where they are JSON. */
export function dataOf({ data }: ServerSentEvent): unknown {
	const decoded = decode(data);
	return decoded.json ? decoded.value : (decoded.value ?? '');
}

/** The name of an event, which the standard gives to those without one. */
export const nameOf = ({ event }: ServerSentEvent): string => event ?? 'message';

const endlessEvent = (): Fault =>
	new Fault({
		kind: 'unreadable',
		message: `The stream sent more than ${MAXIMUM_REPLY_BYTES / 1024 / 1024} MB without the end of an event`,
		advice: 'Check that the base URL of the credential leads to the API',
	});
