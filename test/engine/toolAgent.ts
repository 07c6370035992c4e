import 'reflect-metadata';

import { WorkflowExecute } from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	UnexpectedError,
	Workflow,
	type EngineResponse,
	type ExecutionError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypeDescription,
	type NodeOutput,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { binaryDataService } from './binary';
import type { CredentialStore } from './credentials';
import { isObject } from './guards';
import { latestVersion, NodeTypes, nodeTypeName, StartNode } from './nodeTypes';

/** How an Agent runs its tools: by itself (Agent 1 and 2), or by asking the engine to (Agent 3). */
export type AgentWay = 'invoke' | 'request';

/** A node that hangs below an Agent, and the arguments that the model chose. */
export interface ToolCall {
	node: INodeType;
	parameters: INodeParameters;
	credentials: CredentialStore;
	arguments: IDataObject;
	way: AgentWay;
}

/** What the model saw of the tool, and what it got back. */
export interface ToolResult {
	name: string;
	description: string;
	/** Description by argument. */
	arguments: Record<string, string | undefined>;
	reply: unknown;
	/** What ended the run instead, the fault of a tool included. */
	error: ExecutionError | undefined;
}

/**
 * The node as n8n offers it to Agents: the type `xcScribeTool` for the node `xcScribe`. n8n itself makes it (package n8n,
 * tool-generation/ai-tools), and n8n-core goes by what is set here.
 */
export function asTool(node: INodeType): INodeType {
	const { usableAsTool, ...description } = node.description;
	if (usableAsTool === undefined) throw new UnexpectedError('The node is not usable as a tool');
	const tool: INodeTypeDescription = {
		...description,
		name: `${description.name}Tool`,
		displayName: `${description.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
	const { execute } = node;
	return { description: tool, ...(execute === undefined ? {} : { execute }) };
}

/** Runs a workflow in which an Agent calls the tool once. */
export async function callTool(call: ToolCall): Promise<ToolResult> {
	await binaryDataService();
	const tool = asTool(call.node);
	const { description } = tool;
	const agent = new Agent(call);
	const [start, agentNode]: [INode, INode] = [
		simpleNode('Start', StartNode.type),
		simpleNode('Agent', Agent.type),
	];
	const toolNode: INode = {
		...simpleNode('Tool', nodeTypeName(description)),
		// The name that the editor gives to a new tool, and that the model sees.
		name: NodeHelpers.makeNodeName(call.parameters, description),
		typeVersion: latestVersion(description),
		parameters: structuredClone(call.parameters),
		credentials: call.credentials.forNode(description.credentials?.map(({ name }) => name) ?? []),
	};
	const workflow = new Workflow({
		id: 'agent',
		name: 'Agent',
		nodes: [start, agentNode, toolNode],
		connections: {
			Start: { main: [[{ node: 'Agent', type: NodeConnectionTypes.Main, index: 0 }]] },
			[toolNode.name]: {
				ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]],
			},
		},
		active: false,
		nodeTypes: new NodeTypes({
			[StartNode.type]: new StartNode([{ json: { chatInput: 'Do it' } }]),
			[Agent.type]: agent,
			[toolNode.type]: tool,
		}),
		settings: { executionOrder: 'v1' },
	});
	const additionalData = createAdditionalData({
		credentialsHelper: call.credentials,
		mode: 'manual',
		workflow: {
			id: workflow.id,
			name: 'Agent',
			active: false,
			activeVersionId: null,
			isArchived: false,
			createdAt: new Date(0),
			updatedAt: new Date(0),
			nodes: Object.values(workflow.nodes),
			connections: workflow.connectionsBySourceNode,
			settings: workflow.settings,
		},
		executionId: 'agent',
	});
	const run = await new WorkflowExecute(additionalData, 'manual').run({
		workflow,
		startNode: start,
	});
	const { error, runData } = run.data.resultData;
	if (agent.seen === undefined) throw new UnexpectedError('The Agent has not run');
	const reply = runData.Agent?.at(-1)?.data?.main?.[0]?.[0]?.json.reply;
	return { ...agent.seen, reply, error };
}

function simpleNode(name: string, type: string): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

/** The model of this Agent has decided already. */
class Agent implements INodeType {
	static readonly type = 'harness.agent';

	seen: Omit<ToolResult, 'reply' | 'error'> | undefined;

	readonly description: INodeTypeDescription = {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: 'Calls its tool once',
		defaults: { name: 'Agent' },
		inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	readonly execute: (this: IExecuteFunctions, response?: EngineResponse) => Promise<NodeOutput>;

	constructor(call: ToolCall) {
		const note = (tool: Tool): void => {
			const { name, description } = tool;
			this.seen = { name, description, arguments: argumentsOf(tool) };
		};
		this.execute = async function (response) {
			const answer = response?.actionResponses[0];
			if (answer !== undefined) {
				const { data, error } = answer.data;
				if (error !== undefined) throw error;
				return [[{ json: { reply: data?.ai_tool?.[0]?.map(({ json }) => json) ?? null } }]];
			}
			const tool = toTool(await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0));
			note(tool);
			if (call.way === 'request') {
				return {
					actions: [
						{
							actionType: 'ExecutionNodeAction',
							nodeName: tool.metadata.sourceNodeName,
							input: call.arguments,
							type: NodeConnectionTypes.AiTool,
							id: 'call-1',
							metadata: { itemIndex: 0 },
						},
					],
					metadata: {},
				};
			}
			const text = await tool.invoke(call.arguments);
			const reply: unknown = typeof text === 'string' ? JSON.parse(text) : text;
			return [[{ json: { reply: isObject(reply) || Array.isArray(reply) ? reply : null } }]];
		};
	}
}

/** What n8n-core's wrapper makes of a node, as far as an Agent uses it. */
interface Tool {
	name: string;
	description: string;
	metadata: { sourceNodeName: string };
	schema: { shape: Record<string, { description?: string }> };
	invoke(input: IDataObject): Promise<unknown>;
}

const argumentsOf = ({ schema }: Tool): ToolResult['arguments'] =>
	Object.fromEntries(
		Object.entries(schema.shape).map(([name, argument]) => [name, argument.description]),
	);

function toTool(connected: unknown): Tool {
	const [tool]: unknown[] = [connected].flat();
	if (isTool(tool)) return tool;
	throw new UnexpectedError('Nothing that is a tool is connected to the Agent');
}

function isTool(value: unknown): value is Tool {
	return isObject(value) && 'invoke' in value && 'schema' in value && 'metadata' in value;
}
