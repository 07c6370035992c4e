import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';

import { ReviewPage } from '../../../sandbox/review/reviewPage.mts';
import type { Scene } from './scene.mts';
import { inspect } from './axe.mts';
import { asItems, makeProducts } from './products.mts';
import {
	itemsNode,
	productFields,
	REVIEW,
	reviewNode,
	reviewWorkflow,
	runToReview,
	type Field,
} from './workflow.mts';

const arabic: readonly Field[] = [
	{ label: 'العنوان', kind: 'text', proposed: 'ar.title', current: 'ar.old', language: 'ar' },
	{ label: 'الوصف', kind: 'html', proposed: 'ar.body', language: 'ar' },
];
const texts = {
	title: 'معطف مطر خفيف مقاوم للماء',
	old: 'معطف مطر خفيف',
	body: '<p>يبقيك <b>جافًا</b> في كل الدروب.</p>',
};

export function describeAccessibility(scene: Scene): void {
	describe('the pages of a review for everybody', () => {
		let checks = 0;
		let page: Page;

		afterAll(() => {
			console.log(`axe-core: ${checks} checks passed`);
		});

		beforeEach(async () => {
			page = await (await scene.browser.newContext()).newPage();
		});

		async function review(name: string, count: number, options: object) {
			const items = makeProducts(count, scene.site.origin).map((item) => ({ ...item, ar: texts }));
			const node = reviewNode({
				fields: [...productFields, ...arabic],
				parameters: {
					heading: 'Autumn texts',
					instructions: 'Check sizes and materials.\nReject what sounds like a promise.',
					limitTime: true,
					limitAmount: 2,
					limitUnit: 'days',
				},
				options: {
					score: '={{ 0.3 }}',
					flagBelow: 0.5,
					link: 'https://shop.example/p',
					...options,
				},
			});
			return await runToReview(
				scene.stage.n8n.rest,
				reviewWorkflow(name, [itemsNode(asItems(items)), node]),
			);
		}

		async function expectNoViolation(name: string, on = page): Promise<void> {
			const found = await inspect(on, name);
			checks += found.checks;
			expect(found.violations).toEqual([]);
		}

		async function inDialog(name: string, button: string, dialog: string): Promise<void> {
			await page.locator(button).click();
			await page.locator(`${dialog}[open]`).waitFor();
			await expectNoViolation(name);
			await page.keyboard.press('Escape');
		}

		it('break no rule of WCAG 2.2 AA while somebody decides', async () => {
			const { link } = await review('Access', 4, { accessCode: 'open sesame' });
			await page.goto(link);
			await expectNoViolation('access code');
			await page.locator('#code').fill('wrong');
			await page.keyboard.press('Enter');
			await page.locator('#code-problem').waitFor();
			await expectNoViolation('wrong access code');
			await page.locator('#code').fill('open sesame');
			await page.keyboard.press('Enter');
			await page.locator('#bar').waitFor();
			await expectNoViolation('fresh review');

			const driver = await ReviewPage.open(page, link);
			await driver.decide(0, 'approved');
			await driver.decide(1, 'rejected', { reason: 'Too long.' });
			for (const field of [0, 1, 2, 5]) await driver.edit(2, field, 'Something <b>else</b>');
			await driver.edit(2, 3, 'no number');
			await page.locator('.sources summary').first().click();
			await expectNoViolation('decided and edited');
			await inDialog('keys', '#help', '#help-dialog');
			await inDialog('approve the rest', '#approve-rest', '#approve-dialog');
			await inDialog('send', '#send', '#send-dialog');
			await page.locator('#send').click();
			await page.locator('#send-confirm').click();
			await page.locator('#problems[role="alert"]').waitFor();
			await expectNoViolation('refused');
			await driver.edit(2, 3, '12.5');

			const other = await (await scene.browser.newContext()).newPage();
			await other.goto(link);
			await other.locator('#code').fill('open sesame');
			await other.keyboard.press('Enter');
			await other.locator('#bar').waitFor();
			await driver.name('Anna');
			await driver.send();
			await expectNoViolation('sent');
			await other.locator('[data-notice="decided"]').waitFor();
			await expectNoViolation('decided by another', other);
		});

		it('break none without JavaScript, nor when a review is over', async () => {
			const { link } = await review('Access without script', 3, { requireReviewer: true });
			const context = await scene.browser.newContext({ javaScriptEnabled: false });
			const plain = await context.newPage();
			await plain.goto(link);
			await plain.locator('label:has(input[name="d.0"][value="rejected"])').click();
			await plain.locator('.edit summary').first().click();
			await plain.locator('textarea[name="e.0.0"]').fill('Another title');
			await plain.locator('#reviewer').fill(' ');
			await plain.locator('#send').click();
			await plain.locator('#problems').waitFor();
			await page.route('**/plain', async (route) => {
				await route.fulfill({
					contentType: 'text/html',
					body: asShownPlain(await plain.content()),
				});
			});
			await page.goto('http://localhost/plain');
			await expectNoViolation('without JavaScript');

			const left = await (await scene.browser.newContext()).newPage();
			await left.route(/[?&]watch=/, (route) => route.abort());
			const late = await ReviewPage.open(left, link);
			await late.name('Late');
			await plain.locator('#reviewer').fill('Early');
			await plain.locator('#send').click();
			await plain.locator('main[data-kind="done"]').waitFor();
			await left.locator('#send').click();
			await left.locator('#send-confirm').click();
			await left.locator('#send-notices .notice').waitFor();
			await expectNoViolation('already decided', left);
		});

		/** axe-core needs a script that runs, so it gets what a browser without one makes of the document. */
		const asShownPlain = (html: string): string =>
			html.replace(/<script[^>]*>.*?<\/script>/gs, '').replace(/<(\/?)noscript>/g, '<$1div>');

		it('can be used with the keyboard alone, and show where it is', async () => {
			const { id, link } = await review('Keyboard', 3, { requireReviewer: true });
			await page.setViewportSize({ width: 1280, height: 800 });
			await ReviewPage.open(page, link);
			const hidden: unknown[] = [];
			const tabTo = async (selector: string): Promise<void> => {
				for (let step = 0; step < 100; step += 1) {
					await page.keyboard.press('Tab');
					const state = await page.evaluate(focusState(selector));
					if (state === 'there') return;
					if (state !== 'elsewhere') hidden.push(state);
				}
				throw new Error(`No Tab leads to ${selector}`);
			};

			await tabTo('input[name="d.0"]');
			await page.keyboard.press('ArrowUp');
			await page.keyboard.press('ArrowUp');
			await tabTo('[data-item="1"] [data-field="0"] .edit summary');
			await page.keyboard.press('Enter');
			await tabTo('textarea[name="e.1.0"]');
			await page.keyboard.press('Control+A');
			await page.keyboard.type('Typed by keyboard');
			await page.keyboard.press('Escape');
			await page.keyboard.press('a');
			await page.keyboard.press('r');
			await page.keyboard.type('Not good enough.');
			await tabTo('#reviewer');
			await page.keyboard.type('Kai');
			await tabTo('#send');
			await page.keyboard.press('Space');
			await page.locator('#send-dialog[open]').waitFor();
			await page.keyboard.press('Enter');
			await page.locator('main[data-kind="done"]').waitFor();
			expect(hidden).toEqual([]);

			const execution = await scene.stage.n8n.rest.untilFinished(id);
			expect(execution.nodes[REVIEW]?.json).toMatchObject([
				[
					{ id: 'p-0001', review: { decision: 'approved', edited: [], reviewer: 'Kai' } },
					{
						id: 'p-0002',
						texts: { title: 'Typed by keyboard' },
						review: { edited: ['texts.title'] },
					},
				],
				[{ id: 'p-0003', review: { comment: 'Not good enough.' } }],
				[],
			]);
		});

		/** Whether the focus has come to an element; what has it now, where it cannot be seen. */
		const focusState = (selector: string): string => `(() => {
			const active = document.activeElement;
			if (active.matches(${JSON.stringify(selector)})) return 'there';
			if (active === document.body || active.tagName === 'IFRAME') return 'elsewhere';
			const seen = active.matches('.filter input, .choice input') ? active.nextElementSibling : active;
			const { left, top, width, height } = seen.getBoundingClientRect();
			const over = document.elementFromPoint(left + width / 2, top + height / 2);
			const isCovered = !over || !(active.contains(over) || over.contains(active) || over.closest('label')?.contains(active));
			if (isCovered) return 'covered: ' + active.outerHTML.slice(0, 200);
			return getComputedStyle(seen).outlineStyle === 'none' ? 'no outline: ' + active.outerHTML.slice(0, 200) : 'elsewhere';
		})()`;
	});
}
