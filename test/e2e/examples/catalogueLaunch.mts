import { expect, it } from '@jest/globals';

import type { Sandbox } from '../../../sandbox/server.mts';
import { decideByRule, fromScore, type Rule } from '../../../sandbox/review/decideByRule.mts';
import { reportReview } from '../../../sandbox/review/reviewReport.mts';
import { cernelLife } from '../operations/cernel.mts';
import { cypienLife } from '../operations/cypien.mts';
import { productAiLife } from '../operations/productAi.mts';
import { xcScribeAccount } from '../support.mts';
import type { ExampleInput, ExampleRuns } from './exampleRuns.mts';

export const CATALOGUE_LAUNCH = 'catalogue-launch';

/** Few enough for ProductAI's 15 requests a minute, looks included. */
export const PHOTOS = 3;

/** What the example needs beside its file. */
export function launchInput(
	sandbox: Sandbox,
): Pick<Required<ExampleInput>, 'credentials' | 'settings'> {
	return {
		credentials: {
			xcScribeApi: xcScribeAccount(sandbox),
			...cernelLife.credentials(sandbox),
			...cypienLife.credentials(sandbox),
			...productAiLife.credentials(sandbox),
		},
		settings: { catalogueUrl: `${sandbox.url}/shop/catalogue.csv`, maximumPhotos: PHOTOS },
	};
}

const rule: Rule = {
	approves: fromScore(0.6),
	reason: 'Sizes are missing.',
	reviewer: 'Anna',
	edit: { field: 'Short description', change: (text) => `Reviewed: ${text}` },
};

/** The example with all four services. */
export function catalogueLaunch(runs: () => ExampleRuns): void {
	it(`${CATALOGUE_LAUNCH}: what four services made is reviewed together, and only approved products leave for the shop`, async () => {
		const { sandbox, client } = runs().stage;
		let approved: string[] = [];

		const execution = await runs().run(CATALOGUE_LAUNCH, {
			...launchInput(sandbox),
			decide: async (link) => {
				({ approved } = await decideByRule(link, rule));
			},
		});

		expect(execution.error).toBeUndefined();
		const [project] = await client.projects();
		const items = await client.items(project?.id ?? '');
		const report = reportReview(execution, items, await client.products());
		expect(report.faults).toEqual([]);
		expect(report.approved).toBe(approved.length);
		const forTheShop = execution.nodes['Your Shop']?.json[0] ?? [];
		expect(forTheShop).toHaveLength(approved.length);
		for (const { translation } of forTheShop) {
			expect(translation).toMatchObject({ description: expect.stringMatching(/\S/) });
		}
		expect(forTheShop.flatMap(({ tags }) => tags).length).toBeGreaterThan(0);
		const photos = forTheShop.filter(({ photo }) => photo !== undefined && photo !== '');
		expect(photos.length).toBeGreaterThan(0);
		for (const { photo } of photos) expect(photo).toMatch(/^http:.*\.png$/);

		const { accepted, duplicates } = sandbox.requests();
		expect(duplicates).toEqual({ generated_items: 0, shop_writes: 0 });
		expect(accepted).toMatchObject({
			'xcScribe.job.create': 1,
			'cernel.product.update': 1,
			'cypien.tag.generate': 1,
			'productAi.image.generate': PHOTOS,
			'xcScribe.sync.syncAll': 1,
		});
	});
}
