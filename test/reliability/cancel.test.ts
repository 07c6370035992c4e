import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import { createRandom } from '../../sandbox/faults/random.mts';
import { cacheFolder, node24, projectRoot } from '../../scripts/paths.mjs';
import { TestServer } from '../engine/xcScribe/support';
import { answers, END_WITHIN_MS, isReached } from './cancel/answers';
import { outlivesCancel, situationNames, type SituationName } from './cancel/situations';

/** Cancels of each situation. */
const ROUNDS = 4;
const LATEST_MS = 350;
const SEED = 4;
/** A process with nothing left to do ends at once; sockets that are kept alive would hold it for 30 s. */
const EXIT_WITHIN_MS = 15_000;
const TIMEOUT_MS = 300_000;

const roundSchema = z.object({
	situation: z.enum(situationNames),
	cancelledAt: z.number(),
	graceEndedAt: z.number(),
	/** Null when it did not end. */
	endedAt: z.number().nullable(),
	status: z.string(),
	left: z.array(z.string()),
	requestsAt: z.array(z.number()),
});

let rounds: Array<z.output<typeof roundSchema>> = [];
let exit: { code: unknown; afterMs: number };
const servers = new Map<SituationName, TestServer>();

/** The child as one file: its sources are written for a bundler's resolution, which Node does not have. */
async function bundle(folder: string): Promise<string> {
	const outfile = join(folder, 'child.cjs');
	await build({
		entryPoints: [join(projectRoot, 'test/reliability/cancel/child.ts')],
		outfile,
		bundle: true,
		packages: 'external',
		platform: 'node',
		target: 'node24',
		format: 'cjs',
		logLevel: 'warning',
	});
	return outfile;
}

beforeAll(async () => {
	const random = createRandom(SEED);
	let tell: (reached: SituationName) => void = () => undefined;
	for (const name of situationNames) {
		const server = await TestServer.start(async (...request) => {
			if (isReached[name](server.arrived)) tell(name);
			await answers[name](...request);
		});
		servers.set(name, server);
	}
	const orders = situationNames.flatMap((situation) =>
		Array.from({ length: ROUNDS }, (_, round) => ({
			situation,
			url: servers.get(situation)?.url ?? '',
			// In the other half at any moment from the start, which a slow machine takes its time for.
			whenReached: round % 2 === 0,
			afterMs: Math.round(random() * LATEST_MS),
		})),
	);
	// Below the project, where its modules are found.
	await mkdir(cacheFolder, { recursive: true });
	const folder = await mkdtemp(join(cacheFolder, 'cancel-'));
	try {
		const child = spawn(node24, [await bundle(folder), JSON.stringify(orders)], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		});
		tell = (reached) => void (child.connected && child.send(reached));
		let lastWord = 0;
		let said: unknown;
		child.on('message', (message) => {
			lastWord = performance.now();
			said = message;
		});
		const killer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS - EXIT_WITHIN_MS);
		const [code] = (await once(child, 'exit')) as unknown[];
		clearTimeout(killer);
		exit = { code, afterMs: performance.now() - lastWord };
		rounds = z.array(roundSchema).parse(said);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}, TIMEOUT_MS);

afterAll(async () => {
	await Promise.all([...servers.values()].map(async (server) => await server.close()));
});

describe.each(situationNames)('A cancel at any moment while the node waits for %s', (name) => {
	const mine = () => rounds.filter(({ situation }) => situation === name);

	it('ends the execution at once', () => {
		expect(mine()).toHaveLength(ROUNDS);
		for (const { status, cancelledAt, endedAt } of mine()) {
			expect(status).toBe('canceled');
			expect((endedAt ?? Infinity) - cancelledAt).toBeLessThan(END_WITHIN_MS);
		}
	});

	it('lets no request begin afterwards', () => {
		expect(isReached[name](servers.get(name)?.arrived ?? [])).toBe(true);
		// Otherwise the child would have missed all of them, the late ones too.
		expect(mine().flatMap(({ requestsAt }) => requestsAt)).not.toEqual([]);
		for (const { graceEndedAt, requestsAt } of mine()) {
			expect(requestsAt.filter((at) => at > graceEndedAt)).toEqual([]);
		}
	});

	it('leaves no timer and no socket', async () => {
		if (!outlivesCancel(name)) expect(mine().map(({ left }) => left)).toEqual(mine().map(() => []));
		expect(await servers.get(name)?.idle()).toBe(0);
	});
});

it('A process that has cancelled all these ends by itself', () => {
	expect(exit.code).toBe(0);
	expect(exit.afterMs).toBeLessThan(EXIT_WITHIN_MS);
});
