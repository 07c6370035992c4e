import { WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	UnexpectedError,
	createRunExecutionData,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IRunExecutionData,
	type Workflow,
} from 'n8n-workflow';

import { ContentReview } from '../../../nodes/ContentReview/ContentReview.node';
import { createAdditionalData } from '../additionalData';
import { CredentialStore, nextExecutionId } from '../harness';
import { StartNode, nodeTypeName } from '../nodeTypes';
import {
	WebhookRequest,
	WebhookResponse,
	isExpressRequest,
	isExpressResponse,
} from '../webhookCall';
import { createWorkflow, mainInputOf, toWorkflowBase } from '../workflow';
import { FORM, ownFields, products, reviewId } from './support';

/** What a call of the execution's address was answered with. */
export interface ChainAnswer {
	status: number;
	body: string;
	resumed: boolean;
}

const SOURCE = 'Source';
/** Each output of a node: which nodes it leads to. */
type Ways = Record<string, string[][]>;

/**
 * An execution with several Content Reviews, which `WaitingExecution` does not have: calls go to the one that waits, as in
 * n8n. Between two calls only a copy of the execution's data is left.
 */
export class ReviewChain {
	private data: IRunExecutionData;
	private readonly id = nextExecutionId();
	private readonly type = new CountedReview();

	/** @param ways from "Source" and each review; nodes that are named only as a goal are reviews, too */
	constructor(
		private readonly ways: Ways,
		private readonly parameters: INodeParameters = {},
	) {
		const node = this.load().getNode(SOURCE);
		if (!node) throw new UnexpectedError('The workflow has lost its start');
		const entry = { node, data: { main: [[{ json: {} }]] }, source: null };
		this.data = createRunExecutionData({ executionData: { nodeExecutionStack: [entry] } });
	}

	static async start(ways: Ways, parameters?: INodeParameters): Promise<ReviewChain> {
		const chain = new ReviewChain(ways, parameters);
		await chain.run();
		return chain;
	}

	/** The review that waits. */
	get waiting(): string | undefined {
		return this.data.waitTill ? this.data.resultData.lastNodeExecuted : undefined;
	}

	/** What a review gave in one of its runs, by output. */
	outputs(node: string, run = 0): INodeExecutionData[][] {
		const main = this.data.resultData.runData[node]?.[run]?.data?.main ?? [];
		return main.map((items) => items ?? []);
	}

	/** The names of the items of a review's outputs. */
	names(node: string, run = 0): unknown[][] {
		return this.outputs(node, run).map((items) => items.map(({ json }) => json.id));
	}

	runs(node: string): number {
		return this.data.resultData.runData[node]?.length ?? 0;
	}

	/** What a review left in its context. */
	context(node: string): IDataObject | undefined {
		return this.data.executionData?.contextData[`node:${node}`];
	}

	/** Opens the page and gives the id of its review. */
	async open(): Promise<string> {
		return reviewId((await this.call('GET')).body);
	}

	async send(form: Record<string, string>): Promise<ChainAnswer> {
		return await this.call('POST', new URLSearchParams(form).toString());
	}

	private async call(method: IHttpRequestMethods, body?: string): Promise<ChainAnswer> {
		const data = structuredClone(this.data);
		const name = data.resultData.lastNodeExecuted ?? '';
		const entry = data.executionData?.nodeExecutionStack[0];
		const workflow = this.load();
		const node = workflow.getNode(name);
		if (!entry || !node || !data.waitTill) throw new UnexpectedError('Nothing waits');
		data.resultData.runData[name]?.pop();
		entry.node.disabled = true;
		delete data.waitTill;
		const content = body === undefined ? {} : { body, contentType: FORM };
		const request = new WebhookRequest(`/webhook-waiting/${this.id}`, method, content);
		const response = new WebhookResponse(request);
		await request.parseBody(1, content);
		if (!isExpressRequest(request) || !isExpressResponse(response)) {
			throw new UnexpectedError('Not a call of the harness');
		}
		const additionalData = this.additionalData(workflow);
		Object.assign(additionalData, { httpRequest: request, httpResponse: response });
		const [webhookDescription] = this.type.description.webhooks ?? [];
		if (!webhookDescription) throw new UnexpectedError('The node has no webhook');
		const context = new ChainContext(
			workflow,
			node,
			additionalData,
			'trigger',
			{
				httpMethod: method,
				node: name,
				path: '',
				webhookDescription,
				workflowId: workflow.id,
				workflowExecuteAdditionalData: additionalData,
			},
			[],
			data,
		);
		const { workflowData } = await workflow.expression.withIsolate(
			async () => await this.type.webhook.call(context),
		);
		const answer = { status: response.statusCode, body: textOf(response) };
		if (workflowData === undefined) return { ...answer, resumed: false };
		entry.data.main = workflowData;
		entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
		this.data = data;
		await this.run();
		return { ...answer, resumed: true };
	}

	private async run(): Promise<void> {
		const workflow = this.load();
		const data = structuredClone(this.data);
		const execution = new WorkflowExecute(this.additionalData(workflow), 'trigger', data);
		const run = await execution.processRunExecutionData(workflow);
		this.data = run.data;
	}

	private load(): Workflow {
		const names = Object.values(this.ways).flat(2);
		const reviews = [...new Set(names)].map((name, index): INode => {
			return {
				id: name,
				name,
				type: nodeTypeName(this.type.description),
				typeVersion: 1,
				position: [200 * (index + 1), 0],
				parameters: structuredClone({ ...ownFields, ...this.parameters }),
			};
		});
		const source: INode = {
			id: SOURCE,
			name: SOURCE,
			type: StartNode.type,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const types = {
			[StartNode.type]: new StartNode(products(3)),
			[nodeTypeName(this.type.description)]: this.type,
		};
		const connections: IConnections = Object.fromEntries(
			Object.entries(this.ways).map(([from, outputs]) => [
				from,
				{ main: outputs.map((goals) => goals.map((goal) => mainInputOf(goal))) },
			]),
		);
		return createWorkflow([source, ...reviews], types, { active: true, connections });
	}

	private additionalData(workflow: Workflow) {
		return createAdditionalData({
			credentialsHelper: new CredentialStore(),
			mode: 'trigger',
			workflow: toWorkflowBase(workflow),
			executionId: this.id,
		});
	}
}

/** Runs that no loop of these tests needs: one that has no end would never leave the engine. */
const MOST_RUNS = 20;

class CountedReview extends ContentReview {
	override execute: (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

	constructor() {
		super();
		const { execute } = ContentReview.prototype;
		let runs = 0;
		this.execute = async function (this: IExecuteFunctions) {
			runs += 1;
			if (runs > MOST_RUNS) throw new UnexpectedError('The loop has no end');
			return await execute.call(this);
		};
	}
}

/** n8n-core says that a workflow may have no name, where n8n-workflow says that it has one. */
class ChainContext extends WebhookContext {
	override getWorkflow() {
		const { name = '', ...rest } = super.getWorkflow();
		return { ...rest, name };
	}
}

const textOf = (response: unknown): string =>
	response instanceof WebhookResponse ? response.text : '';
