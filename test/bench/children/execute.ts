import { join } from 'node:path';
import { WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type INode,
	type INodeExecutionData,
	type IRun,
	type IWorkflowBase,
} from 'n8n-workflow';

import { createAdditionalData } from '../../engine/additionalData';
import { CredentialStore } from '../../engine/credentials';
import { latestVersion, NodeTypes, StartNode } from '../../engine/nodeTypes';
import { loadCredential } from './modules';
import type { Outcome } from './works/settings.mts';
import { chain, type Environment, type Work } from './works/work';

const START = 'Start';

/** A workflow in n8n's engine, its account logged in once for all its runs. */
export class Execution {
	private readonly credentials: CredentialStore;

	constructor(
		{ product }: Environment,
		private readonly work: Work,
	) {
		const { className, data } = work.account;
		const file = join(product, `dist/credentials/${className}.credentials.js`);
		this.credentials = new CredentialStore([{ type: loadCredential(file, className), data }]);
	}

	/** The items that a run begins with. */
	items(count: number): INodeExecutionData[] {
		return Array.from({ length: count }, (_, index) => ({ json: this.work.item(index) }));
	}

	/** Runs the workflow over the items. */
	async run(items: readonly INodeExecutionData[]): Promise<IRun> {
		const workflow = this.workflowOver(items);
		const additionalData = createAdditionalData({
			credentialsHelper: this.credentials,
			mode: 'manual',
			executionId: '1',
			workflow: describe(workflow),
		});
		const startNode = workflow.getNode(START) ?? undefined;
		return await new WorkflowExecute(additionalData, 'manual').run({
			workflow,
			...(startNode === undefined ? {} : { startNode }),
		});
	}

	/** What came of a run: something that lost items would be fast. */
	outcome({ data }: IRun, items: readonly INodeExecutionData[]): Outcome {
		const { error, runData } = data.resultData;
		// The engine records errors as plain objects.
		if (error) return { done: 0, failure: error.message };
		const output = runData[this.work.result]?.at(-1)?.data?.main?.[0] ?? [];
		return { done: this.work.done(output, items) };
	}

	private workflowOver(items: readonly INodeExecutionData[]): Workflow {
		const { nodes, connections, account } = this.work;
		const names = [START, ...nodes.map(({ name }) => name)];
		const types = nodes.map(({ type, node }): [string, WorkNodeType] => [type, node]);
		return new Workflow({
			id: 'bench',
			name: 'Bench',
			nodes: [
				nodeOf(START, StartNode.type, 1),
				...nodes.map(({ name, type, node, parameters }): INode => ({
					...nodeOf(name, type, latestVersion(node.description)),
					parameters,
					credentials: this.credentials.forNode([account.type]),
				})),
			],
			connections:
				connections === undefined ? chain(names) : { ...chain(names.slice(0, 2)), ...connections },
			active: false,
			nodeTypes: new NodeTypes({
				[StartNode.type]: new StartNode(items),
				...Object.fromEntries(types),
			}),
			settings: { executionOrder: 'v1' },
		});
	}
}

type WorkNodeType = Work['nodes'][number]['node'];

const nodeOf = (name: string, type: string, typeVersion: number): INode => ({
	id: name,
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters: {},
});

function describe(workflow: Workflow): IWorkflowBase {
	return {
		id: workflow.id,
		name: 'Bench',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
	};
}
