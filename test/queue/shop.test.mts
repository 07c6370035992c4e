import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';

import { setQueueStage, type QueueStage } from '../e2e/support.mts';
import { makeCatalogue } from './catalogue.mts';
import { launchScene, PRODUCTS } from './launch.mts';
import { restartScene } from './restart.mts';
import { webhookScenes } from './webhooks.mts';

/** Work is quick, and nothing is limited; the nodes keep the limits by the real clock all the same. */
const TIMINGS = {
	jobQueueMs: 50,
	generationMsPerItem: 2,
	syncMsPerItem: 1,
	imageMs: 50,
	rateLimitScale: 0,
};

/** What docs/scaling.md recommends. */
const SETTINGS = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

describe('an n8n in queue mode with two workers and a webhook processor', () => {
	let stage: QueueStage;

	beforeAll(async () => {
		stage = await setQueueStage(
			{ timings: TIMINGS, catalogue: makeCatalogue(PRODUCTS) },
			{ workerConcurrency: 5, webhookProcessor: true, env: SETTINGS },
		);
	}, 20 * 60_000);

	beforeEach(() => {
		stage.sandbox.reset();
	});

	afterAll(async () => {
		await stage.end();
	});

	launchScene(() => stage);
	webhookScenes(() => stage);
	restartScene(() => stage);
});
