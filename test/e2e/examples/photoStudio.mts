import { expect, it } from '@jest/globals';
import { z } from 'zod';

import { demoKey } from '../../../sandbox/productAi/account.mts';
import { decideByRule, type RuleOutcome } from '../../../sandbox/review/decideByRule.mts';
import { Api } from '../../sandbox/apiCalls.mts';
import { productAiLife } from '../operations/productAi.mts';
import type { ExampleRuns } from './exampleRuns.mts';

const EXAMPLE = 'product-ai-photo-studio';

const REJECTED = 'KU-1002 · Zeytin Ağacı Servis Tahtası';

const PHOTO_TOKENS = 3;
const UPSCALE_TOKENS = 20;

const Tokens = z.object({ data: z.object({ tokens_remaining: z.number() }) });
const Image = z.object({ id: z.string(), image_url: z.string() });

/** The example that makes photos and enlarges the approved ones. */
export function photoStudio(runs: () => ExampleRuns): void {
	it(`${EXAMPLE}: makes a photo of each product, and pays for enlarging the approved ones only`, async () => {
		const { sandbox, n8n } = runs().stage;
		const productAi = new Api(
			() => `${sandbox.url}/product-ai`,
			() => ({ 'x-api-key': demoKey }),
		);
		const tokens = async (): Promise<number> =>
			(await productAi.call(Tokens, 'GET', '/api/key-check')).data.tokens_remaining;
		const before = await tokens();
		let outcome: RuleOutcome | undefined;

		const execution = await runs().run(EXAMPLE, {
			credentials: productAiLife.credentials(sandbox),
			settings: { listUrl: `${sandbox.url}/shop/catalogue.csv` },
			decide: async (link) => {
				outcome = await decideByRule(link, {
					approves: ({ title }) => title !== REJECTED,
					reason: 'The handle is missing.',
					reviewer: 'Änne Ōtsuka',
				});
			},
		});

		expect(execution.error ?? execution.status).toBe('success');
		expect(outcome?.approved).toEqual([
			'KU-1001 · Schneidebrett aus Zirbenholz, groß',
			'KU-1003 · Bread Knife 23 cm',
		]);
		expect(outcome?.rejected).toEqual([REJECTED]);

		const { nodes } = execution;
		expect(nodes['Photos']?.json[0]?.map(({ fileName }) => fileName)).toEqual([
			'KU-1001.png',
			'KU-1003.png',
		]);
		const upscaled = z.array(Image).parse(nodes['Upscale']?.json[0]);
		const files = nodes['Photos']?.binary?.[0] ?? [];
		expect(files.map(({ data }) => data?.fileName)).toEqual(['KU-1001.png', 'KU-1003.png']);
		for (const [index, { image_url: url }] of upscaled.entries()) {
			const bytes = await n8n.rest.file(files[index]?.['data'] ?? { mimeType: '' });
			expect(bytes.equals(Buffer.from(await (await fetch(url)).arrayBuffer()))).toBe(true);
		}
		expect(nodes['Take Again']?.json[0]).toEqual([
			{
				sku: 'KU-1002',
				name: 'Zeytin Ağacı Servis Tahtası',
				reason: 'The handle is missing.',
			},
		]);

		expect(sandbox.requests()).toMatchObject({
			accepted: { 'productAi.image.generate': 3, 'productAi.image.upscale': 2 },
			duplicates: { generated_items: 0 },
		});
		expect(before - (await tokens())).toBe(3 * PHOTO_TOKENS + 2 * UPSCALE_TOKENS);
	});
}
