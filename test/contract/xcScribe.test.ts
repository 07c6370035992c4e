import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { XcScribeApi } from '../../credentials/XcScribeApi.credentials';
import { XcScribePluginApi } from '../../credentials/XcScribePluginApi.credentials';
import { xcScribeOperations } from '../../nodes/XcScribe/operations';
import { xcScribeAdminOperations } from '../../nodes/XcScribe/operations/admin';
import { operationId, type Operation } from '../../nodes/shared/operation';
import { UNCONFIRMED_PATHS } from '../../nodes/XcScribe/unconfirmedRoutes';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { XcScribeAdmin } from '../../nodes/XcScribe/XcScribeAdmin.node';
import { CredentialStore, runNode, storeBinary, readBinary } from '../engine/harness';
import { forbidNetwork, nock, releaseNetwork } from '../engine/http';
import { contract, markersOf, type ContractOperation } from './contract';
import { FILE_CONTENT, sampleCall } from './sampleCall';

const BASE_URL = 'https://api.xcscribe.com';

const node = new XcScribe();
const adminNode = new XcScribeAdmin();
const ADMIN_RESOURCES = new Set([
	'auth',
	'user',
	'organization',
	'apiKey',
	'invitation',
	'billing',
	'usage',
]);

/** Needs a browser, so no workflow can call it. */
const LEFT_OUT = 'xcScribe.auth.register';

const operations = contract.filter(
	({ provider, id }) => provider === 'xcScribe' && id !== LEFT_OUT,
);

const nodeOf = ({ resource }: ContractOperation) =>
	ADMIN_RESOURCES.has(resource) ? adminNode : node;

/** Which variant of a form holds the contract's fields, where a form has variants. */
const STEERING: Record<string, INodeParameters> = {
	'xcScribe.job.create': { specifyPayload: 'json' },
};

const EVENTS = 'event: progress\ndata: {"current": 1}\n\ndata: plain text\n\n';
const CSV = 'sku,text\nA-1,"Zeile 1\nZeile 2"\n';

/** Announces the one request that is expected and keeps what arrived of it. */
function expectCall(operation: ContractOperation, path: string): Request[] {
	const arrived: Request[] = [];
	nock(BASE_URL)
		.intercept(path, operation.method)
		.query(true)
		.reply((request: Request) => {
			arrived.push(request.clone());
			return replyTo(operation);
		});
	return arrived;
}

function replyTo(operation: ContractOperation): [number, string, Record<string, string>] {
	const special = markersOf(operation);
	if (special.empty === true) return [204, '', {}];
	if (special.stream === 'sse') return [200, EVENTS, { 'content-type': 'text/event-stream' }];
	if (special.file !== undefined) {
		return [
			200,
			CSV,
			{ 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="texts.csv"' },
		];
	}
	const body = special.untyped === true ? { anything: ['as', 'it', 'is'] } : operation.response;
	return [200, JSON.stringify(body), { 'content-type': 'application/json' }];
}

/** The output that a user has to see for the contract's reply. */
function expectedOutput(operation: ContractOperation): unknown[] {
	const special = markersOf(operation);
	if (special.stream === 'sse') {
		return [
			{ event: 'progress', data: { current: 1 } },
			{ event: 'message', data: 'plain text' },
		];
	}
	if (/^(delete|softDelete)/.test(operation.operation)) return [{ deleted: true }];
	if (special.untyped === true) return [{ anything: ['as', 'it', 'is'] }];
	const rows = listIn(operation);
	return Array.isArray(rows) ? rows : [rows];
}

/** Replies that hold their list in a key. */
const LIST_KEYS: Record<string, string> = {
	'xcScribe.source.getAll': 'sources',
	'xcScribe.billing.getTransactions': 'transactions',
	'xcScribe.billing.getModelTiers': 'tiers',
	'xcScribe.stockPhoto.search': 'photos',
};

function listIn({ id, response }: ContractOperation): unknown {
	const key = LIST_KEYS[id];
	return key === undefined || typeof response !== 'object' || response === null
		? response
		: Reflect.get(response, key);
}

/** The decoded body: values by name, a file as "name|type|content". */
async function bodyOf(arrived: Request): Promise<unknown> {
	const type = contentTypeOf(arrived);
	if (type.startsWith('application/json')) return await arrived.json();
	if (!type.startsWith('multipart/')) {
		return Object.fromEntries(new URLSearchParams(await arrived.text()));
	}
	const boundary = type.split('boundary=')[1] ?? '';
	return Object.fromEntries((await arrived.text()).split(`--${boundary}`).flatMap(partOf));
}

function partOf(part: string): Array<[string, string]> {
	const [head = '', ...content] = part.split('\r\n\r\n');
	const [, name] = / name="([^"]*)"/.exec(head) ?? [];
	if (name === undefined) return [];
	const value = content.join('\r\n\r\n').replace(/\r\n$/, '');
	const [, fileName] = /filename="([^"]*)"/.exec(head) ?? [];
	const [, type] = /content-type: (\S+)/i.exec(head) ?? [];
	return [[name, fileName === undefined ? value : `${fileName}|${type ?? ''}|${value}`]];
}

const contentTypeOf = (arrived: Request): string => arrived.headers.get('content-type') ?? '';

const CONTENT_TYPES: Record<string, string> = {
	json: 'application/json',
	form: 'application/x-www-form-urlencoded',
	multipart: 'multipart/form-data; boundary=',
};

const ACCOUNTS = new CredentialStore([
	{
		type: new XcScribeApi(),
		data: { email: 'a@b.example', password: 'p', baseUrl: BASE_URL, accessToken: 'token-1' },
	},
	{ type: new XcScribePluginApi(), data: { apiKey: 'xc_key-1', baseUrl: BASE_URL } },
]);

/** What the contract's words on authentication mean for the accounts above. */
const AUTHORIZATIONS: Record<string, string | null> = {
	none: null,
	'Authorization: Bearer <access_token>': 'Bearer token-1',
	'Authorization: Bearer <xc_ API key>': 'Bearer xc_key-1',
};

async function inputItem(): Promise<INodeExecutionData> {
	const data = await storeBinary(FILE_CONTENT, {
		fileName: 'catalog.csv',
		mimeType: 'text/csv',
	});
	return { json: {}, binary: { data } };
}

describe('XC Scribe operations against the contract', () => {
	beforeEach(forbidNetwork);
	afterEach(() => {
		releaseNetwork();
	});

	it('covers the 128 operations of the source document and 8 more, each once and in its node', () => {
		expect(operations).toHaveLength(128 + 8);
		const idsOf = (declared: readonly Operation[]) =>
			declared.map((each) => `xcScribe.${operationId(each)}`).sort();
		const expectedIn = (wanted: XcScribe | XcScribeAdmin) =>
			operations
				.filter((operation) => nodeOf(operation) === wanted)
				.map(({ id }) => id)
				.sort();
		expect(idsOf(xcScribeOperations)).toEqual(expectedIn(node));
		expect(idsOf(xcScribeAdminOperations)).toEqual(expectedIn(adminNode));
	});

	it('marks the routes that the contract is not sure of', () => {
		const unsure = operations
			.filter(({ confidence = 'high' }) => confidence !== 'high')
			.map(({ resource, operation }) => `${resource}.${operation}`);
		const listed = Object.entries(UNCONFIRMED_PATHS).flatMap(([resource, paths]) =>
			Object.keys(paths).map((operation) => `${resource}.${operation}`),
		);
		expect(listed.sort()).toEqual(unsure.sort());
		const marked = [...xcScribeOperations, ...xcScribeAdminOperations].filter(
			({ unconfirmed }) => unconfirmed === true,
		);
		expect(marked.map(operationId).sort()).toEqual(unsure);
	});

	it.each(operations.map((operation) => [operation.id, operation] as const))(
		'%s sends what the contract says and outputs its reply',
		async (id, operation) => {
			const node = nodeOf(operation);
			const call = sampleCall(operation, node.description, STEERING[id]);
			const arrivals = expectCall(operation, call.path);

			const { outputs, error, runData } = await runNode({
				node,
				parameters: call.parameters,
				input: [await inputItem()],
				credentials: ACCOUNTS,
			});

			expect(error).toBeUndefined();
			// A hint would say that the reply does not fit the declared schema.
			expect(runData.flatMap(({ hints = [] }) => hints)).toEqual([]);
			expect(arrivals).toHaveLength(1);
			const [arrived] = arrivals;
			if (arrived === undefined) return;
			const url = new URL(arrived.url);
			expect(url.pathname).toBe(call.path);
			expect(Object.fromEntries(url.searchParams)).toEqual(call.query);
			expect(arrived.headers.get('authorization')).toBe(AUTHORIZATIONS[operation.auth]);
			if (operation.bodyType === null) expect(await arrived.text()).toBe('');
			else {
				const expected = { ...call.body };
				if ('file' in expected) expected.file = `catalog.csv|text/csv|${FILE_CONTENT}`;
				expect(contentTypeOf(arrived)).toContain(CONTENT_TYPES[operation.bodyType]);
				expect(await bodyOf(arrived)).toEqual(expected);
			}

			const items = outputs[0] ?? [];
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));
			if (markersOf(operation).file === undefined) {
				expect(items.map(({ json }) => json)).toEqual(expectedOutput(operation));
			} else {
				expect(items).toHaveLength(1);
				const file = items[0]?.binary?.data;
				expect(file?.fileName).toBe('texts.csv');
				expect(file === undefined ? '' : String(await readBinary(file))).toBe(CSV);
			}
		},
	);
});
