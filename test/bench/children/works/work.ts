import { join } from 'node:path';
import {
	NodeConnectionTypes,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';

import { loadNode } from '../modules';

/** Where things are. */
export interface Environment {
	product: string;
	nodesBase: string;
	apiUrl: string;
}

/** A node as a user sets it up. */
export interface WorkNode {
	name: string;
	type: string;
	node: INodeType;
	parameters: INodeParameters;
}

/** An account as a user saves it. */
export interface Account {
	/** Name of the credential's class, which is its file's, too. */
	className: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

/** A workflow that is measured. The first of its nodes gets the items. */
export interface Work {
	nodes: readonly WorkNode[];
	/** One node after the other without it. */
	connections?: IConnections;
	account: Account;
	item(index: number): IDataObject;
	/** How many input items have their result in the output of the node `result`. */
	result: string;
	done(output: readonly INodeExecutionData[], input: readonly INodeExecutionData[]): number;
	/** Items of the run before the measured one; none where they would use up a limit. */
	warmUpItems: number;
}

export const WARM_UP_ITEMS = 20;

/** Of the four providers. */
export type OurNode = 'XcScribe' | 'Cernel' | 'ProductAi';

/** One of our nodes, from the unpacked package. */
export function ourNode(
	{ product }: Environment,
	className: OurNode,
	parameters: INodeParameters,
): WorkNode {
	const node = loadNode(join(product, `dist/nodes/${className}/${className}.node.js`), className);
	const { name, displayName } = node.description;
	return { name: displayName, type: `n8n-nodes-product-content.${name}`, node, parameters };
}

/** One of n8n's own nodes. */
export function n8nNode(
	{ nodesBase }: Environment,
	className: 'HttpRequest' | 'If' | 'SplitInBatches' | 'Wait',
	name: string,
	parameters: INodeParameters,
): WorkNode {
	const node = loadNode(join(nodesBase, `dist/nodes/${className}/${className}.node.js`), className);
	return { name, type: `n8n-nodes-base.${node.description.name}`, node, parameters };
}

/** A connection from an output of a node to the next one. */
export const to = (node: string) => ({ node, type: NodeConnectionTypes.Main, index: 0 });

/** One node after the other. */
export function chain(names: readonly string[]): IConnections {
	const pairs = names
		.slice(1)
		.map((next, index): [string, IConnections[string]] => [
			names[index] ?? '',
			{ main: [[to(next)]] },
		]);
	return Object.fromEntries(pairs);
}

/** How many outputs stand where their input item stands and belong to it. */
export const inPlace =
	(belongs: (output: IDataObject, input: IDataObject) => boolean): Work['done'] =>
	(output, input) =>
		output.filter(({ json }, index) => {
			const from = input[index]?.json;
			return from !== undefined && belongs(json, from);
		}).length;
