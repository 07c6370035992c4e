import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, ApiRequest } from './http/apiClient';
import { decode, header } from './http/body';
import type { HttpReply } from './http/client';
import { dataOf, nameOf, readEvents, type ServerSentEvent } from './serverSentEvents';
import { isRecord, toJson, toText } from './values';

/** What becomes of the events of a stream: an item each, or one item that counts them. */
export type StreamOutput = 'events' | 'summary';

/** The summary quotes this many reports of something that went wrong. */
const QUOTED_ERRORS = 20;

/** Collects events into output rows. */
interface Collector {
	add(event: ServerSentEvent): void;
	rows(): IDataObject[];
}

/**
 * Reads a stream to its end. Nothing is read ahead of what has been handled, and it is never started again.
 * @throws Fault with `eventsReceived` and `lastEvent` when it breaks in the middle
 */
export async function runStream(
	client: ApiClient,
	request: ApiRequest,
	wanted: StreamOutput,
): Promise<IDataObject[]> {
	const reply = await client.open(request);
	if (header(reply, 'content-type')?.includes('application/json') === true) {
		const body = decode(await client.text(request, reply));
		return [body.json && isRecord(body.value) ? body.value : { value: toText(body.value) }];
	}
	return await collect(client, request, reply, wanted === 'summary' ? summary() : items());
}

async function collect(
	client: ApiClient,
	request: ApiRequest,
	reply: HttpReply,
	collector: Collector,
): Promise<IDataObject[]> {
	let eventsReceived = 0;
	let last: ServerSentEvent | undefined;
	try {
		for await (const events of readEvents(reply.body)) {
			eventsReceived += events.length;
			last = events.at(-1) ?? last;
			for (const event of events) collector.add(event);
		}
	} catch (cause) {
		const lastEvent = last === undefined ? null : toRow(last);
		throw client.brokenOff(request, cause).with({ eventsReceived, lastEvent });
	}
	return collector.rows();
}

function items(): Collector {
	const rows: IDataObject[] = [];
	return { add: (event) => rows.push(toRow(event)), rows: () => rows };
}

/** Counts, so that a stream of any length takes no more memory than its last event. */
function summary(): Collector {
	const counts = new Map<string, number>();
	const errors: IDataObject[] = [];
	let events = 0;
	let errorCount = 0;
	let last: ServerSentEvent | undefined;
	return {
		add(event) {
			events += 1;
			last = event;
			const name = nameOf(event);
			counts.set(name, (counts.get(name) ?? 0) + 1);
			if (!isErrorReport(event)) return;
			errorCount += 1;
			if (errors.length < QUOTED_ERRORS) errors.push(toRow(event));
		},
		rows: () => [
			{
				events,
				eventCounts: Object.fromEntries(counts),
				errorCount,
				errors,
				lastEvent: last === undefined ? null : toRow(last),
			},
		],
	};
}

/** Event names are not documented: an event that calls itself an error is one, or one whose data do. */
function isErrorReport(event: ServerSentEvent): boolean {
	if (event.event === 'error') return true;
	// Most events say nothing of the kind, and need not be decoded.
	if (!event.data.includes('error')) return false;
	const data = dataOf(event);
	return isRecord(data) && (data.type === 'error' || (data.error ?? false) !== false);
}

const toRow = (event: ServerSentEvent): IDataObject => ({
	event: nameOf(event),
	data: toJson(dataOf(event)),
	...(event.id === undefined ? {} : { id: event.id }),
});
