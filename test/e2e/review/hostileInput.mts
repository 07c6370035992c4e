import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';

import { ReviewPage } from '../../../sandbox/review/reviewPage.mts';
import { until } from '../../sandbox/apiCalls.mts';
import { hostileTexts } from './hostile.mts';
import {
	visitPreviews,
	enter,
	rejectOdd,
	hostileReview,
	ITEM_PLACES,
	openAll,
	schemes,
	shownTexts,
} from './hostileReview.mts';
import { openPosted, openRefused, PAGE_PLACES, publishEcho, shownInPage } from './hostilePages.mts';
import { PATIENCE_MS, type Scene } from './scene.mts';
import { openSite, type Site } from './site.mts';
import { Watcher } from './watcher.mts';
import { REVIEW, runToReview } from './workflow.mts';

/** What browsers make of any text that they are given. */
const asBrowser = (text: string): string =>
	Buffer.from(text)
		.toString()
		.replace(/\r\n?/g, '\n')
		.replace(/[\0\ufffd]/g, '');

export function describeHostile(scene: Scene): void {
	describe('hostile texts in a review', () => {
		/** Where nothing is protected. */
		const pages = new Map([['/', '<!doctype html>']]);
		let evil: Site;
		let texts: string[];

		beforeAll(async () => {
			evil = await openSite(pages);
			texts = hostileTexts(evil.origin);
		});

		afterAll(async () => {
			await evil.close();
		});

		/** A tab whose whole browser is watched. */
		async function watchedTab(javaScriptEnabled = true): Promise<{ page: Page; watcher: Watcher }> {
			const context = await scene.browser.newContext({
				javaScriptEnabled,
				viewport: { width: 1280, height: 10_000 },
			});
			const watcher = new Watcher(context, [scene.stage.n8n.url, scene.site.origin]);
			return { page: await watcher.newPage(), watcher };
		}

		it('does nothing in any field of an item, with the script of the page and without', async () => {
			expect(new Set(texts).size).toBe(texts.length);
			expect(texts.length).toBeGreaterThan(40);
			const { id, link } = await runToReview(
				scene.stage.n8n.rest,
				hostileReview(texts, scene.site.origin),
			);
			const { page, watcher } = await watchedTab();
			const driver = await ReviewPage.open(page, link);
			const shown = await shownTexts(page);
			expect(shown.map(({ text }) => asBrowser(text))).toEqual(texts.map(asBrowser));
			expect(shown.map(({ source }) => asBrowser(source))).toEqual(texts.map(asBrowser));
			expect(shown.map(({ title }) => asBrowser(title).trim())).toEqual(
				texts.map((text) => asBrowser(text).trim()),
			);
			expect(await schemes(page)).toEqual(['http:']);
			await openAll(page);
			const visited = await visitPreviews(page);
			expect(visited.seen).toBe(2 * texts.length);
			expect(visited.clicked).toBeGreaterThan(10);
			expect(watcher.take()).toEqual([]);

			// Each text again, as what a person enters for another item.
			const typed = texts.map((_, index) => texts.at(index - 2) ?? '');
			await page.locator('#approve-rest').click();
			await page.locator('#approve-confirm').click();
			await rejectOdd(page);
			await enter(page, entries(typed));
			await untilShown(page, typed);
			await visitPreviews(page);
			expect(watcher.take()).toEqual([]);

			const plain = await watchedTab(false);
			await openPosted(plain.page, link, Object.fromEntries(entries(typed)));
			await openAll(plain.page);
			expect((await shownTexts(plain.page)).map(({ text }) => asBrowser(text))).toEqual(
				typed.map(asBrowser),
			);
			await visitPreviews(plain.page);
			expect(plain.watcher.take()).toEqual([]);

			await driver.name(texts[0] ?? '');
			await driver.send();
			expect(watcher.take()).toEqual([]);
			expect(evil.requests).toEqual([]);
			const execution = await scene.stage.n8n.rest.untilFinished(id);
			const items = (execution.nodes[REVIEW]?.json ?? []).flat();
			const came = new Map(items.map((json) => [Number(json['id']), json]));
			for (const [index, text] of typed.entries()) {
				const item = came.get(index);
				expect(asBrowser(String(item?.['text']))).toBe(asBrowser(text));
				expect(asBrowser(String(item?.['html']))).toBe(asBrowser(text));
				const comment = index % 2 === 1 ? asBrowser(text).trim() : '';
				expect(item?.['review']).toMatchObject({ reviewer: texts[0] });
				expect(asBrowser(commentOf(item)).trim()).toBe(comment);
			}
			console.log(`${texts.length} hostile texts, each in ${ITEM_PLACES.length} places of an item`);
		});

		it('does nothing in the parameters of the node and in a form that was refused', async () => {
			const start = await publishEcho(scene.stage.n8n.rest);
			const links: string[] = [];
			for (let at = 0; at < texts.length; at += 8) {
				links.push(...(await Promise.all(texts.slice(at, at + 8).map(start))));
			}
			const tabs = await Promise.all([watchedTab(), watchedTab(false)]);
			await Promise.all(
				tabs.map(async ({ page, watcher }, tab) => {
					for (const [index, text] of texts.entries()) {
						// Without the script it is the same document.
						if (tab === 1 && index % 8 > 0) continue;
						await openRefused(page, links[index] ?? '', text);
						const shown = Object.values(await shownInPage(page)).map((each) => asOneLine(each));
						expect(shown).toEqual([
							...Array.from({ length: 6 }, () => asOneLine(text)),
							asOneLine(`${text} again`),
						]);
						expect({ text, found: watcher.take() }).toEqual({ text, found: [] });
					}
				}),
			);
			expect(evil.requests).toEqual([]);
			console.log(`${texts.length} hostile texts, each in ${PAGE_PLACES.length} places of a page`);
		});

		/** An input of one line takes the line ends out. */
		const asOneLine = (text: string): string => asBrowser(text).replaceAll('\n', '').trim();

		it.each([
			{ text: 0, does: 'dialog' },
			{ text: 0, does: 'console' },
			{ text: 1, does: 'request' },
			{ text: 5, does: 'dialog' },
			{ text: 4, does: 'request' },
			{ text: 25, does: 'navigation' },
		])('would see what text $text does where nothing protects: $does', async ({ text, does }) => {
			const bare = await openSite(new Map([['/', `<!doctype html>${texts[text] ?? ''}`]]));
			const context = await scene.browser.newContext();
			const watcher = new Watcher(context, [bare.origin]);
			const page = await watcher.newPage();
			await page.goto(`${bare.origin}/`);
			const kinds = new Set<string>();
			await until(() => {
				for (const found of watcher.take()) kinds.add(found.replace(/:.*/s, ''));
				return kinds.has(does) || undefined;
			}, PATIENCE_MS).catch(() => undefined);
			expect(kinds).toContain(does);
			await context.close();
			await bare.close();
			evil.requests.splice(0);
		});

		it('shows nothing to another site or without the token, and nothing but a form changes anything', async () => {
			const { id, link } = await runToReview(
				scene.stage.n8n.rest,
				hostileReview(['plain'], scene.site.origin),
			);
			for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD']) {
				expect(await statusOf(link, { method })).toBe(404);
			}
			const form = { method: 'POST', body: new URLSearchParams({ rest: 'approved' }) };
			for (const token of ['', 'x', link.slice(-64).replace(/^./, 'g')]) {
				const wrong = link.replace(/signature=.*/, `signature=${token}`);
				expect(await statusOf(wrong)).toBe(401);
				expect(await statusOf(wrong, form)).toBe(401);
				expect(await statusOf(`${wrong}&part=0`)).toBe(401);
			}
			expect(await statusOf(link.replace(/\?.*/, ''))).toBe(401);
			const queries = {
				'd.0=approved&rest=approved': 200,
				'part=-1': 200,
				'part=1e9': 200,
				'part=x&part=0': 200,
				'image=0.__proto__': 404,
				'image=0.plain': 200,
				'image=..%2f..%2fetc%2fpasswd': 404,
				[`long=${'y'.repeat(5_000)}`]: 200,
			};
			for (const [query, status] of Object.entries(queries)) {
				expect({ query, status: await statusOf(`${link}&${query}`) }).toEqual({ query, status });
			}
			expect(await statusOf(link, { method: 'POST', body: '{"rest":"approved"}' })).toBe(415);

			const page = await scene.browser.newPage();
			await page.goto(`${evil.origin}/`);
			for (const mode of ['cors', 'no-cors']) {
				const read = `fetch(${JSON.stringify(link)}, { mode: '${mode}' }).then((r) => r.type, () => 'refused')`;
				expect(await page.evaluate(read)).toBe('refused');
			}
			pages.set('/frame', `<iframe src="${link.replaceAll('&', '&amp;')}"></iframe>`);
			await page.goto(`${evil.origin}/frame`);
			expect(page.frames().map((frame) => frame.url())).not.toContain(link);
			expect(await page.frameLocator('iframe').locator('article').count()).toBe(0);

			// It waits as before: somebody can still decide.
			const review = await ReviewPage.open(await scene.browser.newPage(), link);
			await review.decide(0, 'rejected');
			await review.send();
			const execution = await scene.stage.n8n.rest.untilFinished(id);
			expect(execution.nodes[REVIEW]?.items).toEqual([0, 1]);
		});

		const statusOf = async (url: string, init?: RequestInit): Promise<number> =>
			(await fetch(url, init)).status;

		/** What is shown follows what is typed a moment later. */
		async function untilShown(page: Page, typed: readonly string[]): Promise<void> {
			const expected = typed.map(asBrowser);
			for (let attempt = 0; ; attempt += 1) {
				const shown = (await shownTexts(page)).map(({ text }) => asBrowser(text));
				if (attempt === 600) expect(shown).toEqual(expected);
				if (shown.every((text, index) => text === expected[index])) return;
				await page.waitForTimeout(300);
			}
		}

		const commentOf = (item: Record<string, unknown> | undefined): string => {
			const review: unknown = item?.['review'];
			return typeof review === 'object' && review !== null
				? String(Reflect.get(review, 'comment'))
				: '';
		};

		/** Texts for the boxes of all items. */
		const entries = (typed: readonly string[]): Map<string, string> =>
			new Map(
				typed.flatMap((text, index) => [
					[`e.${index}.0`, text],
					[`e.${index}.1`, text],
					[`e.${index}.2`, text],
					[`c.${index}`, text],
				]),
			);
	});
}
