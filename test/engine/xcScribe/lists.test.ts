import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { XcScribe } from '../../../nodes/XcScribe/XcScribe.node';
import { listSearch } from '../harness';
import { forbidNetwork, nock, releaseNetwork } from '../http';
import { account, byId, UNWANTED_WORDS } from './support';

const API = 'https://api.xcscribe.com';

beforeEach(forbidNetwork);
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

const search = async (
	method: string,
	options: { filter?: string; parameters?: INodeParameters; data?: Record<string, string> } = {},
) =>
	await listSearch({
		node: new XcScribe(),
		method,
		parameters: {
			resource: 'item',
			operation: 'update',
			projectId: byId('p-1'),
			...options.parameters,
		},
		credentials: account(API, options.data),
		...(options.filter === undefined ? {} : { filter: options.filter }),
	});

interface List {
	method: string;
	path: string;
	reply: Record<string, unknown> | unknown[];
	results: Array<{ name: string; value: string }>;
	/** What a user types, and the one entry that is left. */
	filter: string;
	finds: string;
}

const LISTS: List[] = [
	{
		method: 'searchProjects',
		path: '/api/v1/projects',
		reply: [
			{ id: 'p-1', name: 'Çay', platform: 'woocommerce', status: 'draft' },
			{ id: 'p-2', name: 'Kaffee', platform: 'shopify', status: 'review' },
		],
		results: [
			{ name: 'Çay (woocommerce, draft)', value: 'p-1' },
			{ name: 'Kaffee (shopify, review)', value: 'p-2' },
		],
		filter: 'ÇAY',
		finds: 'p-1',
	},
	{
		method: 'searchStoreConnections',
		path: '/api/v1/store-connections',
		reply: [
			{ id: 'c-1', name: 'Main', platform: 'woocommerce' },
			{ id: 'c-2', name: 'Outlet', platform: 'magento2' },
		],
		results: [
			{ name: 'Main (woocommerce)', value: 'c-1' },
			{ name: 'Outlet (magento2)', value: 'c-2' },
		],
		filter: 'magento',
		finds: 'c-2',
	},
	{
		method: 'searchSources',
		path: '/api/v1/projects/p-1/sources',
		reply: {
			sources: [
				{ id: 's-1', name: 'spring.csv', item_count: 60 },
				{ id: 's-2', name: 'Manual Entry', item_count: 0 },
			],
		},
		results: [
			{ name: 'spring.csv (60 items)', value: 's-1' },
			{ name: 'Manual Entry (0 items)', value: 's-2' },
		],
		filter: '  spring ',
		finds: 's-1',
	},
	{
		method: 'searchItems',
		path: '/api/v1/projects/p-1/items',
		reply: [
			{ id: 'i-1', external_id: '17', source_data: { name: 'Teapot' }, status: 'generated' },
			{ id: 'i-2', external_id: '18', source_data: { Title: 'Cup' }, status: 'approved' },
			{ id: 'i-3', external_id: 'SKU-19', source_data: {}, status: 'pending' },
		],
		results: [
			{ name: 'Teapot (generated)', value: 'i-1' },
			{ name: 'Cup (approved)', value: 'i-2' },
			{ name: 'SKU-19 (pending)', value: 'i-3' },
		],
		filter: 'sku-19',
		finds: 'i-3',
	},
	{
		method: 'searchJobs',
		path: '/api/v1/projects/p-1/jobs',
		reply: [
			{ id: 'j-1', job_type: 'generation', status: 'running', created_at: '2026-01-01T10:00:00Z' },
			{ id: 'j-2', job_type: 'sync', status: 'completed', created_at: '2026-01-02T10:00:00Z' },
		],
		results: [
			{ name: 'generation, running, 2026-01-01T10:00:00Z', value: 'j-1' },
			{ name: 'sync, completed, 2026-01-02T10:00:00Z', value: 'j-2' },
		],
		filter: 'j-2',
		finds: 'j-2',
	},
];

describe.each(LISTS)('$method', ({ method, path, reply, results, filter, finds }) => {
	it('shows entries that a person can tell apart', async () => {
		nock(API, { reqheaders: { authorization: 'Bearer token-1' } })
			.get(path)
			.reply(200, reply);
		expect(await search(method)).toEqual({ results });
	});

	it('finds by what the user types', async () => {
		nock(API).get(path).times(2).reply(200, reply);
		const found = await search(method, { filter });
		expect(found.results.map(({ value }) => value)).toEqual([finds]);
		expect(await search(method, { filter: 'no such entry' })).toEqual({ results: [] });
	});

	it('says what to correct when the credential is wrong', async () => {
		nock(API).post('/api/v1/auth/login').reply(401, { detail: 'Incorrect email or password' });
		await expect(search(method, { data: { accessToken: '' } })).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'XC Scribe did not accept the log-in: Incorrect email or password',
			description: 'Check e-mail, password and base URL of the credential',
		});
	});

	it('repeats what the provider says when it refuses', async () => {
		nock(API).get(path).reply(403, { detail: 'Members only' });
		await expect(search(method)).rejects.toMatchObject({
			message: 'XC Scribe does not allow this to the account: Members only',
			httpCode: '403',
		});
	});

	it('is empty when the provider has nothing, or something else than a list', async () => {
		for (const body of [[], { sources: [] }, {}, null]) {
			nock(API).get(path).reply(200, JSON.stringify(body));
			expect(await search(method)).toEqual({ results: [] });
		}
	});
});

describe('A list that depends on the project', () => {
	const dependent = ['searchSources', 'searchItems', 'searchJobs'];

	it.each(dependent)('%s asks for the project while there is none', async (method) => {
		const asked = search(method, { parameters: { projectId: byId('') } });
		await expect(asked).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining('The list depends on'),
			description: 'Choose it first, or enter the ID by hand',
		});
		await expect(asked).rejects.not.toMatchObject({
			message: expect.stringMatching(UNWANTED_WORDS),
		});
	});

	it.each(dependent)('%s names the project as the form does', async (method) => {
		await expect(search(method, { parameters: { projectId: byId('') } })).rejects.toMatchObject({
			message: expect.stringContaining('"Project"'),
		});
	});

	it.each(dependent)('%s takes no project that would lead elsewhere', async (method) => {
		await expect(
			search(method, { parameters: { projectId: byId('../admin') } }),
		).rejects.toMatchObject({ message: expect.stringContaining('must be an ID') });
	});
});
