import 'reflect-metadata';

import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { HookContext, PollContext, WebhookContext } from 'n8n-core';
import {
	NodeHelpers,
	UnexpectedError,
	UserError,
	Workflow,
	WorkflowConfigurationError,
	type CloseFunction,
	type IDataObject,
	type IHttpRequestMethods,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IRunExecutionData,
	type IWebhookData,
	type IWebhookDescription,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { createAdditionalData, INSTANCE_URL } from './additionalData';
import { binaryDataService } from './binary';
import type { CredentialStore } from './credentials';
import { toDataObject } from './guards';
import {
	WebhookRequest,
	WebhookResponse,
	isExpressRequest,
	isExpressResponse,
	type CallContent,
} from './webhookCall';
import {
	NODE_NAME,
	createNode,
	createWorkflow,
	toSaved,
	toStore,
	toWorkflowBase,
	type NodeOptions,
} from './workflow';

export { WebhookRequest, WebhookResponse, type CallContent } from './webhookCall';
export { CredentialStore, type CredentialEntry } from './credentials';

/** n8n's two ways of polling. */
export type Scheduler = 'regular' | 'durable';

/** A trigger node in a workflow that somebody publishes. */
export interface PublishOptions extends NodeOptions {
	/**
	 * `regular` (as n8n 2.41 does by default): static data is the workflow's own object, changed in place.
	 * `durable` (N8N_POLLER_DURABLE_CURSORS_ENABLED and its friends, the default of later versions): each poll gets a copy of
	 * the node's static data, which is committed with what the poll emitted, or alone after null; never after a throw.
	 */
	scheduler?: Scheduler;
	/** How the workflow becomes active for the first time. */
	activation?: WorkflowActivateMode;
	/** What an earlier life of the node left as its static data. */
	staticData?: IDataObject;
}

/** One tick of the clock. */
export interface PollOptions {
	/** `manual` is the editor's test run. */
	mode?: 'trigger' | 'manual';
	/** What getPollBudgetMs() gives; null for an older n8n, whose context has no such function. n8n's own value else. */
	budgetMs?: number | null;
	/** The process dies between the emission and the saving of static data, and starts again. */
	crash?: boolean;
}

/** A call of the provider's. */
export interface DeliveryOptions extends CallContent {
	/** Index into the description's webhooks. */
	webhook?: number;
	/** What follows the path. n8n takes a slash away to find the webhook, and leaves it to the node. */
	pathEnd?: '/';
	/** `manual` is the editor's "Listen for test event". */
	mode?: 'webhook' | 'manual';
}

/** What came of a call. */
export interface Delivery {
	/** The node's own answer, or n8n's. */
	status: number;
	answeredByNode: boolean;
	body: string;
	headers: Record<string, string>;
	/** True when the node's own answer was complete before its promise was. */
	answeredBefore: boolean;
	/** The items of output 0, or undefined when no execution was started. */
	started: INodeExecutionData[] | undefined;
	/** What webhook() threw: n8n answers 500 unless the node has answered, and saves a failed execution. */
	error: Error | undefined;
}

/** n8n's default: a poll lease of 45 s less a margin of a fifth. A regular poll has five minutes, says n8n-core. */
const DURABLE_BUDGET_MS = 36_000;
/** How long a node may take to answer after it promised to. n8n would wait for ever. */
const ANSWER_PATIENCE_MS = 2_000;
const STATIC_DATA_KEY = `node:${NODE_NAME}`;
const WEBHOOK_ID = '7e57ab1e-0000-4000-8000-000000000001';

/**
 * A trigger node in a published workflow: what n8n keeps of it between calls lives here. The first poll is the one with
 * which n8n activates a workflow: publishing fails with what it throws.
 */
export class PublishedTrigger {
	readonly credentials: CredentialStore;
	private readonly scheduler: Scheduler;
	private parameters: INodeParameters;
	private activation: WorkflowActivateMode;
	/** The workflow's static data in n8n's database. */
	private database: IDataObject;
	/** The durable scheduler's own record, which takes the place of the node's static data at its first poll. */
	private cursor: IDataObject | undefined;
	/** The workflow in n8n's memory, which regular polls share. */
	private active: Workflow | undefined;
	/** The durable scheduler's job, which outlives the process. */
	private scheduled = false;
	/** Counts the activations, to know a poll that comes back to another one. */
	private life = 0;
	/** What create() left when the editor began to listen. */
	private testStaticData: IDataObject | undefined;

	constructor(private readonly options: PublishOptions) {
		this.credentials = toStore(options.credentials);
		this.scheduler = options.scheduler ?? 'regular';
		this.activation = options.activation ?? 'activate';
		this.parameters = options.parameters ?? {};
		this.database = options.staticData ? { [STATIC_DATA_KEY]: toSaved(options.staticData) } : {};
	}

	/**
	 * Runs the node's poll(). Gives the items of output 0 (none for null) and rejects with what poll() throws. What comes back
	 * after an edit or a restart is dropped, as n8n does.
	 */
	async poll(options: PollOptions = {}): Promise<INodeExecutionData[]> {
		if (options.mode === 'manual') return await this.pollManually(options);
		return this.scheduler === 'durable'
			? await this.pollDurably(options)
			: await this.pollInMemory(options);
	}

	/**
	 * Calls the node's webhook() and answers as n8n does. Each call has a workflow of its own with what was saved before it,
	 * and saves the whole when it changed: of calls at the same time the last one wins. Executions are not run: only the
	 * response mode `onReceived`, n8n's default, can be answered.
	 */
	async deliver(call: DeliveryOptions = {}): Promise<Delivery> {
		const isTest = call.mode === 'manual';
		const workflow = this.load(isTest ? {} : undefined);
		if (isTest && this.testStaticData) workflow.setTestStaticData(toSaved(this.testStaticData));
		const node = nodeOf(workflow);
		const description = this.webhookDescription(call.webhook);
		const mode = isTest ? 'manual' : 'webhook';
		const webhook = this.webhookData(workflow, call.webhook, isTest, mode);
		const methods = methodsOf(workflow, node, description);
		const method = call.method?.toUpperCase() ?? methods[0] ?? 'GET';
		const request = new WebhookRequest(
			`/${isTest ? 'webhook-test' : 'webhook'}/${webhook.path}${call.pathEnd ?? ''}`,
			method,
			call,
		);
		const response = new WebhookResponse(request);
		const exchange = new Exchange(workflow, description, mode, response);
		if (!methods.some((known) => known === method)) {
			return exchange.refuse(404, `This webhook is not registered for ${method} requests.`);
		}
		try {
			await request.parseBody(node.typeVersion, call);
		} catch (error) {
			if (error instanceof UnexpectedError) throw error;
			return exchange.refuse(422, 'Failed to parse request body');
		}

		let result: IWebhookResponseData;
		try {
			await binaryDataService();
			result = await runWebhook(workflow, webhook, mode, { request, response });
		} catch (error) {
			// n8n does not save what the node changed before it threw.
			return exchange.fail(error instanceof Error ? error : new UnexpectedError(String(error)));
		}
		const delivery = await exchange.answer(result);
		if (!isTest) {
			if (result.workflowData !== undefined && result.noWebhookResponse !== true) {
				await beginExecution(workflow);
			}
			this.save(workflow);
		}
		return delivery;
	}

	/**
	 * One of webhookMethods.default, in the context of publishing, or (`manual`) of the editor's "Listen for test event",
	 * whose static data lives until the test has ended.
	 */
	async hook(
		method: 'checkExists' | 'create' | 'delete',
		{ mode = 'trigger' }: { mode?: 'trigger' | 'manual' } = {},
	): Promise<boolean> {
		const { node: type } = this.options;
		const run = type.webhookMethods?.default?.[method];
		if (!run) throw new UserError(`The node has no webhook method "${method}"`);
		const index = (type.description.webhooks ?? []).findIndex(({ name }) => name === 'default');
		if (index < 0) throw new UserError('n8n calls the methods of declared webhooks only');

		const isTest = mode === 'manual';
		// n8n gives a test what create() left for it, and nothing of production.
		const workflow = this.load(isTest ? (this.testStaticData ?? {}) : undefined);
		const node = nodeOf(workflow);
		const removing = method === 'delete';
		const publishing = removing ? 'internal' : 'trigger';
		const executionMode = isTest ? 'manual' : publishing;
		const activation = removing ? 'update' : this.activation;
		const webhook = this.webhookData(workflow, index, isTest, executionMode);
		const context = new TriggerHookContext(
			workflow,
			node,
			webhook.workflowExecuteAdditionalData,
			executionMode,
			isTest ? 'manual' : activation,
			webhook,
		);
		const answer = await workflow.expression.withIsolate(async () => await run.call(context));
		if (!isTest) this.save(workflow);
		else this.testStaticData = removing ? undefined : toSaved(workflow.staticData);
		return answer;
	}

	/** Where the provider reaches the node. */
	webhookUrl(webhook = 0, mode: 'webhook' | 'manual' = 'webhook'): string {
		const workflow = this.load();
		const isTest = mode === 'manual';
		const { path } = this.webhookData(workflow, webhook, isTest, 'internal');
		return `${INSTANCE_URL}/${isTest ? 'webhook-test' : 'webhook'}/${path}`;
	}

	/** What n8n has saved: a copy of the node's static data, or of its cursor once the durable scheduler keeps one. */
	saved(): IDataObject {
		return toSaved(this.cursor ?? toDataObject(this.database[STATIC_DATA_KEY] ?? {}));
	}

	/**
	 * The process ends and starts again: what was not saved is gone. A regular workflow is activated anew, so its next poll is
	 * the one of an activation; the durable scheduler goes on where it was.
	 */
	restart(): void {
		this.life += 1;
		this.active = undefined;
		if (!this.scheduled) this.activation = 'init';
	}

	/** Somebody turns the workflow off, and later on again. */
	turnOffAndOn(): void {
		this.life += 1;
		this.active = undefined;
		this.scheduled = false;
		this.activation = 'activate';
	}

	/**
	 * Changes some of the node's parameters, as publishing an edited workflow does: n8n activates it anew, with the static data
	 * that was saved. It keeps the static data, but not what a regular poll that returned null put there.
	 */
	edit(parameters: INodeParameters): void {
		this.life += 1;
		this.active = undefined;
		this.scheduled = false;
		this.activation = 'update';
		this.parameters = { ...this.parameters, ...structuredClone(parameters) };
	}

	/** A poll in the workflow that n8n holds in memory since its activation. */
	private async pollInMemory({ budgetMs, crash }: PollOptions): Promise<INodeExecutionData[]> {
		const { life, activation } = this;
		const activating = this.active === undefined;
		const workflow = this.active ?? this.load();
		const emitted = await this.runPoll(workflow, {
			mode: 'trigger',
			activation,
			budgetMs,
		});
		if (life !== this.life) return [];
		if (crash === true) {
			this.restart();
			return emitted?.[0] ?? [];
		}
		// An activation is saved whatever came of it; later on, n8n saves only when it starts an execution.
		if (activating || emitted !== null) this.save(workflow);
		this.active ??= workflow;
		return emitted?.[0] ?? [];
	}

	/** A poll of the durable scheduler, which loads the workflow each time and hands out copies of the cursor. */
	private async pollDurably({ budgetMs, crash }: PollOptions): Promise<INodeExecutionData[]> {
		const { life } = this;
		const activating = !this.scheduled;
		const workflow = this.load();
		this.cursor ??= this.saved();
		const staged = toSaved(this.cursor);
		const ownBudget = activating ? undefined : DURABLE_BUDGET_MS;
		const emitted = await this.runPoll(workflow, {
			mode: 'trigger',
			activation: activating ? this.activation : 'update',
			budgetMs: budgetMs === undefined ? ownBudget : budgetMs,
			staticData: () => staged,
		});
		if (life !== this.life) return [];
		this.scheduled = true;
		if (crash === true) {
			this.restart();
			return emitted?.[0] ?? [];
		}
		// An activation that finds nothing commits no cursor: the first poll of the clock begins where it began.
		if (emitted !== null || !activating) this.cursor = toSaved(staged);
		if (emitted !== null || activating) this.save(workflow);
		return emitted?.[0] ?? [];
	}

	/** A test run sees the saved static data (never the durable cursor) and saves nothing. */
	private async pollManually({ budgetMs }: PollOptions): Promise<INodeExecutionData[]> {
		const emitted = await this.runPoll(this.load(), {
			mode: 'manual',
			activation: 'manual',
			budgetMs,
		});
		return emitted?.[0] ?? [];
	}

	private async runPoll(
		workflow: Workflow,
		{
			mode,
			activation,
			budgetMs,
			staticData,
		}: {
			mode: WorkflowExecuteMode;
			activation: WorkflowActivateMode;
			budgetMs: number | null | undefined;
			staticData?: () => IDataObject;
		},
	): Promise<INodeExecutionData[][] | null> {
		const { poll } = this.options.node;
		if (!poll) throw new UserError('The node does not poll');
		const context = new TriggerPollContext(
			workflow,
			nodeOf(workflow),
			this.additionalData(workflow, mode),
			mode,
			activation,
			undefined,
			undefined,
			undefined,
			undefined,
			staticData,
			typeof budgetMs === 'number' ? () => budgetMs : undefined,
		);
		await binaryDataService();
		if (budgetMs === null) Reflect.deleteProperty(context, 'getPollBudgetMs');
		return await workflow.expression.withIsolate(async () => await poll.call(context));
	}

	/** The workflow as n8n makes it of its database. */
	private load(staticData: IDataObject = this.database): Workflow {
		const { node: type, typeVersion } = this.options;
		const options = {
			node: type,
			parameters: this.parameters,
			...(typeVersion === undefined ? {} : { typeVersion }),
		};
		const node: INode = {
			...createNode(options, this.credentials),
			...(type.description.webhooks?.length ? { webhookId: WEBHOOK_ID } : {}),
		};
		return createWorkflow(
			[node],
			{ [node.type]: type },
			{ active: true, staticData: toSaved(staticData) },
		);
	}

	/** Writes the static data of all nodes when n8n saw a change in it. */
	private save(workflow: Workflow): void {
		if (workflow.staticData.__dataChanged !== true) return;
		this.database = toSaved(workflow.staticData);
		workflow.staticData.__dataChanged = false;
	}

	private additionalData(
		workflow: Workflow,
		mode: WorkflowExecuteMode,
	): IWorkflowExecuteAdditionalData {
		const data = createAdditionalData({
			credentialsHelper: this.credentials,
			mode,
			workflow: toWorkflowBase(workflow),
			executionId: '',
		});
		// There is no execution yet.
		Reflect.deleteProperty(data, 'executionId');
		return data;
	}

	/** The webhook as n8n registers it. */
	private webhookData(
		workflow: Workflow,
		index: number | undefined,
		isTest: boolean,
		mode: WorkflowExecuteMode,
	): IWebhookData {
		const node = nodeOf(workflow);
		const description = this.webhookDescription(index);
		const path = String(described(workflow, node, description.path, '')).replace(/^\/|\/$/g, '');
		const isFullPath = described(workflow, node, description.isFullPath, false) === true;
		return {
			httpMethod: methodsOf(workflow, node, description)[0] ?? 'GET',
			node: node.name,
			path: NodeHelpers.getNodeWebhookPath(workflow.id, node, path, isFullPath),
			webhookDescription: description,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: this.additionalData(workflow, mode),
			isTest,
		};
	}

	private webhookDescription(index = 0): IWebhookDescription {
		const description = this.options.node.description.webhooks?.[index];
		if (!description) throw new UserError(`The node declares no webhook ${index}`);
		return description;
	}
}

/**
 * n8n takes an execution down before it answers the call and saves static data. On the way it makes a second workflow of
 * the same static data, which marks that as unchanged (2.41.1, seen in a real n8n), and then writes to its database.
 */
async function beginExecution({
	nodes,
	connectionsBySourceNode,
	nodeTypes,
	staticData,
}: Workflow): Promise<void> {
	new Workflow({
		nodes: Object.values(nodes),
		connections: connectionsBySourceNode,
		active: true,
		nodeTypes,
		staticData,
	});
	await databaseWrite();
}

/** A write takes some turns of the event loop. */
async function databaseWrite(): Promise<void> {
	for (let turn = 0; turn < 3; turn += 1) await nextTurn();
}

/** What n8n answers, depending on what the node did. */
export class Exchange {
	constructor(
		private readonly workflow: Workflow,
		private readonly description: IWebhookDescription,
		private readonly mode: WorkflowExecuteMode,
		private readonly response: WebhookResponse,
	) {}

	/** The call does not reach the node. */
	refuse(status: number, message: string): Delivery {
		this.response.status(status).json({ code: status, message });
		return this.delivered({});
	}

	/** The node threw. */
	fail(error: Error): Delivery {
		const answeredByNode = this.response.headersSent;
		const message =
			error instanceof WorkflowConfigurationError
				? error.message
				: 'Workflow Webhook Error: Workflow could not be started!';
		if (!answeredByNode) this.response.status(500).json({ code: 0, message });
		return this.delivered({ answeredByNode, answeredBefore: answeredByNode, error });
	}

	/** The node has ended in good order. */
	async answer(result: IWebhookResponseData): Promise<Delivery> {
		const started = result.workflowData && (result.workflowData[0] ?? []);
		const answeredBefore = this.response.writableEnded;
		if (result.noWebhookResponse === true) {
			await this.nodesOwn();
			return this.delivered({ answeredByNode: true, answeredBefore, started });
		}
		if (this.response.headersSent) {
			throw new UnexpectedError(
				'The node answered without saying noWebhookResponse: n8n would answer a second time',
			);
		}
		this.response.status(Number(this.evaluate('responseCode', 200)));
		const body = started ? this.onReceived(result) : onIgnored(result);
		if (typeof body === 'string') this.response.send(body);
		else this.response.json(body);
		return this.delivered({ started });
	}

	/** n8n prefers what the description declares to what the node returns. Without a declaration its default is a word. */
	private onReceived({ webhookResponse }: IWebhookResponseData): unknown {
		const mode = this.evaluate('responseMode', 'onReceived');
		if (mode !== 'onReceived') {
			throw new UnexpectedError(
				`The response mode "${String(mode)}" needs an execution, and the harness runs none`,
			);
		}
		const declared = this.evaluate('responseData', 'firstEntryJson');
		if (declared === 'noData') return undefined;
		return declared || (webhookResponse ?? { message: 'Workflow was started' });
	}

	private evaluate(property: string, fallback: string | number): unknown {
		const declared = this.description[property];
		if (declared === undefined) return fallback;
		return this.workflow.expression.getComplexParameterValue(
			nodeOf(this.workflow),
			declared,
			this.mode,
			{},
			undefined,
			fallback,
		);
	}

	private async nodesOwn(): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>((_resolve, reject) => {
			timer = setTimeout(() => {
				reject(new UnexpectedError('The node promised an answer and gave none'));
			}, ANSWER_PATIENCE_MS);
		});
		await Promise.race([this.response.ended, late]).finally(() => clearTimeout(timer));
	}

	private delivered(outcome: Partial<Delivery>): Delivery {
		const { statusCode, text } = this.response;
		const headers = Object.entries(this.response.getHeaders());
		return {
			status: statusCode,
			body: text,
			headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
			answeredByNode: false,
			answeredBefore: false,
			started: undefined,
			error: undefined,
			...outcome,
		};
	}
}

/** Calls the node's webhook(), with the execution that waits for it when there is one. */
export async function runWebhook(
	workflow: Workflow,
	webhook: IWebhookData,
	mode: WorkflowExecuteMode,
	{ request, response }: { request: IncomingMessage; response: ServerResponse<IncomingMessage> },
	waiting: IRunExecutionData | null = null,
): Promise<IWebhookResponseData> {
	const node = nodeOf(workflow);
	const run = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).webhook;
	if (!run) throw new UnexpectedError('The node has no webhook()');
	if (!isExpressRequest(request) || !isExpressResponse(response)) {
		throw new UnexpectedError('Not a call of the harness');
	}
	const { workflowExecuteAdditionalData: additionalData } = webhook;
	additionalData.httpRequest = request;
	additionalData.httpResponse = response;
	const closeFunctions: CloseFunction[] = [];
	const context = new TriggerWebhookContext(
		workflow,
		node,
		additionalData,
		mode,
		webhook,
		closeFunctions,
		waiting,
	);
	try {
		return await workflow.expression.withIsolate(async () => await run.call(context));
	} finally {
		await Promise.allSettled(closeFunctions.map(async (close) => await close()));
	}
}

function onIgnored({ webhookResponse }: IWebhookResponseData): unknown {
	return webhookResponse ?? { message: 'Webhook call received' };
}

/** The node under test in its workflow. */
export function nodeOf(workflow: Workflow): INode {
	const node = workflow.getNode(NODE_NAME);
	if (!node) throw new UnexpectedError('The workflow has lost its node');
	return node;
}

/** A field of a webhook's description, which may be an expression. */
export function described(
	workflow: Workflow,
	node: INode,
	value: string | boolean | undefined,
	fallback: string | boolean,
): unknown {
	return workflow.expression.getSimpleParameterValue(
		node,
		value,
		'internal',
		{},
		undefined,
		fallback,
	);
}

/** The methods that a webhook is declared for. */
export function methodsOf(
	workflow: Workflow,
	node: INode,
	{ httpMethod }: IWebhookDescription,
): IHttpRequestMethods[] {
	const methods = String(described(workflow, node, httpMethod, 'GET')).split(',');
	return methods.map((method) => method.trim()).filter(isMethod);
}

function isMethod(method: string): method is IHttpRequestMethods {
	return ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'].includes(method);
}

/** n8n-core is compiled without exact optional properties; the contexts below say the same in the types of n8n-workflow. */
function named<Rest>({ name = '', ...rest }: Rest & { name: string | undefined }) {
	return { ...rest, name };
}

class TriggerPollContext extends PollContext {
	override getWorkflow() {
		return named(super.getWorkflow());
	}
}

class TriggerWebhookContext extends WebhookContext {
	override getWorkflow() {
		return named(super.getWorkflow());
	}
}

class TriggerHookContext extends HookContext {
	override getWorkflow() {
		return named(super.getWorkflow());
	}
}
