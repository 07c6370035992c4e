import { expect, it } from '@jest/globals';
import { z } from 'zod';

import { demoToken } from '../../../sandbox/cernel/account.mts';
import { decideByRule, type RuleOutcome } from '../../../sandbox/review/decideByRule.mts';
import { Api } from '../../sandbox/apiCalls.mts';
import { cernelLife } from '../operations/cernel.mts';
import type { ExampleRuns } from './exampleRuns.mts';
import { shopAccount, shopApi } from './wooCommerce.mts';

const EXAMPLE = 'cernel-translate-and-publish';

const Row = z.object({
	id: z.string(),
	language: z.string(),
	name: z.string(),
	short_description: z.string(),
	description: z.string(),
	meta_title: z.string(),
	meta_description: z.string(),
});

type Row = z.infer<typeof Row>;

const Job = z.object({ results: z.array(z.object({ job_id: z.string() })) });

const Product = z.object({
	sku: z.string(),
	name: z.string(),
	short_description: z.string(),
	description: z.string(),
	meta_data: z.array(z.object({ key: z.string(), value: z.string() })),
});

type Product = z.infer<typeof Product>;

const REJECTED = ['KU-1002 · German', 'KU-1003 · English'];

/** The example that writes texts in three languages, and publishes the approved ones in WooCommerce. */
export function translateAndPublish(runs: () => ExampleRuns): void {
	it(`${EXAMPLE}: writes exactly the approved texts into the shop, each to its product and language`, async () => {
		const { sandbox, client } = runs().stage;
		const shop = shopApi(sandbox);
		const cernel = new Api(
			() => `${sandbox.url}/cernel`,
			() => ({ authorization: `Token ${demoToken}` }),
		);
		const before = await shop.call(z.array(Product), 'GET', '/products?per_page=100&order=asc');
		let outcome: RuleOutcome | undefined;

		const execution = await runs().run(EXAMPLE, {
			credentials: {
				...cernelLife.credentials(sandbox),
				wooCommerceApi: shopAccount(sandbox),
			},
			decide: async (link) => {
				outcome = await decideByRule(link, {
					approves: ({ title }) => !REJECTED.includes(title),
					reason: 'Sounds like "nothing": & says less.',
					reviewer: 'Änne Ōtsuka',
					edit: { field: 'Short description', change: () => 'A text of ours: 5 < 6 & "so on".' },
				});
			},
		});

		expect(execution.error ?? execution.status).toBe('success');
		expect(outcome?.approved).toHaveLength(10);
		expect(outcome?.rejected).toEqual(REJECTED);
		const { results } = await cernel.call(Job, 'GET', '/jobs');
		expect(results).toHaveLength(1);
		const rows = await cernel.call(z.array(Row), 'GET', `/jobs/${results[0]?.job_id ?? ''}`);
		expect(rows).toHaveLength(12);
		// What was edited on the page is what goes into the shop.
		const texts = rows.map((row) =>
			titleOf(row) === outcome?.edited?.title
				? { ...row, short_description: outcome.edited.text }
				: row,
		);
		const approved = texts.filter((row) => !REJECTED.includes(titleOf(row)));
		const after = await shop.call(z.array(Product), 'GET', '/products?per_page=100&order=asc');
		expect(after).toEqual(before.map((product) => published(product, approved)));
		expect(after.map(({ short_description: text }) => text)).toContain(outcome?.edited?.text);

		expect(execution.nodes['Not Published']?.json[0]).toEqual(
			REJECTED.map((title) => {
				const [sku, language] = title.split(' · ');
				return { sku, language, reason: 'Sounds like "nothing": & says less.' };
			}),
		);
		expect(sandbox.requests()).toMatchObject({
			accepted: { 'cernel.product.update': 1, 'wooCommerce.product.update': 10 },
			duplicates: { generated_items: 0, shop_writes: 0 },
			generated_items: 12,
			statuses: { 200: expect.any(Number), 202: 1 },
		});
		const written = (await client.products()).filter(({ times_written: times = 0 }) => times > 0);
		expect(written.map(({ external_id: sku, times_written: times }) => [sku, times])).toEqual([
			['KU-1001', 1],
			['KU-1002', 1],
			['KU-1004', 1],
		]);
	});
}

function titleOf({ id, language }: Row): string {
	return `${id} · ${language}`;
}

/** A product as it should be in the shop once `approved` is published. */
function published(product: Product, approved: readonly Row[]): Product {
	const own = approved.filter(({ id }) => id === product.sku);
	const english = own.find(({ language }) => language === 'English');
	const others = own.filter((row) => row !== english);
	return {
		...product,
		...(english && {
			name: english.name,
			short_description: english.short_description,
			description: english.description,
		}),
		meta_data: [
			...(english === undefined
				? []
				: [
						{ key: '_yoast_wpseo_title', value: english.meta_title },
						{ key: '_yoast_wpseo_metadesc', value: english.meta_description },
					]),
			...others.flatMap((row) => {
				const code = row.language === 'German' ? 'de' : 'tr';
				const { name, short_description, description, meta_title, meta_description } = row;
				const fields = { name, short_description, description, meta_title, meta_description };
				return Object.entries(fields).map(([key, value]) => ({ key: `${key}_${code}`, value }));
			}),
		],
	};
}
