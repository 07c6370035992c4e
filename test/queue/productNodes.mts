import type { WorkflowNode } from '../../sandbox/n8n/chain.mts';

/**
 * Nodes that put out so many products.
 *
 * @param title Of each, as an expression over its index `i`.
 * @returns The last one is called "Products"; its items have a `title`.
 */
export function productNodes(count: number, title: string): WorkflowNode[] {
	const titles = {
		id: 'title',
		name: 'title',
		type: 'array',
		value: `={{ Array.from({ length: ${count} }, (_, i) => ${title}) }}`,
	};
	return [
		{
			name: 'Titles',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { assignments: { assignments: [titles] } },
		},
		{
			name: 'Products',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'title' },
		},
	];
}
