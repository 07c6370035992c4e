// One node over many items in n8n's engine, one request an item. What it is asked for comes from rows/requests.mts.

import 'reflect-metadata';

import { join } from 'node:path';
import { WorkflowExecute } from 'n8n-core';
import {
	Expression,
	NodeConnectionTypes,
	Workflow,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type IRun,
} from 'n8n-workflow';
import { z } from 'zod';

import { createAdditionalData } from '../../engine/additionalData';
import { CredentialStore } from '../../engine/credentials';
import { latestVersion, NodeTypes, StartNode } from '../../engine/nodeTypes';
import { answerQuestions } from '../measuring/answers.mts';
import { measureCost } from '../measuring/cost.mts';
import { loadCredential, loadNode } from './modules';

const Settings = z.object({
	node: z.enum(['xcScribe', 'httpRequest']),
	/** For our node: declare the one operation that is used instead of all. */
	oneOperation: z.boolean().default(false),
	/** For our node: its option Items at Once, when it is not to be the default. */
	concurrency: z.number().optional(),
	apiUrl: z.string(),
	product: z.string(),
	nodesBase: z.string(),
	items: z.number(),
});

const settings = Settings.parse(JSON.parse(process.argv[2] ?? '{}'));
const { apiUrl, product, nodesBase } = settings;

const CREDENTIAL = 'xcScribeApi';
const WARM_UP_ITEMS = 20;
const NODE_NAME = 'Node';

/** The node as a user sets it up for "read the project whose id stands in the item". */
interface Variant {
	type: string;
	node: INodeType;
	parameters: INodeParameters;
}

function variantOf(): Variant {
	if (settings.node === 'xcScribe') {
		const node = loadNode(join(product, 'dist/nodes/XcScribe/XcScribe.node.js'), 'XcScribe');
		return {
			type: 'n8n-nodes-product-content.xcScribe',
			node: settings.oneOperation ? withOneOperation(node) : node,
			parameters: {
				resource: 'project',
				operation: 'get',
				projectId: { __rl: true, mode: 'id', value: '={{ $json.projectId }}' },
				options: settings.concurrency === undefined ? {} : { concurrency: settings.concurrency },
			},
		};
	}
	return {
		type: 'n8n-nodes-base.httpRequest',
		node: loadNode(join(nodesBase, 'dist/nodes/HttpRequest/HttpRequest.node.js'), 'HttpRequest'),
		parameters: {
			method: 'GET',
			url: `=${apiUrl}/api/v1/projects/{{ $json.projectId }}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: CREDENTIAL,
			options: {},
		},
	};
}

/** The same node with the form of a single operation, which is what n8n looks through for each parameter. */
function withOneOperation(node: INodeType): INodeType {
	const { description, execute } = node;
	if (execute === undefined) throw new Error('The node cannot be executed');
	const used = ({ name, displayOptions }: INodeProperties): boolean => {
		const { resource, operation } = displayOptions?.show ?? {};
		if (name === 'resource') return true;
		if (resource?.includes('project') !== true) return false;
		return name === 'operation' || operation?.includes('get') === true;
	};
	const properties = description.properties.filter(used);
	return { description: { ...description, properties }, execute };
}

const variant = variantOf();

const credentials = new CredentialStore([
	{
		type: loadCredential(
			join(product, 'dist/credentials/XcScribeApi.credentials.js'),
			'XcScribeApi',
		),
		data: { email: 'bench@example.com', password: 'secret', totpSecret: '', baseUrl: apiUrl },
	},
]);

function itemsOf(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, index) => ({
		json: { projectId: `project-${index}`, sku: `SKU-${index}`, name: `Product ${index}` },
	}));
}

async function execute(items: readonly INodeExecutionData[]): Promise<IRun> {
	const start: INode = {
		id: 'start',
		name: 'Start',
		type: StartNode.type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const node: INode = {
		id: 'node',
		name: NODE_NAME,
		type: variant.type,
		typeVersion: latestVersion(variant.node.description),
		position: [200, 0],
		parameters: variant.parameters,
		credentials: credentials.forNode([CREDENTIAL]),
	};
	const workflow = new Workflow({
		id: 'bench',
		name: 'Bench',
		nodes: [start, node],
		connections: {
			[start.name]: { main: [[{ node: node.name, type: NodeConnectionTypes.Main, index: 0 }]] },
		},
		active: false,
		nodeTypes: new NodeTypes({ [StartNode.type]: new StartNode(items), [node.type]: variant.node }),
		settings: { executionOrder: 'v1' },
	});
	const additionalData = createAdditionalData({
		credentialsHelper: credentials,
		mode: 'manual',
		executionId: '1',
		workflow: {
			id: workflow.id,
			name: 'Bench',
			active: false,
			activeVersionId: null,
			isArchived: false,
			createdAt: new Date(0),
			updatedAt: new Date(0),
			nodes: [start, node],
			connections: workflow.connectionsBySourceNode,
		},
	});
	return await new WorkflowExecute(additionalData, 'manual').run({ workflow, startNode: start });
}

/** A run that lost something would be fast. */
function check(run: IRun, items: readonly INodeExecutionData[]): void {
	const { error, runData } = run.data.resultData;
	// The engine records errors as plain objects.
	if (error) throw new Error(`The run failed: ${error.message}`);
	const output = runData[NODE_NAME]?.[0]?.data?.main?.[0] ?? [];
	if (output.length !== items.length) {
		throw new Error(`${output.length} items came out where ${items.length} went in`);
	}
	for (const [index, { json, pairedItem }] of output.entries()) {
		const from =
			typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : pairedItem;
		if (json['id'] !== items[index]?.json['projectId'] || from !== index) {
			throw new Error(`Output item ${index} is not the project of its input item`);
		}
	}
}

async function runAndCheck(count: number): Promise<void> {
	const items = itemsOf(count);
	check(await execute(items), items);
}

answerQuestions({
	/** Logs in, loads what is loaded late, and lets the compiler see the code once. */
	warmUp: async () => {
		// As n8n starts it, with the defaults of its configuration (n8n/dist/commands/base-command.js).
		await Expression.initExpressionEngine({
			engine: 'vm',
			poolSize: 1,
			maxCodeCacheSize: 1024,
			bridgeTimeout: 5000,
			bridgeMemoryLimit: 128,
		});
		await runAndCheck(WARM_UP_ITEMS);
	},
	run: async () => {
		const items = itemsOf(settings.items);
		let run: IRun | undefined;
		const cost = await measureCost(async () => {
			run = await execute(items);
		});
		if (run !== undefined) check(run, items);
		return cost;
	},
});
