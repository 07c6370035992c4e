import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { runNode, type RunOptions } from '../harness';
import { quietClock } from '../quietClock';
import { account, jsonOf, numbered, pairsOf, scribe, startServer } from '../xcScribe/support';
import { RETRY } from './paidWork';

beforeEach(() => {
	quietClock();
});

const summarizing = (url: string, more: Partial<RunOptions> = {}): RunOptions =>
	scribe('content.generateStream', {
		credentials: account(url),
		...more,
		parameters: { options: { streamOutput: 'summary' } },
	});

const event = (name: string, data: unknown): string =>
	`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

const begin = (response: ServerResponse): ServerResponse =>
	response.writeHead(200, { 'content-type': 'text/event-stream' });

describe('A summary of a stream', () => {
	it('counts the events by name and quotes those that report an error', async () => {
		const server = await startServer((_, response) => {
			begin(response);
			for (let item = 1; item <= 1000; item++) response.write(event('progress', { item }));
			response.write(event('error', { item: 7, message: 'Too long' }));
			response.write(event('progress', { item: 8, error: 'No source text' }));
			response.end(event('done', { total: 1000 }));
		});
		const result = await runNode(summarizing(server.url));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([
			{
				events: 1003,
				eventCounts: { progress: 1001, error: 1, done: 1 },
				errorCount: 2,
				errors: [
					{ event: 'error', data: { item: 7, message: 'Too long' } },
					{ event: 'progress', data: { item: 8, error: 'No source text' } },
				],
				lastEvent: { event: 'done', data: { total: 1000 } },
			},
		]);
		expect(pairsOf(result)).toEqual([0]);
	});

	it('quotes no more than twenty of many errors, and counts them all', async () => {
		const server = await startServer((_, response) => {
			begin(response);
			for (let item = 0; item < 50; item++) response.write(event('error', { item }));
			response.end();
		});
		const [summary] = jsonOf(await runNode(summarizing(server.url)));
		expect(summary).toMatchObject({ events: 50, errorCount: 50 });
		expect(summary?.errors).toHaveLength(20);
	});

	it('of a stream without events says so', async () => {
		const server = await startServer((_, response) => begin(response).end(': nothing to do\n\n'));
		expect(jsonOf(await runNode(summarizing(server.url)))).toEqual([
			{ events: 0, eventCounts: {}, errorCount: 0, errors: [], lastEvent: null },
		]);
	});
});

describe.each([
	['events', { streamOutput: 'events' }],
	['summary', { streamOutput: 'summary' }],
])('A stream that breaks in the middle (%s)', (_, options) => {
	const breaking = async () =>
		await startServer(async ({ path }, response) => {
			begin(response);
			if (!path.includes('/p-1/')) return response.end(event('done', {}));
			for (let item = 1; item <= 120; item++) {
				response.write(event('progress', { item }));
				// In several pieces, as a provider sends them.
				if (item % 50 === 0) await pause(10);
			}
			response.write('event: progress\ndata: {"ite');
			await pause(30);
			return response.destroy();
		});

	const run = (url: string, more: Partial<RunOptions>): RunOptions =>
		scribe('content.generateStream', {
			credentials: account(url),
			input: numbered(3),
			...more,
			parameters: {
				projectId: { __rl: true, mode: 'id', value: '={{ "p-" + $json.n }}' },
				options,
			},
		});

	it('says how much arrived, what came last and where to look, and is sent once', async () => {
		const server = await breaking();
		const result = await runNode(run(server.url, { onError: 'continueErrorOutput' }));
		expect(pairsOf(result)).toEqual([0, 2]);
		expect(jsonOf(result, 1)).toMatchObject([
			{
				error: expect.stringContaining('broke before the reply was complete'),
				details: {
					kind: 'outcome-unknown',
					advice: expect.stringMatching(
						/It may have been carried out all the same. Look at the jobs and the items of the project/,
					),
					eventsReceived: 120,
					lastEvent: { event: 'progress', data: { item: 120 } },
				},
			},
		]);
		expect(server.arrived).toHaveLength(3);
	});

	it('is not sent again by Retry On Fail, and neither are the others', async () => {
		const server = await breaking();
		const result = await runNode(run(server.url, { retryOnFail: { ...RETRY, maxTries: 4 } }));
		expect(result.error?.message).toMatch(/so it was not sent again/);
		expect(server.arrived).toHaveLength(3);
	});
});
