import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
	dataOf,
	nameOf,
	readEvents,
	type ServerSentEvent,
} from '../../nodes/shared/serverSentEvents';

async function* inChunks(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
	let from = 0;
	for (const cut of [...cuts].sort((a, b) => a - b)) {
		yield bytes.subarray(from, cut);
		from = cut;
	}
	yield bytes.subarray(from);
}

/** An event with its data decoded. */
interface ReadEvent {
	event: string;
	data: unknown;
	id?: string;
}

function toRead(event: ServerSentEvent): ReadEvent {
	const { id } = event;
	const read = { event: nameOf(event), data: dataOf(event) };
	return id === undefined ? read : { ...read, id };
}

async function read(text: string, cuts: readonly number[] = []): Promise<ReadEvent[]> {
	const bytes = new TextEncoder().encode(text);
	const found: ReadEvent[] = [];
	for await (const events of readEvents(
		inChunks(
			bytes,
			cuts.map((cut) => cut % (bytes.length + 1)),
		),
	)) {
		found.push(...events.map((event) => toRead(event)));
	}
	return found;
}

/** One line of text, as a field of an event may hold it. */
const line = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/[\r\n\0\uFEFF]/g, ''));

const someEvent = fc.record({
	event: fc.option(fc.constantFrom('progress', 'done', 'error', 'çay'), { nil: undefined }),
	id: fc.option(fc.constantFrom('1', 'a-b'), { nil: undefined }),
	lines: fc.array(line, { minLength: 1, maxLength: 3 }),
	comment: fc.option(line, { nil: undefined }),
});

const write = (
	events: ReadonlyArray<{
		event: string | undefined;
		id: string | undefined;
		lines: string[];
		comment: string | undefined;
	}>,
	end: string,
): string =>
	events
		.flatMap(({ event, id, lines, comment }) => [
			...(comment === undefined ? [] : [`: ${comment}`]),
			...(event === undefined ? [] : [`event: ${event}`]),
			...(id === undefined ? [] : [`id: ${id}`]),
			...lines.map((each) => `data: ${each}`),
			'',
		])
		.map((each) => each + end)
		.join('');

const decoded = (text: string): unknown => {
	if (text.trim() === '') return '';
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
};

describe('The events of a stream', () => {
	it('are the same however its bytes are cut and its lines end', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(someEvent, { maxLength: 5 }),
				fc.constantFrom('\n', '\r\n', '\r'),
				fc.array(fc.nat(2000), { maxLength: 8 }),
				async (events, end, cuts) => {
					const expected = events.map(({ event, id, lines }) => ({
						event: event ?? 'message',
						data: decoded(lines.join('\n')),
						...(id === undefined ? {} : { id }),
					}));
					expect(await read(write(events, end), cuts)).toEqual(expected);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('that the end of the stream cuts off are dropped', async () => {
		const whole = 'data: 1\n\n';
		for (const rest of ['data: 2', 'data: 2\n', 'data: 2\r', 'event: done\n']) {
			expect(await read(whole + rest)).toEqual([{ event: 'message', data: 1 }]);
		}
	});

	it('are given as soon as they are there', async () => {
		let asked = 0;
		async function* source(): AsyncGenerator<Uint8Array> {
			for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
				asked += 1;
				yield new TextEncoder().encode(text);
			}
		}
		const events = readEvents(source());
		expect((await events.next()).value).toEqual([{ data: '1' }]);
		expect(asked).toBe(1);
	});

	it('break with the stream', async () => {
		async function* source(): AsyncGenerator<Uint8Array> {
			yield new TextEncoder().encode('data: 1\n\n');
			throw new Error('broken');
		}
		const events = readEvents(source());
		await events.next();
		await expect(events.next()).rejects.toThrow('broken');
	});
});
