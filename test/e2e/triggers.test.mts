import { afterAll, beforeAll, describe } from '@jest/globals';

import { setStage, type Stage } from './support.mts';
import { cernelScenes } from './triggers/cernel.mts';
import { cypienScenes } from './triggers/cypien.mts';
import { productAiScenes } from './triggers/productAi.mts';
import { xcScribeScenes } from './triggers/xcScribe.mts';

/** Work is quick, and nothing is limited; the nodes keep the limits by the real clock all the same. */
const TIMINGS = { jobQueueMs: 50, generationMsPerItem: 5, imageMs: 50, rateLimitScale: 0 };

describe('our triggers, published in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await setStage({ timings: TIMINGS });
	}, 20 * 60_000);

	afterAll(async () => {
		await stage.end();
	});

	for (const scenes of [cernelScenes, productAiScenes, cypienScenes, xcScribeScenes]) {
		scenes(() => stage);
	}
});
