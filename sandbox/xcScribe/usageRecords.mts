import { randomUUID } from 'node:crypto';
import type { Context } from './context.mts';
import { paymentRequired } from './errors.mts';
import { tierOf } from './knownValues.mts';
import { UNITS_PER_XCT } from './ledger.mts';

/** List prices, in units of the ledger. */
export const ITEM_PRICE = UNITS_PER_XCT;
export const BLOG_POST_PRICE = 5 * UNITS_PER_XCT;

/** US dollars for a million tokens. */
const INPUT_COST = 3;
const OUTPUT_COST = 15;

/** Characters of a token, as a rule of thumb. */
const TOKEN_LENGTH = 4;

export interface GeneratedText {
	aiProvider: string;
	aiModel: string;
	contentType: string;
	/** What the AI was given and what it wrote, to count their tokens. */
	input: string;
	output: string;
	/** Units of the ledger, multipliers included. */
	price: number;
	description: string;
}

/** What a text costs when `model` writes it. */
export function priceOf(listPrice: number, model: string, context: Context): number {
	return context.store.ledger.price(listPrice * tierOf(model).multiplier);
}

/** Throws the 402 when `units` cannot be spent. */
export function requireCovered(units: number, context: Context): void {
	if (!context.store.ledger.covers(units)) throw paymentRequired();
}

/** Pays for a text that was written and records it; returns the tokens that it took. */
export function recordGeneration(text: GeneratedText, context: Context): number {
	const { store } = context;
	const inputTokens = countTokens(text.input);
	const outputTokens = countTokens(text.output);
	store.ledger.spend(text.price, text.description);
	store.generatedItems += 1;
	store.usage.push({
		id: randomUUID(),
		aiProvider: text.aiProvider,
		aiModel: text.aiModel,
		contentType: text.contentType,
		inputTokens,
		outputTokens,
		spent: text.price,
		costEstimate: (inputTokens * INPUT_COST + outputTokens * OUTPUT_COST) / 1_000_000,
		createdAt: new Date().toISOString(),
	});
	return inputTokens + outputTokens;
}

function countTokens(text: string): number {
	return Math.max(1, Math.ceil(text.length / TOKEN_LENGTH));
}
