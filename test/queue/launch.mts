import { expect, it } from '@jest/globals';

import { launchChromium } from '../../scripts/chromium.mts';
import type { N8nQueue } from '../../sandbox/n8n/queue.mts';
import type { Worker } from '../../sandbox/n8n/worker.mts';
import { ReviewPage } from '../../sandbox/review/reviewPage.mts';
import { runReview } from '../../sandbox/review/reviewRun.mts';
import { cpuSecondsOf, peakMegabytesOf } from '../bench/measuring/processes.mts';
import { CATALOGUE_LAUNCH, launchInput, PHOTOS } from '../e2e/examples/catalogueLaunch.mts';
import { createCredentials, readExample, type QueueStage } from '../e2e/support.mts';

export const PRODUCTS = 1_000;
/** Positions on the page of those that are rejected; all others are approved at once. */
const REJECTED = [1, 7, 30];
const EDITED = 2;
const NEW_TEXT = 'Written by a person.';

const PATIENCE_MS = 12 * 60_000;

/** The example with all four services, with many products. */
export function launchScene(stage: () => QueueStage): void {
	it(`launches a catalogue of ${PRODUCTS} products: none lost, none bought twice, only approved ones published`, async () => {
		const { sandbox, client, queue } = stage();
		const { rest } = stage().n8n;
		const { credentials, settings } = launchInput(sandbox);
		const { id } = await rest.importWorkflow(await readExample(CATALOGUE_LAUNCH), {
			credentials: await createCredentials(stage(), credentials),
			settings,
		});

		let link = '';
		const { execution, report, totals } = await runReview(rest, client, id, {
			timeoutMs: PATIENCE_MS,
			decide: async (address) => {
				link = address;
				await decide(address);
			},
		});
		console.table({ ...Object.fromEntries(totals), ...(await costOf(queue)) });

		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		// The link leads to the webhook processor, and the work was done by the workers.
		expect(new URL(link).origin).toBe(queue.webhookProcessor?.url);
		const taken = await Promise.all(queue.workers.map((worker) => worker.executions()));
		// Before the review and after it.
		expect(taken.flat().filter((taken) => taken === execution.id)).toHaveLength(2);

		const approved = PRODUCTS - REJECTED.length;
		expect(report?.faults).toEqual([]);
		expect(report?.stages).toEqual([
			{ name: 'Imported', products: PRODUCTS },
			{ name: 'Generated', products: PRODUCTS },
			{ name: 'Approved', products: approved },
			{ name: 'Edited', products: 1 },
			{ name: 'Rejected', products: REJECTED.length },
			{ name: 'In the shop', products: approved },
		]);
		const products = await client.products();
		expect(products.filter(({ short_description }) => short_description === NEW_TEXT)).toHaveLength(
			1,
		);
		const forTheShop = execution.nodes['Your Shop']?.json[0] ?? [];
		expect(forTheShop).toHaveLength(approved);
		expect(forTheShop.filter(({ translation }) => translation !== undefined)).toHaveLength(
			approved,
		);
		expect(new Set(forTheShop.map(({ sku }) => sku)).size).toBe(approved);

		const { accepted, duplicates } = sandbox.requests();
		expect(duplicates).toEqual({ generated_items: 0, shop_writes: 0 });
		expect(accepted).toEqual({
			'xcScribe.auth.login': expect.any(Number),
			'xcScribe.project.create': 1,
			'xcScribe.project.update': 1,
			'xcScribe.source.uploadFile': 1,
			'xcScribe.job.create': 1,
			'cernel.product.update': PRODUCTS / 100,
			'cypien.auth.login': 1,
			'cypien.tag.generate': 1,
			'productAi.image.generate': PHOTOS,
			'xcScribe.item.update': 1,
			// At most 500 a request.
			'xcScribe.item.updateBatch': Math.ceil(approved / 500) + 1,
			'xcScribe.sync.syncAll': 1,
		});
	});
}

/** What the processes of n8n have used so far, as lines of a table. */
async function costOf({
	main,
	webhookProcessor,
	workers,
}: N8nQueue): Promise<Record<string, string>> {
	const processes: Array<[string, { pid: number } | undefined]> = [
		['Main', main],
		['Webhook processor', webhookProcessor],
		...workers.map((worker, index): [string, Worker] => [`Worker ${index + 1}`, worker]),
	];
	const lines: Record<string, string> = {};
	for (const [title, process] of processes) {
		if (process === undefined) continue;
		const cpuSeconds = await cpuSecondsOf(process.pid);
		const megabytes = await peakMegabytesOf(process.pid);
		lines[title] = `${cpuSeconds?.toFixed(0)} s CPU, ${megabytes?.toFixed(0)} MB at most`;
	}
	return lines;
}

/** Rejects some, edits one, approves the others with one click. */
async function decide(link: string): Promise<void> {
	const browser = await launchChromium();
	try {
		const page = await ReviewPage.open(await browser.newPage(), link);
		for (const index of REJECTED) {
			await page.decide(index, 'rejected', { reason: 'Sizes are missing.' });
		}
		await page.edit(EDITED, 0, NEW_TEXT);
		await page.approveRest();
		await page.name('Anna');
		await page.send();
	} finally {
		await browser.close();
	}
}
