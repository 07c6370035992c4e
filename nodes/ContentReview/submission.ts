import { z } from 'zod';

import { DECISIONS, submissionSchema, type Submission } from './decisions';
import type { Complaint } from './review';

/** `d.12`, `c.12` or `e.12.0`: decision, comment or edit, item, field. */
const PART = /^(?:([dc])\.(\d{1,6})|(e)\.(\d{1,6})\.(\d{1,4}))$/;

const single = z.enum(['review', 'reviewer', 'rest']);

/** An item's part of the form while it is read. */
interface Draft {
	decision?: string;
	comment?: string;
	edits: Map<number, string>;
}

/** What of a submission the page can show again. */
export type SentForm = Pick<Submission, 'reviewer' | 'items' | 'approveRest'>;

/** A form that was refused: what is wrong with it, and what of it the page can show again. */
export interface RefusedForm {
	complaints: Complaint[];
	sent: SentForm;
}

/**
 * Reads the page's form.
 * @param body application/x-www-form-urlencoded
 * @returns the submission, or what is wrong with its form; names that the page does not have are refused
 */
export function readSubmission(body: string): Submission | RefusedForm {
	const items = new Map<number, Draft>();
	const singles = new Map<string, string>();
	let unknown = false;
	for (const [name, value] of new URLSearchParams(body)) {
		const part = PART.exec(name);
		if (part !== null) readPart(items, part, value);
		else if (single.safeParse(name).success) singles.set(name, value);
		else unknown = true;
	}
	const approveRest = singles.get('rest') === 'approved';
	const sent = { reviewer: singles.get('reviewer') ?? '', items: draftsOf(items), approveRest };
	if (unknown) {
		const message = 'The form has a field that this page does not have.';
		return { complaints: [{ message }], sent };
	}
	const parsed = submissionSchema.safeParse({
		review: singles.get('review') ?? '',
		reviewer: singles.get('reviewer'),
		approveRest,
		items,
	});
	return parsed.success
		? parsed.data
		: { complaints: parsed.error.issues.map((issue) => complaintOf(issue, items)), sent };
}

/** What was sent for each item, as far as the page can show it. */
function draftsOf(items: ReadonlyMap<number, Draft>): Submission['items'] {
	return new Map(
		[...items].map(([index, { decision, comment = '', edits }]) => [
			index,
			{ decision: DECISIONS.find((known) => known === decision) ?? 'undecided', comment, edits },
		]),
	);
}

function readPart(items: Map<number, Draft>, part: RegExpExecArray, value: string): void {
	const [, kind, item, , editedItem, field] = part;
	const index = Number(item ?? editedItem);
	const draft: Draft = items.get(index) ?? { edits: new Map() };
	items.set(index, draft);
	if (kind === 'd') draft.decision = value === '' ? 'undecided' : value;
	else if (kind === 'c') draft.comment = value;
	else draft.edits.set(Number(field), value);
}

/** zod names an entry of a map by its place among the entries: items, place, "value", "edits", place, "value". */
function complaintOf({ path, message }: z.ZodIssue, items: ReadonlyMap<number, Draft>): Complaint {
	const [where, itemPlace, , , fieldPlace] = path;
	const [item, draft] = where === 'items' ? ([...items][Number(itemPlace)] ?? []) : [];
	const field = draft && [...draft.edits.keys()][Number(fieldPlace)];
	return {
		message,
		...(item === undefined ? {} : { item }),
		...(field === undefined ? {} : { field }),
	};
}
