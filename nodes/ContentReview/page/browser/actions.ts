import type { Cards } from './cards';
import { onConfirm, openDialog } from './dialogs';
import { counted, find, need, products } from './dom';
import { editorOf } from './fields';
import type { Filters } from './filters';
import { bindKeys } from './keys';
import { toast } from './notices';
import type { Review } from './review';

/** What the buttons above the list and the keys work on. */
export interface Workplace {
	review: Review;
	cards: Cards;
	filters: Filters;
	flagged: ReadonlySet<number>;
}

/** Binds the buttons above the list, and the keys until the signal. */
export function bindActions(place: Workplace, signal: AbortSignal): void {
	const { review, cards, filters } = place;
	const undo = () => {
		undoLast(place);
	};
	const help = () => {
		openDialog('#help-dialog');
	};
	need(HTMLButtonElement, '#undo').addEventListener('click', undo);
	need(HTMLButtonElement, '#help').addEventListener('click', help);
	bindApproveRest(place);

	const withCurrent = (act: (card: HTMLElement, item: number) => void) => () => {
		const card = cards.current ?? cards.visible[0];
		if (card && !card.hidden) act(card, Number(card.dataset.item));
	};
	bindKeys(
		{
			j: () => {
				cards.move(1);
			},
			k: () => {
				cards.move(-1);
			},
			a: withCurrent((card, item) => {
				review.decide([item], 'approved');
				cards.focus(card);
				cards.move(1);
			}),
			r: withCurrent((card, item) => {
				review.decide([item], 'rejected');
				need(HTMLTextAreaElement, '.reason textarea', card).focus();
			}),
			e: withCurrent((card) => {
				editFirst(card);
			}),
			u: undo,
			'?': help,
			'/': () => {
				filters.focusSearch();
			},
		},
		signal,
	);
}

function undoLast({ review, cards }: Workplace): void {
	const undone = review.undo();
	if (undone === undefined) {
		toast('There is nothing to undo.');
		return;
	}
	toast(`Undone: ${undone.label}`);
	const [item] = undone.items;
	const card = undone.items.length === 1 && item !== undefined ? cards.all.get(item) : undefined;
	if (card && !card.hidden) cards.focus(card);
}

function bindApproveRest({ review, flagged }: Workplace): void {
	need(HTMLButtonElement, '#approve-rest').addEventListener('click', () => {
		const undecided = review.undecided();
		const doubtful = undecided.filter((item) => flagged.has(item)).length;
		need(HTMLElement, '#approve-text').textContent =
			`${products(undecided.length)} ${undecided.length === 1 ? 'is' : 'are'} undecided` +
			`${doubtful > 0 ? `, ${counted(doubtful)} of them flagged` : ''}. This approves all of them, shown or not. You can undo it until you send.`;
		openDialog('#approve-dialog');
	});
	onConfirm('#approve-dialog', '#approve-confirm', () => {
		const undecided = review.undecided();
		review.decide(undecided, 'approved');
		toast(`Approved ${products(undecided.length)}.`);
	});
}

function editFirst(card: HTMLElement): void {
	const section = find(HTMLElement, '[data-field]:has(.edit)', card);
	const editor = section && editorOf(section);
	const details = editor?.closest('details');
	if (!editor || !details) {
		toast('This product has nothing to edit.');
		return;
	}
	details.open = true;
	editor.focus();
	editor.setSelectionRange(editor.value.length, editor.value.length);
}
