import type { ShownItem } from '../review';
import { renderCard, type CardContext, type CardDraft } from './card';
import { html, type Html } from './html';

/** What a browser shows at once. */
const FIRST = { cards: 25, bytes: 350_000 };
/** What it then takes in without a pause that one would feel; for each part n8n loads the whole execution anew. */
const LATER = { cards: 50, bytes: 1_000_000 };

/** A part of the list, and the position that the next one starts at. */
export interface Part {
	html: Html;
	next?: number;
}

interface List extends CardContext {
	items: readonly ShownItem[];
	drafts?: ReadonlyMap<number, CardDraft> | undefined;
}

/** Cards from a position on: as many as belong into one part, at least one. */
export function partOf(list: List, from: number): Part {
	const most = from === 0 ? FIRST : LATER;
	const cards: Html[] = [];
	let bytes = 0;
	for (const item of list.items.slice(from, from + most.cards)) {
		const card = cardOf(list, item);
		bytes += Buffer.byteLength(card.toString());
		if (bytes > most.bytes && cards.length > 0) break;
		cards.push(card);
	}
	const next = from + cards.length;
	return next < list.items.length ? { html: html`${cards}`, next } : { html: html`${cards}` };
}

/** All cards. */
export function wholeList(list: List): Part {
	return { html: html`${list.items.map((item) => cardOf(list, item))}` };
}

function cardOf(list: List, item: ShownItem): Html {
	return renderCard(item, list, list.drafts?.get(item.index));
}
