import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';

import { CernelApi } from '../../credentials/CernelApi.credentials';
import { CypienApi } from '../../credentials/CypienApi.credentials';
import { ProductAiApi } from '../../credentials/ProductAiApi.credentials';
import { XcScribeApi } from '../../credentials/XcScribeApi.credentials';
import { Cernel } from '../../nodes/Cernel/Cernel.node';
import { Cypien } from '../../nodes/Cypien/Cypien.node';
import { ProductAi } from '../../nodes/ProductAi/ProductAi.node';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { XcScribeAdmin } from '../../nodes/XcScribe/XcScribeAdmin.node';
import { CredentialStore } from './harness';
import { forbidNetwork, nock, releaseNetwork } from './http';
import { callTool, type AgentWay } from './toolAgent';

const API = 'https://api.provider.test';

/** What n8n's editor writes into a field that the model is to fill in. */
const fromModel = (name: string, description = '', type = 'string'): string =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${name}', \`${description}\`, '${type}') }}`;

const locator = (value: string) => ({ __rl: true, mode: 'id', value });

const accounts = (): CredentialStore =>
	new CredentialStore([
		{ type: new CernelApi(), data: { apiToken: 'key', baseUrl: API } },
		{
			type: new CypienApi(),
			data: { apiKey: 'key', workspaceId: '7', baseUrl: API, accessToken: 'token' },
		},
		{ type: new ProductAiApi(), data: { apiKey: 'key', baseUrl: API } },
		{
			type: new XcScribeApi(),
			data: { email: 'a@b.test', password: 'p', baseUrl: API, accessToken: 'token' },
		},
	]);

interface ToolCase {
	node: INodeType;
	parameters: INodeParameters;
	/** What the model chose. */
	arguments: IDataObject;
	name: string;
	request: { method: string; path: string; query?: IDataObject; body?: unknown };
	answer: unknown;
	reply: unknown;
}

const project = { id: 'p-1', name: 'Spring', platform: 'shopify' };

const CASES: Record<string, ToolCase> = {
	'fields of a form body': {
		node: new XcScribe(),
		parameters: {
			resource: 'project',
			operation: 'create',
			name: fromModel('Name', 'Name of the new project'),
			platform: fromModel('Platform'),
			simplify: false,
		},
		arguments: { Name: 'Spring', Platform: 'shopify' },
		name: 'Create_project_in_XC_Scribe',
		request: {
			method: 'POST',
			path: '/api/v1/projects',
			body: { name: 'Spring', platform: 'shopify' },
		},
		answer: project,
		reply: [project],
	},
	'a resource locator, a filter of a collection and a limit': {
		node: new XcScribe(),
		parameters: {
			resource: 'item',
			operation: 'getAll',
			projectId: locator(fromModel('Project', 'ID of the project')),
			filters: { status: fromModel('Status') },
			limit: fromModel('Limit', '', 'number'),
		},
		arguments: { Project: 'p-1', Status: 'rejected', Limit: 1 },
		name: 'Get_many_items_in_XC_Scribe',
		request: {
			method: 'GET',
			path: '/api/v1/projects/p-1/items',
			query: { status: 'rejected' },
		},
		answer: [
			{ id: 'i-1', status: 'rejected' },
			{ id: 'i-2', status: 'rejected' },
		],
		reply: [{ id: 'i-1', status: 'rejected' }],
	},
	'a list of ids as text': {
		node: new XcScribe(),
		parameters: {
			resource: 'item',
			operation: 'updateBatch',
			projectId: locator('p-1'),
			itemIds: fromModel('Item_IDs'),
			status: fromModel('Status'),
		},
		arguments: { Item_IDs: 'i-1, i-2', Status: 'approved' },
		name: 'Update_status_of_many_items_in_XC_Scribe',
		request: {
			method: 'PATCH',
			path: '/api/v1/projects/p-1/items/batch',
			body: { item_ids: ['i-1', 'i-2'], status: 'approved' },
		},
		answer: { updated: 2 },
		reply: [{ updated: 2 }],
	},
	'a JSON object': {
		node: new XcScribe(),
		parameters: {
			resource: 'item',
			operation: 'update',
			projectId: locator('p-1'),
			itemId: locator(fromModel('Item')),
			updateFields: { generatedContent: fromModel('Texts', 'Texts by key', 'json') },
			simplify: false,
		},
		arguments: { Item: 'i-1', Texts: { description: 'Kännchen "Çınar"' } },
		name: 'Update_item_in_XC_Scribe',
		request: {
			method: 'PATCH',
			path: '/api/v1/projects/p-1/items/i-1',
			body: { generated_content: { description: 'Kännchen "Çınar"' } },
		},
		answer: { id: 'i-1' },
		reply: [{ id: 'i-1' }],
	},
	'a date of a filter': {
		node: new XcScribeAdmin(),
		parameters: {
			resource: 'usage',
			operation: 'getAll',
			filters: { startDate: fromModel('Start_Date') },
		},
		arguments: { Start_Date: '2026-01-15' },
		name: 'Get_many_usage_records_in_XC_Scribe_Admin',
		request: {
			method: 'GET',
			path: '/api/v1/usage',
			query: { start_date: '2026-01-15T00:00:00Z' },
		},
		answer: [{ id: 'r-1' }],
		reply: [{ id: 'r-1' }],
	},
	'a switch and the element of a list': {
		node: new Cernel(),
		parameters: {
			resource: 'product',
			operation: 'update',
			domain: locator('https://shop.example.com'),
			siteId: locator('128'),
			externalId: fromModel('External_ID'),
			name: fromModel('Product_Name'),
			waitForCompletion: false,
			updateFields: { localize: fromModel('Localize', '', 'boolean') },
		},
		arguments: { External_ID: '3131a', Product_Name: 'Kettle', Localize: true },
		name: 'Update_products_and_generate_content_in_Cernel',
		request: {
			method: 'POST',
			path: '/products/update',
			query: { localize: 'true' },
			body: {
				domain: 'https://shop.example.com',
				site_id: 128,
				products: [{ external_id: '3131a', name: 'Kettle' }],
			},
		},
		answer: { job_id: 'j-1' },
		reply: [{ job_id: 'j-1' }],
	},
	'the action of a job': {
		node: new Cypien(),
		parameters: {
			resource: 'job',
			operation: 'control',
			jobId: fromModel('Job_ID'),
			action: fromModel('Action'),
		},
		arguments: { Job_ID: 'job_7', Action: 'pause' },
		name: 'Control_job_in_Cypien',
		request: { method: 'PUT', path: '/v1/jobs/job_7/control', body: { action: 'pause' } },
		answer: { job_id: 'job_7', status: 'paused' },
		reply: [{ job_id: 'job_7', status: 'paused' }],
	},
	'a web address and a price': {
		node: new ProductAi(),
		parameters: {
			resource: 'image',
			operation: 'upscale',
			imageUrl: fromModel('Image_URL', 'Public web address of the image'),
			waitForCompletion: false,
			options: { maximumTokens: 20 },
		},
		arguments: { Image_URL: 'https://images.test/lipstick.png' },
		name: 'Upscale_image_in_ProductAI',
		request: {
			method: 'POST',
			path: '/api/upscale',
			body: { image_url: 'https://images.test/lipstick.png' },
		},
		answer: { status: 'OK', data: { id: 22292, status: 'NOT_STARTED' } },
		reply: [{ id: '22292', status: 'NOT_STARTED' }],
	},
};

/** Answers the one request that is expected and keeps what arrived. */
function expectCall({ request, answer }: ToolCase): Request[] {
	const arrived: Request[] = [];
	nock(API)
		.intercept(request.path, request.method)
		.query(true)
		.reply((incoming: Request) => {
			arrived.push(incoming.clone());
			return [200, JSON.stringify(answer), { 'content-type': 'application/json' }];
		});
	return arrived;
}

async function bodyOf(request: Request | undefined): Promise<unknown> {
	const text = (await request?.text()) ?? '';
	if (text === '') return undefined;
	const isForm = request?.headers.get('content-type')?.includes('x-www-form-urlencoded') === true;
	return isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}

beforeEach(forbidNetwork);
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

describe.each<[string, AgentWay]>([
	['an Agent that runs its tools itself', 'invoke'],
	['an Agent that lets the engine run them', 'request'],
])('as a tool of %s', (_agent, way) => {
	it.each(Object.entries(CASES))('the model fills in %s', async (_what, toolCase) => {
		const arrived = expectCall(toolCase);
		const result = await callTool({ ...toolCase, credentials: accounts(), way });

		expect(result.error).toBeUndefined();
		expect(result.name).toBe(toolCase.name);
		expect(result.name.replaceAll('_', ' ')).toBe(result.description);
		expect(Object.keys(result.arguments).sort()).toEqual(Object.keys(toolCase.arguments).sort());
		expect(arrived).toHaveLength(1);
		const { searchParams } = new URL(arrived[0]?.url ?? API);
		expect(Object.fromEntries(searchParams)).toEqual(toolCase.request.query ?? {});
		expect(await bodyOf(arrived[0])).toEqual(toolCase.request.body);
		expect(result.reply).toEqual(toolCase.reply);
	});

	it('what was wrong with the arguments is said in words that help to correct them', async () => {
		const { error } = await callTool({
			node: new XcScribe(),
			parameters: {
				resource: 'project',
				operation: 'get',
				projectId: locator(fromModel('Project')),
			},
			credentials: accounts(),
			arguments: { Project: '../users' },
			way,
		});
		expect(error?.message).toContain('"Project" must be an ID made of letters');
		expect(error?.description).toContain('Correct the named fields');
	});
});

it('the descriptions of the fields reach the model', async () => {
	const { 'fields of a form body': toolCase } = CASES;
	if (toolCase === undefined) throw new RangeError('The case has another name');
	expectCall(toolCase);
	const result = await callTool({ ...toolCase, credentials: accounts(), way: 'invoke' });
	expect(result.arguments).toEqual({ Name: 'Name of the new project', Platform: undefined });
});
