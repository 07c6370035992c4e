import { expect, it } from '@jest/globals';

import { decideByRule, demoRule } from '../../../sandbox/review/decideByRule.mts';
import { xcScribeAccount } from '../support.mts';
import type { ExampleRuns } from './exampleRuns.mts';

const EXAMPLE = 'xc-scribe-import-generate-review-sync';

/** The example that `npm start` runs; `review/example.test.mts` looks at what it does. */
export function reviewSync(runs: () => ExampleRuns): void {
	it(`${EXAMPLE}: runs to its end`, async () => {
		const { sandbox } = runs().stage;
		const execution = await runs().run(EXAMPLE, {
			credentials: { xcScribeApi: xcScribeAccount(sandbox) },
			settings: { catalogueUrl: `${sandbox.url}/shop/catalogue.csv` },
			decide: async (link) => await decideByRule(link, demoRule),
		});

		expect(execution.error ?? execution.status).toBe('success');
	});
}
