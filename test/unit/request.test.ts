import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';

import { file, id, idList, text, toggle } from '../../nodes/shared/fields';
import type { OperationInput } from '../../nodes/shared/input';
import { defineOperation, type OperationDeclaration } from '../../nodes/shared/operation';
import { buildRequest, fillPath } from '../../nodes/shared/request';

const anyId = id({ displayName: 'ID', required: true });

function operation(declaration: Partial<OperationDeclaration>) {
	return defineOperation({
		resource: 'thing',
		operation: 'do',
		name: 'Do',
		action: 'Do thing',
		description: 'Does it',
		request: { method: 'GET', path: '/things' },
		reply: { kind: 'record', schema: z.unknown() },
		...declaration,
	});
}

const input = (given: Partial<OperationInput>): OperationInput => ({
	path: {},
	query: {},
	body: {},
	files: {},
	...given,
});

const segments = fc
	.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 2, maxLength: 2 })
	.filter((values) => values.every((value) => !/^\.{1,2}$/.test(value)));

describe('A path', () => {
	it('holds each value as exactly one segment, whatever the value', () => {
		fc.assert(
			fc.property(segments, ([a = '', b = '']) => {
				const path = fillPath('/v1/{first}/x/{second}', { first: a, second: b });
				const url = new URL(path, 'https://api.test');
				expect(url.host).toBe('api.test');
				expect(url.search + url.hash).toBe('');
				const [root, version, first, fixed, second, ...more] = url.pathname.split('/');
				expect([root, version, fixed, more]).toEqual(['', 'v1', 'x', []]);
				expect([first, second].map((each) => decodeURIComponent(each ?? ''))).toEqual([a, b]);
			}),
			{ numRuns: 1000 },
		);
	});

	it.each(['', '.', '..'])('refuses "%s", which no encoding keeps in place', (value) => {
		expect(() => fillPath('/v1/{first}/x', { first: value })).toThrow(
			'cannot be a part of an address',
		);
	});

	it('without a value for a placeholder is refused', () => {
		expect(() => fillPath('/v1/{first}/x', {})).toThrow('cannot be a part of an address');
	});
});

describe('A query', () => {
	const search = operation({
		query: {
			text: text({ displayName: 'Text' }),
			other: text({ displayName: 'Other' }),
			ids: idList({ displayName: 'IDs' }),
			all: toggle({ displayName: 'All' }),
		},
	});

	it('gives back every text that went in', () => {
		const any = fc.string({ unit: 'binary' });
		fc.assert(
			fc.property(any, any, (first, second) => {
				const { path } = buildRequest(search, input({ query: { text: first, other: second } }));
				const { pathname, searchParams } = new URL(path, 'https://api.test');
				expect(pathname).toBe('/things');
				expect([...searchParams]).toEqual([
					['text', first],
					['other', second],
				]);
			}),
		);
	});

	it('repeats the name for each entry of a list, and writes switches as words', () => {
		const { path } = buildRequest(search, input({ query: { ids: ['a', 'b'], all: false } }));
		expect(path).toBe('/things?ids=a&ids=b&all=false');
	});

	it('that is empty leaves no question mark', () => {
		expect(buildRequest(search, input({})).path).toBe('/things');
	});
});

describe('A body', () => {
	const fields = { name: text({ displayName: 'Name' }), data: text({ displayName: 'Data' }) };
	const body = { name: 'Çay & süt', data: { a: [1] } };

	it('of an operation that has none is not there', () => {
		const request = buildRequest(
			operation({ request: { method: 'POST', path: '/things' } }),
			input({}),
		);
		expect(request).toEqual({ method: 'POST', path: '/things', headers: {} });
	});

	it('without a value is an empty object', () => {
		const request = buildRequest(
			operation({ request: { method: 'POST', path: '/things' }, body: fields }),
			input({}),
		);
		expect(request.body).toBe('{}');
	});

	it('goes out as JSON unless the operation says otherwise', () => {
		const request = buildRequest(
			operation({ request: { method: 'POST', path: '/things', replyWithinMs: 5 }, body: fields }),
			input({ body }),
		);
		expect(request.headers).toEqual({ 'content-type': 'application/json' });
		expect(request.body).toBe(JSON.stringify(body));
		expect(request.replyWithinMs).toBe(5);
	});

	it('of a form holds text, objects as JSON', () => {
		const { headers, body: sent } = buildRequest(
			operation({ request: { method: 'POST', path: '/things', body: 'form' }, body: fields }),
			input({ body }),
		);
		expect(headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' });
		expect(sent).toBe('name=%C3%87ay+%26+s%C3%BCt&data=%7B%22a%22%3A%5B1%5D%7D');
	});

	it('of several parts leaves its content type to whoever draws the boundary', () => {
		const content = new Blob(['x']);
		const { headers, body: parts } = buildRequest(
			operation({
				request: { method: 'POST', path: '/things', body: 'multipart' },
				body: { ...fields, file: file({ displayName: 'File', maximumBytes: 10 }) },
			}),
			input({ body: { name: 'A' }, files: { file: 'data' } }),
			{ file: { name: 'a.csv', content } },
		);
		expect(headers).toEqual({});
		expect(parts).toEqual([
			{ name: 'name', value: 'A' },
			{ name: 'file', content, fileName: 'a.csv' },
		]);
	});

	it('of a stream asks for events', () => {
		const { headers } = buildRequest(
			operation({
				request: { method: 'POST', path: '/things/{id}' },
				path: { id: anyId },
				reply: { kind: 'stream' },
			}),
			input({ path: { id: 'a' } }),
		);
		expect(headers.accept).toMatch(/^text\/event-stream/);
	});
});
