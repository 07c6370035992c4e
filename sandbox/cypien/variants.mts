import { randomUUID } from 'node:crypto';
import type { Product } from '../catalogue/product.mts';
import { writtenLanguages } from '../writing/translate.mts';
import { write } from '../writing/writer.mts';
import { inventoryIds } from './inventory.mts';
import type { InventoryProduct, TextKind } from './inventory.mts';

interface Persona {
	id: number;
	name: string;
	/** Id of the tone of the sandbox's writer. */
	tone: string;
}

/** A text for one persona in one language. */
export interface Variant {
	number: number;
	uid: string;
	persona: Persona;
	language: string;
	body: string;
	humanizedBody: string;
	/** Only WAITING is documented; a generated text is told by its body. */
	status: 'WAITING' | 'COMPLETED';
	/** How many times it was written. */
	attempts: number;
	createdAt: string;
	updatedAt: string;
}

export const personas: readonly Persona[] = [
	{ id: 66, name: 'SIMPLE_VISITOR', tone: 'professional' },
	{ id: 67, name: 'GIFT_SEEKER', tone: 'playful' },
	{ id: 68, name: 'ENTHUSIAST', tone: 'luxury' },
];

/** The one audience that every variant is written for. */
const audience = { id: 1761, name: 'test' };

const FIRST_VARIANT_NUMBER = 10890;

/** Room for the numbers of one product's variants of one kind. */
const NUMBERS_PER_PRODUCT = 1000;

/** Makes sure that `entry` has a variant for each persona in `language`, empty if it is new. */
export function prepareVariants(entry: InventoryProduct, kind: TextKind, language: string): void {
	const now = new Date().toISOString();
	const variants = entry.variants[kind];
	for (const persona of personas) {
		if (variants.some((known) => known.persona === persona && known.language === language))
			continue;
		variants.push({
			number:
				FIRST_VARIANT_NUMBER +
				(entry.inventoryId - inventoryIds.first) * NUMBERS_PER_PRODUCT +
				variants.length,
			uid: randomUUID(),
			persona,
			language,
			body: '',
			humanizedBody: '',
			status: 'WAITING',
			attempts: 0,
			createdAt: now,
			updatedAt: now,
		});
	}
}

/** Writes the variants of `entry` in `language` and returns them. */
export function writeVariants(
	entry: InventoryProduct,
	kind: TextKind,
	language: string,
): Variant[] {
	const variants = entry.variants[kind].filter((variant) => variant.language === language);
	for (const variant of variants) {
		variant.attempts += 1;
		const texts = writeTexts(entry.product, kind, variant);
		variant.body = texts.body;
		variant.humanizedBody = texts.humanized;
		variant.status = 'COMPLETED';
		variant.updatedAt = new Date().toISOString();
	}
	return variants;
}

function writeTexts(
	product: Product,
	kind: TextKind,
	variant: Variant,
): { body: string; humanized: string } {
	const code = variant.language.split('-')[0]?.toLowerCase();
	const texts = write(product, {
		topic: 'product',
		// Any other language is asked for, but written in English.
		language: writtenLanguages.find((known) => known === code) ?? 'en',
		tone: variant.persona.tone,
		attempt: variant.attempts,
		maxShortChars: 300,
		maxLongChars: 1200,
		htmlShort: false,
		htmlLong: true,
	});
	switch (kind) {
		case 'content':
			return { body: texts.long, humanized: texts.short };
		case 'title': {
			const detail = texts.bulletPoints[personas.indexOf(variant.persona)];
			return {
				body: detail === undefined ? texts.name : `${texts.name} – ${detail}`,
				humanized: '',
			};
		}
		case 'google_feed':
			return { body: texts.short, humanized: '' };
	}
}

const idNames: Record<TextKind, string> = {
	content: 'productDescriptionId',
	title: 'productTitleId',
	google_feed: 'productGoogleFeedId',
};

/** The variants of one kind in the shape of the API's reply. */
export function showVariants(entry: InventoryProduct, kind: TextKind): unknown[] {
	return entry.variants[kind].map((variant) => ({
		uid: variant.uid,
		[idNames[kind]]: variant.number,
		workspacePersonaId: variant.persona.id,
		specialDayId: 0,
		baseAudienceId: audience.id,
		body: variant.body,
		...(kind === 'content' ? { humanizedBody: variant.humanizedBody } : {}),
		language: variant.language,
		status: variant.status,
		createdAt: variant.createdAt,
		updatedAt: variant.updatedAt,
		personaName: variant.persona.name,
		specialDayName: '',
		audienceName: audience.name,
	}));
}
