import type { IDataObject } from 'n8n-workflow';

import type { WorkSettings } from './settings.mts';
import {
	inPlace,
	n8nNode,
	ourNode,
	to,
	WARM_UP_ITEMS,
	type Environment,
	type Work,
	type WorkNode,
} from './work';
import { byId, WITH_ACCOUNT, xcScribeAccount } from './xcScribe';

type Settings = Extract<WorkSettings, { name: 'generateTexts' }>;

const PROJECT = 'project-1';

/** "Start a generation job for the product of each item, and hand its result on when it has ended." */
export function generateTexts(environment: Environment, settings: Settings): Work {
	return {
		account: xcScribeAccount(environment),
		item: (index) => ({ itemId: `item-${index}`, sku: `SKU-${index}`, name: `Product ${index}` }),
		done: inPlace(isResult),
		warmUpItems: WARM_UP_ITEMS,
		...workflowOf(environment, settings),
	};
}

function workflowOf(
	environment: Environment,
	settings: Settings,
): Pick<Work, 'nodes' | 'connections' | 'result'> {
	switch (settings.by) {
		case 'xcScribe':
			return withOurs(environment, settings);
		case 'allAtOnce':
			return allAtOnce(environment, settings);
		case 'loop':
			return inALoop(environment, settings);
	}
}

function isResult({ status, result }: IDataObject, { itemId }: IDataObject): boolean {
	const done: unknown =
		typeof result === 'object' && result !== null ? Reflect.get(result, 'item_ids') : undefined;
	return status === 'completed' && Array.isArray(done) && done[0] === itemId;
}

function withOurs(environment: Environment, { concurrency }: Settings) {
	const node = ourNode(environment, 'XcScribe', {
		resource: 'job',
		operation: 'create',
		projectId: byId(PROJECT),
		jobType: 'generation',
		contentType: 'product_description',
		additionalFields: { itemIds: '={{ $json.itemId }}' },
		options: concurrency === undefined ? {} : { concurrency },
	});
	return { nodes: [node], result: node.name };
}

/** HTTP Request for all items, Wait, HTTP Request for all items. */
function allAtOnce(environment: Environment, settings: Settings) {
	const look = lookOf(environment);
	return {
		nodes: [submitOf(environment), waitOf(environment, settings), look],
		result: look.name,
	};
}

/** Item by item: submit, wait, look, and wait again until the job has ended. */
function inALoop(environment: Environment, settings: Settings) {
	const loop = n8nNode(environment, 'SplitInBatches', 'Loop Over Items', {
		batchSize: 1,
		options: {},
	});
	const submit = submitOf(environment);
	const wait = waitOf(environment, settings);
	const look = lookOf(environment);
	const ended = n8nNode(environment, 'If', 'Ended?', {
		conditions: {
			combinator: 'and',
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [
				{
					id: 'ended',
					leftValue: '={{ $json.status }}',
					rightValue: 'completed',
					operator: { type: 'string', operation: 'equals' },
				},
			],
		},
		options: {},
	});
	return {
		nodes: [loop, submit, wait, look, ended],
		connections: {
			// Its first output is for the end, its second one for each item.
			[loop.name]: { main: [[], [to(submit.name)]] },
			[submit.name]: { main: [[to(wait.name)]] },
			[wait.name]: { main: [[to(look.name)]] },
			[look.name]: { main: [[to(ended.name)]] },
			[ended.name]: { main: [[to(loop.name)], [to(wait.name)]] },
		},
		result: loop.name,
	};
}

const submitOf = (environment: Environment): WorkNode =>
	n8nNode(environment, 'HttpRequest', 'Submit', {
		method: 'POST',
		url: `${environment.apiUrl}/api/v1/projects/${PROJECT}/jobs`,
		...WITH_ACCOUNT,
		sendBody: true,
		contentType: 'json',
		specifyBody: 'json',
		jsonBody:
			'={{ { job_type: "generation", payload: { content_type: "product_description", item_ids: [$json.itemId] } } }}',
		options: {},
	});

const waitOf = (environment: Environment, { pauseMs }: Settings): WorkNode =>
	n8nNode(environment, 'Wait', 'Wait', {
		resume: 'timeInterval',
		amount: pauseMs / 1000,
		unit: 'seconds',
	});

/** What comes back from the first look names the job by another key. */
const lookOf = (environment: Environment): WorkNode =>
	n8nNode(environment, 'HttpRequest', 'Look', {
		method: 'GET',
		url: `=${environment.apiUrl}/api/v1/jobs/{{ $json.job_id ?? $json.id }}`,
		...WITH_ACCOUNT,
		options: {},
	});
