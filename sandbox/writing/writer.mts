import type { Product } from '../catalogue/product.mts';
import { compose } from './compose.mts';
import type { Block } from './compose.mts';
import { stableHash } from './confidence.mts';
import { stripHtml } from './html.mts';
import { phrases } from './phrases.mts';
import type { Subject } from './phrases.mts';
import { translate, translateList } from './translate.mts';
import type { WrittenLanguage } from './translate.mts';

/** What to write about: the product itself, or the category that it belongs to. */
export type Topic = 'product' | 'category';

export interface WritingOptions {
	topic: Topic;
	language: WrittenLanguage;
	/** Id of a tone; an unknown one reads as professional. */
	tone: string;
	/** Which attempt this is, from 1: each one is worded differently from the one before. */
	attempt: number;
	/** Highest length in characters, markup counted. */
	maxShortChars: number;
	maxLongChars: number;
	htmlShort: boolean;
	htmlLong: boolean;
}

export interface WrittenTexts {
	/** The name in the target language, as far as the translation memory knows it. */
	name: string;
	short: string;
	long: string;
	bulletPoints: string[];
	tags: string[];
	attributes: Record<string, string>;
}

/** Writes all texts about `product` from its own data, never from its price. */
export function write(product: Product, options: WritingOptions): WrittenTexts {
	const { language } = options;
	const phrase = phrases[language];
	const facts = collectFacts(product, language);
	const path = product.categories[0] ?? [];
	const subject: Subject = {
		name: translate(stripHtml(product.name), language),
		category: translate(path.at(-1) ?? phrase.unnamedCategory, language),
		adjectives: phrase.tones[options.tone] ?? phrase.tones['professional'] ?? ['', ''],
	};
	const variant = stableHash(product.externalId) + options.attempt;
	const settings = phrase.settings[translate(path[0] ?? '', 'en')] ?? phrase.settings[''] ?? [];
	const setting = pick(settings, variant);
	const opening = pick(phrase.openings, variant)?.(subject) ?? '';
	const introduction = pick(phrase.introductions, variant)?.(subject) ?? '';
	const closing = pick(phrase.closings, variant)?.(subject) ?? '';
	const categoryTexts = phrase.categoryTexts.map((sentence) => sentence(subject));

	const shortBlocks: Block[] = [
		{
			kind: 'paragraph',
			sentences:
				options.topic === 'category'
					? categoryTexts
					: [opening, ...facts.slice(0, 2).map((fact) => fact.sentence), setting ?? ''],
		},
	];
	const longBlocks: Block[] =
		options.topic === 'category'
			? [
					{ kind: 'paragraph', sentences: categoryTexts.slice(0, 2) },
					{ kind: 'paragraph', sentences: [setting ?? '', ...categoryTexts.slice(2)] },
				]
			: [
					{ kind: 'paragraph', sentences: [introduction, setting ?? ''] },
					{
						kind: 'list',
						heading: phrase.factsHeading,
						entries: facts.map((fact) => `${fact.label}: ${fact.value}`),
					},
					{ kind: 'paragraph', sentences: [closing] },
				];
	return {
		name: subject.name,
		short: compose(shortBlocks, options.maxShortChars, options.htmlShort),
		long: compose(withoutEmpty(longBlocks), options.maxLongChars, options.htmlLong),
		bulletPoints: [
			...facts.map((fact) => `${fact.label}: ${fact.value}`),
			...(setting === undefined ? [] : [setting]),
		].slice(0, 5),
		tags: collectTags(product, language),
		attributes: Object.fromEntries(facts.map((fact) => [fact.label, fact.value])),
	};
}

interface Fact {
	label: string;
	value: string;
	sentence: string;
}

function collectFacts(product: Product, language: WrittenLanguage): Fact[] {
	const phrase = phrases[language];
	const facts = Object.entries(product.attributes).map(([name, value]) => {
		const label = translate(name, language);
		const translated = localizeNumbers(translateList(value, language), language);
		const sentence = phrase.facts[translate(name, 'en')] ?? phrase.facts[''];
		return { label, value: translated, sentence: sentence?.(translated, label) ?? '' };
	});
	if (product.weight !== '' && !facts.some((fact) => fact.label === phrase.weight)) {
		const value = localizeNumbers(`${product.weight} kg`, language);
		facts.push({ label: phrase.weight, value, sentence: `${phrase.weight}: ${value}.` });
	}
	return facts;
}

// Suppliers write 2.4 and 2,4; a text uses what its language does.
function localizeNumbers(text: string, language: WrittenLanguage): string {
	return text.replace(/(\d)[.,](\d)/g, language === 'en' ? '$1.$2' : '$1,$2');
}

function collectTags(product: Product, language: WrittenLanguage): string[] {
	const categories = product.categories.flat().map((name) => translate(name, language));
	const own = product.tags.map((tag) => translate(tag, language));
	return [...new Set([...categories, ...own].map((tag) => tag.toLocaleLowerCase(language)))].slice(
		0,
		8,
	);
}

function withoutEmpty(blocks: readonly Block[]): Block[] {
	return blocks.filter((block) => block.kind === 'paragraph' || block.entries.length > 0);
}

function pick<T>(variants: readonly T[], index: number): T | undefined {
	return variants[index % variants.length];
}
