import { z } from 'zod';

import { editableText, entriesOf } from './editableText';
import { readAt } from './paths';
import type { Complaint, EditedValue, ItemDecision, Kind, Review } from './review';
import { fieldsOf, showItem } from './shownItem';

/** Longest comment and name, in characters. */
const MAXIMUM_COMMENT = 5_000;
const MAXIMUM_NAME = 200;
/** Longest text that an edit may bring, in characters. */
const MAXIMUM_TEXT = 500_000;

export const DECISIONS = ['approved', 'rejected', 'undecided'] as const;

const itemSchema = z
	.object({
		decision: z
			.enum(DECISIONS, {
				errorMap: () => ({ message: 'A product can be approved or rejected, nothing else.' }),
			})
			.default('undecided'),
		comment: z
			.string()
			.max(MAXIMUM_COMMENT, `A comment may have ${MAXIMUM_COMMENT} characters.`)
			.default(''),
		edits: z.map(
			z.number().int(),
			z.string().max(MAXIMUM_TEXT, `A text may have ${MAXIMUM_TEXT} characters.`),
		),
	})
	.strict();

/** What a person sent, as texts, before it is held against the review. */
export const submissionSchema = z
	.object({
		review: z.string(),
		reviewer: z
			.string()
			.trim()
			.max(MAXIMUM_NAME, `A name may have ${MAXIMUM_NAME} characters.`)
			.default(''),
		items: z.map(z.number().int(), itemSchema),
		/** Whether what has no decision of its own is approved. */
		approveRest: z.boolean().default(false),
	})
	.strict();

export type Submission = z.output<typeof submissionSchema>;

export type CheckedDecisions = { decisions: ItemDecision[] } | { complaints: Complaint[] };

const EMPTY: z.output<typeof itemSchema> = {
	decision: 'undecided',
	comment: '',
	edits: new Map(),
};

/**
 * Holds a submission against the review: known items and editable fields only, values of their kind, a name where one is
 * asked for, and a decision for each item unless the review has an output for those without.
 */
export function checkDecisions(review: Review, submission: Submission): CheckedDecisions {
	const { settings, items } = review;
	const complaints: Complaint[] = [];
	const unknown = [...submission.items.keys()].find((index) => items[index] === undefined);
	if (unknown !== undefined) {
		complaints.push({ message: `This review has no product ${unknown + 1}.` });
	}
	if (settings.requireReviewer && submission.reviewer === '') {
		complaints.push({ message: 'Enter your name: the review asks who has decided.' });
	}
	const decisions = items.map((_, index): ItemDecision => {
		const given = submission.items.get(index) ?? EMPTY;
		const left = given.decision === 'undecided' && submission.approveRest;
		return {
			decision: left ? 'approved' : given.decision,
			comment: withLineFeeds(given.comment).trim(),
			edits: checkEdits(review, index, given.edits, complaints),
		};
	});
	const undecided = decisions.findIndex(({ decision }) => decision === 'undecided');
	if (undecided >= 0 && settings.limit === undefined) {
		const count = decisions.filter(({ decision }) => decision === 'undecided').length;
		complaints.push({
			item: undecided,
			message:
				count === 1
					? '1 product is not decided yet. Approve or reject it, then send again.'
					: `${count} products are not decided yet. Approve or reject them, then send again.`,
		});
	}
	return complaints.length > 0 ? { complaints } : { decisions };
}

/** Those values that differ from what was proposed, each in the type that the item has. */
function checkEdits(
	review: Review,
	item: number,
	edits: ReadonlyMap<number, string>,
	complaints: Complaint[],
): ItemDecision['edits'] {
	const changed: Array<ItemDecision['edits'][number]> = [];
	if (edits.size === 0) return changed;
	const json = review.items[item]?.json ?? {};
	const fields = fieldsOf(review.settings, json);
	const shown = showItem(review, item).fields;
	for (const [index, text] of edits) {
		const field = fields[index];
		const before = shown[index];
		if (field === undefined || before?.editable !== true) {
			complaints.push({ item, message: 'Something was changed that cannot be edited here.' });
			continue;
		}
		if (isSameText(text, editableText(before.proposed))) continue;
		const value = parseEdit(field.kind, text, readAt(json, field.proposed));
		if (value !== undefined) changed.push({ field: index, value });
		else {
			const message = `"${field.label}" takes a number, e.g. 12.5.`;
			complaints.push({ item, field: index, message });
		}
	}
	return changed;
}

/** Forms send each line end as CR LF, whatever the text had. */
const withLineFeeds = (text: string): string => text.replace(/\r\n?/g, '\n');

const isSameText = (one: string, other: string): boolean =>
	withLineFeeds(one) === withLineFeeds(other);

/** @returns undefined for a text that is no number where one is asked for */
function parseEdit(kind: Kind, text: string, before: unknown): EditedValue | undefined {
	switch (kind) {
		case 'list': {
			const entries = entriesOf(text);
			return Array.isArray(before) ? entries : entries.join(', ');
		}
		case 'number': {
			const number = readNumber(text.trim());
			return number !== undefined && typeof before === 'string' ? text.trim() : number;
		}
		case 'text':
		case 'html':
		case 'image': {
			const lines = withLineFeeds(text);
			const hadCarriageReturns = typeof before === 'string' && before.includes('\r\n');
			return hadCarriageReturns ? lines.replaceAll('\n', '\r\n') : lines;
		}
	}
}

/** Digits with a decimal point or comma. A comma with three digits after it may separate thousands: nobody is to guess. */
function readNumber(text: string): number | undefined {
	if (!/^[-+]?\d+(?:[.,]\d+)?$/.test(text) || /,\d{3}$/.test(text)) return undefined;
	const number = Number(text.replace(',', '.'));
	return Number.isFinite(number) ? number : undefined;
}
