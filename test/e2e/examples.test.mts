import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeTypeDescription } from 'n8n-workflow';

import { blogFromProducts } from './examples/blogFromProducts.mts';
import { catalogueLaunch } from './examples/catalogueLaunch.mts';
import { contentAssistant } from './examples/contentAssistant.mts';
import { ExampleRuns } from './examples/exampleRuns.mts';
import { googleFeed } from './examples/googleFeed.mts';
import { photoStudio } from './examples/photoStudio.mts';
import { refusedByShop } from './examples/refusedByShop.mts';
import { reviewSync } from './examples/reviewSync.mts';
import { faultsOf } from './examples/structure.mts';
import { translateAndPublish } from './examples/translateAndPublish.mts';
import { readExample, setStage } from './support.mts';

/** Work is quick, and nothing is limited; the nodes keep the limits by the real clock all the same. */
const TIMINGS = { jobQueueMs: 50, generationMsPerItem: 5, imageMs: 50, rateLimitScale: 0 };

const examples = readdirSync(new URL('../../examples/', import.meta.url))
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.replace(/\.json$/, ''));

/** Modules that run examples and look at what came of it. The table shows the first run of each. */
const scenes = [
	blogFromProducts,
	translateAndPublish,
	googleFeed,
	photoStudio,
	catalogueLaunch,
	contentAssistant,
	reviewSync,
	refusedByShop,
];

describe('the examples in a real n8n', () => {
	let runs: ExampleRuns;
	let descriptions: INodeTypeDescription[];

	beforeAll(async () => {
		runs = new ExampleRuns(await setStage({ timings: TIMINGS }));
		descriptions = await runs.stage.n8n.rest.nodeDescriptions();
	}, 20 * 60_000);

	beforeEach(() => {
		runs.stage.sandbox.reset();
	});

	afterAll(async () => {
		process.stdout.write(`\n${runs.drawTable()}\n\n`);
		await runs.stage.end();
	});

	it.each(examples)('%s: n8n knows its nodes and fields, a note explains it', async (name) => {
		expect(faultsOf(await readExample(name), descriptions)).toEqual([]);
	});

	for (const scene of scenes) scene(() => runs);
});
