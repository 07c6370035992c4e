import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { file, formOnly, id, text } from '../../nodes/shared/fields';
import {
	camelCase,
	defineOperation,
	operationId,
	type OperationDeclaration,
} from '../../nodes/shared/operation';

const anyId = id({ displayName: 'ID', required: true });

const declaration: OperationDeclaration = {
	resource: 'thing',
	operation: 'get',
	name: 'Get',
	action: 'Get thing',
	description: 'Reads it',
	request: { method: 'GET', path: '/things/{thing_id}/parts/{part_id}' },
	path: { thing_id: anyId, part_id: anyId },
	reply: { kind: 'record', schema: z.unknown() },
};

describe('The placeholders of a path', () => {
	it('have a field each, in order', () => {
		expect(defineOperation(declaration).fields.map(({ wireName }) => wireName)).toEqual([
			'thing_id',
			'part_id',
		]);
	});

	it.each([
		['a field too few', { thing_id: anyId }],
		['a field too many', { thing_id: anyId, part_id: anyId, more_id: anyId }],
		['another name', { thing_id: anyId, part: anyId }],
		['another order', { part_id: anyId, thing_id: anyId }],
		['a field that is not sent', { thing_id: anyId, part_id: formOnly(anyId) }],
	])('do not fit with %s', (_, path) => {
		expect(() => defineOperation({ ...declaration, path })).toThrow(RangeError);
		expect(() => defineOperation({ ...declaration, path })).toThrow(/^thing.get: /);
	});

	it('may stand beside a field that only steers the form', () => {
		const path = { list_id: formOnly(anyId), thing_id: anyId, part_id: anyId };
		expect(() => defineOperation({ ...declaration, path })).not.toThrow();
	});
});

describe('A field stands', () => {
	const optional = text({ displayName: 'Name' });

	it.each([
		['create', 'POST', 'additionalFields'],
		['generate', 'POST', 'additionalFields'],
		['update', 'PATCH', 'updateFields'],
		['updateBatch', 'PATCH', 'updateFields'],
		['getAll', 'GET', 'filters'],
	] as const)(
		'in a collection while it is optional: %s, %s -> %s',
		(operation, method, collection) => {
			const { fields } = defineOperation({
				...declaration,
				operation,
				request: { method, path: '/things' },
				path: {},
				body: { full_name: optional },
			});
			expect(fields).toEqual([
				{
					field: optional,
					place: 'body',
					wireName: 'full_name',
					parameter: 'fullName',
					collection,
				},
			]);
		},
	);

	it('at the top level when it is required, prominent, in the path or only steers the form', () => {
		const { fields } = defineOperation({
			...declaration,
			body: {
				a: { ...optional, required: true },
				b: { ...optional, prominent: true },
				c: formOnly(optional),
				d: optional,
			},
		});
		expect(
			fields.filter(({ collection }) => collection === undefined).map(({ wireName }) => wireName),
		).toEqual(['thing_id', 'part_id', 'a', 'b', 'c']);
	});
});

describe('The name of a parameter', () => {
	it.each([
		['project_id', 'projectId'],
		['use_html_short', 'useHtmlShort'],
		['wp_2_status', 'wp2Status'],
		['name', 'name'],
		['', ''],
	])('of %s is %s', (name, expected) => {
		expect(camelCase(name)).toBe(expected);
	});

	it('of a nested field is its last part, of a file that of its binary property', () => {
		const { fields } = defineOperation({
			...declaration,
			body: {
				'payload.item_ids': text({ displayName: 'IDs' }),
				file: file({ displayName: 'File', maximumBytes: 1 }),
			},
		});
		expect(fields.slice(2).map(({ parameter }) => parameter)).toEqual([
			'itemIds',
			'inputDataFieldName',
		]);
	});
});

it('An operation is known by resource and operation', () => {
	expect(operationId(declaration)).toBe('thing.get');
});
