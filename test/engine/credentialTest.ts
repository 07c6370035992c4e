import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeConnectionTypes,
	UserError,
	Workflow,
	type ICredentialTestRequest,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWorkflowBase,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { CredentialStore, type CredentialEntry } from './credentials';
import { isObject } from './guards';
import { NodeTypes } from './nodeTypes';

/** What the credential's dialogue shows after saving. */
export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

// n8n makes a credential log in anew only when it is tested with its own "No Operation" node and this parameter.
const TESTED_NODE = 'n8n-nodes-base.noOp';
const TESTED_PARAMETER = 'temp';

/** Runs the `test` of a credential type through n8n's routing, and words the outcome as n8n's dialogue does. */
export async function testCredential(
	entry: CredentialEntry,
	store: CredentialStore = new CredentialStore([entry]),
): Promise<CredentialTestResult> {
	const { type } = entry;
	if (!type.test) throw new UserError(`The credential type "${type.name}" declares no test`);
	try {
		const output = await runTest(type.name, type.test, store);
		return fromRules(type.test, output) ?? { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		return { status: 'Error', message: toMessage(type.test, error) };
	}
}

async function runTest(
	name: string,
	test: ICredentialTestRequest,
	store: CredentialStore,
): Promise<INodeExecutionData[][] | undefined> {
	const type = testedNode(name, test);
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: TESTED_NODE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: store.forNode([name]),
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: new NodeTypes({ [TESTED_NODE]: type }),
	});
	const additionalData = createAdditionalData({
		credentialsHelper: store,
		mode: 'internal',
		workflow: NO_WORKFLOW,
		executionId: 'test',
		currentNodeParameters: node.parameters,
	});
	const data = await store.getDecrypted(additionalData, { id: name, name }, name, 'internal');
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const routing = new RoutingNode(context, type, { id: name, name, type: name, data });
	return await routing.runNode();
}

const NO_WORKFLOW: IWorkflowBase = {
	id: 'credential-test',
	name: 'Credential test',
	active: false,
	activeVersionId: null,
	isArchived: false,
	createdAt: new Date(0),
	updatedAt: new Date(0),
	nodes: [],
	connections: {},
};

function testedNode(name: string, test: ICredentialTestRequest): INodeType {
	const description: INodeTypeDescription = {
		displayName: 'No Operation',
		name: 'noOp',
		group: ['organization'],
		version: 1,
		description: 'Carries the request of a credential test',
		defaults: { name: 'No Operation' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name, required: true }],
		properties: [
			{
				displayName: 'Temp',
				name: TESTED_PARAMETER,
				type: 'string',
				default: '',
				routing: { request: test.request },
			},
		],
	};
	return { description };
}

function fromRules(
	{ rules = [] }: ICredentialTestRequest,
	output: INodeExecutionData[][] | undefined,
): CredentialTestResult | undefined {
	const body = output?.[0]?.[0]?.json ?? {};
	for (const { type, properties } of rules) {
		if (type === 'responseSuccessBody' && body[properties.key] === properties.value) {
			return { status: 'Error', message: properties.message };
		}
	}
	return undefined;
}

/** A rule's text, else the status line, else the network's code, else what the error says. */
function toMessage({ rules = [] }: ICredentialTestRequest, error: unknown): string {
	const cause = property(error, 'cause');
	const response = property(cause, 'response');
	const status = property(response, 'status');
	for (const { type, properties } of rules) {
		if (type === 'responseCode' && properties.value === status) return properties.message;
	}
	if (typeof status === 'number' && (status < 199 || status > 299)) {
		const statusText = property(response, 'statusText');
		return typeof statusText === 'string' && statusText !== ''
			? statusText
			: `Received HTTP status code: ${status}`;
	}
	const code = property(cause, 'code');
	if (typeof code === 'string' && response === undefined) return code;
	return error instanceof Error ? error.message : String(error);
}

function property(value: unknown, name: string): unknown {
	return isObject(value) ? Reflect.get(value, name) : undefined;
}
