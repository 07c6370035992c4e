import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { chain } from '../sandbox/n8n/chain.mts';
import { findFreePort } from '../sandbox/n8n/ports.mts';
import type { N8nRest } from '../sandbox/n8n/rest.mts';
import { ReviewPage } from '../sandbox/review/reviewPage.mts';
import { linkIn } from '../sandbox/review/reviewRun.mts';
import { projectRoot } from './paths.mjs';
import { drawPicture, reviewItems } from './reviewProducts.mts';

const DESK = { viewport: { width: 1280, height: 1290 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

const DONE = { viewport: { width: 1280, height: 360 } };

/** Each picture, and what it shows at its top: the page's own top, or a field of a product. */
const LOOKS: ReadonlyArray<{ name: string; look: BrowserContextOptions; at?: string }> = [
	{ name: 'review-page.png', look: { ...DESK, colorScheme: 'light' } },
	{
		name: 'review-page-dark.png',
		look: { ...DESK, colorScheme: 'dark' },
		at: '[data-item="1"]',
	},
	{
		name: 'review-page-phone.png',
		look: { ...PHONE, colorScheme: 'light' },
		at: '[data-item="0"]',
	},
	{
		name: 'review-page-phone-dark.png',
		look: { ...PHONE, colorScheme: 'dark' },
		at: '[data-item="1"]',
	},
];

/** Takes the pictures of a review in the middle of the work, at a desk and on a phone, and of its end. */
export async function takeReviewPages(browser: Browser, rest: N8nRest): Promise<void> {
	const port = await findFreePort();
	const server = createServer(({ url = '' }, response) => {
		response.setHeader('content-type', 'image/svg+xml');
		response.end(drawPicture(url));
	});
	server.listen(port, '127.0.0.1');
	try {
		const link = await startReview(rest, `http://127.0.0.1:${port}`);
		for (const { name, look, at } of LOOKS) {
			const page = await (await browser.newContext(look)).newPage();
			await decideHalf(await ReviewPage.open(page, link), page, at);
			await shoot(page, name);
		}
		const page = await (await browser.newContext(DONE)).newPage();
		await finish(await ReviewPage.open(page, link), page);
		await shoot(page, 'review-done.png');
	} finally {
		server.close();
	}
}

/** Something of everything: approved, rejected, edited, undecided. */
async function decideHalf(review: ReviewPage, page: Page, at = 'body'): Promise<void> {
	await review.decide(0, 'approved');
	await review.decide(1, 'rejected', { reason: 'The height is 35 cm.' });
	for (let index = 4; index < 13; index += 1) {
		await review.decide(index, index % 4 === 0 ? 'rejected' : 'approved');
	}
	await page.evaluate(`document.activeElement.blur();
		document.querySelector(${JSON.stringify(at)}).scrollIntoView()`);
}

async function finish(review: ReviewPage, page: Page): Promise<void> {
	await review.decide(1, 'rejected', { reason: 'The height is 35 cm.' });
	await page.locator('#approve-rest').click();
	await page.locator('#approve-confirm').click();
	await review.name('Anna Lindqvist');
	await review.send();
}

async function startReview(rest: N8nRest, pictures: string): Promise<string> {
	const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
		name,
		type,
		typeVersion,
		parameters,
	});
	const link = { id: 'link', name: 'link', type: 'string', value: '={{ $execution.resumeUrl }}' };
	const nodes = [
		node('Link', 'n8n-nodes-base.set', 3.4, { assignments: { assignments: [link] }, options: {} }),
		node('Items', 'n8n-nodes-base.code', 2, {
			jsCode: `return ${JSON.stringify(reviewItems(pictures))};`,
		}),
		node('Content Review', 'n8n-nodes-product-content.contentReview', 1, {
			heading: 'Autumn catalogue: new texts',
			instructions: 'Check sizes and materials. Reject what sounds like a promise.',
		}),
	];
	const { id } = await rest.importWorkflow(chain('Review for pictures', nodes));
	return linkIn(await rest.runUntilWaiting(id));
}

/** The node as its panel in the editor shows it. */
export const reviewNodeForEditor = {
	name: 'Content Review',
	type: 'n8n-nodes-product-content.contentReview',
	parameters: {
		preset: 'ownFields',
		fields: {
			values: [
				{
					label: 'Description',
					proposed: 'texts.description',
					current: 'product.description',
					kind: 'html',
					editable: true,
					language: '',
				},
			],
		},
		title: '={{ $json.name }}',
		heading: 'Autumn catalogue: new texts',
		instructions: 'Check sizes and materials. Reject what sounds like a promise.',
	},
};

async function shoot(page: Page, name: string): Promise<void> {
	// Pictures and frames come a moment after their place has come into sight.
	await page.waitForTimeout(1_500);
	await page.screenshot({ path: join(projectRoot, 'docs/images', name) });
	console.log(`docs/images/${name}`);
}
