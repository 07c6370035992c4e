import { describe, expect, it } from '@jest/globals';

import {
	compareWithContract,
	providerOf,
	totals,
	type ResourceCoverage,
} from '../../scripts/operationCoverage/compare.mts';
import { operationsToBuild } from '../../scripts/operationCoverage/contract.mts';
import { productNodes } from './product';

const nodes = await productNodes();
const contract = await operationsToBuild();
const coverage = compareWithContract(contract, nodes);
const providers = [
	...new Set(nodes.filter(({ declared }) => declared).map(({ folder }) => providerOf(folder))),
];

it('the contract asks for 161 operations: 151 of the source documents and 10 of the public pages', () => {
	expect(contract).toHaveLength(161);
	expect(contract.filter(({ source }) => source === 'public-docs')).toHaveLength(10);
});

// All four together are counted by `npm run coverage:operations`.
describe.each(providers)('%s', (provider) => {
	const of = (what: (each: ResourceCoverage) => string[]): string[] =>
		coverage.filter((each) => each.provider === provider).flatMap(what);

	it('has every operation of the contract', () => {
		expect(of(({ missing }) => missing)).toEqual([]);
	});

	it('declares them as the contract does, and says where the route is unconfirmed', () => {
		expect(of(({ different }) => different)).toEqual([]);
	});

	it('has no operation that the contract does not ask for', () => {
		expect(of(({ unexpected }) => unexpected)).toEqual([]);
	});
});

describe('the comparison itself', () => {
	const [entry] = contract.filter(({ id }) => id === 'cernel.site.getAll');

	it('names what is missing', () => {
		expect(compareWithContract(entry === undefined ? [] : [entry], [])).toEqual([
			{
				provider: 'cernel',
				resource: 'site',
				wanted: 1,
				declared: 0,
				missing: ['cernel.site.getAll'],
				different: [],
				unexpected: [],
			},
		]);
	});

	it('names another path, another certainty and what nobody asked for', () => {
		const altered = contract
			.filter(({ id }) => id !== 'cernel.site.getAll')
			.map((each): typeof each => {
				if (each.id === 'cernel.job.get') return { ...each, path: '/job' };
				return each.id === 'cernel.job.getAll' ? { ...each, confidence: 'low' } : each;
			});
		const compared = compareWithContract(altered, nodes);
		expect(compared.flatMap(({ different }) => different)).toEqual([
			'cernel.job.get: GET /jobs/{job_id} instead of GET /job',
			'cernel.job.getAll: should be marked as unconfirmed',
		]);
		expect(compared.flatMap(({ unexpected }) => unexpected)).toEqual(['cernel.site.getAll']);
		expect(totals(compared).complete).toBe(false);
	});
});
