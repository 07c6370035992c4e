import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { PRESETS } from '../../../nodes/ContentReview/presets';
import { toJson } from '../../../nodes/shared/values';
import { cernelRow, cypienRow, cypienVariants, productAiJob, scribeItem } from './items';
import { shownBy, summary } from './support';

const without = (json: IDataObject, name: string): IDataObject =>
	Object.fromEntries(Object.entries(json).filter(([key]) => key !== name));

const file = { data: '', mimeType: 'image/png', fileName: 'image.png' };

describe('An XC Scribe item', () => {
	it('shows the generated texts beside those of the source, and its pictures', () => {
		const item = shownBy('xcScribeItem', scribeItem);
		expect(summary(item)).toEqual([
			[
				'Images',
				'image',
				[{ url: 'https://shop.example/kettle.jpg' }, { url: 'https://shop.example/kettle-2.jpg' }],
				undefined,
			],
			['Name', 'text', 'Kettle, 1.7 litres', 'Kettle'],
			['Short description', 'text', 'Boils 1.7 litres in three minutes.', 'A kettle.'],
			['Long description', 'html', '<p>Boils <b>1.7 litres</b>.</p>', '<p>Boils water.</p>'],
			['Bullet points', 'list', ['Quick', 'Quiet'], undefined],
			['Tags', 'list', ['kettle', 'kitchen'], ['kettle']],
		]);
		expect(item).toMatchObject({ title: 'Kettle', language: 'de', score: 0.41, flagged: true });
		expect(item.fields.map(({ editable }) => editable)).toEqual([
			false,
			true,
			true,
			true,
			true,
			true,
		]);
	});

	it('shows no nested objects, which nobody can read or edit', () => {
		const labels = shownBy('xcScribeItem', scribeItem).fields.map(({ label }) => label);
		expect(labels).not.toContain('Attributes');
		expect(labels).not.toContain('Structured data');
	});

	it('finds the source of an export whatever its columns are called', () => {
		const item = shownBy('xcScribeItem', {
			generated_content: { name: 'New', long_description: 'Long', my_field: 'Mine' },
			source_data: { Title: 'Old', 'Body (HTML)': '<p>Body</p>', my_field: 'Was' },
			confidence_score: '0.9',
			status: 'generated',
		});
		expect(summary(item)).toEqual([
			['Name', 'text', 'New', 'Old'],
			['Long description', 'text', 'Long', '<p>Body</p>'],
			['My field', 'text', 'Mine', 'Was'],
		]);
		expect(item).toMatchObject({ title: 'Old', score: 0.9, flagged: false, language: '' });
	});

	it('shows a key with dots, quotes or brackets in its name like every other', () => {
		const names = ['meta.title', 'say "hi"', 'a[0]', '$json'];
		const item = shownBy('xcScribeItem', {
			generated_content: Object.fromEntries(names.map((name) => [name, `Value of ${name}`])),
		});
		expect(summary(item)).toEqual(
			names.map((name) => [expect.any(String), 'text', `Value of ${name}`, undefined]),
		);
	});

	it('without anything generated is none', () => {
		expect(shownBy('xcScribeItem', { ...scribeItem, generated_content: null }).fields).toEqual([]);
		expect(shownBy('xcScribeItem', { ...scribeItem, generated_content: {} }).fields).toEqual([]);
		expect(
			shownBy('xcScribeItem', { ...scribeItem, generated_content: { a: {}, b: [] } }).fields,
		).toEqual([]);
	});
});

describe('A Cernel row', () => {
	it('shows its texts in the language that Cernel names', () => {
		const item = shownBy('cernelRow', cernelRow);
		expect(summary(item)).toEqual([
			['Name', 'text', 'Elkedel', undefined],
			['Short description', 'text', 'Koger vand.', undefined],
			['Description', 'html', '<p>Koger <em>vand</em>.</p>', undefined],
			['Meta title', 'text', 'Elkedel | Butik', undefined],
			['Meta description', 'text', 'En elkedel.', undefined],
			['Alt text', 'text', 'Elkedel', undefined],
		]);
		expect(item).toMatchObject({ title: 'Elkedel', language: 'da', flagged: false });
		expect(item.fields.every(({ language }) => language === 'da')).toBe(true);
	});

	it('that did not succeed is flagged', () => {
		const failed = { ...cernelRow, status: 'FAILURE', description: '', report: 'No text' };
		expect(shownBy('cernelRow', failed).flagged).toBe(true);
	});
});

describe('A Cypien product', () => {
	it('shows its suggested tags beside those it has, with its pictures', () => {
		const item = shownBy('cypienProduct', cypienRow);
		expect(summary(item)).toEqual([
			[
				'Pictures',
				'image',
				[{ url: 'https://shop.example/teapot.jpg' }, { url: 'https://shop.example/teapot-2.jpg' }],
				undefined,
			],
			['Tags', 'list', ['tea', 'teapot'], ['tea']],
		]);
		expect(item.title).toBe('Teapot');
	});

	it('shows the one picture that a simplified product has', () => {
		expect(summary(shownBy('cypienProduct', without(cypienRow, 'pictures')))[0]).toEqual([
			'Pictures',
			'image',
			[{ url: 'https://shop.example/teapot.jpg' }],
			undefined,
		]);
	});

	it('shows each variant that has a text, for whom it is and in its own language', () => {
		const item = shownBy('cypienProduct', cypienVariants);
		expect(summary(item)).toEqual([
			['Title · GIFT_SEEKER', 'text', 'Teapot, for tea', undefined],
			['Description · GIFT_SEEKER · Mother’s Day', 'html', '<p>Warm</p>', undefined],
			['Description', 'text', 'Only plain', undefined],
			['Google feed · GIFT_SEEKER', 'text', 'Teapot feed', undefined],
		]);
		expect(item.fields.map(({ language }) => language)).toEqual([
			'tr-TR',
			'en-US',
			'tr-TR',
			'tr-TR',
		]);
		expect(item).toMatchObject({ title: 'Teapot', language: '' });
	});

	it('without tags and variants is none, even with pictures', () => {
		expect(shownBy('cypienProduct', { ...cypienRow, suggested_tags: [] }).fields).toEqual([]);
	});
});

describe('A ProductAI job', () => {
	it('shows its image by the address', () => {
		const item = shownBy('productAiImage', productAiJob);
		expect(summary(item)).toEqual([
			['Image', 'image', [{ url: 'https://cdn.productai.example/77.png' }], undefined],
		]);
		expect(item).toMatchObject({ title: 'A teapot on a table' });
		expect(item.fields[0]?.editable).toBe(false);
	});

	it('shows its image from the file that was downloaded', () => {
		const job = without(productAiJob, 'image_url');
		const item = shownBy('productAiImage', job, { binary: { data: file } });
		expect(summary(item)).toEqual([['Image', 'image', [{ binary: 'data' }], undefined]]);
	});

	it('without an image shows nothing', () => {
		const job = without(productAiJob, 'image_url');
		const item = shownBy('productAiImage', { ...job, status: 'FAILED' });
		expect(summary(item)).toEqual([['Image', 'image', undefined, undefined]]);
	});
});

const items = { scribeItem, cernelRow, cypienRow, cypienVariants, productAiJob };

/** With which presets each shows something. */
const seenBy: Array<[item: keyof typeof items, presets: string[]]> = [
	['scribeItem', ['xcScribeItem']],
	['cernelRow', ['cernelRow']],
	['cypienRow', ['cypienProduct']],
	['cypienVariants', ['cypienProduct']],
	['productAiJob', ['productAiImage']],
];

describe('An item of one provider', () => {
	it.each(seenBy)('%s shows nothing with the presets of others', (name, presets) => {
		const seen = [...PRESETS.keys()].filter((preset) =>
			shownBy(preset, items[name]).fields.some(({ proposed }) => proposed !== undefined),
		);
		expect(seen).toEqual(presets);
	});

	it('may be of any shape without a preset failing on it', () => {
		const odd = [null, 0, '', 'x', [], [null], [{}], {}, { length: 1 }, true];
		for (const preset of PRESETS.keys()) {
			for (const value of odd) {
				const keys = Object.values(items).flatMap((item) => Object.keys(item));
				const json = Object.fromEntries(keys.map((key) => [key, toJson(value)]));
				expect(() => shownBy(preset, json)).not.toThrow();
			}
		}
	});
});
