import { z } from 'zod';
import type { Execution } from './n8n/rest.mts';
import type { SandboxItem, SandboxProduct } from './sandboxClient.mts';

/** An item of XC Scribe as nodes of the example workflow put it out. */
const ItemOutput = z.object({
	id: z.string(),
	external_id: z.string(),
	status: z.string(),
	generated_content: z.record(z.unknown()).nullish(),
});
type ItemOutput = z.infer<typeof ItemOutput>;

/** The texts that the example approves and syncs. */
const TEXTS = ['short_description', 'long_description'] as const;

export type Stage = { name: string; products: number };

export type DemoReport = {
	stages: Stage[];
	/** One sentence for each approved product that is not in the shop with the approved text; empty is good. */
	missing: string[];
};

/**
 * Sums up a run of the example workflow that approves by a rule: how many products reached each stage, and whether every approved text is in
 * the shop. Works on the items that the workflow's nodes put out and on what the sandbox says afterwards, so nodes may
 * be renamed.
 *
 * @param execution The run.
 * @param items All items of the run's projects, after it.
 * @param products All products of the shop, after it.
 */
export function reportDemo(
	execution: Execution,
	items: readonly SandboxItem[],
	products: readonly SandboxProduct[],
): DemoReport {
	const seen = itemsPutOut(execution);
	const idsSeen = (status: string): Set<string> =>
		new Set(seen.filter((item) => item.status === status).map((item) => item.id));

	const approved = approvedItems(seen, items);
	const rejected = idsSeen('rejected');
	const regenerated = items.filter(
		(item) => rejected.has(item.id) && hasNewText(item, lastRejected(seen, item.id)),
	);
	const count = (matches: (item: SandboxItem) => boolean): number => items.filter(matches).length;
	return {
		stages: [
			{ name: 'Imported', products: items.length },
			{ name: 'Generated', products: count((item) => item.generated_content !== null) },
			{ name: 'Flagged for attention', products: idsSeen('flagged').size },
			{ name: 'Rejected', products: rejected.size },
			{ name: 'Regenerated after that', products: regenerated.length },
			{ name: 'Approved', products: approved.size },
			{ name: 'Synced to the shop', products: count((item) => item.status === 'synced') },
		],
		missing: [...approved.values()].flatMap((item) => differenceInShop(item, products)),
	};
}

/** The items in the outputs of all nodes, in the order in which the nodes first ran. */
function itemsPutOut(execution: Execution): ItemOutput[] {
	return Object.values(execution.nodes)
		.flatMap((node) => node.json.flat())
		.flatMap((json) => {
			const item = ItemOutput.safeParse(json);
			return item.success ? [item.data] : [];
		});
}

/** Each approved item with the text that was approved: as the approving node put it out, else as it is now. */
function approvedItems(
	seen: readonly ItemOutput[],
	items: readonly SandboxItem[],
): Map<string, ItemOutput> {
	const approved = new Map<string, ItemOutput>();
	for (const item of items) {
		if (['approved', 'synced'].includes(item.status)) approved.set(item.id, item);
	}
	for (const item of seen) {
		if (item.status === 'approved' && item.generated_content) approved.set(item.id, item);
	}
	return approved;
}

function lastRejected(seen: readonly ItemOutput[], id: string): ItemOutput | undefined {
	return seen.findLast((item) => item.id === id && item.status === 'rejected');
}

function hasNewText(item: SandboxItem, before: ItemOutput | undefined): boolean {
	return TEXTS.some((text) => item.generated_content?.[text] !== before?.generated_content?.[text]);
}

/** An item whose text was approved. */
export type ApprovedItem = Pick<ItemOutput, 'external_id' | 'generated_content'>;

/** Says in what the shop differs from an approved item: nothing, or one sentence. */
export function differenceInShop(
	item: ApprovedItem,
	products: readonly SandboxProduct[],
): string[] {
	const candidates = products.filter((product) => product.external_id === item.external_id);
	if (candidates.length === 0) return [`${item.external_id}: not in the shop`];
	const texts = TEXTS.filter((text) => typeof item.generated_content?.[text] === 'string');
	if (texts.length === 0) return [`${item.external_id}: was approved without a text`];
	// A shop may use one SKU for several products; one of them must have the text.
	const written = candidates.some((product) =>
		texts.every((text) => product[text] === item.generated_content?.[text]),
	);
	return written ? [] : [`${item.external_id}: the shop has another text`];
}

/**
 * Draws the table of a run.
 *
 * @param stages What to list.
 * @param totals Further lines: name and finished value.
 */
export function drawReport(
	stages: readonly Stage[],
	totals: ReadonlyArray<[string, string]>,
): string {
	const rows: Array<[string, string]> = [
		...stages.map(({ name, products }): [string, string] => [name, String(products)]),
		...totals,
	];
	const left = Math.max(...rows.map(([name]) => name.length));
	const right = Math.max('Products'.length, ...rows.map(([, value]) => value.length));
	const line = `+${'-'.repeat(left + 2)}+${'-'.repeat(right + 2)}+`;
	const draw = ([name, value]: [string, string]): string =>
		`| ${name.padEnd(left)} | ${value.padStart(right)} |`;
	return [
		line,
		draw(['Stage', 'Products']),
		line,
		...rows.slice(0, stages.length).map(draw),
		line,
		...rows.slice(stages.length).map(draw),
		line,
	].join('\n');
}
