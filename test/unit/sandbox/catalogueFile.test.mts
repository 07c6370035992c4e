import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readCatalogueFile } from '../../../sandbox/catalogue/catalogueFile.mts';

describe('a catalogue of one’s own for the sandbox', () => {
	let folder: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
	});

	afterAll(async () => {
		await rm(folder, { recursive: true, force: true });
	});

	const read = async (text: string): Promise<string> => {
		const file = join(folder, 'own.csv');
		await writeFile(file, text);
		return await readCatalogueFile(file);
	};

	it.each([
		'SKU,Name\nA-1,Bag\n',
		'Artikelnummer;Produktname\nA-1;Tasche\n',
		'handle\ttitle\na\tBag\n',
	])('takes %j as it is', async (text) => {
		expect(await read(text)).toBe(text);
	});

	it('takes a path from the folder in which npm was called', async () => {
		await writeFile(join(folder, 'here.csv'), 'SKU,Name\nA-1,Bag\n');
		const before = process.env['INIT_CWD'];
		process.env['INIT_CWD'] = folder;
		try {
			expect(await readCatalogueFile('here.csv')).toContain('A-1');
		} finally {
			if (before === undefined) delete process.env['INIT_CWD'];
			else process.env['INIT_CWD'] = before;
		}
	});

	it.each([
		['names no article number', 'Nummer,Name\nA-1,Bag\n', /Nummer, Name.*sku or/],
		['names no name', 'SKU;Bezeichnung\nA-1;Tasche\n', /SKU, Bezeichnung.*name or/],
		['has no product', 'SKU,Name\n', /no product/],
		['is no CSV', 'SKU,Name\n"A-1,Bag\n', /is no CSV/],
	])('refuses a file that %s', async (_, text, message) => {
		await expect(read(text)).rejects.toThrow(message);
	});

	it('says which file is not there', async () => {
		await expect(readCatalogueFile(join(folder, 'none.csv'))).rejects.toThrow(
			/none\.csv can't be read/,
		);
	});
});
