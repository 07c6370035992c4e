import { setImmediate as nextTurn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
	NodeConnectionTypes,
	NodeOperationError,
	UserError,
	WAIT_INDEFINITELY,
	type IDataObject,
	type IExecuteData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	type NodeOutput,
} from 'n8n-workflow';

import { isObject, toDataObject, toText } from './guards';
import { forbidNetwork, releaseNetwork } from './http';
import {
	WaitingExecution,
	type ReceivedItem,
	type WaitingCall,
	type WaitingOptions,
} from './waiting';
import { NODE_NAME } from './workflow';

/** What a test wants the nodes to do beside waiting. */
interface Behaviour {
	/** Changes the entry of the stack before the execution is put to wait. */
	prepare?: (context: IExecuteFunctions) => void;
	/** Returns the very list of its input, as n8n's Wait does. */
	sharing?: boolean;
}

function description(name: string): INodeTypeDescription {
	const webhook = { responseMode: 'onReceived', path: '', restartWebhook: true } as const;
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: 'Waits for a call',
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: Array.from({ length: 3 }, () => NodeConnectionTypes.Main),
		webhooks: [
			{ name: 'default', httpMethod: 'GET', ...webhook },
			{ name: 'default', httpMethod: 'POST', ...webhook },
		],
		properties: [],
	};
}

/** Answers a GET, and throws when it is told to. */
function answerOrThrow(context: IWebhookFunctions): IWebhookResponseData | undefined {
	const { method, query } = context.getRequestObject();
	if (query['fault'] !== undefined) throw new UserError(toText(query['fault']));
	if (method !== 'GET') return undefined;
	const response = context.getResponseObject();
	if (query['open'] === 'yes') response.write('data: 1\n\n');
	else
		response
			.status(200)
			.type('text/html')
			.send(`<h1>${toText(query['page'])}</h1>`);
	return { noWebhookResponse: true };
}

/** Like n8n's Wait: what webhook() returns goes out as it is, and execute() does not run again. */
class WaitLike implements INodeType {
	readonly description = description('waitLike');
	readonly execute: NonNullable<INodeType['execute']>;

	constructor({ prepare, sharing = false }: Behaviour = {}) {
		this.execute = async function (this: IExecuteFunctions): Promise<NodeOutput> {
			const items = this.getInputData();
			prepare?.(this);
			await this.putExecutionToWait(WAIT_INDEFINITELY);
			return [sharing ? items : [...items]];
		};
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const answered = answerOrThrow(this);
		if (answered) return answered;
		// Each of the outputs gets the items with the ids that the call names.
		const { ids } = this.getBodyData();
		const waiting = liveEntry(this).data['main']?.[0] ?? [];
		const all = Array.isArray(ids) ? ids : [];
		return {
			workflowData: all.map((list) =>
				waiting.filter(({ json }) => Array.isArray(list) && list.some((id) => id === json['id'])),
			),
		};
	}
}

/** Has itself executed again after a call, and waits once more as long as the call says so. */
class RunAgain implements INodeType {
	readonly description = description('runAgain');
	readonly execute: NonNullable<INodeType['execute']>;

	constructor({ prepare }: Behaviour = {}) {
		this.execute = async function (this: IExecuteFunctions): Promise<NodeOutput> {
			const context = this.getContext('node');
			const [first] = this.getInputData();
			const decision: unknown = first?.json['decision'];
			if (decision === undefined || decision === 'wait') {
				prepare?.(this);
				context['waits'] = Number(context['waits'] ?? 0) + 1;
				context['items'] ??= this.getInputData().map(({ json }) => json);
				await this.putExecutionToWait(new Date('2030-01-01T00:00:00.000Z'));
				return [[]];
			}
			const items = toList(context['items']);
			const paired = items.map((json, item) => ({ json, pairedItem: { item } }));
			return [
				paired.filter(({ pairedItem }) => pairedItem.item % 2 === 1),
				[],
				paired.filter(({ pairedItem }) => pairedItem.item % 2 === 0),
			];
		};
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const entry = liveEntry(this);
		Reflect.deleteProperty(entry.node, 'disabled');
		const answered = answerOrThrow(this);
		if (answered) return answered;
		Reflect.deleteProperty(entry.metadata ?? {}, 'resumeError');
		const { decision } = this.getBodyData();
		return { workflowData: [[{ json: { decision } }]], webhookResponse: { thanks: decision } };
	}
}

/** The entry of the stack that n8n is about to run; its interfaces do not name it. */
function liveEntry(context: IWebhookFunctions): IExecuteData {
	if (!hasEntry(context)) throw new UserError('No entry');
	return context.executeData;
}

function hasEntry<T extends object>(context: T): context is T & { executeData: IExecuteData } {
	return 'executeData' in context && isObject(context.executeData);
}

function toList(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.map(toDataObject) : [];
}

/** Puts the items into the third branch, as they are to go on when nobody calls. */
function toThirdOutput(context: IExecuteFunctions, sources = 1): void {
	const entry = context.getExecuteData();
	const items = context.getInputData();
	entry.data['main'] = [[], [], items];
	const [source = null] = entry.source?.['main'] ?? [];
	entry.source = { main: Array.from({ length: sources }, () => source) };
}

const items = ['a', 'b', 'c', 'd'].map((id) => ({ json: { id } }));
const reversed = (given: INodeExecutionData[]) =>
	given.map(({ json }, item) => ({ json, pairedItem: { item } })).reverse();
const toJson = ({ json }: INodeExecutionData) => json;
/** The id of an item, and the one of the item that n8n takes for its origin. */
const ids = (received: ReceivedItem[]) => received.map(({ json, source }) => [json['id'], source]);

beforeEach(forbidNetwork);
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

/** Ends the execution with an error when the time is up. */
function toError(context: IExecuteFunctions): void {
	context.setMetadata({
		resumeError: new NodeOperationError(context.getNode(), 'Too late', {
			description: 'Ask again',
		}),
	});
}

/** With its input in another order than that of "Source". */
async function start(node: INodeType, options: Partial<WaitingOptions> = {}) {
	return await WaitingExecution.start({ node, input: items, earlier: reversed, ...options });
}

const everything = (execution: WaitingExecution) =>
	execution.outputs().map((_, output) => ids(execution.received(output)));

describe('an execution that waits', () => {
	it('has run up to the node, and keeps what it is to go on with', async () => {
		const execution = await start(new RunAgain());
		expect(execution.status).toBe('waiting');
		expect(execution.finished).toBe(false);
		expect(execution.waitTill).toEqual(new Date('2030-01-01T00:00:00.000Z'));
		expect(execution.error).toBeUndefined();
		expect(execution.runData).toMatchObject([{ executionStatus: 'waiting' }]);
		expect(execution.received(0)).toEqual([]);
		expect(execution.context).toEqual({ waits: 1, items: [...items].reverse().map(toJson) });
		expect(execution.stackEntry?.data['main']?.[0]?.map(toJson)).toEqual(
			[...items].reverse().map(toJson),
		);
		expect(execution.savedBytes).toBeGreaterThan(1000);
	});

	it('is saved as text: instances become plain, and what was one object is one again', async () => {
		const { data } = await start(new WaitLike({ prepare: toError }));
		const entry = data.executionData?.nodeExecutionStack[0];
		const resumeError = entry?.metadata?.resumeError;
		expect(resumeError).toMatchObject({ name: 'NodeOperationError', message: 'Too late' });
		expect(resumeError).not.toBeInstanceOf(Error);
		expect(data.resultData.runData[NODE_NAME]?.[0]?.metadata).toBe(entry?.metadata);
		expect(data.waitTill).toEqual(expect.any(String));
	});

	it('loses its input when the node returns the same list and has an error output', async () => {
		const options = { onError: 'continueErrorOutput' } as const;
		const shared = await start(new WaitLike({ sharing: true }), options);
		expect(shared.stackEntry?.data['main']).toEqual([[]]);
		const copied = await start(new WaitLike(), options);
		expect(copied.stackEntry?.data['main']?.[0]).toHaveLength(4);
	});

	it('is over at once when the node does not wait', async () => {
		const execution = await start(new RunAgain(), { input: [{ json: { decision: 'none' } }] });
		expect(execution.status).toBe('success');
		expect(execution.finished).toBe(true);
		await expect(execution.timeUp()).rejects.toThrow('The execution did succeed');
	});
});

describe('a call', () => {
	it('gets a page and leaves the execution as it is', async () => {
		const execution = await start(new RunAgain());
		const before = execution.data;
		const { status, body, headers, resumed, error } = await execution.get({ page: 'Hello' });
		expect({ status, body, resumed, error }).toEqual({
			status: 200,
			body: '<h1>Hello</h1>',
			resumed: false,
			error: undefined,
		});
		expect(headers).toMatchObject({
			'content-type': 'text/html',
			'access-control-allow-origin': '*',
		});
		expect(execution.data).toEqual(before);
		expect(execution.status).toBe('waiting');
	});

	it('may keep its answer open', async () => {
		const execution = await start(new WaitLike());
		const answer = await execution.get({ open: 'yes' });
		expect(answer).toMatchObject({ status: 200, open: true, body: 'data: 1\n\n' });
		answer.response.end('data: 2\n\n');
		expect(answer).toMatchObject({ open: false, body: 'data: 1\n\ndata: 2\n\n' });
	});

	it('hears when the browser goes away', async () => {
		const execution = await start(new WaitLike());
		const answer = await execution.get({ open: 'yes' });
		let closed = 0;
		answer.response.on('close', () => (closed += 1));
		answer.disconnect();
		expect(closed).toBe(1);
		expect(answer.open).toBe(false);
	});

	it.each<{ name: string; call: WaitingCall; status: number; body: object }>([
		{
			name: 'without the token',
			call: { token: '' },
			status: 401,
			body: { error: 'Invalid token' },
		},
		{
			name: 'with another token',
			call: { token: 'other' },
			status: 401,
			body: { error: 'Invalid token' },
		},
		{
			name: 'with a method that no webhook has',
			call: { method: 'PUT' },
			status: 404,
			body: { code: 404, message: expect.stringContaining('matching path/method') },
		},
		{
			name: 'to another path',
			call: { suffix: 'other' },
			status: 404,
			body: { code: 404, message: expect.stringContaining('matching path/method') },
		},
		{
			name: 'with a body that is none',
			call: { method: 'POST', body: '{"ids":', contentType: 'application/json' },
			status: 422,
			body: { code: 422, message: 'Failed to parse request body' },
		},
	])('is refused $name', async ({ call, status, body }) => {
		const execution = await start(new WaitLike());
		const answer = await execution.call(call);
		expect(answer).toMatchObject({ status, resumed: false, error: undefined });
		expect(JSON.parse(answer.body)).toEqual(body);
		expect(execution.status).toBe('waiting');
	});

	it('is refused while the execution runs, and after its end', async () => {
		const execution = await start(new RunAgain());
		const first = execution.post({ decision: 'yes' });
		while (execution.status === 'waiting') await nextTurn();
		const message = `The execution "${execution.id}" is running already.`;
		const during = await execution.get();
		expect(during.status).toBe(409);
		expect(JSON.parse(during.body)).toEqual({ code: 409, message });
		expect((await first).resumed).toBe(true);

		const after = await execution.post({ decision: 'no' });
		expect(after).toMatchObject({ status: 409, resumed: false });
		expect(after.body).toContain('has finished already.');
	});

	it('resumes once when two come at the same time', async () => {
		const execution = await start(new RunAgain());
		const answers = await Promise.all([
			execution.post({ decision: 'yes' }),
			execution.post({ decision: 'no' }),
		]);
		expect(answers).toMatchObject([
			{ status: 200, resumed: true },
			{ status: 500, resumed: false },
		]);
		expect(execution.status).toBe('success');
	});
});

describe('a node that is skipped after a call, like Wait', () => {
	it('passes on what webhook() returned, paired by its place in each branch', async () => {
		const execution = await start(new WaitLike());
		const answer = await execution.post({ ids: [['a', 'c'], ['b'], []] });
		expect(answer).toMatchObject({ status: 200, resumed: true, error: undefined });
		expect(execution.status).toBe('success');
		expect(execution.outputs().map((branch) => branch.map((item) => item.pairedItem))).toEqual([
			[{ item: 0 }, { item: 1 }],
			[{ item: 0, input: 1 }],
			[],
		]);
		expect(everything(execution)).toEqual([
			[
				['c', 'd'],
				['a', 'c'],
			],
			// There is one input, so nothing is found through the second.
			[['b', undefined]],
			[],
		]);
	});

	it('fails on a metadata.resumeError that webhook() has left there', async () => {
		const execution = await start(new WaitLike({ prepare: toError }));
		const answer = await execution.post({ ids: [['a']] });
		expect(answer).toMatchObject({ status: 200, resumed: true, error: undefined });
		expect(execution.status).toBe('error');
		expect(execution.error).toMatchObject({ name: 'NodeOperationError', message: 'Too late' });
		expect((await execution.get()).body).toContain('has finished with error.');
	});
});

describe('a node that is executed again after a call', () => {
	it('decides itself how its items are paired', async () => {
		const execution = await start(new RunAgain({ prepare: toError }));
		const answer = await execution.post({ decision: 'yes' });
		expect(answer).toMatchObject({ status: 200, resumed: true });
		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(execution.runData).toHaveLength(1);
		expect(execution.outputs().map((branch) => branch.map((item) => item.pairedItem))).toEqual([
			[{ item: 1 }, { item: 3 }],
			[],
			[{ item: 0 }, { item: 2 }],
		]);
		expect(everything(execution)).toEqual([
			[
				['c', 'c'],
				['a', 'a'],
			],
			[],
			[
				['d', 'd'],
				['b', 'b'],
			],
		]);
	});

	it('can wait once more, with its context', async () => {
		const execution = await start(new RunAgain());
		expect((await execution.post({ decision: 'wait' })).resumed).toBe(true);
		expect(execution.status).toBe('waiting');
		expect(execution.context).toMatchObject({ waits: 2 });
		expect(execution.stackEntry).toMatchObject({
			data: { main: [[{ json: { decision: 'wait' } }]] },
			metadata: { forwardAllOutputs: true },
		});
		expect(execution.stackEntry?.node.disabled).toBeUndefined();
		await execution.post({ decision: 'yes' });
		expect(execution.status).toBe('success');
		expect(ids(execution.received(0))).toEqual([
			['c', 'c'],
			['a', 'a'],
		]);
	});
});

describe('when the time is up', () => {
	it('the first branch of the waiting data goes out', async () => {
		const execution = await start(new WaitLike());
		await execution.timeUp();
		expect(execution.status).toBe('success');
		expect(everything(execution)).toEqual([['d', 'c', 'b', 'a'].map((id) => [id, id])]);
	});

	it('the third is not reached without metadata.forwardAllOutputs', async () => {
		const prepare = (context: IExecuteFunctions) => toThirdOutput(context, 3);
		const execution = await start(new WaitLike({ prepare }));
		await execution.timeUp();
		expect(execution.status).toBe('success');
		expect(execution.outputs()).toEqual([[]]);
		expect(execution.received(2)).toEqual([]);
	});

	it.each([
		{ sources: 1, found: [undefined, undefined, undefined, undefined] },
		{ sources: 3, found: ['d', 'c', 'b', 'a'] },
	])('it is with it, and $sources sources find $found', async ({ sources, found }) => {
		const prepare = (context: IExecuteFunctions) => {
			toThirdOutput(context, sources);
			context.setMetadata({ forwardAllOutputs: true });
		};
		const execution = await start(new WaitLike({ prepare }));
		await execution.timeUp();
		expect(execution.status).toBe('success');
		const third = ['d', 'c', 'b', 'a'].map((id, index) => [id, found[index]]);
		expect(everything(execution)).toEqual([[], [], third]);
		expect(execution.received(2)[1]?.pairedItem).toEqual({ item: 1, input: 2 });
	});

	it('metadata.resumeError ends the execution', async () => {
		const execution = await start(new WaitLike({ prepare: toError }));
		await execution.timeUp();
		expect(execution.status).toBe('error');
		expect(execution.error).toMatchObject({
			name: 'NodeOperationError',
			message: 'Too late',
			description: 'Ask again',
		});
		await expect(execution.timeUp()).rejects.toThrow('already being resumed');
	});

	it('another class of error than n8n knows has lost its message', async () => {
		const prepare = (context: IExecuteFunctions) => {
			Object.assign(context.getExecuteData(), { metadata: { resumeError: new Error('Too late') } });
		};
		const execution = await start(new WaitLike({ prepare }));
		await execution.timeUp();
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toBe('');
	});

	it.each([
		{ onError: 'continueRegularOutput', output: 0, json: { error: 'Too late' } },
		{ onError: 'continueErrorOutput', output: 3, json: { id: 'd', error: 'Too late' } },
	] as const)('it becomes one item for all with $onError', async ({ onError, output, json }) => {
		const execution = await start(new WaitLike({ prepare: toError }), { onError });
		await execution.timeUp();
		expect(execution.status).toBe('success');
		expect(execution.outputs().flat()).toHaveLength(1);
		const pairedItem = items.map((_, item) => ({ item }));
		expect(execution.received(output)).toEqual([
			{ json, pairedItem, source: 'Multiple matches found' },
		]);
	});
});

describe('a webhook() that throws', () => {
	it('answers 500, and a node that is skipped passes an empty item on', async () => {
		const execution = await start(new WaitLike());
		const answer = await execution.post({}, { query: { fault: 'Oh' } });
		expect(answer).toMatchObject({ status: 500, resumed: true, error: { message: 'Oh' } });
		expect(answer.body).toContain('Workflow could not be started!');
		expect(execution.status).toBe('error');
		expect(execution.finished).toBe(true);
		expect(execution.error?.message).toBe('Oh');
		expect(execution.received(0)).toMatchObject([
			{ json: {}, source: "Node 'Source' hasn't been executed" },
		]);
	});

	it('ends the execution when the node was to be executed again', async () => {
		const execution = await start(new RunAgain());
		await execution.get({ fault: 'Oh' });
		expect(execution.status).toBe('error');
		expect(execution.finished).toBe(false);
		expect(execution.error?.message).toBe('Oh');
		expect(Object.keys(execution.data.resultData.runData)).toEqual([NODE_NAME]);
	});
});
