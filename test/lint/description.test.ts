import { describe, expect, it } from '@jest/globals';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { checkForms } from './forms';
import { lintDescription } from './lintDescription';
import { registeredNodes } from './registered';

const nodes = await registeredNodes();

describe.each(nodes)('$file', ({ file, instance }) => {
	it('keeps to the rules of n8n’s linters when it is written out', () => {
		expect(lintDescription(file, instance.description)).toEqual([]);
	});

	it('has forms that are complete and consistent', () => {
		expect(checkForms(instance.description)).toEqual([]);
	});
});

describe('the checks themselves', () => {
	const describeNode = (...properties: INodeProperties[]): INodeTypeDescription => ({
		displayName: 'Sample',
		name: 'sample',
		group: ['transform'],
		version: 1,
		description: 'Serves this test',
		defaults: { name: 'Sample' },
		inputs: ['main'],
		outputs: ['main'],
		properties,
	});

	it.each<[string, INodeProperties, string]>([
		[
			'a name in lower case',
			{ displayName: 'project name', name: 'name', type: 'string', default: '' },
			'node-param-display-name-miscased',
		],
		[
			'a switch without "Whether"',
			{ displayName: 'Fast', name: 'fast', type: 'boolean', default: false, description: 'Fast' },
			'node-param-description-boolean-without-whether',
		],
		[
			'options out of order',
			{
				displayName: 'Letter',
				name: 'letter',
				type: 'options',
				default: 'a',
				options: ['B', 'A', 'C', 'D', 'E', 'F'].map((name) => ({
					name,
					value: name.toLowerCase(),
				})),
			},
			'node-param-options-type-unsorted-items',
		],
		[
			'a limit of another size',
			{
				displayName: 'Limit',
				name: 'limit',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 100,
				description: 'Max number of results to return',
			},
			'node-param-default-wrong-for-limit',
		],
	])('n8n’s rules find %s', (_what, property, rule) => {
		const rules = lintDescription('nodes/Sample/Sample.node.ts', describeNode(property));
		expect(rules.map((finding) => finding.rule)).toContain(`n8n-nodes-base/${rule}`);
	});

	it.each<[INodeProperties, string]>([
		[
			{ displayName: 'Api Key', name: 'apiKey', type: 'string', default: '' },
			'apiKey: is a secret and shown in clear',
		],
		[
			{ displayName: 'Extra', name: 'extra', type: 'collection', default: {}, options: [] },
			'extra: is a collection, of which there are additionalFields, updateFields, filters, options',
		],
		[
			{
				displayName: 'Kind',
				name: 'kind',
				type: 'options',
				default: 'x',
				options: [{ name: 'A', value: 'a' }],
			},
			'kind: has a default that is no value of type options',
		],
		[
			{ displayName: 'Site', name: 'site', type: 'string', default: '', placeholder: 'shop.test' },
			'site: has the placeholder "shop.test", which should start with "e.g. "',
		],
		[
			{
				displayName: 'Return All',
				name: 'returnAll',
				type: 'boolean',
				default: false,
				description: 'Whether',
			},
			' > returnAll: has no limit beside it',
		],
		[
			{
				displayName: 'Site',
				name: 'site',
				type: 'resourceLocator',
				default: { mode: 'id', value: '' },
				modes: [{ displayName: 'By ID', name: 'id', type: 'string' }],
			},
			'site: should start with From List',
		],
	])('ours find %j', (property, finding) => {
		expect(checkForms(describeNode(property))).toEqual([finding]);
	});
});
