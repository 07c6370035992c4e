// A process that cancels executions at given moments and then has to end by itself: whatever is left keeps it alive.

import 'reflect-metadata';

import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

import { startNode } from '../../engine/harness';
import { runs, situationNames } from './situations';

const orders = z.array(
	z.object({ situation: z.enum(situationNames), url: z.string(), afterMs: z.number() }),
);

/** How long after a cancel requests are waited for that should not come, in ms. */
const SETTLE_MS = 300;

/** What has not ended by then is reported, instead of waiting for it for ever, in ms. */
const PATIENCE_MS = 2000;

const WARM_UP_MS = 1000;

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

/** Loads what is loaded late, so that the first cancels do not come before the first request. */
async function warmUp(situation: keyof typeof runs, url: string): Promise<void> {
	const { result, cancel } = await startNode(runs[situation](url));
	await pause(WARM_UP_MS);
	cancel();
	await result;
}

async function main(): Promise<void> {
	const rounds: unknown[] = [];
	const given = orders.parse(JSON.parse(process.argv[2] ?? '[]'));
	const [first] = given;
	if (first !== undefined) await warmUp(first.situation, first.url);
	for (const { situation, url, afterMs } of given) {
		const startedAt = now();
		const { result, cancel } = await startNode(runs[situation](url));
		await pause(afterMs);
		const cancelledAt = now();
		cancel();
		const status = await Promise.race([
			result.then((run) => run.status),
			pause(PATIENCE_MS, 'has not ended', { ref: false }),
		]);
		const endedAt = now();
		await pause(SETTLE_MS);
		rounds.push({
			situation,
			cancelledAt,
			endedAt,
			status,
			left: resources(),
			requestsAt: requestsAt.filter((at) => at >= startedAt),
		});
	}
	process.stdout.write(JSON.stringify(rounds));
}

void main();
