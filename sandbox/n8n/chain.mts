/** What a workflow file says of a node, but for its place. */
export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: object;
	/** Only the first input item counts. */
	executeOnce?: boolean;
}

/** A workflow of a manual trigger and the given nodes, one after the other. */
export function chain(name: string, nodes: readonly WorkflowNode[]): unknown {
	const manual = 'n8n-nodes-base.manualTrigger';
	const start = { name: 'Start', type: manual, typeVersion: 1, parameters: {} };
	return triggered(name, start, nodes);
}

/** A workflow of the given trigger and the given nodes, one after the other. */
export function triggered(
	name: string,
	trigger: WorkflowNode,
	nodes: readonly WorkflowNode[] = [],
): unknown {
	const all = [trigger, ...nodes];
	return {
		name,
		nodes: all.map((node, index) => ({ ...node, id: `node-${index}`, position: [index * 220, 0] })),
		connections: Object.fromEntries(
			all
				.slice(0, -1)
				.map((node, index) => [
					node.name,
					{ main: [[{ node: all[index + 1]?.name, type: 'main', index: 0 }]] },
				]),
		),
		settings: {},
	};
}
