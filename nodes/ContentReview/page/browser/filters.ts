import type { Cards } from './cards';
import { counted, findAll, need, products } from './dom';
import type { Review } from './review';

/** Which cards are shown: by decision, flag and search. */
export class Filters {
	readonly #search = need(HTMLInputElement, '#search');
	readonly #shown = need(HTMLElement, '#shown');
	// Found once: with a thousand cards in the document, to look for them takes longer than to use them.
	readonly #choices = findAll(HTMLInputElement, '[name="filter"]');
	readonly #counts = findAll(HTMLElement, '.filter-count');
	readonly #texts = new WeakMap<HTMLElement, string>();
	#timer = 0;

	constructor(
		private readonly review: Review,
		private readonly cards: Cards,
		private readonly flagged: ReadonlySet<number>,
	) {
		for (const choice of this.#choices) {
			// A click on the filter that is already chosen takes out what no longer belongs there.
			choice.addEventListener('click', () => {
				this.apply();
			});
		}
		this.#search.addEventListener('input', () => {
			window.clearTimeout(this.#timer);
			this.#timer = window.setTimeout(() => {
				this.apply();
			}, 150);
		});
	}

	/** Chooses a filter. */
	choose(value: string): void {
		for (const choice of this.#choices) choice.checked = choice.value === value;
		this.#search.value = '';
		this.apply();
	}

	focusSearch(): void {
		this.#search.focus();
		this.#search.select();
	}

	/** Shows the cards that belong to the filter now; a card that is decided later stays until it is applied again. */
	apply(): void {
		this.applyTo(this.cards.all);
	}

	/** Applies the filter to cards that have just come in. */
	applyTo(cards: Iterable<[number, HTMLElement]>): void {
		const filter = this.#filter();
		const query = this.#query();
		for (const [item, card] of cards) {
			const isFound = query === '' || this.#textOf(card).includes(query);
			card.hidden = !isFound || !this.#belongs(item, filter);
		}
		this.report();
	}

	/** Says how many are shown, and how many there are of each kind. */
	report(): void {
		const counts: Record<string, number> = {
			all: this.review.total,
			undecided: this.review.count('undecided'),
			flagged: this.flagged.size,
			approved: this.review.count('approved'),
			rejected: this.review.count('rejected'),
		};
		for (const label of this.#counts) {
			label.textContent = counted(counts[label.dataset.count ?? ''] ?? 0);
		}
		this.#shown.textContent = this.#report();
	}

	#report(): string {
		const { size } = this.cards.all;
		if (this.#filter() === 'all' && this.#query() === '') return '';
		const shown = this.cards.visible.length;
		const loading = size < this.review.total ? `, of the ${counted(size)} loaded so far` : '';
		return shown === 0 ? `No product matches${loading}.` : `${products(shown)} shown${loading}.`;
	}

	#belongs(item: number, filter: string): boolean {
		if (filter === 'all') return true;
		if (filter === 'flagged') return this.flagged.has(item);
		return this.review.entry(item).decision === filter;
	}

	#filter(): string {
		return this.#choices.find(({ checked }) => checked)?.value ?? 'all';
	}

	#query(): string {
		return this.#search.value.trim().toLocaleLowerCase();
	}

	#textOf(card: HTMLElement): string {
		const known = this.#texts.get(card);
		if (known !== undefined) return known;
		const parts = findAll(HTMLElement, 'h2 bdi, [data-value], .edit textarea', card);
		const text = parts.map((part) => part.textContent).join('\n');
		const found = text.toLocaleLowerCase();
		this.#texts.set(card, found);
		return found;
	}
}
