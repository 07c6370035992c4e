import type { WorkflowNode } from '../../../sandbox/n8n/chain.mts';
import type { N8nRest } from '../../../sandbox/n8n/rest.mts';
import { linkIn } from '../../../sandbox/review/reviewRun.mts';

/** What the node is called in these workflows. */
export const REVIEW = 'Content Review';
const OUTPUTS = ['Approved', 'Rejected', 'Undecided'];

/** Field of the node's "Own Fields". */
export type Field = {
	label: string;
	kind: 'text' | 'html' | 'list' | 'image' | 'number';
	proposed: string;
	current?: string;
	editable?: boolean;
	language?: string;
};

/** What "Own Fields" shows of the products that these tests make. */
export const productFields: readonly Field[] = [
	{ label: 'Title', kind: 'text', proposed: 'texts.title', current: 'shop.title' },
	{ label: 'Description', kind: 'html', proposed: 'texts.body', current: 'shop.body' },
	{ label: 'Tags', kind: 'list', proposed: 'tags', current: 'shop.tags' },
	{ label: 'Price', kind: 'number', proposed: 'price', current: 'shop.price' },
	{ label: 'Picture', kind: 'image', proposed: 'picture', current: 'shop.picture' },
];

/** The node with own fields. */
export function reviewNode(changes: {
	name?: string;
	fields?: readonly Field[];
	options?: object;
	parameters?: object;
}): WorkflowNode {
	const { name = REVIEW, fields = productFields, options = {}, parameters = {} } = changes;
	return {
		name,
		type: 'n8n-nodes-product-content.contentReview',
		typeVersion: 1,
		parameters: {
			preset: 'ownFields',
			fields: { values: fields.map((field) => ({ editable: true, current: '', ...field })) },
			title: '={{ $json.name }}',
			options,
			...parameters,
		},
	};
}

/** A node that adds fields to what it gets. */
export function setNode(name: string, values: Readonly<Record<string, string>>): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			assignments: {
				assignments: Object.entries(values).map(([key, value]) => ({
					id: key,
					name: key,
					type: 'string',
					value,
				})),
			},
			includeOtherFields: true,
			options: {},
		},
	};
}

/** A node that puts out these items, whatever came in. */
export function itemsNode(items: readonly object[], name = 'Items'): WorkflowNode {
	// Every character beyond ASCII escaped, so that none is lost on its way through the workflow.
	const code = JSON.stringify(items).replace(
		/[^\x20-\x7e]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	return codeNode(name, `return ${code};`);
}

export function codeNode(name: string, jsCode: string): WorkflowNode {
	return { name, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

/**
 * Manual trigger, a node with the link, the given nodes, and behind each output of the last one a node that notes the
 * item it comes from, as `$('Items').item` finds it.
 */
export function reviewWorkflow(name: string, nodes: readonly WorkflowNode[]): unknown {
	const line: WorkflowNode[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		setNode('Link', { link: '={{ $execution.resumeUrl }}' }),
		...nodes,
	];
	const ends = OUTPUTS.map((output) =>
		setNode(output, { origin: "={{ $('Items').item.json.id }}" }),
	);
	const last = line.at(-1)?.name ?? '';
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	return {
		name,
		nodes: [...line, ...ends].map((node, index) => ({
			...node,
			id: `node-${index}`,
			position: [index * 220, 0],
		})),
		connections: {
			...Object.fromEntries(
				line.slice(1).map((node, index) => [line[index]?.name ?? '', { main: [to(node.name)] }]),
			),
			[last]: { main: OUTPUTS.map(to) },
		},
		settings: {},
	};
}

/** Imports a workflow and runs it until it waits. @returns The execution and the link of the page. */
export async function runToReview(
	rest: N8nRest,
	workflow: unknown,
): Promise<{ id: string; link: string }> {
	const { id } = await rest.importWorkflow(workflow);
	const paused = await rest.runUntilWaiting(id);
	if (paused.status !== 'waiting') {
		throw new Error(`The execution ended as "${paused.status}": ${paused.error ?? ''}`);
	}
	return { id: paused.id, link: linkIn(paused) };
}
