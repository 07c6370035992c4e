import { z } from 'zod';
import { differenceInShop, type Stage } from '../demoReport.mts';
import type { Execution } from '../n8n/rest.mts';
import type { SandboxItem, SandboxProduct } from '../sandboxClient.mts';

/** An item of XC Scribe as Content Review puts it out. */
const ReviewedItem = z.object({
	id: z.string(),
	external_id: z.string(),
	generated_content: z.record(z.unknown()),
	review: z.object({
		decision: z.enum(['approved', 'rejected', 'undecided']),
		edited: z.array(z.string()),
		decidedAt: z.string().nullable(),
	}),
});
type ReviewedItem = z.infer<typeof ReviewedItem>;

export type ReviewReport = {
	stages: Stage[];
	approved: number;
	/** Seconds from the decisions to the end; undefined when nothing was decided. */
	secondsAfterDecision: number | undefined;
	/** One sentence for each product of the shop that is not as it was decided; empty is good. */
	faults: string[];
};

/**
 * Sums up a run of the example workflow with the review: what was decided, and whether the shop holds exactly the
 * approved texts. Works on the items that the nodes put out and on what the sandbox says afterwards, so nodes may be
 * renamed.
 *
 * @param execution The run.
 * @param items All items of the run's projects, after it.
 * @param products All products of the shop, after it.
 */
export function reportReview(
	execution: Pick<Execution, 'nodes' | 'endedAt'>,
	items: readonly SandboxItem[],
	products: readonly SandboxProduct[],
): ReviewReport {
	const reviewed = reviewedItems(execution);
	const decided = (decision: ReviewedItem['review']['decision']): ReviewedItem[] =>
		reviewed.filter(({ review }) => review.decision === decision);
	const approved = decided('approved');
	return {
		stages: [
			{ name: 'Imported', products: items.length },
			{
				name: 'Generated',
				products: items.filter((item) => item.generated_content !== null).length,
			},
			{ name: 'Approved', products: approved.length },
			{
				name: 'Edited',
				products: approved.filter(({ review }) => review.edited.length > 0).length,
			},
			{ name: 'Rejected', products: decided('rejected').length },
			{ name: 'In the shop', products: items.filter(({ status }) => status === 'synced').length },
		],
		approved: approved.length,
		secondsAfterDecision: secondsAfter(reviewed, execution.endedAt),
		faults: [
			...approved.flatMap((item) => differenceInShop(item, products)),
			...writtenWithoutApproval(approved, products),
		],
	};
}

/** Each item once, as the review put it out: the nodes behind it pass it on. */
function reviewedItems({ nodes }: Pick<Execution, 'nodes'>): ReviewedItem[] {
	const found = new Map<string, ReviewedItem>();
	for (const json of Object.values(nodes).flatMap((node) => node.json.flat())) {
		const item = ReviewedItem.safeParse(json);
		if (item.success && !found.has(item.data.id)) found.set(item.data.id, item.data);
	}
	return [...found.values()];
}

function secondsAfter(reviewed: readonly ReviewedItem[], end: Date): number | undefined {
	const decidedAt = reviewed[0]?.review.decidedAt;
	return decidedAt ? (end.getTime() - Date.parse(decidedAt)) / 1000 : undefined;
}

function writtenWithoutApproval(
	approved: readonly ReviewedItem[],
	products: readonly SandboxProduct[],
): string[] {
	// A shop may use one SKU for several products.
	const allowed = new Set(approved.map((item) => item.external_id));
	return products
		.filter((product) => product.synced_at && !allowed.has(product.external_id))
		.map((product) => `${product.external_id}: is in the shop and was not approved`);
}
