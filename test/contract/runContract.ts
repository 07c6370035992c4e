import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { toText } from '../engine/guards';
import { readBinary, runNode, storeBinary, type CredentialStore } from '../engine/harness';
import { forbidNetwork, nock, releaseNetwork } from '../engine/http';
import { operationsOf } from '../lint/forms';
import { bodyOf, CONTENT_TYPES, contentTypeOf } from './arrivedCall';
import { contract, markersOf, type ContractField, type ContractOperation } from './contract';
import { expectedOutput, REPLY_FILE, replyTo } from './contractReply';
import { FILE_CONTENT, sampleCall, type SampleCall } from './sampleCall';

/** A provider whose operations are held against the contract. */
export interface ContractRun {
	/** As the contract names it. */
	provider: string;
	/** The nodes that its operations are spread over. */
	nodes: readonly INodeType[];
	/** Accounts that are logged in already. */
	credentials: CredentialStore;
	/** Base URL of those accounts. */
	baseUrl: string;
	/** Ids of operations that the contract lists and that are not built. */
	leftOut?: readonly string[];
	/** Headers that a call has to carry (null: must not), by the contract's words on its authentication. */
	headers: Record<string, Record<string, string | null>>;
	/** Values for fields of the contract that do not take any text. */
	samples?: Record<string, string>;
	/** Which variant of a form holds the contract's fields, by operation id. */
	steering?: Record<string, INodeParameters>;
	/** Key of the reply that holds the output, by operation id. */
	at?: Record<string, string>;
	/** What becomes of a row of the contract's reply. */
	row?(row: unknown): unknown;
}

const FILE_NAME = 'catalog.csv';

/**
 * Declares the tests of a provider's contract: its nodes have exactly the contract's operations, and each operation sends
 * what the contract says with a value in every field, and outputs the contract's reply.
 */
export function runContract(run: ContractRun): void {
	const { provider, nodes, credentials, leftOut = [], samples = {}, steering = {} } = run;
	const operations = contract.filter(
		(operation) => operation.provider === provider && !leftOut.includes(operation.id),
	);
	const nodeOf = nodesById(provider, nodes);

	describe(`${provider} operations against the contract`, () => {
		beforeEach(forbidNetwork);
		afterEach(() => {
			releaseNetwork();
		});

		it('are all there, each in one node, and no others', () => {
			const offered = nodes.flatMap((node) => idsOf(provider, node));
			expect(offered.sort()).toEqual(operations.map(({ id }) => id).sort());
		});

		it.each(operations.map((operation) => [operation.id, operation] as const))(
			'%s sends what the contract says and outputs its reply',
			async (id, operation) => {
				const node = nodeOf.get(id);
				if (node === undefined) throw new Error(`No node has ${id}`);
				const call = sampleCall(
					withSamples(operation, samples),
					node.description,
					steering[id] ?? {},
				);
				const arrivals = announce(run.baseUrl, operation, call.path);

				const { outputs, error, runData } = await runNode({
					node,
					parameters: call.parameters,
					input: [await inputItem()],
					credentials,
				});

				expect(error).toBeUndefined();
				// A hint would say that the reply does not fit the declared schema.
				expect(runData.flatMap(({ hints = [] }) => hints)).toEqual([]);
				expect(arrivals).toHaveLength(1);
				for (const arrived of arrivals) {
					await expectRequest(arrived, operation, call, run);
				}
				await expectOutput(outputs[0] ?? [], operation, run);
			},
		);
	});
}

const idsOf = (provider: string, { description }: INodeType): string[] =>
	operationsOf(description).map(
		({ resource, operation }) => `${provider}.${toText(resource)}.${toText(operation)}`,
	);

const nodesById = (provider: string, nodes: readonly INodeType[]): Map<string, INodeType> =>
	new Map(nodes.flatMap((node) => idsOf(provider, node).map((id) => [id, node] as const)));

/** The operation with values that its fields take; the only value of a list is one, even when it is the default. */
function withSamples(
	operation: ContractOperation,
	samples: Record<string, string>,
): ContractOperation {
	const withSample = (field: ContractField): ContractField => {
		const sample = samples[field.name] ?? (field.enum?.length === 1 ? field.enum[0] : undefined);
		return sample === undefined ? field : { ...field, enum: [sample], default: null };
	};
	return {
		...operation,
		pathParams: operation.pathParams.map(withSample),
		query: operation.query.map(withSample),
		body: operation.body.map(withSample),
	};
}

/** Announces the one request that is expected and keeps what arrived of it. */
function announce(baseUrl: string, operation: ContractOperation, path: string): Request[] {
	const arrived: Request[] = [];
	nock(baseUrl)
		.intercept(path, operation.method)
		.query(true)
		.reply((request: Request) => {
			arrived.push(request.clone());
			return replyTo(operation);
		});
	return arrived;
}

async function inputItem(): Promise<INodeExecutionData> {
	const data = await storeBinary(FILE_CONTENT, { fileName: FILE_NAME, mimeType: 'text/csv' });
	return { json: {}, binary: { data } };
}

async function expectRequest(
	arrived: Request,
	operation: ContractOperation,
	call: SampleCall,
	{ baseUrl, headers }: ContractRun,
): Promise<void> {
	const url = new URL(arrived.url);
	expect(url.origin + url.pathname).toBe(`${baseUrl}${call.path}`);
	expect(Object.fromEntries(url.searchParams)).toEqual(call.query);
	const expected = headers[operation.auth] ?? { 'unknown authentication': operation.auth };
	expect(
		Object.fromEntries(Object.keys(expected).map((name) => [name, arrived.headers.get(name)])),
	).toEqual(expected);
	if (operation.bodyType === null) {
		expect(await arrived.text()).toBe('');
		return;
	}
	expect(contentTypeOf(arrived)).toContain(CONTENT_TYPES[operation.bodyType]);
	expect(await bodyOf(arrived)).toEqual(expectedBody(operation, call.body));
}

function expectedBody(operation: ContractOperation, entered: IDataObject): IDataObject {
	const fields = operation.body.map(({ name, type }): [string, IDataObject[string]] => {
		const value = entered[name];
		if (type === 'binary') return [name, `${FILE_NAME}|text/csv|${FILE_CONTENT}`];
		return [name, type.startsWith('array') && typeof value === 'string' ? [value] : value];
	});
	return Object.fromEntries(fields);
}

async function expectOutput(
	items: INodeExecutionData[],
	operation: ContractOperation,
	{ at = {}, row = (value) => value }: ContractRun,
): Promise<void> {
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));
	if (markersOf(operation).file === undefined) {
		expect(items.map(({ json }) => json)).toEqual(
			expectedOutput(operation, at[operation.id]).map(row),
		);
		return;
	}
	expect(items).toHaveLength(1);
	const file = items[0]?.binary?.data;
	expect(file?.fileName).toBe(REPLY_FILE.name);
	expect(file === undefined ? '' : String(await readBinary(file))).toBe(REPLY_FILE.content);
}
