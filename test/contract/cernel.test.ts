import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CernelApi } from '../../credentials/CernelApi.credentials';
import { Cernel } from '../../nodes/Cernel/Cernel.node';
import { toText } from '../../nodes/shared/values';
import { CredentialStore, runNode } from '../engine/harness';
import { forbidNetwork, nock, releaseNetwork } from '../engine/http';
import { contract, type ContractOperation } from './contract';
import { sampleCall } from './sampleCall';

const BASE_URL = 'https://api.platform.cernel.com/v1';
const node = new Cernel();
const operations = contract.filter(({ id }) =>
	node.description.properties.some(
		({ name, options, displayOptions }) =>
			name === 'operation' &&
			options?.some(
				(option) =>
					'value' in option &&
					id === `cernel.${toText(displayOptions?.show?.resource?.[0])}.${toText(option.value)}`,
			),
	),
);

/** Lists whose elements are entered field by field: the form shows the keys of one element. */
function flattened(operation: ContractOperation): ContractOperation {
	const fields = operation.body.flatMap((field) => {
		if (field.name === 'domain') return [{ ...field, enum: ['https://shop.example.com'] }];
		return field.elementKeys.length === 0
			? [field]
			: field.elementKeys.map((name) => ({ ...field, name, type: 'string' }));
	});
	return { ...operation, body: fields };
}

function expectedBody(operation: ContractOperation, entered: Record<string, unknown>): unknown {
	return Object.fromEntries(
		operation.body.map(({ name, elementKeys }) => [
			name,
			elementKeys.length === 0
				? entered[name]
				: [Object.fromEntries(elementKeys.map((key) => [key, entered[key]]))],
		]),
	);
}

describe('Cernel operations against the contract', () => {
	beforeEach(forbidNetwork);
	afterEach(() => {
		releaseNetwork();
	});

	it('covers the 7 operations', () => {
		expect(operations.map(({ id }) => id)).toHaveLength(7);
	});

	it.each(operations.map((operation) => [operation.id, operation] as const))(
		'%s sends what the contract says and outputs its reply',
		async (_, operation) => {
			const call = sampleCall(flattened(operation), node.description);
			const arrivals: Request[] = [];
			nock(BASE_URL)
				.intercept(call.path, operation.method)
				.query(true)
				.reply((request: Request) => {
					arrivals.push(request.clone());
					return [200, JSON.stringify(operation.response), { 'content-type': 'application/json' }];
				});

			const { json, error } = await runNode({
				node,
				parameters: call.parameters,
				credentials: new CredentialStore([
					{ type: new CernelApi(), data: { apiToken: 'f'.repeat(40), baseUrl: BASE_URL } },
				]),
			});

			expect(error).toBeUndefined();
			expect(arrivals).toHaveLength(1);
			const [arrived] = arrivals;
			if (arrived === undefined) return;
			const url = new URL(arrived.url);
			expect(url.pathname).toBe(`/v1${call.path}`);
			// The page size is the kit's own where the user gives none; here the user gives both.
			expect(Object.fromEntries(url.searchParams)).toEqual(call.query);
			expect(arrived.headers.get('authorization')).toBe(`Token ${'f'.repeat(40)}`);
			if (operation.bodyType !== null) {
				expect(await arrived.json()).toEqual(expectedBody(operation, call.body));
			}
			const { response } = operation;
			const list = Array.isArray(response) ? response : resultsIn(response);
			expect(json).toEqual(list ?? [response]);
		},
	);
});

function resultsIn(response: unknown): unknown[] | undefined {
	const results: unknown =
		typeof response === 'object' && response !== null
			? Reflect.get(response, 'results')
			: undefined;
	return Array.isArray(results) ? results : undefined;
}
