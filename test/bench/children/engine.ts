// A workflow over many items in n8n's engine. What it is asked for comes from the rows.

import 'reflect-metadata';

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IRun } from 'n8n-workflow';

import { answerQuestions } from '../measuring/answers.mts';
import { measureCost } from '../measuring/cost.mts';
import { measureMemory } from '../measuring/memory.mts';
import { Execution } from './execute';
import { startExpressions } from './expressions';
import { speedUpClock } from './fastClock';
import { createWork } from './works';
import { EngineSettings, type MemoryResult, type RunResult } from './works/settings.mts';

/** undici says there that it begins with a request, also when it is bundled. */
const REQUEST_CHANNEL = 'undici:request:create';

const settings = EngineSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
if (settings.speed !== 1) speedUpClock(settings.product, settings.speed);
const work = createWork(settings, settings.work);
const execution = new Execution(settings, work);

/** Runs the work and notes when the first request of our client left, in ms from the start. */
async function notingFirstRequest(run: () => Promise<void>): Promise<number> {
	const started = performance.now();
	let first: number | undefined;
	const note = (): void => {
		first ??= performance.now();
	};
	subscribe(REQUEST_CHANNEL, note);
	await run().finally(() => unsubscribe(REQUEST_CHANNEL, note));
	return (first ?? started) - started;
}

answerQuestions({
	/** Logs in, loads what is loaded late, and lets the compiler see the code once. */
	warmUp: async () => {
		await startExpressions();
		if (work.warmUpItems === 0) return;
		const items = execution.items(work.warmUpItems);
		const { done, failure } = execution.outcome(await execution.run(items), items);
		if (done !== items.length) {
			throw new Error(`The warm-up did ${done} of ${items.length} items: ${failure ?? 'no error'}`);
		}
	},
	run: async (): Promise<RunResult> => {
		const items = execution.items(settings.items);
		let run: IRun | undefined;
		let preparationMs = 0;
		const cost = await measureCost(async () => {
			preparationMs = await notingFirstRequest(async () => {
				run = await execution.run(items);
			});
		});
		if (run === undefined) throw new Error('The run brought nothing');
		return { ...cost, preparationMs, ...execution.outcome(run, items) };
	},
	runForMemory: async (): Promise<MemoryResult> => {
		const items = execution.items(settings.items);
		const run = async (): Promise<IRun> => await execution.run(items);
		const { result, ...memory } = await measureMemory(run, settings.lookEveryMs);
		return { ...memory, ...execution.outcome(result, items) };
	},
});
