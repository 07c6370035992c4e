import 'reflect-metadata';

import { createRequire } from 'node:module';

import { WAITING_TOKEN_QUERY_PARAM, WorkflowExecute } from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	UnexpectedError,
	createRunExecutionData,
	migrateRunExecutionData,
	type ExecutionError,
	type ExecutionStatus,
	type IDataObject,
	type IExecuteData,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IRun,
	type IRunExecutionData,
	type IRunExecutionDataAll,
	type ITaskData,
	type IWebhookData,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type NodeOutput,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { binaryDataService } from './binary';
import type { CredentialStore } from './credentials';
import { isObject, toDataObject } from './guards';
import { CONTEXT_KEY, engineSettings, nextExecutionId, type RunOptions } from './harness';
import { StartNode } from './nodeTypes';
import { Exchange, described, methodsOf, nodeOf, runWebhook } from './triggers';
import { WebhookRequest, WebhookResponse, type CallContent } from './webhookCall';
import {
	NODE_NAME,
	createNode,
	createWorkflow,
	mainInputOf,
	toSaved,
	toStore,
	toWorkflowBase,
} from './workflow';

/** An execution in which the node under test stands between nodes whose pairing can be looked at. */
export interface WaitingOptions extends Omit<
	RunOptions,
	'signal' | 'executionTimeoutTimestamp' | 'arrivals' | 'retryOf'
> {
	/** A node between "Source" and the node under test: what it makes of the items, paired by itself. */
	earlier?: (items: INodeExecutionData[]) => INodeExecutionData[];
	/** `trigger` when not given: the execution of a published workflow. */
	mode?: WorkflowExecuteMode;
}

/** One call of the address that an execution waits at. */
export interface WaitingCall extends CallContent {
	/** Replaces the token of the execution's own address; an empty one leaves it out. */
	token?: string;
	/** What follows the execution's id in the address: the path of one of several webhooks. */
	suffix?: string;
}

/** What a node behind the node under test got. */
export interface ReceivedItem {
	json: IDataObject;
	/** As the node under test gave it: the engine shows every node numbers of its own making. */
	pairedItem: INodeExecutionData['pairedItem'];
	/** What `{{ $('Source').item.json.id }}` is for the item, or the message of the error that it is not. */
	source: unknown;
}

/** An execution in n8n's database. */
interface SavedExecution {
	/** The run data as n8n's text. */
	text: string;
	status: ExecutionStatus;
	finished: boolean;
	waitTill: Date | undefined;
}

/** The library that n8n writes run data with: what is referred to twice stays one object. */
interface Flatted {
	stringify: (value: unknown) => string;
	parse: (text: string) => unknown;
}

const SOURCE = 'Source';
const EARLIER = 'Earlier';

/**
 * An execution that the node under test puts to wait, in the workflow "Source" -> ("Earlier" ->) node -> "After 0", "After 1",
 * ...: one of them for each output. As in n8n nothing but the saved text outlives a call, and each call loads it anew.
 */
export class WaitingExecution {
	readonly credentials: CredentialStore;
	readonly id = nextExecutionId();
	private readonly mode: WorkflowExecuteMode;
	private saved: SavedExecution = { text: '', status: 'new', finished: false, waitTill: undefined };

	private constructor(private readonly options: WaitingOptions) {
		this.credentials = toStore(options.credentials);
		this.mode = options.mode ?? 'trigger';
	}

	/** Runs the workflow until it waits, or to its end. */
	static async start(options: WaitingOptions): Promise<WaitingExecution> {
		const execution = new WaitingExecution(options);
		const node = execution.load().getNode(SOURCE);
		if (!node) throw new UnexpectedError('The workflow has lost its start');
		const entry: IExecuteData = { node, data: { main: [[{ json: {} }]] }, source: null };
		await execution.run(createRunExecutionData({ executionData: { nodeExecutionStack: [entry] } }));
		return execution;
	}

	get status(): ExecutionStatus {
		return this.saved.status;
	}

	get finished(): boolean {
		return this.saved.finished;
	}

	get waitTill(): Date | undefined {
		return this.saved.waitTill;
	}

	/** What ended the execution; a node that continued on an error keeps it here, too. */
	get error(): ExecutionError | undefined {
		return this.data.resultData.error ?? this.runData.at(-1)?.error;
	}

	/** A copy of all that is saved, as n8n loads it. */
	get data(): IRunExecutionData {
		return toRunExecutionData(flatted().parse(this.saved.text));
	}

	/** The node that is to run next, with its data: while the execution waits, the node under test. */
	get stackEntry(): IExecuteData | undefined {
		return this.data.executionData?.nodeExecutionStack[0];
	}

	/** The node's task data, one entry a run. */
	get runData(): ITaskData[] {
		return this.data.resultData.runData[NODE_NAME] ?? [];
	}

	/** What the node left in its context. */
	get context(): IDataObject {
		return toSaved(this.data.executionData?.contextData[CONTEXT_KEY] ?? {});
	}

	get savedBytes(): number {
		return Buffer.byteLength(this.saved.text);
	}

	/** The items of each output of the node's last run. */
	outputs(): INodeExecutionData[][] {
		return (this.runData.at(-1)?.data?.main ?? []).map((items) => items ?? []);
	}

	/** What the node behind an output got; nothing when it did not run. */
	received(output: number): ReceivedItem[] {
		const run = this.data.resultData.runData[afterName(output)]?.at(-1);
		const given = this.outputs()[output] ?? [];
		return (run?.data?.main?.[0] ?? []).map(({ json }, index) => ({
			json: toDataObject(json.json),
			pairedItem: given[index]?.pairedItem,
			source: json.source,
		}));
	}

	async get(query: Record<string, string> = {}): Promise<WaitingAnswer> {
		return await this.call({ method: 'GET', query });
	}

	async post(
		body: CallContent['body'],
		options: Omit<WaitingCall, 'method' | 'body'> = {},
	): Promise<WaitingAnswer> {
		return await this.call({ ...options, method: 'POST', ...(body === undefined ? {} : { body }) });
	}

	/**
	 * Does what n8n's WaitingWebhooks and WebhookHelpers do with a call, up to the end of an execution that it resumes. A
	 * node may keep its response open.
	 */
	async call({ token, suffix = '', ...content }: WaitingCall = {}): Promise<WaitingAnswer> {
		const data = this.data;
		const signature = token ?? data.resumeToken ?? '';
		const query = { ...(signature === '' ? {} : { [WAITING_TOKEN_QUERY_PARAM]: signature }) };
		const call = { ...content, query: { ...query, ...content.query } };
		const method = call.method?.toUpperCase() ?? 'GET';
		const path = `/webhook-waiting/${this.id}${suffix === '' ? '' : `/${suffix}`}`;
		const request = new WebhookRequest(path, method, call);
		const response = new WebhookResponse(request);
		const answer = (outcome: Partial<Outcome> = {}) => new WaitingAnswer(response, outcome);

		if (call.query[WAITING_TOKEN_QUERY_PARAM] !== data.resumeToken) {
			response.status(401).json({ error: 'Invalid token' });
			return answer();
		}
		const conflict = this.conflict(data);
		if (conflict !== undefined) {
			response.status(409).json({ code: 409, message: conflict });
			return answer();
		}
		allowOrigin(request, response);
		prepareResume(data);
		const workflow = this.load();
		const webhook = this.webhook(workflow, method, suffix);
		if (!webhook) {
			const message = `The workflow for execution "${this.id}" does not contain a waiting webhook with a matching path/method.`;
			response.status(404).json({ code: 404, message });
			return answer();
		}

		const exchange = new Exchange(workflow, webhook.webhookDescription, this.mode, response);
		try {
			await request.parseBody(nodeOf(workflow).typeVersion, call);
		} catch (error) {
			if (error instanceof UnexpectedError) throw error;
			exchange.refuse(422, 'Failed to parse request body');
			return answer();
		}
		await binaryDataService(this.options.binaryMode);
		let result: IWebhookResponseData;
		let thrown: Error | undefined;
		try {
			result = await runWebhook(workflow, webhook, this.mode, { request, response }, data);
		} catch (error) {
			thrown = error instanceof Error ? error : new UnexpectedError(String(error));
			exchange.fail(thrown);
			result = { noWebhookResponse: true, workflowData: [[{ json: {} }]] };
		}
		const answered = result.noWebhookResponse === true;
		if (result.workflowData === undefined) {
			if (!answered) await exchange.answer(result);
			return answer();
		}
		// Another call has been faster: n8n takes an execution up only while it is still saved as waiting.
		if (this.saved.status !== 'waiting') {
			const message = 'There was a problem executing the workflow';
			if (!answered) response.status(500).json({ code: 0, message });
			return answer({ error: thrown });
		}
		forward(data, result.workflowData);
		if (thrown) fail(data, thrown);
		const ended = this.run(data);
		// n8n answers as soon as the execution is under way.
		if (!answered) await exchange.answer(result);
		await ended;
		return answer({ resumed: true, error: thrown });
	}

	/** Does what n8n's WaitTracker does when the time of waitTill has come. */
	async timeUp(): Promise<void> {
		if (this.finished) {
			throw new UnexpectedError('The execution did succeed and can so not be started again.');
		}
		if (this.status !== 'waiting') {
			throw new UnexpectedError('Execution is already being resumed by another process');
		}
		await this.run(this.data);
	}

	/** Why the execution takes no calls. */
	private conflict({ resultData }: IRunExecutionData): string | undefined {
		if (this.status === 'running') return `The execution "${this.id}" is running already.`;
		if (resultData.error) return `The execution "${this.id}" has finished with error.`;
		// The quotation mark is missing in n8n, too.
		return this.finished ? `The execution "${this.id} has finished already.` : undefined;
	}

	private webhook(workflow: Workflow, method: string, suffix: string): IWebhookData | undefined {
		const node = nodeOf(workflow);
		const webhooks = (node.disabled === true ? [] : this.options.node.description.webhooks) ?? [];
		return webhooks
			.flatMap((description) =>
				methodsOf(workflow, node, description).map((httpMethod) => ({
					httpMethod,
					node: node.name,
					path: String(described(workflow, node, description.path, '')).replace(/^\/|\/$/g, ''),
					webhookDescription: description,
					workflowId: workflow.id,
					workflowExecuteAdditionalData: this.additionalData(workflow),
				})),
			)
			.find(
				({ httpMethod, path, webhookDescription }) =>
					httpMethod === method && path === suffix && webhookDescription.restartWebhook === true,
			);
	}

	/** Runs what is on the stack and saves what came of it. */
	private async run(data: IRunExecutionData): Promise<void> {
		const resuming = this.saved.status === 'waiting';
		this.saved = {
			text: flatted().stringify(data),
			status: 'running',
			finished: false,
			waitTill: undefined,
		};
		await binaryDataService(this.options.binaryMode);
		const workflow = this.load();
		const additionalData = this.additionalData(workflow);
		if (resuming) additionalData.restartExecutionId = this.id;
		const execution = new WorkflowExecute(additionalData, this.mode, data);
		this.save(await execution.processRunExecutionData(workflow));
	}

	/** The engine's own word for success says that the run came to its end; n8n saves an error in the data above it. */
	private save({ data, status, waitTill }: IRun): void {
		const failed = data.resultData.error !== undefined || status === 'error';
		const ended = failed ? 'error' : 'success';
		this.saved = {
			text: flatted().stringify(data),
			status: waitTill ? 'waiting' : ended,
			finished: status === 'success',
			waitTill: waitTill ?? undefined,
		};
	}

	/** The workflow as n8n makes it of what is saved with the execution. */
	private load(): Workflow {
		const { node: type, input, earlier } = this.options;
		const node: INode = {
			...createNode(this.options, this.credentials),
			...engineSettings(this.options),
		};
		const before = [
			harnessNode(SOURCE, StartNode.type),
			...(earlier ? [harnessNode(EARLIER, EarlierNode.type)] : []),
		];
		const types: Record<string, INodeType> = {
			[StartNode.type]: new StartNode(input ?? [{ json: {} }]),
			[EarlierNode.type]: new EarlierNode(earlier ?? ((items) => items)),
			[AfterNode.type]: new AfterNode(),
			[node.type]: type,
		};
		const alone = createWorkflow([node], types);
		const outputs = NodeHelpers.getNodeOutputs(alone, nodeOf(alone), type.description);
		const after = NodeHelpers.getConnectionTypes(outputs)
			.filter((output) => output === NodeConnectionTypes.Main)
			.map((_, index) => harnessNode(afterName(index), AfterNode.type, index * 100));
		const chain = [...before, node];
		return createWorkflow([...chain, ...after], types, {
			active: this.mode !== 'manual',
			connections: {
				...Object.fromEntries(
					chain.slice(1).map(({ name }, index) => {
						return [chain[index]?.name ?? '', { main: [[mainInputOf(name)]] }];
					}),
				),
				[NODE_NAME]: { main: after.map(({ name }) => [mainInputOf(name)]) },
			},
		});
	}

	private additionalData(workflow: Workflow): IWorkflowExecuteAdditionalData {
		return createAdditionalData({
			credentialsHelper: this.credentials,
			mode: this.mode,
			workflow: toWorkflowBase(workflow),
			executionId: this.id,
		});
	}
}

interface Outcome {
	/** True when the execution went on. */
	resumed: boolean;
	/** What webhook() threw. */
	error: Error | undefined;
}

/** What came of a call. Of a response that the node keeps open it says what there is so far. */
export class WaitingAnswer implements Outcome {
	readonly resumed: boolean;
	readonly error: Error | undefined;

	constructor(
		readonly response: WebhookResponse,
		{ resumed = false, error }: Partial<Outcome>,
	) {
		this.resumed = resumed;
		this.error = error;
	}

	get status(): number {
		return this.response.statusCode;
	}

	get headers(): Record<string, string> {
		const headers = Object.entries(this.response.getHeaders());
		return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
	}

	get body(): string {
		return this.response.text;
	}

	/** True while the node has not ended its answer. */
	get open(): boolean {
		return !this.response.writableEnded && !this.response.destroyed;
	}

	/** The browser goes away. */
	disconnect(): void {
		this.response.destroy();
		// There is no socket that would say so.
		this.response.emit('close');
	}
}

/** What n8n changes in an execution that it has loaded for a call, before the node sees it. */
function prepareResume(data: IRunExecutionData): void {
	const entry = data.executionData?.nodeExecutionStack[0];
	const runs = data.resultData.runData[data.resultData.lastNodeExecuted ?? ''];
	const waiting = runs?.pop();
	if (!entry || !runs || !waiting) throw new UnexpectedError('The execution does not wait');
	entry.node.disabled = true;
	delete data.waitTill;
	const { source, inputOverride } = waiting;
	if (inputOverride) {
		runs.push({ startTime: 0, executionTime: 0, executionIndex: 0, source, inputOverride });
	}
}

/** What n8n does with the items that webhook() returns: they take the place of the input, one list for each output. */
function forward(data: IRunExecutionData, items: INodeExecutionData[][]): void {
	const entry = data.executionData?.nodeExecutionStack[0];
	if (!entry) throw new UnexpectedError('The execution does not wait');
	entry.data.main = items;
	entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
}

/** What n8n does when webhook() has thrown: all results are gone, and the execution goes on all the same. */
function fail(data: IRunExecutionData, error: Error): void {
	const { message, stack } = error;
	const saved: object = { ...Object.fromEntries(Object.entries(error)), message, stack };
	if (!isExecutionError(saved)) throw error;
	data.resultData = { runData: {}, lastNodeExecuted: NODE_NAME, error: saved };
}

function allowOrigin(request: WebhookRequest, response: WebhookResponse): void {
	const { origin } = request.headers;
	response.set({
		'Access-Control-Allow-Origin': origin === undefined || origin === 'null' ? '*' : origin,
		'Access-Control-Allow-Methods': 'POST, GET, OPTIONS',
		'Access-Control-Allow-Headers': 'Content-Type',
	});
}

function afterName(output: number): string {
	return `After ${output}`;
}

function harnessNode(name: string, type: string, y = 0): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, y], parameters: {} };
}

function describe(
	name: string,
	properties: INodeTypeDescription['properties'] = [],
): INodeTypeDescription {
	return {
		displayName: name,
		name: name.toLowerCase(),
		group: ['transform'],
		version: 1,
		description: 'Stands beside the node under test',
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties,
	};
}

/** Makes other items of its input, so that pairing has to be followed through it. */
class EarlierNode implements INodeType {
	static readonly type = 'harness.earlier';
	readonly description = describe(EARLIER);
	readonly execute: NonNullable<INodeType['execute']>;

	constructor(change: (items: INodeExecutionData[]) => INodeExecutionData[]) {
		this.execute = async function (this: IExecuteFunctions) {
			return [change(this.getInputData())];
		};
	}
}

/** Puts down what it gets, and the item of "Source" that an expression in it finds. */
class AfterNode implements INodeType {
	static readonly type = 'harness.after';
	readonly description = describe('After', [
		{
			displayName: 'Source',
			name: 'source',
			type: 'string',
			default: `={{ $('${SOURCE}').item.json.id }}`,
		},
	]);

	async execute(this: IExecuteFunctions): Promise<NodeOutput> {
		const items = this.getInputData().map(({ json }, item) => {
			let source: IDataObject[string];
			try {
				source = this.getNodeParameter('source', item);
			} catch (error) {
				source = error instanceof Error ? error.message : String(error);
			}
			return { json: { json, source }, pairedItem: { item } };
		});
		return [items];
	}
}

let library: Flatted | undefined;

/** Is in none of our own dependencies: found from n8n-core as n8n finds it. */
function flatted(): Flatted {
	if (library) return library;
	const found = ['n8n-core', '@n8n/backend-common'].reduce(
		(from, name) => createRequire(from).resolve(name),
		import.meta.url,
	);
	const module: unknown = createRequire(found)('flatted');
	if (!isFlatted(module)) throw new UnexpectedError('n8n has changed how it saves executions');
	library = module;
	return library;
}

function isFlatted(value: unknown): value is Flatted {
	return isObject(value) && 'stringify' in value && 'parse' in value;
}

function toRunExecutionData(value: unknown): IRunExecutionData {
	if (!isRunExecutionData(value)) throw new UnexpectedError('Expected the data of an execution');
	return migrateRunExecutionData(value);
}

function isRunExecutionData(value: unknown): value is IRunExecutionDataAll {
	return isObject(value) && 'resultData' in value;
}

function isExecutionError(value: object): value is ExecutionError {
	return 'message' in value;
}
