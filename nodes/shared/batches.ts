import type { IDataObject } from 'n8n-workflow';

import { inputFault, type Fault } from './http/faults';
import type { OperationInput } from './input';

/** How the lists of many input items are joined into requests. */
export interface BatchRule {
	/** Body field that holds the list. Items whose requests are otherwise equal share one. */
	list: string;
	/** Most elements of one request. */
	maximum: number;
	/** Whether the user may choose fewer ("Batch Size" in the options). */
	adjustable?: boolean;
	/** Most elements of one group in a run, e.g. what the provider queues for a site. */
	cap?: { maximum: number; message: string };
	/** What identifies an element; equal elements are sent once. */
	elementKey(element: unknown): string;
	/** The element that an output row belongs to; undefined when the row does not say. */
	rowKey(row: IDataObject): string | undefined;
	/** Whether each element has to have a row: what is missing is reported on its item. */
	complete?: boolean;
}

/** One request for the elements of several input items. */
export interface Batch {
	input: OperationInput;
	/** Input items by the key of the elements that they asked for. */
	askedBy: ReadonlyMap<string, readonly number[]>;
	/** All input items that take part, ascending. */
	items: readonly number[];
}

export interface BatchPlan {
	batches: Batch[];
	faults: Array<{ item: number; fault: Fault }>;
}

interface Group {
	input: OperationInput;
	elements: Map<string, { element: unknown; items: number[] }>;
}

/**
 * Joins the inputs of items into batches: same path, query and body but for the list.
 * @param inputs by item; items that cannot be sent are undefined
 * @param size elements a request
 */
export function planBatches(
	inputs: ReadonlyArray<OperationInput | undefined>,
	rule: BatchRule,
	size: number,
): BatchPlan {
	const groups = new Map<string, Group>();
	for (const [item, input] of inputs.entries()) {
		if (input === undefined) continue;
		const { [rule.list]: list, ...rest } = input.body;
		const key = JSON.stringify([input.path, input.query, rest]);
		const group: Group = groups.get(key) ?? { input, elements: new Map() };
		groups.set(key, group);
		const elements: unknown[] = Array.isArray(list) ? list : [];
		for (const element of elements) {
			const elementKey = rule.elementKey(element);
			const known = group.elements.get(elementKey);
			if (known === undefined) group.elements.set(elementKey, { element, items: [item] });
			else if (!known.items.includes(item)) known.items.push(item);
		}
	}
	const plan: BatchPlan = { batches: [], faults: [] };
	for (const group of groups.values()) {
		if (rule.cap !== undefined && group.elements.size > rule.cap.maximum) {
			const fault = inputFault(
				`${rule.cap.message}; this run has ${group.elements.size}`,
				'Nothing was sent. Process them in several runs, e.g. with Loop Over Items',
			);
			for (const item of itemsOf([...group.elements.values()])) plan.faults.push({ item, fault });
		} else plan.batches.push(...cut(group, rule, size));
	}
	return plan;
}

function cut({ input, elements }: Group, rule: BatchRule, size: number): Batch[] {
	const entries = [...elements.entries()];
	return Array.from({ length: Math.ceil(entries.length / size) }, (_, index): Batch => {
		const part = entries.slice(index * size, (index + 1) * size);
		const list = part.map(([, { element }]) => element);
		return {
			input: { ...input, body: { ...input.body, [rule.list]: list } },
			askedBy: new Map(part.map(([key, { items }]) => [key, items])),
			items: itemsOf(part.map(([, entry]) => entry)),
		};
	});
}

const itemsOf = (entries: ReadonlyArray<{ items: readonly number[] }>): number[] =>
	[...new Set(entries.flatMap(({ items }) => items))].sort((a, b) => a - b);

/** An output row and the input items that it belongs to. */
export interface PairedRow {
	row: IDataObject;
	items: readonly number[];
}

/**
 * Pairs the rows of a batch with the items that asked for them. Rows that nobody asked for are kept, paired with all
 * items of the batch. A single row that names no element is about all of them: each item gets a copy.
 */
export function pairRows(batch: Batch, rule: BatchRule, rows: readonly IDataObject[]): PairedRow[] {
	const [only] = rows;
	if (only !== undefined && rows.length === 1 && rule.rowKey(only) === undefined) {
		return batch.items.map((item) => ({ row: only, items: [item] }));
	}
	return rows.map((row) => {
		const key = rule.rowKey(row);
		return { row, items: (key === undefined ? undefined : batch.askedBy.get(key)) ?? batch.items };
	});
}

/** Keys of the elements that no row belongs to. */
export function missingElements(
	batch: Batch,
	rule: BatchRule,
	rows: readonly IDataObject[],
): string[] {
	const present = new Set(rows.map((row) => rule.rowKey(row)));
	return [...batch.askedBy.keys()].filter((key) => !present.has(key));
}
