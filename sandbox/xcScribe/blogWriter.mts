import type { Product } from '../catalogue/product.mts';
import { stableHash } from '../writing/confidence.mts';
import { escapeHtml, stripHtml } from '../writing/html.mts';
import { translate } from '../writing/translate.mts';
import type { WrittenLanguage } from '../writing/translate.mts';
import { write } from '../writing/writer.mts';
import type { SelectedImage } from './blogRecords.mts';

export interface BlogBrief {
	/** What the post is about; null when only its products say so. */
	topic: string | null;
	products: readonly Product[];
	language: WrittenLanguage;
	tone: string;
	/** From 1: each attempt is worded differently from the one before. */
	attempt: number;
	/** Headings that the post shall have, besides those of its products. */
	sections: readonly string[];
	images: readonly SelectedImage[];
}

export interface BlogTexts {
	title: string;
	content: string;
	excerpt: string;
	slug: string;
	seoMeta: { title: string; description: string; focus_keyword: string };
}

interface BlogPhrases {
	and: string;
	titles: ReadonlyArray<(topic: string) => string>;
	introductions: ReadonlyArray<(topic: string) => string>;
	sections: readonly string[];
	advice: ReadonlyArray<(topic: string) => string>;
	closingHeading: string;
	closing: (topic: string) => string;
}

const phrases: Record<WrittenLanguage, BlogPhrases> = {
	en: {
		and: 'and',
		titles: [
			(topic) => `${topic}: what to look for`,
			(topic) => `A short guide to ${topic}`,
			(topic) => `${topic}, explained from the beginning`,
		],
		introductions: [
			(topic) =>
				`There is a lot to read about ${topic}, and little of it helps when you have to choose.`,
			(topic) => `Questions about ${topic} reach us every week. Here are the answers in one place.`,
			(topic) => `We have dealt with ${topic} for years. This is what we tell friends who ask.`,
		],
		sections: ['What matters', 'Common mistakes'],
		advice: [
			(topic) =>
				`Begin with how you will use it. With ${topic}, the right choice for every day is rarely the one for special occasions.`,
			(topic) =>
				`Take your time. Most regrets about ${topic} come from a quick decision, not from a wrong one.`,
		],
		closingHeading: 'In short',
		closing: (topic) => `If you remember one thing about ${topic}: buy less, and choose it well.`,
	},
	de: {
		and: 'und',
		titles: [
			(topic) => `${topic}: worauf es ankommt`,
			(topic) => `Kleiner Ratgeber: ${topic}`,
			(topic) => `${topic} – von Anfang an erklärt`,
		],
		introductions: [
			(topic) =>
				`Zum Thema ${topic} gibt es viel zu lesen, doch wenig davon hilft bei der Auswahl.`,
			(topic) =>
				`Fragen zum Thema ${topic} erreichen uns jede Woche. Hier stehen die Antworten beisammen.`,
			(topic) =>
				`Mit dem Thema ${topic} befassen wir uns seit Jahren. Das sagen wir Freunden, die uns fragen.`,
		],
		sections: ['Darauf kommt es an', 'Häufige Fehler'],
		advice: [
			(topic) =>
				`Am Anfang steht der Gebrauch. Beim Thema ${topic} ist das Richtige für jeden Tag selten das für besondere Anlässe.`,
			(topic) =>
				`Nehmen Sie sich Zeit. Beim Thema ${topic} reut meist die schnelle Entscheidung, nicht die falsche.`,
		],
		closingHeading: 'Kurz gesagt',
		closing: (topic) =>
			`Wenn Sie sich zum Thema ${topic} eines merken: weniger kaufen, dafür gut wählen.`,
	},
	tr: {
		and: 've',
		titles: [
			(topic) => `${topic}: nelere dikkat edilmeli`,
			(topic) => `Kısa rehber: ${topic}`,
			(topic) => `${topic} – baştan sona`,
		],
		introductions: [
			(topic) => `${topic} hakkında okunacak çok şey var, ama seçim yaparken pek azı işe yarıyor.`,
			(topic) =>
				`${topic} hakkında her hafta sorular alıyoruz. Yanıtları burada bir araya getirdik.`,
			(topic) =>
				`${topic} konusuyla yıllardır ilgileniyoruz. Soran dostlarımıza söylediklerimiz bunlar.`,
		],
		sections: ['Önemli olan', 'Sık yapılan hatalar'],
		advice: [
			(topic) =>
				`Önce nasıl kullanacağınızı düşünün. ${topic} söz konusu olduğunda her günün seçimi, özel günlerinkinden farklıdır.`,
			(topic) => `Acele etmeyin. ${topic} konusunda pişmanlık çoğu zaman hızlı karardan gelir.`,
		],
		closingHeading: 'Kısaca',
		closing: (topic) => `${topic} hakkında tek bir şey aklınızda kalsın: az alın, iyi seçin.`,
	},
};

const SHORT_CHARS = 200;
const PRODUCT_CHARS = 900;

/** Writes a whole post from its brief, never about prices. */
export function writeBlogPost(brief: BlogBrief): BlogTexts {
	const phrase = phrases[brief.language];
	const names = brief.products.map((product) => translate(stripHtml(product.name), brief.language));
	const topic = brief.topic ?? joinNames(names, phrase.and);
	const variant = stableHash(topic) + brief.attempt;
	const title = pick(phrase.titles, variant)?.(topic) ?? topic;
	const introduction = pick(phrase.introductions, variant)?.(topic) ?? '';
	const headings = brief.sections.length > 0 ? brief.sections : phrase.sections;
	const content = [
		paragraph(introduction),
		...brief.images.map(figure),
		...headings.flatMap((heading, index) => [
			subheading(heading),
			paragraph(pick(phrase.advice, index)?.(topic) ?? ''),
		]),
		...brief.products.flatMap((product, index) => [
			subheading(names[index] ?? product.externalId),
			describe(product, brief),
		]),
		subheading(phrase.closingHeading),
		paragraph(phrase.closing(topic)),
	].join('\n');
	return {
		title,
		content,
		excerpt: introduction,
		slug: slugify(title),
		seoMeta: { title, description: introduction, focus_keyword: topic },
	};
}

/** `text` as the last part of a URL. */
export function slugify(text: string): string {
	const slug = text
		.replaceAll('ß', 'ss')
		.replaceAll('ı', 'i')
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');
	return slug === '' ? 'post' : slug;
}

function describe(product: Product, brief: BlogBrief): string {
	return write(product, {
		topic: 'product',
		language: brief.language,
		tone: brief.tone,
		attempt: brief.attempt,
		maxShortChars: SHORT_CHARS,
		maxLongChars: PRODUCT_CHARS,
		htmlShort: true,
		htmlLong: true,
	}).long;
}

function figure({ url, alt_text: alt, product_name: name }: SelectedImage): string {
	const attribute = (text: string) => escapeHtml(text).replaceAll('"', '&quot;');
	return `<figure><img src="${attribute(url)}" alt="${attribute(alt ?? name ?? '')}"></figure>`;
}

function subheading(text: string): string {
	return `<h2>${escapeHtml(text)}</h2>`;
}

function paragraph(text: string): string {
	return `<p>${escapeHtml(text)}</p>`;
}

function joinNames(names: readonly string[], and: string): string {
	return names.length < 2
		? names.join('')
		: `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1) ?? ''}`;
}

function pick<T>(variants: readonly T[], index: number): T | undefined {
	return variants[index % variants.length];
}
