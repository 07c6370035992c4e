import type { INodeExecutionData } from 'n8n-workflow';

/** How a value is shown and edited. */
export const KINDS = ['text', 'html', 'list', 'image', 'number'] as const;
export type Kind = (typeof KINDS)[number];

/** Which part of an item is looked at. Paths are of the form `texts.title`, `images[0]` or `["a.b"]`. */
export interface ReviewField {
	label: string;
	kind: Kind;
	/** Path of the value that is to be published. */
	proposed: string;
	/** Path of the value that the shop shows now; empty when there is nothing to compare with. */
	current: string;
	/** Whether the reviewer may change the proposed value. Images never are. */
	editable: boolean;
	/** Language of the value where it differs from the item's, e.g. `da`. */
	language?: string;
}

/** A picture: an address in the web, or a file in the item's binary data. */
export type ReviewImage = { url: string } | { binary: string };

/** A value as it is shown, by the kind of its field: texts and numbers as one text, lists as their entries. */
export type ReviewValue =
	| { kind: 'text' | 'html' | 'number'; text: string }
	| { kind: 'list'; entries: string[] }
	| { kind: 'image'; images: ReviewImage[] };

export interface ShownField {
	label: string;
	kind: Kind;
	editable: boolean;
	/** BCP 47 code, e.g. `da`; empty when it is not known. */
	language: string;
	/** Undefined when the item has no such value. */
	proposed: ReviewValue | undefined;
	/** Undefined when there is none to compare with. */
	current: ReviewValue | undefined;
}

/** An item as the page shows it. */
export interface ShownItem {
	/** Position among the items, from 0: what forms and decisions name it by. */
	index: number;
	title: string;
	/** Address of the item elsewhere, only ever http(s); empty when there is none. */
	link: string;
	/** BCP 47 code of the item's texts; empty when it is not known. */
	language: string;
	score: number | undefined;
	/** Whether the score is below the threshold, or the provider has flagged the item. */
	flagged: boolean;
	fields: ShownField[];
}

export type Decision = 'approved' | 'rejected' | 'undecided';

/** What happens to what nobody has decided when the time is up. */
export const OUTCOMES = ['undecided', 'reject', 'approve', 'fail'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A value after editing, as it goes into the item. */
export type EditedValue = string | number | string[];

/** What a person has decided about one item. It is kept in the execution, so it is made of JSON. */
export interface ItemDecision {
	decision: Decision;
	comment: string;
	/** New values by the position of their field; only those that were changed. */
	edits: ReadonlyArray<{ field: number; value: EditedValue }>;
}

/** What was sent with the page, checked and complete: a decision for each item, in their order. */
export interface Decided {
	reviewer: string;
	/** Milliseconds since 1970. */
	at: number;
	decisions: readonly ItemDecision[];
}

/** What stands in the way of a submission, and where. */
export interface Complaint {
	item?: number;
	field?: number;
	message: string;
}

/** What is the same for all items of a review. */
export interface ReviewSettings {
	/** Of this review alone, so that a page that was left open cannot answer a later one. */
	id: string;
	/** Heading of the page. */
	heading: string;
	/** What the reviewer should look at; empty when there is nothing to say. */
	instructions: string;
	requireReviewer: boolean;
	/** Text, never empty when it is asked for; empty when it is not. */
	accessCode: string;
	/** Key of the set of fields, or `fields` for the user's own. */
	preset: string;
	/** The user's own fields; empty with a preset. */
	fields: readonly ReviewField[];
	limit: { at: number; outcome: Outcome } | undefined;
}

/** What the parameters say of one item, with their expressions resolved. */
export interface ItemSettings {
	title: string;
	link: string;
	score: number | undefined;
	threshold: number | undefined;
}

/** A review under way, as it is kept in the execution. */
export interface Review {
	settings: ReviewSettings;
	items: readonly INodeExecutionData[];
	/** One for each item, in their order. */
	itemSettings: readonly ItemSettings[];
	/** Which input item each one is. */
	origins: readonly number[];
	/** Input items that cannot be reviewed: which ones, and the error items that stand for them. */
	refused: ReadonlyArray<{ origin: number; item: INodeExecutionData }>;
}
