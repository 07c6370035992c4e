import { sendDecisions, type Answer } from './answers';
import type { Cards } from './cards';
import { onConfirm, openDialog } from './dialogs';
import { counted, find, findAll, need, products } from './dom';
import type { Filters } from './filters';
import { dismiss, notify } from './notices';
import type { Review } from './review';

/** What sending needs from the rest of the page. */
export interface Desk {
	review: Review;
	cards: Cards;
	filters: Filters;
	/** Whether what is undecided may be left to the time limit. */
	limited: boolean;
	/** The decisions have arrived: nothing is to be kept any more. */
	sent: () => void;
	/** Another page has taken this one's place. */
	over: () => void;
}

/** Asks, sends, and shows what came of it. */
export class Sending {
	readonly #form = need(HTMLFormElement, '#review');
	readonly #button = need(HTMLButtonElement, '#send');
	readonly #reviewer = need(HTMLInputElement, '#reviewer');
	readonly #text = this.#button.textContent;
	#closed = false;
	#isUnderWay = false;

	constructor(private readonly desk: Desk) {
		this.#form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.#ask();
		});
		this.#reviewer.addEventListener('input', () => {
			this.#reviewer.setCustomValidity('');
		});
		onConfirm('#send-dialog', '#send-confirm', () => void this.#send());
		onConfirm('#undecided-dialog', '#show-undecided', () => {
			this.#showUndecided();
		});
	}

	/** Whether decisions of this page are on their way: what n8n tells of a decision meanwhile is about them. */
	get isUnderWay(): boolean {
		return this.#isUnderWay;
	}

	/** Nothing can be sent any more. */
	close(): void {
		this.#closed = true;
		this.#button.disabled = true;
	}

	#ask(): void {
		if (this.#closed || this.#button.disabled) return;
		if (this.#reviewer.required && this.#reviewer.value.trim() === '') {
			this.#reviewer.setCustomValidity('Please enter your name.');
			this.#reviewer.reportValidity();
			return;
		}
		const { review, limited } = this.desk;
		const undecided = review.count('undecided');
		if (undecided > 0 && !limited) {
			need(HTMLElement, '#undecided-text').textContent =
				`${products(undecided)} ${undecided === 1 ? 'is' : 'are'} undecided. The workflow goes on when all are decided.`;
			openDialog('#undecided-dialog');
			return;
		}
		need(HTMLElement, '#send-text').textContent = summaryOf(review);
		const rest = find(HTMLElement, '#send-undecided');
		if (rest) {
			rest.hidden = undecided === 0;
			rest.textContent = `${counted(undecided)} ${undecided === 1 ? 'stays' : 'stay'} undecided.`;
		}
		openDialog('#send-dialog');
	}

	async #send(): Promise<void> {
		this.#button.disabled = true;
		this.#button.textContent = 'Sending…';
		dismiss('send');
		this.#clearProblems();
		this.#isUnderWay = true;
		const answer = await sendDecisions(this.#form.action, this.#body());
		this.#isUnderWay = false;
		this.#button.textContent = this.#text;
		this.#button.disabled = this.#closed;
		this.#take(answer);
	}

	#body(): URLSearchParams {
		const body = new URLSearchParams();
		body.set('review', need(HTMLInputElement, '[name="review"]', this.#form).value);
		body.set('reviewer', this.#reviewer.value.trim());
		for (const [item, { decision, comment, edits }] of this.desk.review.entries) {
			if (decision !== 'undecided') body.set(`d.${item}`, decision);
			// A reason that was written before the product was approved after all is not a reason any more.
			if (decision === 'rejected' && comment.trim() !== '') body.set(`c.${item}`, comment);
			for (const [field, text] of edits) body.set(`e.${item}.${field}`, text);
		}
		return body;
	}

	#take(answer: Answer): void {
		if (answer.kind === 'other') {
			notify({ name: 'send', text: answer.text, warn: true, atSend: true });
		} else if (answer.kind === 'refused') this.#showProblems(answer.page);
		else {
			if (answer.sent) this.desk.sent();
			this.desk.over();
			this.#replacePage(answer.page);
		}
	}

	#replacePage(page: Document): void {
		const main = document.importNode(need(HTMLElement, 'main', page), true);
		need(HTMLElement, 'main').replaceWith(main);
		document.title = page.title;
		window.scrollTo(0, 0);
		main.focus({ preventScroll: true });
	}

	/** What the last sending was refused for is no news of this one. */
	#clearProblems(): void {
		const none = document.createElement('div');
		none.id = 'problems';
		none.hidden = true;
		need(HTMLElement, '#problems').replaceWith(none);
		for (const mark of findAll(HTMLElement, '[data-problem]')) mark.hidden = true;
	}

	#showProblems(page: Document): void {
		const problems = document.importNode(need(HTMLElement, '#problems', page), true);
		need(HTMLElement, '#problems').replaceWith(problems);
		for (const { dataset } of findAll(HTMLElement, '[data-item]', problems)) {
			const card = this.desk.cards.all.get(Number(dataset.item));
			if (card) need(HTMLElement, '[data-problem]', card).hidden = false;
		}
		problems.addEventListener('click', (event) => {
			const entry = event.target instanceof Element ? event.target.closest('[data-item]') : null;
			if (!(entry instanceof HTMLElement) || !(event.target instanceof HTMLAnchorElement)) return;
			event.preventDefault();
			this.#goTo(Number(entry.dataset.item));
		});
		problems.scrollIntoView({ block: 'start' });
		problems.focus({ preventScroll: true });
	}

	#goTo(item: number): void {
		const card = this.desk.cards.all.get(item);
		if (card === undefined) return;
		if (card.hidden) this.desk.filters.choose('all');
		this.desk.cards.focus(card);
	}

	#showUndecided(): void {
		this.desk.filters.choose('undecided');
		const [first] = this.desk.cards.visible;
		if (first) this.desk.cards.focus(first);
	}
}

function summaryOf(review: Review): string {
	return `${counted(review.count('approved'))} approved, ${counted(review.count('rejected'))} rejected.`;
}
