import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { XcScribe } from '../../../nodes/XcScribe/XcScribe.node';
import { listSearch } from '../harness';
import {
	account,
	byId,
	sendJson,
	startServer,
	UNWANTED_WORDS,
	type Answer,
	type TestServer,
} from './support';

/** A provider that answers every call alike. */
const answering = async (body: unknown, status = 200): Promise<TestServer> =>
	await startServer((_, response) => sendJson(response, body, status));

const nobody: Answer = (_, response) => response.destroy();

const search = async (
	server: TestServer,
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
		credentials: account(server.url, options.data),
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
		const server = await answering(reply);
		expect(await search(server, method)).toEqual({ results });
		expect(server.arrived).toMatchObject([
			{ method: 'GET', path, headers: { authorization: 'Bearer token-1' } },
		]);
	});

	it('finds by what the user types', async () => {
		const server = await answering(reply);
		const found = await search(server, method, { filter });
		expect(found.results.map(({ value }) => value)).toEqual([finds]);
		expect(await search(server, method, { filter: 'no such entry' })).toEqual({ results: [] });
	});

	it('says what to correct when the credential is wrong', async () => {
		const server = await answering({ detail: 'Incorrect email or password' }, 401);
		await expect(search(server, method, { data: { accessToken: '' } })).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'XC Scribe did not accept the log-in: Incorrect email or password',
			description: 'Check e-mail, password and base URL of the credential',
		});
		expect(server.arrived.map((each) => each.path)).toEqual(['/api/v1/auth/login']);
	});

	it('repeats what the provider says when it refuses', async () => {
		const server = await answering({ detail: 'Members only' }, 403);
		await expect(search(server, method)).rejects.toMatchObject({
			message: 'XC Scribe does not allow this to the account: Members only',
			httpCode: '403',
		});
	});

	it('is empty when the provider has nothing, or something else than a list', async () => {
		for (const body of [[], { sources: [] }, {}, null]) {
			expect(await search(await answering(body), method)).toEqual({ results: [] });
		}
	});
});

describe('A list that depends on the project', () => {
	const dependent = ['searchSources', 'searchItems', 'searchJobs'];

	it.each(dependent)('%s asks for the project, as the form names it', async (method) => {
		const server = await startServer(nobody);
		const asked = search(server, method, { parameters: { projectId: byId('') } });
		await expect(asked).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'The list depends on "Project", which is empty',
			description: 'Choose it first, or enter the ID by hand',
		});
		await expect(asked).rejects.not.toMatchObject({
			message: expect.stringMatching(UNWANTED_WORDS),
		});
		expect(server.arrived).toEqual([]);
	});

	it.each(dependent)('%s takes no project that would lead elsewhere', async (method) => {
		const server = await startServer(nobody);
		await expect(
			search(server, method, { parameters: { projectId: byId('../admin') } }),
		).rejects.toMatchObject({
			message: expect.stringMatching(/^The list depends on "Project", which must be an ID/),
		});
		expect(server.arrived).toEqual([]);
	});
});
