import { decisionOf } from './draft';
import { find, findAll, need } from './dom';
import { editorOf, originalOf, showEdit } from './fields';
import { watchPreviews } from './previews';
import type { Entry, Review } from './review';

/** The loaded cards, by item. */
export class Cards {
	readonly list = need(HTMLElement, '#cards');
	readonly #cards = new Map<number, HTMLElement>();
	#current: number | undefined;

	constructor(private readonly review: Review) {
		this.list.addEventListener('focusin', ({ target }) => {
			this.#current = itemOf(target) ?? this.#current;
		});
		this.list.addEventListener('change', ({ target }) => {
			const item = itemOf(target);
			if (item === undefined || !(target instanceof HTMLInputElement)) return;
			if (target.type === 'radio') review.decide([item], decisionOf(target.value));
		});
		this.list.addEventListener('input', ({ target }) => {
			const item = itemOf(target);
			if (item === undefined || !(target instanceof HTMLTextAreaElement)) return;
			const field = fieldOf(target);
			if (field === undefined) review.comment(item, target.value);
			else review.edit(item, field, editOf(target));
		});
		this.list.addEventListener('click', ({ target }) => {
			const button = target instanceof Element ? target.closest('[data-reset]') : null;
			const item = itemOf(button);
			const field = fieldOf(button);
			if (item === undefined || field === undefined) return;
			review.edit(item, field, undefined);
			// The button that had the focus is gone with the edit.
			const section = button?.closest('[data-field]');
			if (section) editorOf(section)?.focus();
		});
	}

	/** Takes cards in that came into the document. @returns What was decided in them by the document itself. */
	add(): Map<number, Entry> {
		const filled = new Map<number, Entry>();
		for (const card of findAll(HTMLElement, 'article[data-item]', this.list)) {
			const item = Number(card.dataset.item);
			if (this.#cards.has(item)) continue;
			this.#cards.set(item, card);
			watchPreviews(card);
			const entry = entryIn(card);
			if (entry !== undefined) filled.set(item, entry);
			if (this.review.entries.has(item)) this.show(item);
		}
		return filled;
	}

	get all(): ReadonlyMap<number, HTMLElement> {
		return this.#cards;
	}

	/** The card that the keys are about. */
	get current(): HTMLElement | undefined {
		return this.#current === undefined ? undefined : this.#cards.get(this.#current);
	}

	get visible(): HTMLElement[] {
		return [...this.#cards.values()].filter((card) => !card.hidden);
	}

	/** Puts what is decided about an item into its card. */
	show(item: number): void {
		const card = this.#cards.get(item);
		if (card === undefined) return;
		const { decision, comment, edits } = this.review.entry(item);
		for (const radio of findAll(HTMLInputElement, '.choices input', card)) {
			radio.checked = decisionOf(radio.value) === decision;
		}
		const reason = need(HTMLTextAreaElement, '.reason textarea', card);
		if (reason.value !== comment) reason.value = comment;
		for (const section of findAll(HTMLElement, '[data-field]', card)) {
			showEdit(section, edits.get(Number(section.dataset.field)));
		}
	}

	/** Goes to a card, which the keys are then about. */
	focus(card: HTMLElement): void {
		card.focus({ preventScroll: true });
		card.scrollIntoView({ block: 'start' });
	}

	/** Goes to the visible card that stands so many places after the current one. */
	move(by: 1 | -1): void {
		const visible = this.visible;
		const { current } = this;
		const position = current === undefined ? -1 : visible.indexOf(current);
		// A current card that a filter has taken away leaves its place to its neighbour.
		const from = position >= 0 ? position : this.#placeAmong(visible, by);
		const card = visible[from + by];
		if (card) this.focus(card);
		else if (current && !current.hidden) this.focus(current);
	}

	#placeAmong(visible: readonly HTMLElement[], by: 1 | -1): number {
		if (this.#current === undefined) return by === 1 ? -1 : visible.length;
		const current = this.#current;
		const after = visible.findIndex((card) => Number(card.dataset.item) > current);
		const place = after === -1 ? visible.length : after;
		return by === 1 ? place - 1 : place;
	}
}

/** Item of the card that an element stands in. */
export function itemOf(target: EventTarget | null): number | undefined {
	const card = target instanceof Element ? target.closest('article[data-item]') : null;
	return card instanceof HTMLElement ? Number(card.dataset.item) : undefined;
}

function fieldOf(target: EventTarget | null): number | undefined {
	const field = target instanceof Element ? target.closest('[data-field]') : null;
	return field instanceof HTMLElement ? Number(field.dataset.field) : undefined;
}

function editOf(editor: HTMLTextAreaElement): string | undefined {
	return editor.value === originalOf(editor) ? undefined : editor.value;
}

/** What a document that came back after a submission already holds. */
function entryIn(card: HTMLElement): Entry | undefined {
	const checked = find(HTMLInputElement, '.choices input[checked]', card);
	const decision = decisionOf(checked?.value);
	const comment = need(HTMLTextAreaElement, '.reason textarea', card).defaultValue;
	const edits = new Map<number, string>();
	for (const section of findAll(HTMLElement, '[data-field]', card)) {
		const editor = editorOf(section);
		if (editor?.dataset.original === undefined) continue;
		edits.set(Number(section.dataset.field), editor.defaultValue);
	}
	const filled = decision !== 'undecided' || comment !== '' || edits.size > 0;
	return filled ? { decision, comment, edits } : undefined;
}
