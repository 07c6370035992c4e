import { counted, find, need } from './dom';

const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000];

/** Loads the cards that are not in the document yet, one part after the other, while the first ones are being read. */
export class Loader {
	readonly #place = need(HTMLElement, '#cards');
	readonly #rest = need(HTMLElement, '#rest');
	readonly #status = need(HTMLElement, '#loading');
	readonly #button = need(HTMLButtonElement, '#load-rest');
	#next: number | undefined;
	#running = false;

	constructor(
		next: number | undefined,
		private readonly total: number,
		private readonly loaded: () => void,
	) {
		this.#next = next;
		this.#button.addEventListener('click', () => void this.run());
	}

	/** Loads until nothing is left, or until it keeps being refused; the button then tries again. */
	async run(): Promise<void> {
		if (this.#running) return;
		this.#running = true;
		this.#button.hidden = true;
		let refusals = 0;
		while (this.#next !== undefined) {
			this.#say(`Loading ${counted(this.#next)} of ${counted(this.total)} products…`);
			const part = await fetchPart(this.#next);
			if (part !== undefined) {
				refusals = 0;
				this.#insert(part);
				await idle();
				continue;
			}
			const wait = PAUSES_MS[refusals];
			refusals += 1;
			if (wait === undefined) {
				this.#giveUp(this.#next);
				return;
			}
			await pause(wait);
		}
		this.#running = false;
		this.#rest.hidden = true;
	}

	#insert(part: DocumentFragment): void {
		const mark = find(HTMLElement, '[data-next]', part);
		mark?.remove();
		this.#next = mark === undefined ? undefined : Number(mark.dataset.next);
		this.#place.append(part);
		this.loaded();
	}

	#giveUp(next: number): void {
		this.#running = false;
		this.#button.hidden = false;
		this.#say(
			`${counted(next)} of ${counted(this.total)} products are here; the rest could not be loaded. What you decide is kept.`,
		);
	}

	#say(text: string): void {
		this.#rest.hidden = false;
		this.#status.textContent = text;
	}
}

async function fetchPart(from: number): Promise<DocumentFragment | undefined> {
	try {
		const response = await fetch(withParameter('part', String(from)), {
			headers: { 'x-content-review': '1' },
		});
		if (!response.ok) return undefined;
		const template = document.createElement('template');
		template.innerHTML = await response.text();
		// Anything else with this status, the question for an access code for one, is no part of the list.
		const first = find(HTMLElement, 'article[data-item]', template.content);
		return first?.dataset.item === String(from) ? template.content : undefined;
	} catch {
		return undefined;
	}
}

/** The page's own address with one more parameter. */
export function withParameter(name: string, value: string): string {
	const form = need(HTMLFormElement, '#review');
	const query = new URLSearchParams(new URL(form.action, location.href).search);
	query.set(name, value);
	return `?${query.toString()}`;
}

async function pause(ms: number): Promise<void> {
	await new Promise((resolve) => {
		window.setTimeout(resolve, ms);
	});
}

/** Lets the reader's own clicks and scrolling go first. */
async function idle(): Promise<void> {
	await new Promise<void>((resolve) => {
		// Safari has no requestIdleCallback.
		if ('requestIdleCallback' in window) {
			window.requestIdleCallback(
				() => {
					resolve();
				},
				{ timeout: 500 },
			);
		} else setTimeout(resolve, 30);
	});
}
