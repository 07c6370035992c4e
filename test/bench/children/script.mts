// The same work as a plain script with undici: what the machine, the network and the provider allow.

import { answerQuestions } from '../measuring/answers.mts';
import { measureCost } from '../measuring/cost.mts';
import { connect } from './scripts/connection.mts';
import { ScriptSettings } from './scripts/settings.mts';
import { works } from './scripts/work.mts';
import type { RunResult } from './works/settings.mts';

const WARM_UP_ITEMS = 20;

const settings = ScriptSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
const connected = connect(settings.apiUrl, settings.concurrency);

const run = async (items: number): Promise<number> =>
	await works[settings.work](await connected, items, settings);

answerQuestions({
	warmUp: async () => {
		// A stream is read as a whole, as the node does.
		await run(settings.work === 'readEvents' ? settings.items : WARM_UP_ITEMS);
	},
	run: async (): Promise<RunResult> => {
		let done = 0;
		const cost = await measureCost(async () => {
			done = await run(settings.items);
		});
		return { ...cost, preparationMs: 0, done };
	},
});
