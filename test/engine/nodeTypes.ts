import {
	NodeConnectionTypes,
	UnexpectedError,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type NodeOutput,
} from 'n8n-workflow';

/** The name that n8n gives to a community node: package, dot, name of the node. */
export function nodeTypeName(description: INodeTypeDescription): string {
	return `n8n-nodes-product-content.${description.name}`;
}

/** The newest of the versions that a node declares. */
export function latestVersion({ version }: INodeTypeDescription): number {
	return Array.isArray(version) ? Math.max(...version) : version;
}

/** Starts a workflow with the items that a test wants to feed in. */
export class StartNode implements INodeType {
	static readonly type = 'harness.start';

	readonly description: INodeTypeDescription = {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: 'Hands the items of a test to the next node',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	readonly execute: () => Promise<NodeOutput>;

	constructor(items: readonly INodeExecutionData[]) {
		// The engine calls execute() with its context as `this`: the items must come by closure.
		this.execute = async () => [structuredClone([...items])];
	}
}

/** A registry of node types as the engine asks for it. */
export class NodeTypes implements INodeTypes {
	private readonly types: ReadonlyMap<string, INodeType>;

	constructor(types: Record<string, INodeType>) {
		this.types = new Map(Object.entries(types));
	}

	getByName(name: string): INodeType {
		return this.getByNameAndVersion(name);
	}

	getByNameAndVersion(name: string): INodeType {
		const type = this.types.get(name);
		if (!type) throw new UnexpectedError(`The harness knows no node type "${name}"`);
		return type;
	}

	getKnownTypes() {
		return {};
	}
}
