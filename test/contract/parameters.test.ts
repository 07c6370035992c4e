import { describe, expect, it } from '@jest/globals';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import {
	currentParameters,
	PARAMETERS_FILE,
	recordedParameters,
} from '../../scripts/generate/files.mts';
import { parametersOf, type ParameterFacts } from '../../scripts/generate/parameters.mts';
import { compareParameters } from '../../scripts/generate/stability.mts';
import { productNodes } from './product';

describe('saved workflows', () => {
	it('go on: no parameter is gone, renamed, of another type, without one of its values or with another default', async () => {
		const { breaking } = await changes();
		expect(breaking).toEqual([]);
	});

	it(`know every parameter: ${PARAMETERS_FILE} is up to date`, async () => {
		const { harmless } = await changes();
		expect({ 'to be recorded with `npm run generate`': harmless }).toEqual({
			'to be recorded with `npm run generate`': [],
		});
	});

	const changes = async () =>
		compareParameters(await recordedParameters(), currentParameters(await productNodes()));
});

describe('the comparison', () => {
	const text: ParameterFacts = { type: 'string', default: '' };
	const list: ParameterFacts = { type: 'options', default: 'a', values: ['a', 'b'] };
	const form = (parameters: Record<string, ParameterFacts>) => ({
		node: { 'post.create': parameters },
	});

	it('finds nothing where nothing has changed', () => {
		expect(compareParameters(form({ text, list }), form({ list, text }))).toEqual({
			breaking: [],
			harmless: [],
		});
	});

	it.each<[string, Record<string, ParameterFacts>, Record<string, ParameterFacts>, string]>([
		['a removed parameter', { text }, {}, 'text: is gone'],
		[
			'a removed collection, named once',
			{ filters: { type: 'collection', default: {} }, 'filters.text': text },
			{},
			'filters: is gone',
		],
		[
			'another type',
			{ text },
			{ text: { ...text, type: 'json' } },
			'text: was of type string and is json',
		],
		[
			'another default',
			{ text },
			{ text: { ...text, default: 'x' } },
			'text: had the default "" and has "x"',
		],
		['a removed value', { list }, { list: { ...list, values: ['a'] } }, 'list: lost the value "b"'],
		[
			'a free value that becomes a list',
			{ list: { type: 'options', default: 'a' } },
			{ list },
			'list: took any value and takes those of a list now',
		],
		[
			'an optional parameter that becomes required',
			{ text },
			{ text: { ...text, required: true } },
			'text: has to be filled in now',
		],
		[
			'one value instead of several',
			{ text: { ...text, multiple: true } },
			{ text },
			'text: holds one value only now',
		],
	])('finds %s', (_what, before, after, finding) => {
		expect(compareParameters(form(before), form(after)).breaking).toEqual([
			`node > post.create > ${finding}`,
		]);
	});

	it('finds a new required parameter that n8n cannot fill in by itself', () => {
		const required = { ...text, required: true } as const;
		const after = form({ empty: required, filled: { ...required, default: 'x' } });
		expect(compareParameters(form({}), after)).toEqual({
			breaking: ['node > post.create > empty: is new and has to be filled in'],
			harmless: ['node > post.create > empty: is new', 'node > post.create > filled: is new'],
		});
	});

	it('finds a node and an operation that are gone', () => {
		expect(compareParameters(form({ text }), { node: {} }).breaking).toEqual([
			'node > post.create: is gone',
		]);
		expect(compareParameters(form({ text }), {}).breaking).toEqual(['node: is gone']);
	});

	it('lets through what adds to a form or asks for less', () => {
		const before = form({ list, text: { ...text, required: true } });
		const after = {
			...form({ list: { ...list, values: ['a', 'b', 'c'] }, text, more: text }),
			other: {},
		};
		expect(compareParameters(before, after)).toEqual({
			breaking: [],
			harmless: [
				'node > post.create > list: has the new value "c"',
				'node > post.create > text: may be left empty now',
				'node > post.create > more: is new',
				'other: is new',
			],
		});
		const loaded = form({ list: { type: 'options', default: 'a' } });
		expect(compareParameters(form({ list }), loaded)).toEqual({
			breaking: [],
			harmless: ['node > post.create > list: takes any value now'],
		});
	});
});

describe('what is recorded', () => {
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

	it('is each parameter under its operations and conditions, with what stands in collections', () => {
		const description = describeNode(
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				default: 'post',
				options: [{ name: 'Post', value: 'post' }],
			},
			{
				displayName: 'Limit',
				name: 'limit',
				type: 'number',
				default: 50,
				displayOptions: {
					show: { resource: ['post'], operation: ['getAll', 'search'], returnAll: [false] },
				},
			},
			{
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				default: {},
				displayOptions: { show: { resource: ['post'], operation: ['getAll'] } },
				options: [{ displayName: 'Text', name: 'text', type: 'string', default: '' }],
			},
			{
				displayName: 'Post',
				name: 'postId',
				type: 'resourceLocator',
				required: true,
				default: { mode: 'list', value: '' },
				displayOptions: { show: { resource: ['post'], operation: ['search'] } },
				modes: [
					{ displayName: 'From List', name: 'list', type: 'list' },
					{ displayName: 'By ID', name: 'id', type: 'string' },
				],
			},
		);
		const limit = { type: 'number', default: 50 };
		expect(parametersOf([description])).toEqual({
			sample: {
				'*': { resource: { type: 'options', default: 'post', values: ['post'] } },
				'post.getAll': {
					'limit [returnAll=false]': limit,
					filters: { type: 'collection', default: {} },
					'filters.text': { type: 'string', default: '' },
				},
				'post.search': {
					'limit [returnAll=false]': limit,
					postId: {
						type: 'resourceLocator',
						default: { mode: 'list', value: '' },
						required: true,
						values: ['id', 'list'],
					},
				},
			},
		});
	});
});
