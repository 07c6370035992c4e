import { need } from './dom';

/** What the document tells its script about the review. */
export interface ReviewData {
	id: string;
	total: number;
	/** Position of the first card that is not in the document; absent when all are. */
	next: number | undefined;
	/** Whether what is undecided may be left to the time limit. */
	limited: boolean;
	/** Milliseconds since 1970; absent without a time limit. */
	deadline: number | undefined;
	flagged: number[];
}

/** Reads what stands in the document. */
export function readData(): ReviewData {
	const data: unknown = JSON.parse(need(HTMLElement, '#review-data').textContent);
	return {
		id: String(valueOf(data, 'id')),
		total: Number(valueOf(data, 'total')),
		next: numberOf(valueOf(data, 'next')),
		limited: valueOf(data, 'limited') === true,
		deadline: numberOf(valueOf(data, 'deadline')),
		flagged: listOf(valueOf(data, 'flagged')).map(Number),
	};
}

/** A value of parsed JSON, or undefined. */
export function valueOf(from: unknown, name: string): unknown {
	return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
}

/** A list in parsed JSON; empty for anything else. */
export function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

function numberOf(value: unknown): number | undefined {
	return typeof value === 'number' ? value : undefined;
}
