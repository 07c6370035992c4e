import type { Product } from '../catalogue/product.mts';
import type { WrittenLanguage } from '../writing/translate.mts';
import { write } from '../writing/writer.mts';
import type { Topic } from '../writing/writer.mts';
import type { Site } from './sites.mts';
import type { Template } from './templates.mts';

/** One row of a job's result: the texts of one element in one language. */
export interface ResultRow {
	id: string;
	name: string;
	language: string;
	short_description: string;
	description: string;
	meta_title: string;
	meta_description: string;
	alt_text: string;
	status: 'SUCCESS' | 'FAILURE';
	report: string | null;
}

export interface Assignment {
	product: Product;
	topic: Topic;
	site: Site;
	template: Template;
	/** Name of the language in English; one that the sandbox does not write comes out in English. */
	language: string;
	/** Which attempt this is, from 1: each one is worded differently. */
	attempt: number;
}

const written: Record<string, WrittenLanguage> = { English: 'en', German: 'de', Turkish: 'tr' };

const META_TITLE_CHARS = 60;
const META_DESCRIPTION_CHARS = 155;

export function writeRow(assignment: Assignment): ResultRow {
	const { product, topic, site, template, language } = assignment;
	const writeShort = (maxShortChars: number) =>
		write(product, {
			topic,
			language: written[language] ?? 'en',
			tone: template.tone,
			attempt: assignment.attempt,
			maxShortChars,
			maxLongChars: template.maxLongChars,
			htmlShort: false,
			htmlLong: true,
		});
	const texts = writeShort(300);
	const shopName = site.name.replace(/ \(.*\)$/, '');
	const metaTitle = `${texts.name} | ${shopName}`;
	return {
		id: product.externalId,
		name: texts.name,
		language,
		short_description: texts.short,
		description: texts.long,
		meta_title: metaTitle.length > META_TITLE_CHARS ? texts.name : metaTitle,
		meta_description: writeShort(META_DESCRIPTION_CHARS).short,
		alt_text: texts.name,
		status: 'SUCCESS',
		report: null,
	};
}

/** The row of an element that no text could be written for. */
export function failedRow(product: Product, language: string): ResultRow {
	return {
		id: product.externalId,
		name: product.name,
		language,
		short_description: '',
		description: '',
		meta_title: '',
		meta_description: '',
		alt_text: '',
		status: 'FAILURE',
		report: 'The text could not be generated.',
	};
}
