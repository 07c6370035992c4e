import type { Locator, Page } from 'playwright-core';

/** n8n reads the whole execution for each part of a long list. */
const LIST_TIMEOUT_MS = 10 * 60_000;

/** A field of a product as its card shows it. */
export type CardField = {
	/** Position among the fields of the card. */
	index: number;
	label: string;
	editable: boolean;
};

/** A product as its card shows it. */
export type Card = {
	/** Position in the list. */
	index: number;
	title: string;
	/** Undefined when the page shows none. */
	score: number | undefined;
	flagged: boolean;
};

/** The page of a Content Review in a browser, used as a person uses it. All that is known of its markup is here. */
export class ReviewPage {
	readonly #page: Page;

	private constructor(page: Page) {
		this.#page = page;
	}

	/**
	 * Opens the page.
	 *
	 * @param page An empty tab.
	 * @param link Address of the page, as the workflow gives it.
	 * @throws Error with the page's words when there is no review at that address.
	 */
	static async open(page: Page, link: string): Promise<ReviewPage> {
		const reply = await page.goto(link);
		const review = new ReviewPage(page);
		if ((await page.locator('form#review').count()) === 0) {
			const text = (await page.locator('body').innerText()).trim();
			throw new Error(`${link} shows no review (${reply?.status() ?? 'no status'}): ${text}`);
		}
		await review.#untilLoaded();
		return review;
	}

	/** All products, in the order of the page. */
	async cards(): Promise<Card[]> {
		const articles = this.#page.locator('article[data-item]');
		// All at once: asking card by card takes longer than deciding.
		const titles = await articles.locator('h2 bdi').allTextContents();
		const badges = await articles.locator('.badges').allTextContents();
		return titles.map((title, index) => {
			const shown = badges[index] ?? '';
			const score = /Score (-?[\d.]+)/.exec(shown)?.[1];
			return {
				index,
				title: title.trim(),
				score: score === undefined ? undefined : Number(score),
				flagged: shown.includes('Flagged'),
			};
		});
	}

	/** The fields of a product, in the order of its card. */
	async fields(index: number): Promise<CardField[]> {
		const fields: CardField[] = [];
		for (const section of await this.#card(index).locator('[data-field]').all()) {
			fields.push({
				index: Number(await section.getAttribute('data-field')),
				label: ((await section.locator('h3 bdi').textContent()) ?? '').trim(),
				editable: (await section.locator('.edit textarea').count()) > 0,
			});
		}
		return fields;
	}

	/** Chooses "Approve" or "Reject", with a reason for the latter. */
	async decide(
		index: number,
		decision: 'approved' | 'rejected',
		{ reason = '' }: { reason?: string } = {},
	): Promise<void> {
		const card = this.#card(index);
		await card.locator(`label:has(input[value="${decision}"])`).click();
		if (reason !== '') await card.locator(`textarea[name="c.${index}"]`).fill(reason);
	}

	/** Approves all products that are not decided yet. */
	async approveRest(): Promise<void> {
		await this.#page.locator('#approve-rest').click();
		await this.#page.locator('#approve-confirm').click();
		await this.#page.locator('#approve-dialog').waitFor({ state: 'hidden' });
	}

	/** Opens the box of a field, where it is not open, and puts another text into it. */
	async edit(index: number, field: number, text: string): Promise<void> {
		const section = this.#card(index).locator(`[data-field="${field}"]`);
		const box = section.locator('.edit textarea');
		if (!(await box.isVisible())) await section.locator('.edit summary').click();
		await box.fill(text);
	}

	/** The text in the box of a field. */
	async text(index: number, field: number): Promise<string> {
		return await this.#card(index).locator(`[data-field="${field}"] .edit textarea`).inputValue();
	}

	/** Enters who decides. */
	async name(name: string): Promise<void> {
		await this.#page.locator('#reviewer').fill(name);
	}

	/**
	 * Sends the decisions and confirms it.
	 *
	 * @returns What the page then says, line by line.
	 * @throws Error with the page's words when the decisions were not taken over.
	 */
	async send(): Promise<string[]> {
		await this.#page.locator('#send').click();
		const question = this.#page.locator('dialog[open]');
		await question.waitFor();
		const confirm = question.locator('#send-confirm');
		if ((await confirm.count()) === 0) {
			throw new Error(`The review was not sent: ${await question.innerText()}`);
		}
		await confirm.click();
		const answer = this.#page.locator('main.message');
		const refusal = this.#page.locator('#problems[role="alert"], #send-notices .notice');
		await answer.or(refusal).first().waitFor();
		const lines = (await answer.or(refusal).first().innerText()).split(/\n+/);
		if ((await this.#page.locator('main.message[data-kind="done"]').count()) === 0) {
			throw new Error(`The decisions were not taken over: ${lines.join(' ')}`);
		}
		return lines;
	}

	#card(index: number): Locator {
		return this.#page.locator(`article[data-item="${index}"]`);
	}

	/** The page shows its first products at once, and loads the others while those are being read. */
	async #untilLoaded(): Promise<void> {
		const total = Number(await this.#page.locator('#progress-bar').getAttribute('max'));
		if (total === 0) return;
		await this.#card(total - 1).waitFor({ state: 'attached', timeout: LIST_TIMEOUT_MS });
	}
}
