import { describe, expect, it } from '@jest/globals';

import { editableText } from '../../../nodes/ContentReview/editableText';
import { webAddress } from '../../../nodes/ContentReview/webAddress';
import { toJson, type JsonValue } from '../../../nodes/shared/values';
import { field, said, shown, shownBy } from './support';

const file = { data: '', mimeType: 'image/png' };
const imagesAt = (value: JsonValue): unknown =>
	said(
		shown(
			{ images: value },
			{
				fields: [field({ proposed: 'images', kind: 'image' })],
			},
		).fields[0]?.proposed,
	);
const A = 'https://shop.example/a.jpg';
const B = 'http://shop.example/b.jpg';

describe('A field', () => {
	it('shows no value where the item has none, and cannot be edited then', () => {
		const item = shown(
			{ a: '', b: null, c: { d: 1 }, e: [] },
			{
				fields: [
					field({ proposed: 'missing', current: 'gone' }),
					field({ proposed: 'a' }),
					field({ proposed: 'b', kind: 'html' }),
					field({ proposed: 'e', kind: 'list' }),
					field({ proposed: 'missing', kind: 'number' }),
				],
			},
		);
		for (const each of item.fields) {
			expect(each).toMatchObject({ proposed: undefined, current: undefined });
		}
		expect(item.fields.map(({ editable }) => editable)).toEqual([false, true, false, true, false]);
	});

	it('shows an object as its JSON, which nobody edits', () => {
		const [only] = shown({ a: { b: 1 } }, { fields: [field({ proposed: 'a' })] }).fields;
		expect(only).toMatchObject({ editable: false, proposed: { kind: 'text', text: '{"b":1}' } });
	});

	it.each([
		{ kind: 'text', value: 'T', editable: true },
		{ kind: 'text', value: 3, editable: true },
		{ kind: 'text', value: true, editable: false },
		{ kind: 'text', value: ['a'], editable: false },
		{ kind: 'list', value: ['a', 1], editable: true },
		{ kind: 'list', value: ['a', { b: 1 }], editable: false },
		{ kind: 'list', value: 'a', editable: true },
		{ kind: 'number', value: 3, editable: true },
		{ kind: 'number', value: '3', editable: true },
		{ kind: 'image', value: A, editable: false },
	] as const)('of kind $kind with the value $value is editable: $editable', (each) => {
		const json = { value: toJson(each.value) };
		const fields = [field({ proposed: 'value', kind: each.kind })];
		expect(shown(json, { fields }).fields[0]?.editable).toBe(each.editable);
		const closed = [field({ proposed: 'value', kind: each.kind, editable: false })];
		expect(shown(json, { fields: closed }).fields[0]?.editable).toBe(false);
	});

	it('has the language that it names, or that of the item', () => {
		const fields = [
			field({ proposed: 'name', language: 'Danish' }),
			field({ proposed: 'name', language: 'nonsense"' }),
			field({ proposed: 'name' }),
		];
		const languages = shown({ name: 'x' }, { fields }).fields.map(({ language }) => language);
		expect(languages).toEqual(['da', '', '']);
		const preset = shownBy('cernelRow', { name: 'x', language: 'German' });
		expect(preset.fields[0]?.language).toBe('de');
	});
});

describe('Pictures', () => {
	it.each([
		['an address', A, [{ url: A }]],
		['a list of addresses', [A, B], [{ url: A }, { url: B }]],
		['addresses with commas between them', `${A}, ${B}`, [{ url: A }, { url: B }]],
		['addresses with bars between them', `${A}|${B}`, [{ url: A }, { url: B }]],
		['addresses in lines', `${A}\n${B}`, [{ url: A }, { url: B }]],
		['an address that has a comma', `${A}?w=1,2`, [{ url: `${A}?w=1,2` }]],
		['objects with a src', [{ src: A }, { url: B }], [{ url: A }, { url: B }]],
		['one object', { src: A }, [{ url: A }]],
	])('are taken from %s', (_, value, images) => {
		expect(imagesAt(value)).toEqual(images);
	});

	it.each([
		'javascript:alert(1)',
		'JaVaScRiPt:alert(1)',
		' javascript:alert(1)',
		'data:image/svg+xml,<svg onload=alert(1)>',
		'file:///etc/passwd',
		'blob:https://shop.example/1',
		'//shop.example/a.jpg',
		'shop.example/a.jpg',
		'',
	])('are none at "%s"', (address) => {
		expect(imagesAt(address)).toBeUndefined();
		expect(imagesAt([address, { src: address }, A])).toEqual([{ url: A }]);
	});

	it('come from a file of the item where there is no address', () => {
		const fields = [
			field({ proposed: 'photo', kind: 'image' }),
			field({ proposed: 'toString', kind: 'image' }),
		];
		const binary = { photo: file };
		const item = shown({}, { fields, binary });
		expect(item.fields.map(({ proposed }) => said(proposed))).toEqual([
			[{ binary: 'photo' }],
			undefined,
		]);
		const both = shown({ photo: A }, { fields, binary });
		expect(said(both.fields[0]?.proposed)).toEqual([{ url: A }]);
	});
});

describe('An item', () => {
	const fields = [field({ proposed: 'name' })];

	it('is called what the parameter says, else what the preset finds, else by its number', () => {
		expect(shown({}, { fields, own: [{ title: ' Mine ' }] }).title).toBe('Mine');
		expect(shown({}, { fields, own: [{ title: '  ' }] }).title).toBe('Item 1');
		expect(shownBy('cernelRow', { name: 'Row' }, { own: [{ title: 'Mine' }] }).title).toBe('Mine');
		expect(shownBy('cernelRow', { name: 'Row' }).title).toBe('Row');
	});

	it.each([
		['https://shop.example/p/1', 'https://shop.example/p/1'],
		['http://shop.example', 'http://shop.example/'],
		['javascript:alert(1)', ''],
		['java\nscript:alert(1)', ''],
		['data:text/html,<script>alert(1)</script>', ''],
		['/p/1', ''],
		['mailto:a@shop.example', ''],
		['', ''],
	])('links to %j as %j', (given, link) => {
		expect(webAddress(given)).toBe(link);
		expect(shown({}, { fields, own: [{ link: given }] }).link).toBe(link);
	});

	it.each([
		{ score: 0.4, threshold: 0.5, flagged: true },
		{ score: 0.5, threshold: 0.5, flagged: false },
		{ score: 0, threshold: 0.5, flagged: true },
		{ score: -1, threshold: 0, flagged: true },
		{ score: undefined, threshold: 0.5, flagged: false },
		{ score: 0.4, threshold: undefined, flagged: false },
	])('with the score $score and the threshold $threshold is flagged: $flagged', (each) => {
		const item = shown({}, { fields, own: [{ score: each.score, threshold: each.threshold }] });
		expect(item).toMatchObject({ score: each.score, flagged: each.flagged });
	});

	it('has the score of the parameter rather than that of the preset', () => {
		const json = { generated_content: { name: 'x' }, confidence_score: 0.9, status: 'generated' };
		const own = [{ score: 0.1, threshold: 0.5 }];
		expect(shownBy('xcScribeItem', json, { own })).toMatchObject({ score: 0.1, flagged: true });
		const threshold = [{ threshold: 0.95 }];
		expect(shownBy('xcScribeItem', json, { own: threshold })).toMatchObject({
			score: 0.9,
			flagged: true,
		});
	});
});

describe('The text for editing', () => {
	it('has one line for each entry of a list, even one that has lines itself', () => {
		const entries = ['red', 'dark  \n  blue', 'a\r\nb'];
		expect(editableText({ kind: 'list', entries })).toBe('red\ndark blue\na b');
	});
});
