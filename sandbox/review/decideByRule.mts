import { launchChromium } from '../../scripts/chromium.mts';
import { ReviewPage, type Card } from './reviewPage.mts';

/** How a product is decided that nobody looks at. */
export type Rule = {
	/** Which products are approved; all others are rejected. */
	approves: (card: Card) => boolean;
	/** Why the others are rejected. */
	reason: string;
	reviewer: string;
	/** Changes the text of this field in the first product that is approved. */
	edit?: { field: string; change: (text: string) => string };
};

/** Approves products with this score or a higher one. */
export const fromScore =
	(minimum: number): Rule['approves'] =>
	({ score }) =>
		score !== undefined && score >= minimum;

/** The lowest score that the demo approves when nobody is there. */
export const DEMO_MINIMUM_SCORE = 0.6;

/** How the demo decides when nobody is there. */
export const demoRule: Rule = {
	approves: fromScore(DEMO_MINIMUM_SCORE),
	reason: `The score is below ${DEMO_MINIMUM_SCORE}. Please write it anew.`,
	reviewer: 'npm start -- --once',
	edit: { field: 'Short description', change: (text) => `Reviewed: ${text}` },
};

/** What a rule has decided. */
export type RuleOutcome = {
	approved: string[];
	rejected: string[];
	/** The product that was edited, and its new text. */
	edited?: { title: string; text: string };
	/** What the page said after it was sent. */
	answer: string[];
};

/**
 * Opens a review in a headless Chromium and decides by a rule, on the page and by what it shows.
 *
 * @param link Address of the page.
 * @returns The titles of the products by decision.
 */
export async function decideByRule(link: string, rule: Rule): Promise<RuleOutcome> {
	const browser = await launchChromium();
	try {
		const page = await ReviewPage.open(await browser.newPage(), link);
		return await decide(page, rule);
	} finally {
		await browser.close();
	}
}

async function decide(page: ReviewPage, rule: Rule): Promise<RuleOutcome> {
	const cards = await page.cards();
	const approved = cards.filter(rule.approves);
	const rejected = cards.filter((card) => !rule.approves(card));
	for (const { index } of approved) await page.decide(index, 'approved');
	for (const { index } of rejected) await page.decide(index, 'rejected', { reason: rule.reason });

	const titles = { approved: approved.map(titleOf), rejected: rejected.map(titleOf) };
	const edited = rule.edit && (await editFirst(page, approved, rule.edit));
	await page.name(rule.reviewer);
	return { ...titles, ...(edited && { edited }), answer: await page.send() };
}

const titleOf = ({ title }: Card): string => title;

async function editFirst(
	page: ReviewPage,
	cards: readonly Card[],
	{ field, change }: NonNullable<Rule['edit']>,
): Promise<RuleOutcome['edited']> {
	for (const { index, title } of cards) {
		const found = (await page.fields(index)).find(
			({ label, editable }) => label === field && editable,
		);
		if (found === undefined) continue;
		const text = change(await page.text(index, found.index));
		await page.edit(index, found.index, text);
		return { title, text };
	}
	return undefined;
}
