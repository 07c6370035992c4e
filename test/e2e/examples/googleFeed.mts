import { expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

import { demoApiKey, demoWorkspaces } from '../../../sandbox/cypien/apiKeys.mts';
import type { BinaryFile, Execution } from '../../../sandbox/n8n/rest.mts';
import { Api } from '../../sandbox/apiCalls.mts';
import type { ExampleRuns } from './exampleRuns.mts';
import { shopAccount } from './wooCommerce.mts';

const EXAMPLE = 'cypien-tags-titles-google-feed';

const LOCALE = 'en-US';
const PERSONA = 'SIMPLE_VISITOR';

const Login = z.object({ access_token: z.string() });
const Texts = z.array(
	z.object({ language: z.string(), personaName: z.string(), body: z.string() }),
);
const Variants = z.object({ titleVariants: Texts, googleFeedVariants: Texts });
const Lines = z.array(z.record(z.string()));

/** In the sandbox the first product and every fourth after it have approved tags; these are KU-1001 and KU-1005. */
const TAGGED = [13302, 13306];
/** Has suggested tags only. */
const SUGGESTED = 13303;

/** The example that makes a product file for Google. */
export function googleFeed(runs: () => ExampleRuns): void {
	it(`${EXAMPLE}: makes a file of the products that have texts, and orders each text once`, async () => {
		const { sandbox, n8n } = runs().stage;
		const workspace = demoWorkspaces.find(({ hasProducts }) => hasProducts)?.id ?? 0;
		const quoted = sandbox.addProduct(workspace, {
			sku_id: 'KU-1003',
			title: 'Bread Knife 9" "Sheffield"',
			tags: ['knife'],
		}).inventory_id;
		// Cypien fails with it, and the shop has none of that name.
		const failing = sandbox.addProduct(workspace, {
			sku_id: 'KU-fail',
			title: 'Never written',
			tags: ['knife'],
		}).inventory_id;
		// Nothing tells these two apart when all that is known is their name.
		const twin = sandbox.addProduct(workspace, {
			sku_id: 'KU-1004',
			title: 'Twin',
			tags: ['knife'],
		}).inventory_id;
		sandbox.addProduct(workspace, { sku_id: 'KU-1006', title: 'Twin', tags: ['knife'] });

		const run = async (): Promise<Buffer> => {
			const execution = await runs().run(EXAMPLE, {
				credentials: {
					cypienApi: {
						apiKey: demoApiKey,
						workspaceId: String(workspace),
						baseUrl: `${sandbox.url}/cypien`,
					},
					wooCommerceApi: shopAccount(sandbox),
				},
				settings: { inventoryIds: [...TAGGED, SUGGESTED, quoted, failing, twin] },
			});
			expect(execution.error ?? execution.status).toBe('success');
			return await n8n.rest.file(fileOf(execution));
		};

		const file = await run();
		const ordered = sandbox.requests();

		expect(ordered.accepted).toMatchObject({
			'cypien.tag.generate': 1,
			'cypien.title.generate': 1,
			'cypien.googleFeed.generate': 1,
		});
		const lines = Lines.parse(parse(file, { bom: true, columns: true, delimiter: '\t' }));
		const api = await signedIn(sandbox.url, workspace);
		const expected = [
			{
				sku: 'KU-1001',
				inventoryId: TAGGED[0],
				shopId: 1041,
				price: '49.90',
				gtin: '9008812310017',
			},
			{ sku: 'KU-1005', inventoryId: TAGGED[1], shopId: 1045, price: '39.90', gtin: '' },
			{ sku: 'KU-1003', inventoryId: quoted, shopId: 1043, price: '64.00', gtin: '' },
		];
		expect(lines).toEqual(
			await Promise.all(
				expected.map(async ({ sku, inventoryId, shopId, price, gtin }) => {
					const path = `/v1/inventory/variants/${inventoryId}`;
					const variants = await api.call(Variants, 'GET', path);
					return {
						id: sku,
						title: textOf(variants.titleVariants),
						description: textOf(variants.googleFeedVariants),
						link: `${sandbox.url}/shop/?post_type=product&p=${shopId}`,
						image_link: expect.stringMatching(/^https:.*\.jpg$/),
						availability: 'in_stock',
						price: `${price} EUR`,
						sale_price: '',
						condition: 'new',
						brand: 'Alpenglow',
						gtin,
						identifier_exists: gtin === '' ? 'no' : 'yes',
						product_type: expect.stringMatching(/\S/),
					};
				}),
			),
		);
		expect(lines[2]?.['title']).toContain('Bread Knife 9" "Sheffield"');

		// The next morning nothing has changed, and what could not be written is not bought once more.
		expect((await run()).equals(file)).toBe(true);
		const { accepted, generated_items: bought, duplicates } = sandbox.requests();
		expect(accepted).toMatchObject({
			'cypien.title.generate': 1,
			'cypien.googleFeed.generate': 1,
		});
		expect(bought).toBe(ordered.generated_items);
		expect(duplicates.generated_items).toBe(0);
	});
}

function fileOf({ nodes }: Execution): BinaryFile {
	const files = nodes['Product File']?.binary?.flat() ?? [];
	expect(files).toEqual([
		{
			data: expect.objectContaining({
				fileName: 'products.tsv',
				mimeType: 'text/tab-separated-values',
			}),
		},
	]);
	return files[0]?.['data'] ?? { mimeType: '' };
}

function textOf(texts: z.infer<typeof Texts>): string {
	const found = texts.find(
		({ language, personaName }) => language === LOCALE && personaName === PERSONA,
	);
	return found?.body ?? 'missing';
}

async function signedIn(url: string, workspaceId: number): Promise<Api> {
	const api = (token: string): Api =>
		new Api(
			() => `${url}/cypien`,
			() => (token === '' ? {} : { authorization: `Bearer ${token}` }),
		);
	const login = { apiKey: demoApiKey, workspaceId };
	return api((await api('').call(Login, 'POST', '/v1/auth/login', login)).access_token);
}
