import { describe, expect, it } from '@jest/globals';

import type { Scene } from './scene.mts';
import { asItems, makeProducts } from './products.mts';
import { itemsNode, REVIEW, reviewNode, reviewWorkflow, runToReview } from './workflow.mts';

export function describePlain(scene: Scene): void {
	describe('a review in a browser without JavaScript', () => {
		it('is a plain form, which comes back filled in when something is missing', async () => {
			const products = makeProducts(30, scene.site.origin);
			const nodes = [
				itemsNode(asItems(products)),
				reviewNode({ options: { requireReviewer: true }, parameters: { heading: 'Plain review' } }),
			];
			const { id, link } = await runToReview(scene.stage.n8n.rest, reviewWorkflow('Plain', nodes));
			const context = await scene.browser.newContext({ javaScriptEnabled: false });
			const page = await context.newPage();
			const card = (index: number) => page.locator(`article[data-item="${index}"]`);
			const choose = async (index: number, decision: string): Promise<void> => {
				await card(index).locator(`label:has(input[value="${decision}"])`).click();
			};

			await page.goto(link);
			expect(await page.locator('article').count()).toBe(25);
			expect(await page.locator('#bar').isVisible()).toBe(false);
			await page.locator('.whole a', { hasText: 'Show all 30' }).click();
			await card(29).waitFor({ state: 'attached' });
			expect(await page.locator('article').count()).toBe(30);
			const shown = card(2).frameLocator('[data-side="proposed"] iframe');
			await shown.locator('b', { hasText: 'p-0003' }).waitFor();

			await choose(0, 'approved');
			await choose(1, 'rejected');
			await card(1).locator('textarea[name="c.1"]').fill('Line 1\nLine <2> & "3"');
			await card(2).locator('[data-field="1"] .edit summary').click();
			await card(2).locator('textarea[name="e.2.1"]').fill('<p>New &amp; <i>better</i></p>');
			await choose(28, 'rejected');
			await page.locator('input[name="rest"]').check();
			// A browser asks for a name itself; one of spaces is enough for it, but not for the server.
			await page.locator('#reviewer').fill('   ');
			await page.locator('#send').click();

			await page.locator('#problems', { hasText: 'Enter your name' }).waitFor();
			// The last one; the page is shown while it still comes in.
			await card(29).waitFor({ state: 'attached' });
			expect(await page.locator('article').count()).toBe(30);
			expect(await card(0).locator('input[value="approved"]').isChecked()).toBe(true);
			expect(await card(1).locator('input[value="rejected"]').isChecked()).toBe(true);
			expect(await card(28).locator('input[value="rejected"]').isChecked()).toBe(true);
			expect(await card(1).locator('textarea[name="c.1"]').inputValue()).toBe(
				'Line 1\nLine <2> & "3"',
			);
			const edited = card(2).locator('textarea[name="e.2.1"]');
			expect(await edited.isVisible()).toBe(true);
			expect(await edited.inputValue()).toBe('<p>New &amp; <i>better</i></p>');
			await shown.locator('i', { hasText: 'better' }).waitFor();
			expect(await page.locator('input[name="rest"]').isChecked()).toBe(true);

			await page.locator('#reviewer').fill('Nora');
			await page.locator('#send').click();
			await page.locator('main[data-kind="done"]', { hasText: 'products rejected' }).waitFor();
			expect(await page.locator('main').innerText()).toContain(
				'28 products approved, 2 products rejected',
			);

			const execution = await scene.stage.n8n.rest.untilFinished(id);
			expect(execution.status).toBe('success');
			expect(execution.nodes[REVIEW]?.items).toEqual([28, 2]);
			const [approved, rejected] = execution.nodes[REVIEW]?.json ?? [];
			expect(rejected).toMatchObject([
				{ id: 'p-0002', review: { comment: 'Line 1\nLine <2> & "3"', reviewer: 'Nora' } },
				{ id: 'p-0029', review: { comment: '' } },
			]);
			expect(approved?.[1]).toMatchObject({
				id: 'p-0003',
				texts: { title: products[2]?.texts.title, body: '<p>New &amp; <i>better</i></p>' },
				review: { decision: 'approved', edited: ['texts.body'] },
			});
			// Texts that nobody touched come back with the line ends of forms, and count as untouched.
			expect(approved?.filter(({ id: own }) => own !== 'p-0003')).toEqual(
				products
					.filter((_, index) => ![1, 2, 28].includes(index))
					.map((product) => ({
						...product,
						review: expect.objectContaining({ decision: 'approved', edited: [] }),
					})),
			);
			for (const { id: own, origin } of execution.nodes['Approved']?.json.flat() ?? []) {
				expect(origin).toBe(own);
			}
		});
	});
}
