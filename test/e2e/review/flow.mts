import { afterEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';

import type { Execution } from '../../../sandbox/n8n/rest.mts';
import { ReviewPage } from '../../../sandbox/review/reviewPage.mts';
import { until } from '../../sandbox/apiCalls.mts';
import { PATIENCE_MS, type Scene } from './scene.mts';
import { asItems, isFlagged, makeProducts } from './products.mts';
import { itemsNode, REVIEW, reviewNode, reviewWorkflow, runToReview } from './workflow.mts';

const flagging = { score: '={{ $json.score }}', flagBelow: 0.5 };
const anything: unknown = expect.anything();

export function describeFlow(scene: Scene): void {
	describe('a review in a real n8n and a real browser', () => {
		const contexts: BrowserContext[] = [];

		afterEach(async () => {
			await Promise.all(contexts.splice(0).map((context) => context.close()));
		});

		/** A browser of a person of their own. */
		async function person(): Promise<BrowserContext> {
			const context = await scene.browser.newContext({ viewport: { width: 1280, height: 900 } });
			contexts.push(context);
			return context;
		}

		/** Starts a review of so many products. */
		async function review(
			name: string,
			count: number,
			changes: Parameters<typeof reviewNode>[0] = {},
		) {
			const products = makeProducts(count, scene.site.origin);
			const nodes = [itemsNode(asItems(products)), reviewNode({ options: flagging, ...changes })];
			const started = await runToReview(scene.stage.n8n.rest, reviewWorkflow(name, nodes));
			return { ...started, products };
		}

		const card = (page: Page, index: number): Locator =>
			page.locator(`article[data-item="${index}"]`);
		/** How the edited HTML of the fifth product will look. */
		const preview = (page: Page): FrameLocator =>
			card(page, 4).frameLocator('[data-side="proposed"] iframe');
		const visibleCards = (page: Page): Locator => page.locator('article[data-item]:not([hidden])');
		const choose = async (page: Page, filter: string): Promise<void> => {
			await page.locator(`label:has([name="filter"][value="${filter}"])`).click();
		};
		const progress = async (page: Page, text: string): Promise<void> => {
			await page.locator('#progress', { hasText: text }).waitFor();
		};
		const chosen = async (page: Page, index: number): Promise<string | null> =>
			await card(page, index).locator('.choices input:checked').getAttribute('value');

		it('decides 200 products with keys, edits, filters, a closed tab and one button for the rest', async () => {
			const { id, link, products } = await review('200 products', 200);
			const context = await person();
			let page = await context.newPage();
			let driver = await ReviewPage.open(page, link);
			await progress(page, '0 of 200 decided');

			// The first ten by key, back to the third, which is rejected after all.
			await page.keyboard.press('j');
			for (let step = 0; step < 10; step += 1) await page.keyboard.press('a');
			await progress(page, '10 of 200 decided');
			for (let step = 0; step < 8; step += 1) await page.keyboard.press('k');
			await page.keyboard.press('r');
			await page.keyboard.type('Says "waterproof", is not & <never> was.');
			await page.keyboard.press('Escape');
			expect(await chosen(page, 2)).toBe('rejected');

			// One more is approved and taken back.
			await page.keyboard.press('j');
			await page.keyboard.press('r');
			await page.keyboard.press('Escape');
			expect(await chosen(page, 3)).toBe('rejected');
			await page.keyboard.press('u');
			await page.locator('#toast', { hasText: 'Undone: Rejected' }).waitFor();
			expect(await chosen(page, 3)).toBe('approved');

			// Its HTML is edited: what is shown follows.
			const html = '<p>Keeps you dry, <em>mostly</em>.</p>';
			await driver.edit(4, 1, html);
			await preview(page).locator('em', { hasText: 'mostly' }).waitFor();
			await card(page, 4).locator('[data-field="1"] [data-edited]').waitFor();
			await driver.edit(5, 3, '12,5');
			await driver.edit(5, 2, 'one\n two \n\nthree');

			// Filters and search.
			await choose(page, 'flagged');
			await page.locator('#shown', { hasText: '20 products shown.' }).waitFor();
			expect(await visibleCards(page).count()).toBe(20);
			await driver.decide(19, 'rejected', { reason: 'Flagged for a reason.' });
			await choose(page, 'rejected');
			await page.locator('#shown', { hasText: '2 products shown.' }).waitFor();
			expect(await visibleCards(page).locator('h2').allInnerTexts()).toEqual([
				'Product p-0003',
				'Product p-0020',
			]);
			await choose(page, 'undecided');
			await page.locator('#shown', { hasText: '189 products shown.' }).waitFor();
			await choose(page, 'all');
			await page.locator('#search').fill('P-0123');
			await page.locator('#shown', { hasText: '1 product shown.' }).waitFor();
			await driver.decide(122, 'rejected');
			await page.locator('#search').fill('');

			// The tab is closed in the middle; another one of the same browser has everything.
			await page.close();
			page = await context.newPage();
			driver = await ReviewPage.open(page, link);
			await page.locator('#notices', { hasText: 'were restored' }).waitFor();
			await progress(page, '12 of 200 decided');
			expect(await chosen(page, 19)).toBe('rejected');
			expect(await driver.text(4, 1)).toBe(html);
			// Frames are made when their card comes near.
			await card(page, 4).locator('[data-field="1"]').scrollIntoViewIfNeeded();
			await preview(page).locator('em', { hasText: 'mostly' }).waitFor();

			await page.locator('#approve-rest').click();
			await page.locator('#approve-text', { hasText: '188 products are undecided' }).waitFor();
			await page.locator('#approve-confirm').click();
			await progress(page, '200 of 200 decided');
			await driver.name('Änne "Ōtsuka"');
			const answer = await driver.send();
			expect(answer.join(' ')).toContain('197 products approved, 3 products rejected');
			expect(answer.join(' ')).toContain('2 products with changes of yours.');

			const execution = await scene.stage.n8n.rest.untilFinished(id);
			expect(execution.status).toBe('success');
			const rejected = new Map([
				[2, 'Says "waterproof", is not & <never> was.'],
				[19, 'Flagged for a reason.'],
				[122, ''],
			]);
			const verdict = (index: number, edited: string[] = []) => ({
				decision: rejected.has(index) ? 'rejected' : 'approved',
				edited,
				comment: rejected.get(index) ?? '',
				reviewer: 'Änne "Ōtsuka"',
				decidedAt: anything,
			});
			const expected = products.map((product, index) => {
				if (index === 4) {
					const texts = { ...product.texts, body: html };
					return { ...product, texts, review: verdict(index, ['texts.body']) };
				}
				if (index === 5) {
					const changed = { price: 12.5, tags: ['one', 'two', 'three'] };
					return { ...product, ...changed, review: verdict(index, ['price', 'tags']) };
				}
				return { ...product, review: verdict(index) };
			});
			expect(outputs(execution)).toEqual([
				expected.filter((_, index) => !rejected.has(index)),
				expected.filter((_, index) => rejected.has(index)),
			]);
			expectPairs(execution, 197, 3);
			expect(products.filter((_, index) => isFlagged(index))).toHaveLength(20);
		});

		it('goes on with an open tab after n8n was restarted', async () => {
			const { id, link } = await review('Restart', 30);
			const page = await (await person()).newPage();
			const driver = await ReviewPage.open(page, link);
			await driver.decide(0, 'rejected', { reason: 'Before the restart.' });
			await driver.edit(1, 0, 'Written before the restart');
			await page.locator('#approve-rest').click();
			await page.locator('#approve-confirm').click();

			await scene.stage.restartN8n(async () => {
				await page.locator('#send').click();
				await page.locator('#send-confirm').click();
				await page.locator('#send-notices', { hasText: 'could not be reached' }).waitFor();
			});

			await progress(page, '30 of 30 decided');
			expect(await driver.text(1, 0)).toBe('Written before the restart');
			expect((await driver.send()).join(' ')).toContain('29 products approved, 1 product rejected');
			const execution = await scene.stage.n8n.rest.untilFinished(id);
			expect(execution.status).toBe('success');
			const [approved, rejected] = outputs(execution);
			expect(approved?.[0]).toMatchObject({
				id: 'p-0002',
				texts: { title: 'Written before the restart' },
				review: { edited: ['texts.title'], reviewer: '' },
			});
			expect(rejected?.[0]).toMatchObject({
				id: 'p-0001',
				review: { comment: 'Before the restart.' },
			});
			expectPairs(execution, 29, 1);
		});

		it('tells a second person who has decided, and a third one who sends', async () => {
			const { id, link } = await review('Two people', 3, {
				options: { requireReviewer: true },
				parameters: { limitTime: true, limitAmount: 1, limitUnit: 'hours' },
			});
			const [anna, ben, cem] = await Promise.all(
				[0, 1, 2].map(async () => await (await person()).newPage()),
			);
			if (!anna || !ben || !cem) throw new Error('Three tabs were asked for');
			// A process that serves webhooks beside the one that took the decisions could not tell this page either.
			await cem.route(/[?&]watch=/, (route) => route.abort());
			const first = await ReviewPage.open(anna, link);
			const second = await ReviewPage.open(ben, link);
			const third = await ReviewPage.open(cem, link);
			await second.decide(0, 'rejected', { reason: 'Mine' });
			await third.decide(1, 'rejected', { reason: 'Of the third' });
			await third.name('Cem');

			await first.decide(0, 'approved');
			await first.name('Anna <b>A.</b>');
			const answer = await first.send();

			expect(answer.join(' ')).toContain(
				'1 product approved, 0 products rejected, 2 products left undecided',
			);
			await ben
				.locator('[data-notice="decided"]', { hasText: 'Anna <b>A.</b> sent the decisions' })
				.waitFor();
			expect(await ben.locator('#send').isDisabled()).toBe(true);
			const execution = await scene.stage.n8n.rest.untilFinished(id);
			expect(outputs(execution).map((items) => items.length)).toEqual([1, 0, 2]);
			expectPairs(execution, 1, 0);

			const reply = cem.waitForResponse((response) => response.request().method() === 'POST');
			await cem.locator('#send').click();
			await cem.locator('#send-confirm').click();
			expect((await reply).status()).toBe(409);
			await cem.locator('#send-notices', { hasText: 'This review is over' }).waitFor();
			expect(await chosen(cem, 1)).toBe('rejected');
			expect(await cem.locator('textarea[name="c.1"]').inputValue()).toBe('Of the third');
			const kept = await cem.evaluate('JSON.stringify(Object.entries(localStorage))');
			expect(kept).toContain('Of the third');
		});

		it('does not take the answers of a first review for the second one of the workflow', async () => {
			const products = makeProducts(2, scene.site.origin);
			const fields = [{ label: 'Title', kind: 'text' as const, proposed: 'texts.title' }];
			const { id, link } = await runToReview(
				scene.stage.n8n.rest,
				reviewWorkflow('Two reviews', [
					itemsNode(asItems(products)),
					reviewNode({ name: 'First', fields, parameters: { heading: 'First look' } }),
					reviewNode({ fields, parameters: { heading: 'Second look' } }),
				]),
			);
			const open = await (await person()).newPage();
			await open.route(/[?&]watch=/, (route) => route.abort());
			const left = await ReviewPage.open(open, link);
			for (const item of [0, 1]) await left.decide(item, 'rejected', { reason: 'For the first' });
			const page = await (await person()).newPage();
			const first = await ReviewPage.open(page, link);
			for (const item of [0, 1]) await first.decide(item, 'approved');
			await first.send();
			await untilHeading(page, link, 'Second look');

			await open.locator('#send').click();
			await open.locator('#send-confirm').click();
			await open.locator('main', { hasText: 'This page belongs to an earlier review' }).waitFor();

			const second = await ReviewPage.open(page, link);
			await progress(page, '0 of 2 decided');
			await second.decide(0, 'approved');
			await second.decide(1, 'rejected');
			await second.send();
			const execution = await scene.stage.n8n.rest.untilFinished(id);
			expect(execution.status).toBe('success');
			expect(execution.nodes['First']?.items).toEqual([2, 0]);
			expect(execution.nodes[REVIEW]?.items).toEqual([1, 1]);
			expectPairs(execution, 1, 1);
		});

		/** n8n runs from one review to the next in its own time, and answers until then that it does. */
		async function untilHeading(page: Page, link: string, heading: string): Promise<void> {
			await until(async () => {
				await page.goto(link);
				return (await page.locator('h1', { hasText: heading }).count()) > 0 ? true : undefined;
			}, PATIENCE_MS);
		}
	});
}

const outputs = (execution: Execution): Array<Array<Record<string, unknown>>> =>
	execution.nodes[REVIEW]?.json ?? [];

/** `$('Items').item` finds for each item that left the one that came in. */
function expectPairs(execution: Execution, approved: number, rejected: number): void {
	for (const [node, count] of Object.entries({ Approved: approved, Rejected: rejected })) {
		const items = execution.nodes[node]?.json.flat() ?? [];
		expect(items).toHaveLength(count);
		for (const { id, origin } of items) expect(origin).toBe(id);
	}
}
