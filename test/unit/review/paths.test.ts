import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { formatPath, parsePath, readAt, replaceAt } from '../../../nodes/ContentReview/paths';
import { toJson } from '../../../nodes/shared/values';

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

/** Names as shops and exports have them, and names that nobody has. */
const key = fc
	.oneof(
		fc.constantFrom(
			'a',
			'b',
			'meta.title',
			'Body (HTML)',
			'"',
			"'",
			'\\',
			']',
			'[0]',
			'',
			'0',
			' ',
		),
		fc.string({ unit: 'binary' }),
	)
	.filter((name) => !FORBIDDEN.includes(name));
const step = fc.oneof(key, fc.nat({ max: 5 }));
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const json = fc.letrec<{ value: unknown; object: IDataObject }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small' },
		leaf,
		fc.array(tie('value'), { maxLength: 3 }),
		tie('object'),
	),
	object: fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })), { maxKeys: 4 }),
})).object;

/** All ways to a value that an object has. */
function waysIn(value: unknown, way: Array<string | number> = []): Array<Array<string | number>> {
	const own = way.length === 0 ? [] : [way];
	if (Array.isArray(value)) {
		return [...own, ...value.flatMap((each, at) => waysIn(each, [...way, at]))];
	}
	if (typeof value !== 'object' || value === null) return own;
	return [...own, ...Object.entries(value).flatMap(([name, each]) => waysIn(each, [...way, name]))];
}

describe('A path', () => {
	it('is read back as it was written, whatever the names are', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
				expect(parsePath(formatPath(steps))).toEqual(steps);
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		['title', ['title']],
		['  texts.title ', ['texts', 'title']],
		['$json.texts.title', ['texts', 'title']],
		['$json["a.b"].c', ['a.b', 'c']],
		['$json[0]', [0]],
		['images[0].src', ['images', 0, 'src']],
		['images[0][1]', ['images', 0, 1]],
		['["meta.title"]', ['meta.title']],
		["['it\\'s'].x", ["it's", 'x']],
		['["say \\"hi\\""]', ['say "hi"']],
		['["back\\\\slash"]', ['back\\slash']],
		['Short description', ['Short description']],
		['$json', ['$json']],
		['$jsonld.name', ['$jsonld', 'name']],
		['tags.0', ['tags', '0']],
		['["a]"]', ['a]']],
	])('%s leads to %j', (path, steps) => {
		expect(parsePath(path)).toEqual(steps);
	});

	it.each([
		'',
		'  ',
		'.title',
		'a..b',
		'a.',
		'a[',
		'a[]',
		'a[x]',
		'a[0',
		'a["b]',
		'a]',
		'a[-1]',
		'__proto__',
		'constructor.prototype',
		'a.__proto__.b',
		'a["__proto__"]',
		"a['constructor']",
		'["proto\\type"]',
		'$json.__proto__',
	])('"%s" is none', (path) => {
		expect(parsePath(path)).toBeUndefined();
	});

	it.each(FORBIDDEN)('does not reach %s, even where the object has that name itself', (name) => {
		const own: unknown = JSON.parse(`{ "${name}": { "x": 1 }, "a": { "${name}": 2 } }`);
		for (const path of [name, `["${name}"]`, `${name}.x`, `a.${name}`, `a["${name}"]`]) {
			expect(readAt(own, path)).toBeUndefined();
			expect(replaceAt({ a: { b: 1 } }, path, 'changed')).toEqual({ a: { b: 1 } });
		}
		expect(Reflect.get({}, 'x')).toBeUndefined();
	});
});

describe('What is at a path', () => {
	const item = {
		texts: { title: 'T', 'a.b': 'dotted' },
		'meta.title': 'literal',
		meta: { title: 'nested' },
		images: [{ src: 'one' }, { src: 'two' }],
		none: null,
		zero: 0,
	};

	it.each([
		['texts.title', 'T'],
		['texts["a.b"]', 'dotted'],
		['images[1].src', 'two'],
		['none', null],
		['zero', 0],
	])('%s is %j', (path, value) => {
		expect(readAt(item, path)).toBe(value);
	});

	it('is the one under the whole name where the object has that name', () => {
		expect(readAt(item, 'meta.title')).toBe('literal');
		expect(readAt(item, ' meta.title ')).toBe('literal');
		expect(readAt({ meta: { title: 'nested' } }, 'meta.title')).toBe('nested');
		expect(replaceAt(item, 'meta.title', 'x')).toEqual({ ...item, 'meta.title': 'x' });
	});

	it.each([
		'texts.none',
		'images[2].src',
		'images.0',
		'images.length',
		'texts.title.length',
		'none.x',
	])('is nothing at %s', (path) => {
		expect(readAt(item, path)).toBeUndefined();
	});

	it.each(['toString', 'texts.hasOwnProperty', 'images.map', 'valueOf.call', 'texts.title[0]'])(
		'is nothing at %s, which is only inherited or part of a text',
		(path) => {
			expect(readAt(item, path)).toBeUndefined();
			expect(replaceAt(item, path, 'x')).toBe(item);
		},
	);
});

describe('A value that is put at a path', () => {
	it('changes nothing else, and what is not on the way stays the same object', () => {
		fc.assert(
			fc.property(json, fc.nat(), (object, choice) => {
				const ways = waysIn(object);
				const way = ways[choice % Math.max(1, ways.length)];
				if (way === undefined) return;
				const path = formatPath(way);
				const before = structuredClone(object);
				const marker = 'put there by the test';
				const after = replaceAt(object, path, marker);
				expect(object).toEqual(before);
				expect(readAt(after, path)).toBe(marker);
				expect(Object.keys(after)).toEqual(Object.keys(object));
				for (const [name, value] of Object.entries(object)) {
					const onTheWay = name === path || name === String(way[0]);
					if (!onTheWay) expect(after[name]).toBe(value);
				}
				expect(replaceAt(after, path, toJson(readAt(object, path)))).toEqual(object);
			}),
			{ numRuns: 2000 },
		);
	});

	it('shares what is beside the way in lists and objects below', () => {
		const object = { a: [{ x: { y: 1 } }, { z: {} }], b: {} };
		const after = replaceAt(object, 'a[0].x.y', 2);
		expect(after).toEqual({ a: [{ x: { y: 2 } }, { z: {} }], b: {} });
		expect(readAt(after, 'a[1]')).toBe(object.a[1]);
		expect(after.b).toBe(object.b);
	});

	it('is never put where there was nothing', () => {
		fc.assert(
			fc.property(json, fc.array(step, { minLength: 1, maxLength: 4 }), (object, steps) => {
				const path = formatPath(steps);
				fc.pre(readAt(object, path) === undefined);
				expect(replaceAt(object, path, 'new')).toBe(object);
			}),
		);
	});

	it('is not put anywhere by a text that is no path', () => {
		const object = { a: 1 };
		for (const path of ['', 'a..b', '__proto__.a', 'a[']) {
			expect(replaceAt(object, path, 2)).toBe(object);
		}
	});
});
