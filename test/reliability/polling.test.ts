import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { toDataObject, toText } from '../engine/guards';
import { bursts } from './polling/bursts';
import {
	cernelScripts,
	type CernelAction,
	type CernelSelection,
	type EndState,
} from './polling/cernelScripts';
import { CernelWorld, publishCernel } from './polling/cernelWorld';
import { cypienScripts } from './polling/cypienScripts';
import { CypienWorld, publishCypien } from './polling/cypienWorld';
import { cernelExamples, xcScribeExamples } from './polling/examples';
import { figures } from './polling/figures';
import { Life } from './polling/life';
import { Provider } from './polling/provider';
import type { Script, Step } from './polling/script';
import { CROWDS, emittedFrom, stateWith } from './polling/states';
import type { Chosen, Publish, World } from './polling/world';
import { xcScribeScripts } from './polling/xcScribeScripts';
import { publishXcScribe, XcScribeWorld } from './polling/xcScribeWorld';

/** More lives than usual, e.g. POLLING_TIMES=10 for the figures of docs/reliability.md, which are written then. */
const TIMES = Number(process.env.POLLING_TIMES ?? 1);
const TIMEOUT_MS = 180_000 * TIMES;
/** The same lives in each run of `npm test`, other ones whenever more are asked for. */
const SEED = TIMES > 1 ? {} : { seed: 20_260_115 };
/** What ends a search for a smaller counterexample, too: it must not go on beside the next test. */
const LIMITS = { interruptAfterTimeLimit: TIMEOUT_MS * 0.8, markInterruptAsFailure: true };

afterAll(() => {
	if (TIMES > 1) process.stdout.write(`${JSON.stringify(figures)}\n`);
});

/** Lives of a trigger by chance: each poll has to bring what has happened, and nothing else. */
async function lives<Action, Selection extends Chosen>(
	scripts: fc.Arbitrary<Script<Action, Selection>>,
	world: () => World<Action, Selection>,
	publish: Publish,
	numRuns: number,
	examples: Array<[Script<Action, Selection>]> = [],
): Promise<void> {
	const provider = await Provider.start();
	await fc.assert(
		fc.asyncProperty(scripts, async (script) => {
			await new Life(script, world(), provider, publish).live();
		}),
		{ numRuns: numRuns * TIMES, examples, ...SEED, ...LIMITS },
	);
}

describe('Whatever happens, each event is told once and in order', () => {
	it(
		'by the trigger of XC Scribe',
		async () => {
			await lives(
				xcScribeScripts,
				() => new XcScribeWorld(),
				publishXcScribe,
				100,
				xcScribeExamples,
			);
		},
		TIMEOUT_MS,
	);

	it(
		'by the job trigger of Cernel',
		async () => {
			await lives(cernelScripts, () => new CernelWorld(), publishCernel, 80, cernelExamples);
		},
		TIMEOUT_MS,
	);

	it(
		'by the trigger of Cypien',
		async () => {
			await lives(cypienScripts, () => new CypienWorld(), publishCypien, 100);
		},
		TIMEOUT_MS,
	);
});

it(
	'A burst is told in order by polls that have no time to read it, while it goes on',
	async () => {
		const provider = await Provider.start();
		await fc.assert(
			fc.asyncProperty(bursts, async ({ script, jobs }) => {
				const life = new Life(script, new CernelWorld(), provider, publishCernel);
				await life.pass();
				expect(life.told).toBe(jobs);
			}),
			{ numRuns: 4 * TIMES, ...LIMITS },
		);
	},
	TIMEOUT_MS,
);

it.each(['regular', 'durable'] as const)(
	'What was not asked for before does not count either when the first poll after an edit is cut (%s)',
	async (scheduler) => {
		const provider = await Provider.start();
		const ended = (state: EndState): Step<CernelAction, CernelSelection> => ({
			do: 'act',
			action: { what: 'jobs', count: 3, skewSeconds: 0, tie: 0, state },
		});
		const selection = { events: ['jobFailed'], output: 'jobWithResults' };
		const steps: Array<Step<CernelAction, CernelSelection>> = [
			{ do: 'poll' },
			{ do: 'poll' },
			ended('FAILURE'),
			ended('SUCCESS'),
			{ do: 'edit', selection: { ...selection, events: ['jobSucceeded', 'jobFailed'] } },
		];
		const world = new CernelWorld();
		const script = { scheduler, withExisting: false, selection, steps };
		const life = new Life(script, world, provider, publishCernel);
		await life.pass();
		// What is cut there the model cannot tell, so it is counted.
		const counts = [await life.pollAnyhow(2), await life.pollAnyhow(), await life.pollAnyhow()];
		expect(counts).toEqual([1, 2, 0]);
		world.act({ what: 'jobs', count: 2, skewSeconds: 0, tie: 0, state: 'SUCCESS' });
		expect(await life.pollAnyhow()).toBe(2);
	},
);

describe('A state', () => {
	it.each(CROWDS)('takes at most 64 bytes for each of 10,000 $name', async (crowd) => {
		const provider = await Provider.start();
		const { most = 10_000 } = crowd;
		const state = await stateWith(crowd, provider, 10_000);
		const bytes = Buffer.byteLength(JSON.stringify(state));
		// All of them are in it.
		expect(bytes).toBeGreaterThan(11 * most);
		expect(bytes / most).toBeLessThanOrEqual(64);
	});

	// Of a running job nothing is told before it ends.
	it.each(CROWDS.filter(({ name }) => !name.startsWith('running')))(
		'that is damaged is answered with a baseline: $name',
		async (crowd) => {
			const provider = await Provider.start();
			const good = await stateWith(crowd, provider, 3);
			const keys = Object.keys(toDataObject(good.watches));
			const damaged = fc.oneof(
				fc.jsonValue().map((watches) => ({ ...good, watches })),
				fc
					.jsonValue()
					.map((junk) => ({ watches: Object.fromEntries(keys.map((key) => [key, junk])) })),
				fc.integer({ min: 1, max: 10 }).map((cut) => ({
					watches: Object.fromEntries(
						Object.entries(toDataObject(good.watches)).map(([key, saved]) => {
							const { seen, ...rest } = toDataObject(saved);
							return [key, { ...rest, seen: toText(seen).slice(cut) }];
						}),
					),
				})),
			);
			await fc.assert(
				fc.asyncProperty(damaged, async (state) => {
					const staticData = toDataObject(JSON.parse(JSON.stringify(state)));
					expect(await emittedFrom(crowd, provider, staticData)).toEqual([0, 1]);
				}),
				{ numRuns: 20 * TIMES },
			);
			// The state itself is none of them.
			expect(await emittedFrom(crowd, provider, good)).toEqual([17, 1]);
		},
	);
});
