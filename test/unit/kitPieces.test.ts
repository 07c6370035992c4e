import { describe, expect, it } from '@jest/globals';

import { fileNameIn } from '../../nodes/shared/binary';
import { sensitiveKeys } from '../../nodes/shared/description';
import { choices, integer } from '../../nodes/shared/fields';
import { cypienOperations } from '../../nodes/Cypien/operations';

const kinds = choices({
	displayName: 'Kinds',
	values: [
		{ name: 'Title', value: 'title' },
		{ name: 'Text', value: 'text' },
	],
	default: ['title'],
});

describe('Several of known values', () => {
	it('are a list to tick, with a default', () => {
		expect(kinds.form).toMatchObject({ type: 'multiOptions', default: ['title'] });
	});

	it.each([
		[['title'], ['title']],
		[
			['title', 'other', ' title '],
			['title', 'other'],
		],
		['title, other\ntext', ['title', 'other', 'text']],
	])('%j is read as %j', (value, expected) => {
		expect(kinds.parse.parse(value)).toEqual(expected);
	});

	it.each([[7], [[1]], [{}]])('%j is no list of texts', (value) => {
		expect(kinds.parse.safeParse(value).error?.issues[0]?.message).toBe('must be a list of texts');
	});

	it.each([[[]], [['', ' ']], [', ']])('%j is empty', (value) => {
		expect(kinds.parse.safeParse(value).error?.issues[0]?.message).toBe(
			'must hold at least one value',
		);
	});
});

it('A number that nobody should be given by default has none', () => {
	const number = integer({ displayName: 'Workspace', default: '', minimum: 1 });
	expect(number.form.default).toBe('');
	expect(number.parse.parse('7')).toBe(7);
});

it.each([
	['https://cdn.test/made/lipstick-1.jpg', 'lipstick-1.jpg'],
	['https://cdn.test/a/b.c.webp?sign=x#y', 'b.c.webp'],
	['https://cdn.test/', undefined],
	['https://generated-image.jpg', undefined],
	['https://cdn.test/made/1', undefined],
	['https://cdn.test/a%2Fb.png', undefined],
	['https://cdn.test/..png', undefined],
	['https://cdn.test/.htaccess', undefined],
	['1.png', undefined],
])('The file at %s is named %s', (url, name) => {
	expect(fileNameIn(url)).toBe(name);
});

it('Secrets of all operations are named once each', () => {
	const keys = sensitiveKeys(cypienOperations);
	expect(keys).toEqual(expect.arrayContaining(['access_token', 'key', 'data.key']));
	expect(new Set(keys).size).toBe(keys.length);
});
