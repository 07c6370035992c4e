import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { XcScribeApi } from '../../credentials/XcScribeApi.credentials';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { CredentialStore, runNode, storeBinary, readBinary } from '../engine/harness';
import { forbidNetwork, nock, releaseNetwork } from '../engine/http';
import { contractOf, markersOf, type ContractOperation } from './contract';
import { FILE_CONTENT, sampleCall } from './sampleCall';

const BASE_URL = 'https://api.xcscribe.com';
const RESOURCES = [
	'project',
	'storeConnection',
	'source',
	'import',
	'content',
	'item',
	'sync',
	'job',
];
const operations = contractOf('xcScribe', RESOURCES);

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
	const rows: unknown = special.sources ?? operation.response;
	return Array.isArray(rows) ? rows : [rows];
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

function account(): CredentialStore {
	return new CredentialStore([
		{
			type: new XcScribeApi(),
			data: { email: 'a@b.example', password: 'p', baseUrl: BASE_URL, accessToken: 'token-1' },
		},
	]);
}

async function inputItem(): Promise<INodeExecutionData> {
	const data = await storeBinary(FILE_CONTENT, {
		fileName: 'catalog.csv',
		mimeType: 'text/csv',
	});
	return { json: {}, binary: { data } };
}

describe('XC Scribe operations against the contract', () => {
	const node = new XcScribe();

	beforeEach(forbidNetwork);
	afterEach(() => {
		releaseNetwork();
	});

	it('covers the 44 operations of the eight resources', () => {
		expect(operations).toHaveLength(44);
	});

	it.each(operations.map((operation) => [operation.id, operation] as const))(
		'%s sends what the contract says and outputs its reply',
		async (id, operation) => {
			const call = sampleCall(operation, node.description, STEERING[id]);
			const arrivals = expectCall(operation, call.path);

			const { outputs, error } = await runNode({
				node,
				parameters: call.parameters,
				input: [await inputItem()],
				credentials: account(),
			});

			expect(error).toBeUndefined();
			expect(arrivals).toHaveLength(1);
			const [arrived] = arrivals;
			if (arrived === undefined) return;
			const url = new URL(arrived.url);
			expect(url.pathname).toBe(call.path);
			expect(Object.fromEntries(url.searchParams)).toEqual(call.query);
			expect(arrived.headers.get('authorization')).toBe('Bearer token-1');
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
