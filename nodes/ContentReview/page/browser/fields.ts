import type { Kind, ReviewValue } from '../../review';
import { entriesOf } from '../../editableText';
import { lengthOf } from '../field';
import { renderSides } from '../value';
import { find, findAll, need } from './dom';
import { watchPreviews } from './previews';

const PAUSE_MS = 250;

const timers = new WeakMap<Element, number>();
const shown = new WeakMap<Element, string>();

/** The box where a field's value is edited; undefined where it may not be. */
export function editorOf(section: Element): HTMLTextAreaElement | undefined {
	return find(HTMLTextAreaElement, '.edit textarea', section);
}

/** The proposal as it came. */
export function originalOf(editor: HTMLTextAreaElement): string {
	return editor.dataset.original ?? editor.defaultValue;
}

/** Shows a field with an edit, or as it came for undefined. */
export function showEdit(section: HTMLElement, edit: string | undefined): void {
	const editor = editorOf(section);
	if (editor === undefined) return;
	const text = edit ?? originalOf(editor);
	if (editor.value !== text) editor.value = text;
	need(HTMLElement, '[data-count]', section).textContent = lengthOf(text).toLocaleString('en');
	need(HTMLElement, '[data-edited]', section).hidden = edit === undefined;
	need(HTMLElement, '[data-reset]', section).hidden = edit === undefined;
	if ((shown.get(section) ?? originalOf(editor)) === text) return;
	// While somebody types, the frames and marks need not follow every letter.
	window.clearTimeout(timers.get(section));
	timers.set(
		section,
		window.setTimeout(() => {
			showSides(section, text);
		}, PAUSE_MS),
	);
	shown.set(section, text);
}

function showSides(section: HTMLElement, text: string): void {
	const kind = kindOf(section);
	const sides = need(HTMLElement, '[data-sides]', section);
	const sourceOpen = find(HTMLDetailsElement, '.sources', sides)?.open === true;
	// Made by the templates that the server uses, so it is as safe as the document itself.
	sides.innerHTML = renderSides({
		kind,
		label: need(HTMLElement, 'h3 bdi', section).textContent,
		language: editorOf(section)?.lang,
		proposed: valueOf(kind, text),
		current: currentOf(kind, sides),
		withoutScript: false,
		fileAddress: () => '',
	}).toString();
	const sources = find(HTMLDetailsElement, '.sources', sides);
	if (sources) sources.open = sourceOpen;
	watchPreviews(sides);
}

function kindOf({ dataset }: HTMLElement): Exclude<Kind, 'image'> {
	const { kind } = dataset;
	return kind === 'html' || kind === 'list' || kind === 'number' ? kind : 'text';
}

function valueOf(kind: Exclude<Kind, 'image'>, text: string): ReviewValue {
	return kind === 'list' ? { kind, entries: entriesOf(text) } : { kind, text };
}

/** The value that is there now, from the document: what stands in it is the value, with marks around its words. */
function currentOf(kind: Exclude<Kind, 'image'>, sides: HTMLElement): ReviewValue | undefined {
	const side = find(HTMLElement, `[data-${kind === 'html' ? 'source' : 'side'}="current"]`, sides);
	if (side === undefined) return undefined;
	if (kind === 'list') {
		return { kind, entries: findAll(HTMLElement, 'li', side).map((entry) => entry.textContent) };
	}
	return { kind, text: find(HTMLElement, '[data-value]', side)?.textContent ?? '' };
}
