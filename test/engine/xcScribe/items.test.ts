import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';

import { runNode, startNode } from '../harness';
import { watchWire } from '../wire';
import {
	account,
	jsonOf,
	numbered,
	pairsOf,
	projectRecord,
	scribe,
	sendJson,
	startServer,
	type Answer,
	type TestServer,
} from './support';

const COUNT = 1000;
const ONE_EACH = {
	projectId: { __rl: true, mode: 'id', value: '={{ "p-" + $json.n }}' },
} as const;

const numberIn = (path: string): number => Number(path.split('-').at(-1));

/** Every 37th project is unknown or not valid. */
const isRefused = (n: number): boolean => n % 37 === 36;
const statusOf = (n: number): 404 | 422 => (n % 2 === 0 ? 404 : 422);

/** Answers after a pause that differs from item to item, so that replies come back in another order. */
const answer: Answer = async ({ path }, response) => {
	const n = numberIn(path);
	await pause((n * 7919) % 13);
	if (!isRefused(n)) sendJson(response, projectRecord(`p-${n}`));
	else if (statusOf(n) === 404) sendJson(response, { detail: `Project p-${n} not found` }, 404);
	else {
		const detail = [{ loc: ['path', 'project_id'], msg: `p-${n} is no UUID`, type: 'uuid' }];
		sendJson(response, { detail }, 422);
	}
};

/** Holds the first replies back until `count` requests are in: fewer at once would never come to an end. */
function gathering(count: number): Answer {
	let open = (): void => undefined;
	const full = new Promise<void>((resolve) => {
		open = resolve;
	});
	let arrived = 0;
	return async (request, response, number) => {
		arrived += 1;
		if (arrived === count) open();
		await full;
		await answer(request, response, number);
	};
}

const all = numbered(COUNT).map((_, n) => n);
const good = all.filter((n) => !isRefused(n));
const refused = all.filter(isRefused);

const run = (baseUrl: string, concurrency?: number) =>
	scribe('project.get', {
		parameters: { ...ONE_EACH, ...(concurrency === undefined ? {} : { options: { concurrency } }) },
		credentials: account(baseUrl),
		input: numbered(COUNT),
	});

describe('1,000 items', () => {
	it('keep their order and pairing, and those refused leave on the error output with details', async () => {
		const server = await startServer(answer);
		const result = await runNode({ ...run(server.url, 20), onError: 'continueErrorOutput' });

		expect(result.status).toBe('success');
		expect(jsonOf(result).map(({ id }) => id)).toEqual(good.map((n) => `p-${n}`));
		expect(pairsOf(result)).toEqual(good.map((item) => item));
		expect(pairsOf(result, 1)).toEqual(refused);
		expect(jsonOf(result, 1)).toEqual(
			refused.map((n) => {
				const said =
					statusOf(n) === 404 ? `Project p-${n} not found` : `project_id: p-${n} is no UUID`;
				return {
					n,
					error: expect.stringMatching(new RegExp(`^XC Scribe .*: ${said}$`)),
					details: {
						kind: 'refused',
						status: statusOf(n),
						providerMessage: said,
						advice: expect.any(String),
					},
				};
			}),
		);
		expect(server.arrived).toHaveLength(COUNT);
	});

	it.each([1, 7, 50])(
		'are worked on %i at a time, over as many connections at most',
		async (concurrency) => {
			const server = await startServer(gathering(concurrency));
			const input = numbered(concurrency === 1 ? 50 : COUNT);
			const result = await runNode({
				...run(server.url, concurrency),
				input,
				onError: 'continueErrorOutput',
			});
			expect(pairsOf(result).length + pairsOf(result, 1).length).toBe(input.length);
			expect(server.mostInFlight).toBe(concurrency);
			expect(server.connections).toBeLessThanOrEqual(concurrency);
		},
	);

	it('are worked on 5 at a time when nothing is chosen', async () => {
		const server = await startServer(gathering(5));
		await runNode({ ...run(server.url), input: numbered(30) });
		expect(server.mostInFlight).toBe(5);
	});

	it('stay in one list, the refused ones in their places, with Continue', async () => {
		const server = await startServer(answer);
		const result = await runNode({ ...run(server.url, 20), onError: 'continueRegularOutput' });
		expect(pairsOf(result)).toEqual(all);
		expect(jsonOf(result).map(({ id, error }) => id ?? error)).toEqual(
			all.map((n) => (isRefused(n) ? expect.stringContaining(`p-${n} `) : `p-${n}`)),
		);
	});
});

describe('Without Continue', () => {
	it('the first refused item stops the node, names itself, and nothing more is started', async () => {
		const server = await startServer(answer);
		const { error, status, outputs } = await runNode(run(server.url, 10));
		expect(status).toBe('error');
		expect(outputs).toEqual([]);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'XC Scribe does not know what was asked for: Project p-36 not found',
			httpCode: '404',
			context: { itemIndex: 36 },
		});
		const started = server.arrived.length;
		expect(await server.idle()).toBe(0);
		expect(server.arrived).toHaveLength(started);
		expect(started).toBeLessThan(100);
	});

	it('requests under way have ended when the node stops', async () => {
		const server: TestServer = await startServer(async ({ path }, response) => {
			while (server.arrived.length < 8) await pause(5);
			if (numberIn(path) === 3) {
				sendJson(response, { detail: 'Not found' }, 404);
				return;
			}
			// Under way for longer than the refused one.
			while (wire.answered.length === 0) await pause(5);
			sendJson(response, projectRecord(path));
		});
		const wire = watchWire(server.url);
		const { error } = await runNode({ ...run(server.url, 8), input: numbered(40) });
		expect(error).toMatchObject({ context: { itemIndex: 3 } });
		expect(server.arrived.map(({ path }) => numberIn(path)).sort()).toEqual([
			0, 1, 2, 3, 4, 5, 6, 7,
		]);
		expect(wire.answered).toHaveLength(8);
		wire.stop();
	});
});

describe('Cancelling in the middle', () => {
	it.each(['stopWorkflow', 'continueErrorOutput', 'continueRegularOutput'] as const)(
		'ends the run, starts nothing more and leaves nothing open (%s)',
		async (onError) => {
			// From the 41st on none is answered: who waits for a reply waits for ever.
			const server = await startServer(({ path }, response) => {
				const n = numberIn(path);
				if (n < 40) sendJson(response, projectRecord(`p-${n}`));
			});
			const wire = watchWire(server.url);
			const { result, cancel } = await startNode({ ...run(server.url, 10), onError });
			while (server.arrived.length < 50) await pause(5);
			cancel();
			const { status, outputs, error } = await result;

			expect(status).toBe('canceled');
			expect(error?.message).toMatch(/cancell?ed/);
			expect(await server.idle()).toBe(0);
			expect(wire.sent).toHaveLength(50);
			wire.stop();
			// What had not been done must not look as if it had.
			expect(outputs.flat().filter(({ json }) => !('id' in json) && !('error' in json))).toEqual(
				[],
			);
		},
	);

	it('before the first request sends nothing', async () => {
		const server = await startServer(answer);
		const { result, cancel } = await startNode(run(server.url, 10));
		cancel();
		expect((await result).status).toBe('canceled');
		expect(server.arrived).toEqual([]);
	});
});
