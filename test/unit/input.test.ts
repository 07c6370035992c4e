import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { choice, file, formOnly, id, integer, shownWhen, text } from '../../nodes/shared/fields';
import { Fault } from '../../nodes/shared/http/faults';
import { readInput } from '../../nodes/shared/input';
import { defineOperation, within, type OperationDeclaration } from '../../nodes/shared/operation';

function operation(declaration: Partial<OperationDeclaration>) {
	return defineOperation({
		resource: 'thing',
		operation: 'create',
		name: 'Create',
		action: 'Create thing',
		description: 'Creates it',
		request: { method: 'POST', path: '/things/{thing_id}' },
		path: { thing_id: id({ displayName: 'Thing', required: true }) },
		reply: { kind: 'record', schema: z.unknown() },
		...declaration,
	});
}

const reading = (values: Record<string, unknown>) => (name: string) => values[name];

function faultOf(work: () => unknown): Fault {
	try {
		work();
	} catch (thrown) {
		if (thrown instanceof Fault) return thrown;
	}
	throw new Error('A fault was expected');
}

const kind = choice({
	displayName: 'Kind',
	values: [
		{ name: 'Fields', value: 'fields' },
		{ name: 'JSON', value: 'json' },
	],
});

describe('The input of an operation', () => {
	const create = operation({
		query: { page_size: integer({ displayName: 'Page Size', minimum: 1, maximum: 100 }) },
		body: {
			full_name: text({ displayName: 'Full Name', required: true }),
			'options.deep.color': text({ displayName: 'Color' }),
			'options.deep.size': text({ displayName: 'Size' }),
			file: file({ displayName: 'File', maximumBytes: 10 }),
		},
	});

	it('is read from top level and collection and put where the API wants it', () => {
		const input = readInput(
			create,
			reading({
				thingId: { __rl: true, mode: 'id', value: 'x' }.value,
				fullName: 'A',
				inputDataFieldName: 'sheet',
				additionalFields: { pageSize: '20', color: 'red', size: 'XL' },
			}),
		);
		expect(input).toEqual({
			path: { thing_id: 'x' },
			query: { page_size: 20 },
			body: { full_name: 'A', options: { deep: { color: 'red', size: 'XL' } } },
			files: { file: 'sheet' },
		});
	});

	it('leaves out what is empty', () => {
		const input = readInput(
			create,
			reading({
				thingId: 'x',
				fullName: 'A',
				inputDataFieldName: 'data',
				additionalFields: { color: ' ' },
			}),
		);
		expect(input.query).toEqual({});
		expect(input.body).toEqual({ full_name: 'A' });
	});

	it('that is wrong names every field to correct, each once', () => {
		const fault = faultOf(() =>
			readInput(create, reading({ thingId: '../x', additionalFields: { pageSize: 0 } })),
		);
		expect(fault.kind).toBe('input');
		expect(fault.message).toBe(
			'"Thing" must be an ID made of letters, digits, "-" and "_"; got "../x"; "Page Size" must be a whole number from 1 to 100; "Full Name" is empty; "File" is empty',
		);
		expect(fault.facts.advice).toMatch(/^Nothing was sent. /);
	});
});

describe('A field that is shown under a condition', () => {
	const conditional = operation({
		body: [
			{
				kind: formOnly(kind),
				payload: shownWhen({ kind: ['json'] }, text({ displayName: 'Payload', required: true })),
			},
			within('payload', { kind: ['fields'] }, { language: text({ displayName: 'Language' }) }),
		],
	});

	it('counts only while it is shown, and what steers the form is not sent', () => {
		const values = { thingId: 'x', payload: 'raw', additionalFields: { language: 'de' } };
		expect(readInput(conditional, reading({ ...values, kind: 'json' })).body).toEqual({
			payload: 'raw',
		});
		expect(readInput(conditional, reading({ ...values, kind: 'fields' })).body).toEqual({
			payload: { language: 'de' },
		});
		expect(readInput(conditional, reading({ ...values, kind: 'other' })).body).toEqual({});
	});

	it('is missed only while it is shown', () => {
		expect(
			faultOf(() => readInput(conditional, reading({ thingId: 'x', kind: 'json' }))).message,
		).toBe('"Payload" is empty');
	});
});

describe('A confirmation', () => {
	const destroy = operation({ confirm: 'everything is gone' });

	it.each([undefined, false, 'true', 1])('is not %j', (confirm) => {
		expect(faultOf(() => readInput(destroy, reading({ thingId: 'x', confirm }))).message).toBe(
			'"Confirm" has to be turned on, because this cannot be undone: everything is gone',
		);
	});

	it('is true and nothing else', () => {
		expect(readInput(destroy, reading({ thingId: 'x', confirm: true })).path).toEqual({
			thing_id: 'x',
		});
	});
});

describe('An update', () => {
	const body = { name: text({ displayName: 'Name' }) };

	it('without a field is refused', () => {
		const update = operation({ operation: 'update', body });
		expect(
			faultOf(() => readInput(update, reading({ thingId: 'x', updateFields: {} }))).message,
		).toBe('There is nothing to update: add at least one field');
	});

	it('with a field that has to be there needs no other', () => {
		const update = operation({
			operation: 'updateBatch',
			body: { ...body, status: text({ displayName: 'Status', required: true }) },
		});
		expect(readInput(update, reading({ thingId: 'x', status: 'a' })).body).toEqual({ status: 'a' });
	});
});

describe('Fields that have to agree', () => {
	const paint = operation({
		body: {
			images: integer({ displayName: 'Images', required: true }),
			model: text({ displayName: 'Model', required: true }),
		},
		check: ({ images, model }) =>
			model === 'small' && Number(images) > 1 ? 'The model small takes one image' : undefined,
	});

	it('are refused together with the words of the declaration', () => {
		const fault = faultOf(() =>
			readInput(paint, reading({ thingId: 'x', images: 2, model: 'small' })),
		);
		expect(fault.facts).toMatchObject({
			kind: 'input',
			message: 'The model small takes one image',
			advice: expect.stringMatching(/^Nothing was sent/),
		});
	});

	it('are let through when they do', () => {
		expect(readInput(paint, reading({ thingId: 'x', images: 2, model: 'big' })).body).toEqual({
			images: 2,
			model: 'big',
		});
	});

	it('are not compared while one of them is wrong by itself', () => {
		expect(
			faultOf(() => readInput(paint, reading({ thingId: 'x', images: 'two', model: 'small' })))
				.message,
		).toMatch(/^"Images" must be a whole number/);
	});
});

describe('A field that is not sent', () => {
	it('is read and checked, and kept apart', () => {
		const start = operation({
			body: { name: text({ displayName: 'Name', required: true }) },
			local: { read_after: id({ displayName: 'Read After', prominent: true }) },
		});
		const values = { thingId: 'x', name: 'A' };
		expect(readInput(start, reading({ ...values, readAfter: 'p-1' }))).toEqual({
			path: { thing_id: 'x' },
			query: {},
			body: { name: 'A' },
			files: {},
			local: { read_after: 'p-1' },
		});
		expect(readInput(start, reading(values)).local).toBeUndefined();
		expect(
			faultOf(() => readInput(start, reading({ ...values, readAfter: 'a/b' }))).message,
		).toMatch(/^"Read After" must be an ID/);
	});
});
