import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { chain } from '../../../sandbox/n8n/chain.mts';
import type { N8nRest } from '../../../sandbox/n8n/rest.mts';
import { linkIn } from '../../../sandbox/review/reviewRun.mts';

/** What one visit to the page of a review brought. */
export interface Visit {
	/** Milliseconds from the navigation to the first contentful paint, and to the first card being in the document. */
	paint: number;
	card: number;
	/** Of the first document as the browser has it, and as it came over the network. */
	bytes: number;
	transferred: number;
	/** Cards in the first document. */
	firstCards: number;
	/** Milliseconds until the last card was there. */
	loaded: number;
	/** Megabytes of JavaScript's heap with all cards there. */
	heap: number;
	/** The longest time between two frames while the page is scrolled, in milliseconds; 0 when it was not. */
	longestFrame: number;
}

const FIELDS = [
	{ label: 'Title', kind: 'text', proposed: 'a', current: 'now.a' },
	{ label: 'Short description', kind: 'text', proposed: 'b', current: 'now.b' },
	{ label: 'Care', kind: 'text', proposed: 'c', current: 'now.c' },
	{ label: 'Description', kind: 'html', proposed: 'html', current: 'now.html' },
	{ label: 'Picture', kind: 'image', proposed: 'picture', current: '' },
];

/** Nothing listens there: how fast a shop sends its pictures is none of the page's doing. */
const PICTURES = 'http://127.0.0.1:9';

/** Three texts of about 600 characters, an HTML and a picture, each text beside the one that is there now. */
const itemsCode = (count: number): string => `
const words = 'soft warm light rain coat made for long days on wet trails with taped seams and deep pockets'.split(' ');
const text = (seed) => {
	let made = '';
	for (let at = seed; made.length < 600; at += 1) made += words[(at * at + seed) % words.length] + ' ';
	return made.trim();
};
return Array.from({ length: ${count} }, (_, index) => {
	const [a, b, c] = [text(index), text(index + 3), text(index + 5)];
	const html = '<p>' + text(index + 7) + '</p>';
	const now = { a: a + ' once', b: text(index + 4), c: c.replace('rain', 'snow'), html: html.replace('soft', 'hard') };
	return { json: { name: 'Product ' + index, a, b, c, html, now, picture: '${PICTURES}/' + index + '.png' } };
});`;

/** Runs a workflow until it waits for the review of so many items. @returns The page's address. */
export async function startReview(rest: N8nRest, count: number): Promise<string> {
	const link = { id: 'link', name: 'link', type: 'string', value: '={{ $execution.resumeUrl }}' };
	const nodes = [
		{
			name: 'Link',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { assignments: { assignments: [link] }, options: {} },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: { jsCode: itemsCode(count) },
		},
		{
			name: 'Content Review',
			type: 'n8n-nodes-product-content.contentReview',
			typeVersion: 1,
			parameters: {
				preset: 'ownFields',
				fields: { values: FIELDS.map((field) => ({ ...field, editable: true })) },
				title: '={{ $json.name }}',
			},
		},
	];
	const { id } = await rest.importWorkflow(chain(`Review of ${count} items`, nodes));
	return linkIn(await rest.runUntilWaiting(id));
}

/** Notes, from the first moment of the page, when its first and its last card came. */
const WATCH = (last: number): string => `
window.cards = {};
const look = () => {
	if (window.cards.first === undefined && document.querySelector('[data-item="0"]')) window.cards.first = performance.now();
	if (document.querySelector('[data-item="${last}"]')) window.cards.last = performance.now();
	else setTimeout(look, 5);
};
look();`;

/** From the middle on, as fast as a wheel goes: 9,000 pixels a second at 60 frames. */
const SCROLL = `new Promise((resolve) => {
	let longest = 0;
	let left = 300;
	let top = document.body.scrollHeight / 2;
	scrollTo(0, top);
	// The first frames draw what the jump has brought.
	setTimeout(() => {
		let before = performance.now();
		requestAnimationFrame(function frame(now) {
			longest = Math.max(longest, now - before);
			before = now;
			top += 150;
			scrollTo(0, top);
			left -= 1;
			if (left > 0) requestAnimationFrame(frame);
			else resolve(longest);
		});
	}, 1000);
})`;

/**
 * Opens the page in a browser that has never seen it.
 *
 * @param options.scroll Whether to scroll, which takes some seconds.
 */
export async function visit(
	browser: Browser,
	link: string,
	count: number,
	{ scroll = true }: { scroll?: boolean } = {},
): Promise<Visit> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
	try {
		const page = await context.newPage();
		await page.addInitScript(WATCH(count - 1));
		const response = await page.goto(link);
		if (response === null) throw new Error(`${link} gave no answer`);
		const body = await response.text();
		const { responseBodySize } = await response.request().sizes();
		await page.locator(`[data-item="${count - 1}"]`).waitFor({ state: 'attached' });
		const [paint, card, loaded] = z.tuple([z.number(), z.number(), z.number()]).parse(
			await page.evaluate(`[
				performance.getEntriesByName('first-contentful-paint')[0].startTime,
				window.cards.first,
				window.cards.last,
			]`),
		);
		const session = await context.newCDPSession(page);
		await session.send('HeapProfiler.enable');
		await session.send('HeapProfiler.collectGarbage');
		const { usedSize } = await session.send('Runtime.getHeapUsage');
		return {
			paint,
			card,
			loaded,
			bytes: Buffer.byteLength(body),
			transferred: responseBodySize,
			firstCards: body.split('<article').length - 1,
			heap: usedSize / 1024 / 1024,
			longestFrame: scroll ? Number(await page.evaluate(SCROLL)) : 0,
		};
	} finally {
		await context.close();
	}
}
