import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isRecord, toText } from '../shared/values';
import { languageTag } from './languages';
import { readAt } from './paths';
import { PRESETS, type Preset } from './presets';
import type {
	ItemSettings,
	Kind,
	Review,
	ReviewField,
	ReviewImage,
	ReviewSettings,
	ReviewValue,
	ShownItem,
} from './review';
import { webAddress } from './webAddress';

/** The fields to show of an item: the user's own, or what the preset finds in it. */
export function fieldsOf(
	{ preset, fields }: Pick<ReviewSettings, 'preset' | 'fields'>,
	json: IDataObject,
): readonly ReviewField[] {
	return PRESETS.get(preset)?.fieldsOf(json) ?? fields;
}

/** An item as the page shows it: values read at their paths, addresses checked. */
export function showItem({ settings, itemSettings, items }: Review, index: number): ShownItem {
	const item = items[index] ?? { json: {} };
	const own = itemSettings[index];
	const preset = PRESETS.get(settings.preset);
	const language = preset?.languageOf(item.json) ?? '';
	const score = own?.score ?? preset?.scoreOf(item.json);
	return {
		index,
		title: titleOf(item.json, own, preset) || `Item ${index + 1}`,
		link: webAddress(own?.link ?? ''),
		language,
		score,
		flagged:
			preset?.isFlagged(item.json) === true ||
			(score !== undefined && own?.threshold !== undefined && score < own.threshold),
		fields: fieldsOf(settings, item.json).map((field) => ({
			label: field.label,
			kind: field.kind,
			editable: field.editable && isEditable(field.kind, readAt(item.json, field.proposed)),
			language: languageTag(field.language ?? '') || language,
			proposed: valueAt(item, field, field.proposed),
			current: field.current === '' ? undefined : valueAt(item, field, field.current),
		})),
	};
}

const titleOf = (
	json: IDataObject,
	own: ItemSettings | undefined,
	preset: Preset | undefined,
): string => (own?.title ?? '').trim() || (preset?.titleOf(json) ?? '').trim();

/** What is no text, number or list of them cannot be put back from a text. Pictures are looked at only. */
function isEditable(kind: Kind, value: unknown): boolean {
	const isPlain = (each: unknown): boolean => typeof each === 'string' || typeof each === 'number';
	if (kind === 'list' && Array.isArray(value)) return value.every(isPlain);
	return kind !== 'image' && isPlain(value);
}

/** The value as its kind asks for it; undefined when there is none. */
function valueAt(
	item: INodeExecutionData,
	{ kind }: ReviewField,
	path: string,
): ReviewValue | undefined {
	const value = readAt(item.json, path);
	switch (kind) {
		case 'image':
			return imagesOf(value, item, path);
		case 'list':
			return listOf(value);
		case 'text':
		case 'html':
		case 'number': {
			const text = toText(value);
			return text === '' ? undefined : { kind, text };
		}
	}
}

function listOf(value: unknown): ReviewValue | undefined {
	const entries = Array.isArray(value) ? value.map(toText) : [toText(value)];
	const filled = entries.filter((entry) => entry !== '');
	return filled.length === 0 ? undefined : { kind: 'list', entries: filled };
}

/** One address, several in a list or with commas between them as exports have them, or the name of a file of the item. */
function imagesOf(
	value: unknown,
	{ binary = {} }: INodeExecutionData,
	path: string,
): ReviewValue | undefined {
	const images: ReviewImage[] = listed(value)
		.map(addressOf)
		.filter((url) => url !== '')
		.map((url) => ({ url }));
	if (images.length === 0 && Object.hasOwn(binary, path)) images.push({ binary: path });
	return images.length === 0 ? undefined : { kind: 'image', images };
}

function listed(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return typeof value === 'string' ? value.split(/[,|\s]+(?=https?:)/) : [value];
}

/** Shops give pictures as addresses or as objects with one. */
function addressOf(image: unknown): string {
	if (typeof image === 'string') return webAddress(image.trim());
	return isRecord(image) ? webAddress(toText(image.src ?? image.url).trim()) : '';
}
