import type { IDataObject } from 'n8n-workflow';

import { isRecord, toNumber, toText } from '../shared/values';
import { languageTag } from './languages';
import { formatPath, readAt } from './paths';
import type { ReviewField } from './review';

/** What the page knows of an item when the user names no more than where it comes from. */
export interface Preset {
	/** What the items are, for messages: "1 of 300 items is no ...". */
	name: string;
	/** What to show of one item; nothing when it is no such item. */
	fieldsOf(json: IDataObject): ReviewField[];
	titleOf(json: IDataObject): string;
	languageOf(json: IDataObject): string;
	scoreOf(json: IDataObject): number | undefined;
	/** Whether the provider itself asks for somebody to look. */
	isFlagged(json: IDataObject): boolean;
}

const textAt = (json: IDataObject, ...paths: string[]): string =>
	paths.map((path) => toText(readAt(json, path))).find((text) => text !== '') ?? '';

const looksLikeHtml = (text: string): boolean => /<[a-z][^>]*>/i.test(text);

/** `long_description` -> `Long description` */
function labelOf(key: string): string {
	const words = key
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.replace(/[_-]+/g, ' ')
		.trim()
		.toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTextList = (value: unknown): value is string[] =>
	Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');

/** A field for a value that is a text, a number or a list of texts; undefined for anything else. */
function fieldFor(
	value: unknown,
	{ label, proposed, current = '' }: { label: string; proposed: string; current?: string },
): ReviewField | undefined {
	const field = { label, proposed, current, editable: true };
	if (isText(value)) return { ...field, kind: looksLikeHtml(value) ? 'html' : 'text' };
	if (typeof value === 'number') return { ...field, kind: 'number' };
	return isTextList(value) ? { ...field, kind: 'list' } : undefined;
}

const present = (fields: Array<ReviewField | undefined>): ReviewField[] =>
	fields.filter((field) => field !== undefined);

/** Pictures are looked at, never edited. */
const image = (label: string, proposed: string, current = ''): ReviewField => ({
	label,
	kind: 'image',
	proposed,
	current,
	editable: false,
});

/** Where XC Scribe's source has what it writes anew: exports name it in many ways. */
const SCRIBE_SOURCES: Readonly<Record<string, readonly string[]>> = {
	name: ['name', 'Name', 'title', 'Title'],
	short_description: ['short_description', 'Short description', 'shortDescription'],
	long_description: ['description', 'Description', 'long_description', 'Body (HTML)', 'body_html'],
	tags: ['tags', 'Tags'],
};

const SCRIBE_IMAGES = ['images', 'Images', 'image', 'Image Src', 'image_url'];

const keyIn = (record: unknown, keys: readonly string[]): string | undefined =>
	isRecord(record) ? keys.find((key) => isText(record[key]) || isTextList(record[key])) : undefined;

const xcScribeItem: Preset = {
	name: 'XC Scribe item',
	fieldsOf(json) {
		const { generated_content: generated, source_data: source } = json;
		if (!isRecord(generated)) return [];
		const texts = Object.entries(generated).map(([key, value]) => {
			const sourceKey = keyIn(source, SCRIBE_SOURCES[key] ?? [key]);
			return fieldFor(value, {
				label: labelOf(key),
				proposed: formatPath(['generated_content', key]),
				...(sourceKey === undefined ? {} : { current: formatPath(['source_data', sourceKey]) }),
			});
		});
		const imageKey = keyIn(source, SCRIBE_IMAGES);
		return present([
			...(imageKey === undefined || present(texts).length === 0
				? []
				: [image('Images', formatPath(['source_data', imageKey]))]),
			...texts,
		]);
	},
	titleOf: (json) =>
		textAt(
			json,
			'source_data.name',
			'source_data.Name',
			'source_data.title',
			'source_data.Title',
		) || textAt(json, 'generated_content.name', 'external_id', 'id'),
	languageOf: (json) => languageTag(readAt(json, 'metadata.language')),
	scoreOf: (json) => toNumber(json.confidence_score),
	isFlagged: (json) => json.status === 'flagged',
};

const CERNEL_TEXTS = [
	'name',
	'short_description',
	'description',
	'meta_title',
	'meta_description',
	'alt_text',
];

const cernelRow: Preset = {
	name: 'Cernel row',
	// Many things have a name and a description; Cernel's rows say in which language.
	fieldsOf: (json) =>
		isText(json.language)
			? present(
					CERNEL_TEXTS.map((key) => fieldFor(json[key], { label: labelOf(key), proposed: key })),
				)
			: [],
	titleOf: (json) => textAt(json, 'name', 'id'),
	languageOf: (json) => languageTag(json.language),
	scoreOf: () => undefined,
	// A row that did not succeed says why in its report.
	isFlagged: (json) => isText(json.status) && json.status.toUpperCase() !== 'SUCCESS',
};

const CYPIEN_VARIANTS: ReadonlyArray<readonly [key: string, label: string]> = [
	['titleVariants', 'Title'],
	['descriptionVariants', 'Description'],
	['googleFeedVariants', 'Google feed'],
];

/** The text of a variant that has one: `humanizedBody` is what its plain body became. */
function variantField(
	variant: unknown,
	{ list, label, at }: { list: string; label: string; at: number },
): ReviewField | undefined {
	if (!isRecord(variant)) return undefined;
	const key = keyIn(variant, ['humanizedBody', 'body']);
	if (key === undefined) return undefined;
	const audience = [variant.personaName, variant.specialDayName].filter(
		(name) => isText(name) && name.toLowerCase() !== 'none',
	);
	const field = fieldFor(variant[key], {
		label: [label, ...audience].map(toText).join(' · '),
		proposed: formatPath([list, at, key]),
	});
	const language = languageTag(variant.language);
	return field && { ...field, ...(language === '' ? {} : { language }) };
}

const cypienProduct: Preset = {
	name: 'Cypien product with variants',
	fieldsOf(json) {
		const variants = CYPIEN_VARIANTS.flatMap(([list, label]) => {
			const entries: unknown = json[list];
			return Array.isArray(entries)
				? entries.map((variant: unknown, at) => variantField(variant, { list, label, at }))
				: [];
		});
		const tags = isTextList(json.suggested_tags)
			? fieldFor(json.suggested_tags, {
					label: 'Tags',
					proposed: 'suggested_tags',
					...(isTextList(json.tags) ? { current: 'tags' } : {}),
				})
			: undefined;
		const picture = keyIn(json, ['pictures', 'primary_picture']);
		const texts = present([tags, ...variants]);
		return texts.length === 0
			? []
			: present([picture === undefined ? undefined : image('Pictures', picture), ...texts]);
	},
	titleOf: (json) => textAt(json, 'productName', 'title', 'sku_id', 'inventoryProductId', 'id'),
	languageOf: () => '',
	scoreOf: () => undefined,
	isFlagged: () => false,
};

/** Where a downloaded image stands, unless the user chose another name. */
const DOWNLOADED = 'data';

const productAiImage: Preset = {
	name: 'ProductAI image',
	fieldsOf: (json) =>
		isText(json.image_url)
			? [image('Image', 'image_url')]
			: json.id !== undefined && isText(json.status)
				? [image('Image', DOWNLOADED)]
				: [],
	titleOf: (json) => textAt(json, 'prompt', 'id'),
	languageOf: () => '',
	scoreOf: () => undefined,
	isFlagged: () => false,
};

/** Keys are the values of the parameter "What to Review". */
export const PRESETS: ReadonlyMap<string, Preset> = new Map([
	['xcScribeItem', xcScribeItem],
	['cernelRow', cernelRow],
	['cypienProduct', cypienProduct],
	['productAiImage', productAiImage],
]);
