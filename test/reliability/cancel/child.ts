// A process that cancels executions at given moments and then has to end by itself: whatever is left keeps it alive.

import 'reflect-metadata';

import { subscribe } from 'node:diagnostics_channel';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

import { startNode } from '../../engine/harness';
import { outlivesCancel, runs, situationNames } from './situations';

const orders = z.array(
	z.object({
		situation: z.enum(situationNames),
		url: z.string(),
		/** Whether the time begins to count only when the parent has said that the situation is reached. */
		whenReached: z.boolean(),
		afterMs: z.number(),
	}),
);

/** How long after a cancel requests are waited for that should not come, in ms. */
const SETTLE_MS = 300;

/** What has not ended by then is reported, instead of waiting for it for ever, in ms. */
const PATIENCE_MS = 20_000;

/** Turns of the event loop after a cancel: a request that was about to leave may still do so. */
const GRACE_TURNS = 10;

const now = (): number => performance.timeOrigin + performance.now();

/**
 * When requests left, by the clock that the cancels go by: a server in another process sees them only when the machine
 * gives it its turn. The node's own go through undici, n8n's log-in through node:http.
 */
const requestsAt: number[] = [];
for (const channel of ['undici:client:sendHeaders', 'http.client.request.start']) {
	subscribe(channel, () => requestsAt.push(now()));
}

/** What keeps this process alive now, apart from what it has from the start. */
const resources = (): string[] =>
	process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap' && name !== 'TTYWrap');

/** Waits as long as the condition does not hold, at most so long that the parent learns of it. */
async function until(condition: () => boolean): Promise<void> {
	const latest = now() + PATIENCE_MS;
	while (!condition() && now() < latest) await pause(5);
}

async function main(): Promise<void> {
	const rounds: unknown[] = [];
	const reached = new Set<unknown>();
	process.on('message', (situation) => reached.add(situation));
	process.channel?.unref();
	for (const order of orders.parse(JSON.parse(process.argv[2] ?? '[]'))) {
		const { situation, url, whenReached, afterMs } = order;
		const before = requestsAt.length;
		const { result, cancel } = await startNode(runs[situation](url));
		if (whenReached) await until(() => reached.has(situation));
		await pause(afterMs);
		const cancelledAt = now();
		cancel();
		const ended = result.then((run) => ({ status: run.status, endedAt: now() }));
		for (let turn = 0; turn < GRACE_TURNS; turn++) await nextTurn();
		const graceEndedAt = now();
		const late = { status: 'has not ended', endedAt: null };
		const end = await Promise.race([ended, pause(PATIENCE_MS, late, { ref: false })]);
		await pause(SETTLE_MS);
		if (!outlivesCancel(situation)) await until(() => resources().length === 0);
		rounds.push({
			situation,
			cancelledAt,
			graceEndedAt,
			...end,
			left: resources(),
			requestsAt: requestsAt.slice(before),
		});
	}
	process.send?.(rounds);
}

void main();
