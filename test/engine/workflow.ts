import {
	NodeConnectionTypes,
	UnexpectedError,
	Workflow,
	type IConnection,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type IWorkflowBase,
} from 'n8n-workflow';

import { CredentialStore, type CredentialEntry } from './credentials';
import { toDataObject } from './guards';
import { latestVersion, nodeTypeName, NodeTypes } from './nodeTypes';

/** The node under test, as a user has put it into a workflow. */
export interface NodeOptions {
	node: INodeType;
	/** The form's values; what is not given has its default, as in the editor. */
	parameters?: INodeParameters;
	/** The accounts, or the store of an earlier run to go on with the tokens that it holds. */
	credentials?: CredentialStore | readonly CredentialEntry[];
	typeVersion?: number;
}

/** What the node is called in its workflow: n8n keeps its context and its static data under this name. */
export const NODE_NAME = 'Node under test';

/** The accounts of a node, which a test gives as a store or as what goes into one. */
export function toStore(credentials: NodeOptions['credentials']): CredentialStore {
	return credentials instanceof CredentialStore ? credentials : new CredentialStore(credentials);
}

/** The node as a saved workflow has it. */
export function createNode(options: NodeOptions, credentials: CredentialStore): INode {
	const { description } = options.node;
	const names = description.credentials?.map(({ name }) => name) ?? [];
	return {
		id: 'node-under-test',
		name: NODE_NAME,
		type: nodeTypeName(description),
		typeVersion: options.typeVersion ?? latestVersion(description),
		position: [200, 0],
		parameters: structuredClone(options.parameters ?? {}),
		credentials: credentials.forNode(names),
	};
}

/** How a workflow differs from one that is run by hand for the first time. */
export interface WorkflowOptions {
	/** How often the first node is connected to the second; once when not given. */
	arrivals?: number | undefined;
	/** True for a published one. */
	active?: boolean;
	/** How more nodes than two, or more outputs than one, are connected. */
	connections?: IConnections;
	/** What its nodes left in n8n's database; the workflow takes the object over and watches it. */
	staticData?: IDataObject;
}

/** A workflow of one node, of a node and the one behind it, or of nodes with connections of their own. */
export function createWorkflow(
	nodes: INode[],
	types: Record<string, INodeType>,
	{ arrivals = 1, active = false, staticData = {}, connections }: WorkflowOptions = {},
): Workflow {
	const [start, next] = nodes;
	if (!start) throw new UnexpectedError('A workflow needs a node');
	return new Workflow({
		id: 'harness',
		name: 'Harness',
		nodes,
		connections:
			connections ??
			(next
				? {
						[start.name]: {
							main: [Array.from({ length: arrivals }, () => mainInputOf(next.name))],
						},
					}
				: {}),
		active,
		nodeTypes: new NodeTypes(types),
		staticData,
		settings: { executionOrder: 'v1' },
	});
}

/** The end of a connection to a node with one input. */
export function mainInputOf(node: string): IConnection {
	return { node, type: NodeConnectionTypes.Main, index: 0 };
}

/** The workflow as n8n's services pass it on. */
export function toWorkflowBase(workflow: Workflow): IWorkflowBase {
	return {
		id: workflow.id,
		name: workflow.name ?? '',
		active: workflow.active,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		settings: workflow.settings,
	};
}

/** As n8n's database gives it back: a copy, of JSON alone. */
export function toSaved(data: IDataObject): IDataObject {
	return toDataObject(JSON.parse(JSON.stringify(data)));
}
