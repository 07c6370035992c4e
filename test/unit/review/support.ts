import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import { OWN_FIELDS } from '../../../nodes/ContentReview/form';
import type {
	ItemSettings,
	Review,
	ReviewField,
	ReviewSettings,
	ReviewValue,
	ShownItem,
} from '../../../nodes/ContentReview/review';
import { showItem } from '../../../nodes/ContentReview/shownItem';

/** A field with what most tests do not care about. */
export const field = (own: Partial<ReviewField> & { proposed: string }): ReviewField => ({
	label: own.proposed,
	kind: 'text',
	current: '',
	editable: true,
	...own,
});

export const NO_SETTINGS: ItemSettings = {
	title: '',
	link: '',
	score: undefined,
	threshold: undefined,
};

interface Parts {
	settings?: Partial<ReviewSettings>;
	fields?: ReviewField[];
	own?: Array<Partial<ItemSettings>>;
	binary?: IBinaryKeyData;
	origins?: number[];
	refused?: Review['refused'];
}

/** A review of these items, by fields of their own unless the settings say otherwise. */
export function reviewOf(items: IDataObject[], parts: Parts = {}): Review {
	const { settings, fields = [], own = [], binary, origins, refused = [] } = parts;
	return {
		settings: {
			id: 'review-1',
			heading: 'Content review',
			instructions: '',
			requireReviewer: false,
			accessCode: '',
			preset: OWN_FIELDS,
			fields,
			limit: undefined,
			...settings,
		},
		items: items.map((json) => ({ json, ...(binary && { binary }) })),
		itemSettings: items.map((_, index) => ({ ...NO_SETTINGS, ...own[index] })),
		origins: origins ?? items.map((_, index) => index),
		refused,
	};
}

/** The first item as the page shows it. */
export const shown = (json: IDataObject, parts: Parts = {}): ShownItem =>
	showItem(reviewOf([json], parts), 0);

/** The first item as the page shows it with a preset. */
export const shownBy = (
	preset: string,
	json: IDataObject,
	parts: Omit<Parts, 'settings'> = {},
): ShownItem => shown(json, { ...parts, settings: { preset } });

/** What a value says, in a few words for a comparison. */
export function said(value: ReviewValue | undefined): unknown {
	if (value === undefined) return undefined;
	if (value.kind === 'image') return value.images;
	return value.kind === 'list' ? value.entries : value.text;
}

/** Label, kind and both values of each field. */
export const summary = (item: ShownItem): unknown[] =>
	item.fields.map(({ label, kind, proposed, current }) => [
		label,
		kind,
		said(proposed),
		said(current),
	]);
