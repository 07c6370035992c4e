import type { Page } from 'playwright-core';
import { z } from 'zod';

import { itemsNode, reviewNode, reviewWorkflow, type Field } from './workflow.mts';

/** Where an item brings a text to the page. */
export const ITEM_PLACES = [
	'title',
	'link',
	'score',
	'text',
	'current text',
	'HTML',
	'current HTML',
	'list',
	'current list',
	'number',
	'picture',
	'current picture',
	'query of a picture',
	'name of a file',
	'edited text',
	'edited HTML',
	'edited list',
	'comment',
] as const;

const fields: readonly Field[] = [
	{ label: 'Text', kind: 'text', proposed: 'text', current: 'other' },
	{ label: 'HTML', kind: 'html', proposed: 'text', current: 'other' },
	{ label: 'List', kind: 'list', proposed: 'list', current: 'otherList' },
	{ label: 'Number', kind: 'number', proposed: 'text', current: 'other' },
	{ label: 'Picture', kind: 'image', proposed: 'pictures', current: 'text' },
];

/** A review that has an item for each text, with the text wherever an item can have one. */
export function hostileReview(texts: readonly string[], pictures: string): unknown {
	const named = texts.filter(canNameFile).slice(0, 6);
	const items = texts.map((text, index) => {
		const other = texts[(index + 1) % texts.length] ?? '';
		const json = {
			id: index,
			// The same value in two fields, each edited on its own.
			text,
			html: text,
			other,
			list: [text, other],
			otherList: [other],
			pictures: [text, { src: text }, `${pictures}/p.png?${text}#${text}`],
		};
		const file = { data: PIXEL, mimeType: 'image/png', fileName: text };
		// One item with them is enough: they make its card long.
		const files = index === 0 ? named : [];
		return { json, binary: Object.fromEntries(files.map((name) => [name, file])) };
	});
	const own = fields.map((field) =>
		field.kind === 'html' ? { ...field, proposed: 'html' } : field,
	);
	const files = named.map((name): Field => ({ label: 'File', kind: 'image', proposed: name }));
	const node = reviewNode({
		fields: [...own, ...files],
		parameters: { title: '={{ $json.text }}' },
		options: { link: '={{ $json.text }}', score: '={{ $json.text }}', flagBelow: 0.5 },
	});
	return reviewWorkflow('Hostile items', [itemsNode(items), node]);
}

const PIXEL =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A file is found by its name alone; a path to it must not be a wrong one. */
const canNameFile = (text: string): boolean =>
	text === text.trim() &&
	/^[\x20-\x7e]+$/.test(text) &&
	!/[[\]]|\.\.|^\.|\.$|__proto__|constructor/.test(text);

const Shown = z.array(
	z.object({ title: z.string(), text: z.string(), current: z.string(), source: z.string() }),
);

/** What the cards show as text, in their order. */
export async function shownTexts(page: Page): Promise<z.infer<typeof Shown>> {
	return Shown.parse(
		await page.evaluate(`[...document.querySelectorAll('article[data-item]')].map((card) => {
			const at = (selector) => card.querySelector(selector)?.textContent ?? '';
			return {
				title: at('h2 bdi'),
				text: at('[data-field="0"] [data-side="proposed"] [data-value]'),
				current: at('[data-field="0"] [data-side="current"] [data-value]'),
				source: at('[data-field="1"] [data-source="proposed"] [data-value]'),
			};
		})`),
	);
}

/** Schemes of all that the document links to or loads. */
export async function schemes(page: Page): Promise<string[]> {
	return z.array(z.string()).parse(
		await page.evaluate(`[...new Set([
			...[...document.links].map(({ protocol }) => protocol),
			...[...document.images].map(({ src }) => new URL(src).protocol),
			...[...document.forms].map(({ action }) => new URL(action).protocol),
		])].sort()`),
	);
}

/** Puts texts into fields of the form, by their names, as if somebody had typed them. */
export async function enter(page: Page, texts: ReadonlyMap<string, string>): Promise<void> {
	await page.evaluate(`for (const [name, text] of ${JSON.stringify([...texts])}) {
		const box = document.getElementsByName(name)[0];
		box.focus({ preventScroll: true });
		box.value = text;
		box.dispatchEvent(new Event('input', { bubbles: true }));
	}`);
}

/** Rejects every second item. */
export async function rejectOdd(page: Page): Promise<void> {
	await page.evaluate(`for (const radio of document.querySelectorAll('.choices [value="rejected"]')) {
		if (Number(radio.closest('[data-item]').dataset.item) % 2 === 1) radio.click();
	}`);
}

/** Opens whatever can be opened. */
export async function openAll(page: Page): Promise<void> {
	await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
}

const Places = z.array(z.object({ x: z.number(), y: z.number() }));

/** Goes down the page, so that all previews come, and clicks where the content of one begins that can be clicked. */
export async function visitPreviews(page: Page): Promise<{ seen: number; clicked: number }> {
	const height = page.viewportSize()?.height ?? 0;
	let clicked = 0;
	for (
		let top = 0;
		top < Number(await page.evaluate('document.body.scrollHeight'));
		top += height - 600
	) {
		await page.evaluate(`window.scrollTo(0, ${top})`);
		// The frames come a moment after their place has come into sight.
		const missing = `[...document.querySelectorAll('.preview')].filter((preview) => {
			const { top } = preview.getBoundingClientRect();
			return top > 0 && top < ${height} && !preview.querySelector('iframe');
		}).length`;
		while (Number(await page.evaluate(missing)) > 0) await page.waitForTimeout(50);
		const places = Places.parse(
			await page.evaluate(`[...document.querySelectorAll('.preview:not([data-seen])')].flatMap((preview) => {
				const { left, top } = preview.getBoundingClientRect();
				const frame = preview.querySelector('iframe');
				if (!frame || top > ${height - 200}) return [];
				preview.dataset.seen = '';
				const canBeClicked = top > 150 && /href|<button|<input|<summary/i.test(frame.srcdoc);
				return canBeClicked ? [{ x: left + 20, y: top + 20 }] : [];
			})`),
		);
		for (const { x, y } of places) await page.mouse.click(x, y);
		clicked += places.length;
	}
	return { seen: await page.locator('.preview[data-seen]').count(), clicked };
}
