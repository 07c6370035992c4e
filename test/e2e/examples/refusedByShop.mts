import { fastify } from 'fastify';
import { expect, it } from '@jest/globals';

import { decideByRule, type Rule } from '../../../sandbox/review/decideByRule.mts';
import { CATALOGUE_LAUNCH, PHOTOS, launchInput } from './catalogueLaunch.mts';
import type { ExampleRuns } from './exampleRuns.mts';

const UNKNOWN = 'NOT-IN-THE-SHOP';
const REJECTED = 'Bread knife';

/** The shop knows two of the products, and a reviewer rejects one of these. */
const catalogue = `SKU,Name,Description,Images
KU-1001,Cutting board,Swiss stone pine,https://shop.example/1.jpg
${UNKNOWN},Vase,Glass,https://shop.example/2.jpg
KU-1003,${REJECTED},Steel,https://shop.example/3.jpg
`;

/** The examples that write to the shop of XC Scribe. `before` names nodes that have to run before the end in red. */
const cases = [
	{
		example: 'xc-scribe-import-generate-approve-sync',
		settings: { minimumConfidence: 0 },
		before: ['Read History'],
		written: ['KU-1001', 'KU-1003'],
	},
	{
		example: 'xc-scribe-import-generate-review-sync',
		settings: {},
		before: ['Read History', 'Reject', 'Keep Reason'],
		written: ['KU-1001'],
	},
	{
		example: CATALOGUE_LAUNCH,
		settings: { maximumPhotos: PHOTOS },
		before: ['Your Shop', 'Reject'],
		written: ['KU-1001'],
	},
];

const rule: Rule = {
	approves: ({ title }) => title !== REJECTED,
	reason: 'No blade.',
	reviewer: 'Anna',
};

/** A shop that refuses a product: XC Scribe calls the sync a success all the same. */
export function refusedByShop(runs: () => ExampleRuns): void {
	it.each(cases)('$example: ends in red when the shop refuses a product', async (each) => {
		const { example, settings, before, written } = each;
		const { sandbox, client } = runs().stage;
		const server = fastify();
		server.get('/catalogue.csv', async (_, reply) => reply.type('text/csv').send(catalogue));
		try {
			const catalogueUrl = `${await server.listen({ port: 0 })}/catalogue.csv`;
			const execution = await runs().run(example, {
				credentials: launchInput(sandbox).credentials,
				settings: { ...settings, catalogueUrl },
				decide: async (link) => await decideByRule(link, rule),
			});

			expect(execution.error).toContain(`refused 1 of ${written.length + 1} products: ${UNKNOWN}`);
			for (const name of before) expect(execution.nodes[name]?.items).toEqual([expect.any(Number)]);
			const inShop = (await client.products()).filter(({ times_written: times = 0 }) => times > 0);
			expect(inShop.map(({ external_id: sku }) => sku)).toEqual(written);
		} finally {
			await server.close();
		}
	});
}
