import { describe, expect, it } from '@jest/globals';

import {
	renderPart,
	renderReviewPage,
	type PageView,
} from '../../../nodes/ContentReview/page/document';
import { editableText, entriesOf } from '../../../nodes/ContentReview/editableText';
import {
	renderAccessCodePage,
	renderMessagePage,
} from '../../../nodes/ContentReview/page/messages';
import { previewDocument } from '../../../nodes/ContentReview/page/preview';
import type { ShownField, ShownItem } from '../../../nodes/ContentReview/review';

const NONCE = 'bm9uY2U=';
const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)' a=\`>`;

function textField(proposed: string, more: Partial<ShownField> = {}): ShownField {
	return {
		label: 'Title',
		kind: 'text',
		editable: true,
		language: '',
		proposed: { kind: 'text', text: proposed },
		current: undefined,
		...more,
	};
}

function item(index: number, more: Partial<ShownItem> = {}): ShownItem {
	return {
		index,
		title: `Product ${index + 1}`,
		link: '',
		language: '',
		score: undefined,
		flagged: false,
		fields: [textField('A text')],
		...more,
	};
}

function view(more: Partial<PageView> = {}): PageView {
	return {
		settings: {
			id: 'review-1',
			heading: 'Autumn',
			instructions: '',
			requireReviewer: false,
			limit: undefined,
		},
		items: [item(0)],
		query: '?signature=abc',
		whole: false,
		problems: [],
		...more,
	};
}

const many = (count: number, more: Partial<ShownItem> = {}) =>
	Array.from({ length: count }, (_, index) => item(index, more));
const itemsIn = (page: string) =>
	[...page.matchAll(/<article\b[^>]*data-item="(\d+)"/g)].map(([, index]) => Number(index));
/** What is ours by intent: our style sheet, our script and its data. */
const withoutAssets = (page: string) =>
	page.replace(/<(script|style)\b[^>]*nonce="bm9uY2U="[^>]*>[\s\S]*?<\/\1>/g, '');

const everywhere: ShownItem = item(0, {
	title: HOSTILE,
	link: `javascript:alert(1)//${HOSTILE}`,
	language: HOSTILE,
	score: 12.345,
	flagged: true,
	fields: [
		textField(HOSTILE, {
			label: HOSTILE,
			language: HOSTILE,
			current: { kind: 'text', text: `was ${HOSTILE}` },
		}),
		textField('', {
			kind: 'html',
			proposed: { kind: 'html', text: HOSTILE },
			current: { kind: 'html', text: `<p>was</p>${HOSTILE}</noscript></iframe>` },
		}),
		textField('', {
			kind: 'list',
			proposed: { kind: 'list', entries: [HOSTILE] },
			current: { kind: 'list', entries: [`was ${HOSTILE}`] },
		}),
		textField('', {
			kind: 'image',
			proposed: {
				kind: 'image',
				images: [
					{ url: `javascript:alert(1)` },
					{ url: `data:text/html,${HOSTILE}` },
					{ url: `https://cdn.example/${HOSTILE}` },
					{ binary: HOSTILE },
				],
			},
		}),
		textField('', {
			kind: 'number',
			proposed: { kind: 'number', text: HOSTILE },
			current: { kind: 'number', text: HOSTILE },
		}),
	],
});

describe('renderReviewPage', () => {
	const hostile = () => [
		renderReviewPage(
			view({
				settings: {
					id: HOSTILE,
					heading: HOSTILE,
					instructions: HOSTILE,
					requireReviewer: true,
					limit: { at: 0, outcome: 'fail' },
				},
				items: [everywhere],
				query: `?signature=${HOSTILE}`,
				draft: {
					reviewer: HOSTILE,
					decisions: new Map([
						[0, { decision: 'rejected', comment: HOSTILE, edits: new Map([[0, HOSTILE]]) }],
					]),
				},
				problems: [{ message: HOSTILE }, { item: 0, field: 0, message: HOSTILE }],
			}),
			NONCE,
		),
		renderPart({ items: [everywhere], query: `?signature=${HOSTILE}` }, 0),
		renderMessagePage(
			{
				title: HOSTILE,
				lines: [HOSTILE],
				kind: 'error',
				link: { label: HOSTILE, href: `https://a.example/${HOSTILE}` },
			},
			NONCE,
		),
		renderAccessCodePage({ heading: HOSTILE, query: HOSTILE, problem: HOSTILE }, NONCE),
	];

	it('lets no hostile text become an element or an attribute, wherever it stands', () => {
		for (const page of hostile()) {
			const rest = withoutAssets(page);
			expect(rest).not.toMatch(/<script|<img src=x/i);
			const tags = rest.match(/<[a-z][^<>]*>/gi) ?? [];
			for (const tag of tags) expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\son[a-z]+\s*=/i);
		}
	});

	it('has one script and one style sheet of its own, with the nonce, and no inline style or handler', () => {
		const page = renderReviewPage(view(), NONCE);
		expect(page.match(/<script\b[^>]*>/g)).toEqual([
			`<script type="application/json" id="review-data" nonce="${NONCE}">`,
			`<script nonce="${NONCE}">`,
		]);
		expect(page.match(/<style\b[^>]*>/g)).toEqual([`<style nonce="${NONCE}">`]);
		expect(withoutAssets(page)).not.toMatch(/<[a-z][^<>]*\s(style|on[a-z]+)=/i);
	});

	it('carries the real style sheet and script', () => {
		const page = renderReviewPage(view(), NONCE);
		expect(page).toContain('content-visibility:auto');
		expect(page).toContain('content-review:');
	});

	it('shows the HTML of providers only in frames where nothing runs, and never with the nonce', () => {
		const page = renderReviewPage(view({ items: [everywhere] }), NONCE);
		const frames = withoutAssets(page).match(/<iframe\b[^>]*>/g) ?? [];
		expect(frames).toHaveLength(2);
		for (const frame of frames) {
			expect(frame).toContain('sandbox=""');
			expect(frame).not.toContain(NONCE);
		}
		expect(previewDocument(HOSTILE, 'da')).toContain(HOSTILE);
		expect(previewDocument('$& $1', undefined)).toContain('$& $1</body>');
	});

	it('links to the web only', () => {
		const page = renderReviewPage(
			view({ items: [item(0, { link: 'https://shop.example/a?b=1&c' }), everywhere] }),
			NONCE,
		);
		expect(page).toContain(
			'<a href="https://shop.example/a?b=1&amp;c" target="_blank" rel="noopener noreferrer"',
		);
		expect(page).not.toMatch(/(href|src)="(javascript|data:text)/i);
	});

	it('names languages only where they look like some, and lets each text find its direction', () => {
		const arabic = item(0, {
			language: 'ar',
			fields: [
				textField('حقيبة'),
				textField('Taske', { language: 'da-DK' }),
				textField('x', { language: 'no language' }),
			],
		});
		const page = renderReviewPage(view({ items: [arabic] }), NONCE);
		expect(page).toContain('<html lang="en" dir="ltr">');
		const values = withoutAssets(page).match(/<span class="text"[^>]*>/g);
		expect(values).toEqual([
			expect.stringContaining('dir="auto" lang="ar"'),
			expect.stringContaining('dir="auto" lang="da-DK"'),
			expect.stringContaining('dir="auto" lang="ar"'),
		]);
		expect(
			withoutAssets(page)
				.match(/<textarea\b[^>]*>/g)
				?.every((tag) => tag.includes('dir="auto"')),
		).toBe(true);
	});

	it('keeps the address and the id of the review in its form', () => {
		const page = renderReviewPage(view({ items: many(60) }), NONCE);
		expect(page).toMatch(/<form[^>]*method="post"[^>]*action="\?signature=abc"/);
		expect(page).toContain('<input type="hidden" name="review" value="review-1" />');
		expect(page).toContain('href="?signature=abc&amp;whole=1"');
	});

	it('asks for a name where one is required', () => {
		const { settings } = view();
		const required = view({ settings: { ...settings, requireReviewer: true } });
		expect(renderReviewPage(required, NONCE)).toMatch(/name="reviewer"[^>]*required/);
		expect(renderReviewPage(view(), NONCE)).not.toMatch(/name="reviewer"[^>]*required/);
	});

	it('refills what was refused, and says what is wrong with it', () => {
		const page = renderReviewPage(
			view({
				items: many(2),
				draft: {
					reviewer: 'Anna',
					decisions: new Map([
						[1, { decision: 'rejected', comment: '\nToo long', edits: new Map([[0, 'Edited']]) }],
					]),
				},
				problems: [{ item: 1, field: 0, message: 'This is too long.' }],
			}),
			NONCE,
		);
		expect(page).toMatch(/name="reviewer"[^>]*value="Anna"/);
		expect(page).toMatch(/name="d\.1"\s+value="rejected"\s+checked/);
		expect(page).toMatch(/name="d\.0"\s+value=""\s+checked/);
		// A parser drops the first newline of a text area.
		expect(page).toMatch(/name="c\.1"[^>]*>\n\nToo long<\/textarea>/);
		expect(page).toMatch(/name="e\.1\.0"[^>]*data-original="A text"[^>]*>\nEdited<\/textarea>/);
		expect(page).toMatch(/<li\s+data-item="1"\s+data-field="0"/);
		expect(page).toContain('This is too long.');
	});

	it('marks what changes, entry by entry in lists and by its size in numbers', () => {
		const fields = [
			textField('A new text', { current: { kind: 'text', text: 'An old text' } }),
			textField('', {
				kind: 'list',
				proposed: { kind: 'list', entries: ['a', 'a', 'c'] },
				current: { kind: 'list', entries: ['a', 'b'] },
			}),
			textField('', {
				kind: 'number',
				proposed: { kind: 'number', text: '0.3' },
				current: { kind: 'number', text: '0.1' },
			}),
			textField('', { proposed: undefined, current: { kind: 'text', text: 'Gone' } }),
		];
		const page = renderReviewPage(view({ items: [item(0, { fields })] }), NONCE);
		expect(page).toContain('<del>An old</del> text');
		expect(page).toContain('<ins>A new</ins> text');
		expect(withoutAssets(page).match(/<li dir="auto">.*?<\/li>/g)).toEqual([
			'<li dir="auto">a</li>',
			'<li dir="auto"><del>b</del></li>',
			'<li dir="auto">a</li>',
			'<li dir="auto"><ins>a</ins></li>',
			'<li dir="auto"><ins>c</ins></li>',
		]);
		expect(page).toContain('<span class="note">+0.2</span>');
		expect(page).toContain('No value');
	});

	it('takes pictures of an item from the page’s own address', () => {
		const fields = [
			textField('', {
				kind: 'image',
				proposed: { kind: 'image', images: [{ binary: 'a b&c' }] },
			}),
		];
		const page = renderReviewPage(view({ items: [item(7, { fields })] }), NONCE);
		expect(page).toContain('src="?signature=abc&amp;image=7.a%20b%26c"');
	});
});

describe('the parts of the list', () => {
	it('come one after the other until nothing is left', () => {
		const items = many(180);
		const first = renderReviewPage(view({ items }), NONCE);
		expect(itemsIn(first)).toEqual(items.slice(0, 25).map(({ index }) => index));
		const found = itemsIn(first);
		for (let next: number | undefined = 25; next !== undefined;) {
			const part = renderPart({ items, query: '?' }, next);
			const shown = itemsIn(part);
			expect(shown.length).toBeLessThanOrEqual(50);
			found.push(...shown);
			const mark = /data-next="(\d+)"/.exec(part)?.[1];
			next = mark === undefined ? undefined : Number(mark);
		}
		expect(found).toEqual(items.map(({ index }) => index));
	});

	it('end early where the cards are large', () => {
		const items = many(30, { fields: [textField('x'.repeat(60_000))] });
		const page = renderReviewPage(view({ items }), NONCE);
		expect(itemsIn(page)).toEqual([0, 1]);
		expect(page).toContain('"next":2');
		// A later part may be larger: nobody waits for it.
		expect(itemsIn(renderPart({ items, query: '' }, 2))).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
	});

	it('have at least one card, however large it is', () => {
		const items = many(2, { fields: [textField('x'.repeat(500_000))] });
		expect(itemsIn(renderPart({ items, query: '' }, 0))).toEqual([0]);
	});

	it('are one document when the whole list is asked for', () => {
		const page = renderReviewPage(view({ items: many(180), whole: true }), NONCE);
		expect(itemsIn(page)).toHaveLength(180);
		expect(page).not.toContain('whole=1');
	});

	it('keep the first document of a thousand products under a megabyte', () => {
		const text = 'Some words about a product. '.repeat(60);
		const fields = [
			textField(text, { current: { kind: 'text', text } }),
			textField('', {
				kind: 'html',
				proposed: { kind: 'html', text: `<p>${text}</p>` },
				current: { kind: 'html', text: `<p>${text}</p>` },
			}),
		];
		const page = renderReviewPage(view({ items: many(1000, { fields }) }), NONCE);
		expect(Buffer.byteLength(page)).toBeLessThan(500_000);
	});
});

describe('renderMessagePage', () => {
	it('links back to the page or to the web, and nowhere else', () => {
		const linked = (href: string) =>
			renderMessagePage(
				{ title: 'Sent', lines: [], kind: 'done', link: { label: 'On', href } },
				NONCE,
			).includes('class="button"');
		expect(linked('?signature=a')).toBe(true);
		expect(linked('https://n8n.example')).toBe(true);
		expect(linked('javascript:alert(1)')).toBe(false);
		expect(linked('//evil.example')).toBe(false);
	});
});

describe('editableText', () => {
	it('has an entry of a list on each line, which the box gives back', () => {
		const entries = ['one', 'two\nlines', 'three'];
		const text = editableText({ kind: 'list', entries });
		expect(text).toBe('one\ntwo lines\nthree');
		expect(entriesOf(` one\r\n\ntwo lines \nthree\n`)).toEqual(['one', 'two lines', 'three']);
	});
});
