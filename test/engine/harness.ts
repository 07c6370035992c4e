import 'reflect-metadata';

import { LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import {
	UserError,
	createRunExecutionData,
	type ExecutionError,
	type ExecutionStatus,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodePropertyOptions,
	type IRun,
	type ITaskData,
	type OnError,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { binaryDataService, type BinaryMode } from './binary';
import type { CredentialStore } from './credentials';
import { StartNode } from './nodeTypes';
import {
	NODE_NAME,
	createNode,
	createWorkflow,
	toSaved,
	toStore,
	toWorkflowBase,
	type NodeOptions,
} from './workflow';

export { readBinary, storeBinary, type BinaryMode } from './binary';
export { CredentialStore, type CredentialEntry } from './credentials';
export { visibleParameters } from './parameters';
export { testCredential, type CredentialTestResult } from './credentialTest';
export type { NodeOptions } from './workflow';

/** One execution of a workflow that has nothing but a start and the node under test. */
export interface RunOptions extends NodeOptions {
	/** The items that arrive; one empty item when not given. */
	input?: readonly INodeExecutionData[];
	onError?: OnError;
	/** n8n's Retry On Fail: true for its own defaults (3 tries, 1 s apart). */
	retryOnFail?: boolean | { maxTries?: number; waitBetweenTries?: number };
	alwaysOutputData?: boolean;
	/** Cancels the execution as the Stop button does. */
	signal?: AbortSignal;
	/** Ends the execution as n8n's own timeout does (it looks between nodes only). */
	executionTimeoutTimestamp?: number;
	binaryMode?: BinaryMode;
	/** How often the items arrive, as from a loop: each time is a run of the node with an index of its own. */
	arrivals?: number;
	/** The node context of an execution that failed: this one is its "Retry execution", with an id of its own. */
	retryOf?: Pick<RunResult, 'context'>;
}

/** What came out of a run. */
export interface RunResult {
	/** The items of each output; an output that got none is an empty list. */
	outputs: INodeExecutionData[][];
	/** Shorthand for the JSON of the first output's items. */
	json: INodeExecutionData['json'][];
	/** What ended the node, or the execution; a node that continued on an error keeps it here, too. */
	error: ExecutionError | undefined;
	status: ExecutionStatus;
	/** The node's task data, one entry a run. */
	runData: ITaskData[];
	/** What the node left in its context, as n8n saves it with the execution. */
	context: IDataObject;
	/** The accounts after the run. */
	credentials: CredentialStore;
	/** The engine's complete record. */
	run: IRun;
}

/** A run under way. */
export interface StartedRun {
	result: Promise<RunResult>;
	/** Does what n8n's Stop button does. */
	cancel: () => void;
}

/** Under which n8n keeps the context of the node. */
export const CONTEXT_KEY = `node:${NODE_NAME}`;
let executions = 0;

/** An id that no other execution of the process has. */
export function nextExecutionId(): string {
	executions += 1;
	return String(executions);
}

/**
 * Runs a node once in n8n's engine and waits for the end of the execution. A form that n8n would not start (a required field
 * is empty, an option is none of the list) rejects with n8n's WorkflowHasIssuesError, as nothing has run then.
 */
export async function runNode(options: RunOptions): Promise<RunResult> {
	const { result, cancel } = await startNode(options);
	const { signal } = options;
	if (signal?.aborted) cancel();
	signal?.addEventListener('abort', cancel, { once: true });
	try {
		return await result;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}

/** Starts a run and leaves it to the caller to wait for its end or to cancel it. */
export async function startNode(options: RunOptions): Promise<StartedRun> {
	await binaryDataService(options.binaryMode);
	const credentials = toStore(options.credentials);
	const start: INode = {
		id: 'start',
		name: 'Start',
		type: StartNode.type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const node: INode = { ...createNode(options, credentials), ...engineSettings(options) };
	const types = {
		[StartNode.type]: new StartNode(options.input ?? [{ json: {} }]),
		[node.type]: options.node,
	};
	const workflow = createWorkflow([start, node], types, { arrivals: options.arrivals });
	const mode: WorkflowExecuteMode = options.retryOf === undefined ? 'manual' : 'retry';
	const additionalData = createAdditionalData({
		credentialsHelper: credentials,
		mode,
		workflow: toWorkflowBase(workflow),
		executionId: nextExecutionId(),
		...(options.executionTimeoutTimestamp === undefined
			? {}
			: { executionTimeoutTimestamp: options.executionTimeoutTimestamp }),
	});

	const saved = createRunExecutionData({
		executionData: {
			contextData: { [CONTEXT_KEY]: toSaved(options.retryOf?.context ?? {}) },
			nodeExecutionStack: [{ node: start, data: { main: [[{ json: {} }]] }, source: null }],
		},
	});
	const execution = new WorkflowExecute(additionalData, mode, saved).processRunExecutionData(
		workflow,
	);
	return {
		result: execution.then((run) => toResult(run, credentials)),
		cancel: () => execution.cancel(),
	};
}

/** What a list in the form is asked with. */
export interface ListOptions extends NodeOptions {
	/** The field that wants the list, as a path in the parameters (`parameters.projectId`). */
	path?: string;
}

/** The context in which n8n runs a node's `methods.loadOptions` and `methods.listSearch`. */
export function loadOptionsContext(options: ListOptions): ILoadOptionsFunctions {
	const credentials = toStore(options.credentials);
	const node = createNode(options, credentials);
	const workflow = createWorkflow([node], { [node.type]: options.node });
	const additionalData = createAdditionalData({
		credentialsHelper: credentials,
		mode: 'internal',
		workflow: toWorkflowBase(workflow),
		executionId: 'list',
		// The form's values as the editor sends them: complete with defaults.
		currentNodeParameters: workflow.getNode(node.name)?.parameters ?? node.parameters,
	});
	return new ListContext(workflow, node, additionalData, options.path ?? '');
}

/** n8n-core is compiled without exact optional properties; this says the same in the types of ILoadOptionsFunctions. */
class ListContext extends LoadOptionsContext {
	override getWorkflow() {
		const { name = '', ...rest } = super.getWorkflow();
		return { ...rest, name };
	}
}

/** Asks a resource locator's list for a page, as the editor does while the user types. */
export async function listSearch(
	options: ListOptions & { method: string; filter?: string; paginationToken?: string },
): Promise<INodeListSearchResult> {
	const method = options.node.methods?.listSearch?.[options.method];
	if (!method) throw new UserError(`The node has no listSearch method "${options.method}"`);
	return await method.call(loadOptionsContext(options), options.filter, options.paginationToken);
}

/** Asks for the options of a plain dropdown. */
export async function loadOptions(
	options: ListOptions & { method: string },
): Promise<INodePropertyOptions[]> {
	const method = options.node.methods?.loadOptions?.[options.method];
	if (!method) throw new UserError(`The node has no loadOptions method "${options.method}"`);
	return await method.call(loadOptionsContext(options));
}

/** The settings tab of the node. */
export function engineSettings({
	onError,
	retryOnFail,
	alwaysOutputData,
}: RunOptions): Partial<INode> {
	const tries = typeof retryOnFail === 'object' ? retryOnFail : {};
	return {
		...(onError === undefined ? {} : { onError }),
		...(retryOnFail ? { retryOnFail: true, ...tries } : {}),
		...(alwaysOutputData === undefined ? {} : { alwaysOutputData }),
	};
}

function toResult(run: IRun, credentials: CredentialStore): RunResult {
	const { resultData } = run.data;
	const runData = resultData.runData[NODE_NAME] ?? [];
	const last = runData.at(-1);
	const outputs = (last?.data?.main ?? []).map((items) => items ?? []);
	return {
		outputs,
		json: (outputs[0] ?? []).map((item) => item.json),
		error: resultData.error ?? last?.error,
		status: run.status,
		runData,
		context: toSaved(run.data.executionData?.contextData[CONTEXT_KEY] ?? {}),
		credentials,
		run,
	};
}
