import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { UserError } from '../../scripts/userError.mjs';
import { errorMessage } from '../errorMessage.mts';
import { parseCsv, type CsvTable } from './csv.mts';
import { knownColumns, suggestMapping, type ProductField } from './product.mts';

/** Without these the simulated shop could not tell its products apart, or show them. */
const requiredFields = ['external_id', 'name'] as const satisfies readonly ProductField[];

const ownCatalogue = fileURLToPath(new URL('products.csv', import.meta.url));

/**
 * Reads a product export that becomes the catalogue of the simulated shop.
 *
 * @param path An absolute path, or one from the folder in which npm was called; the sandbox's own when not given.
 * @returns The text of the file.
 * @throws UserError when it can't be read, is no CSV, names no article numbers or names, or has no product.
 */
export async function readCatalogueFile(path = ownCatalogue): Promise<string> {
	const file = resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
	const text = await readText(file);
	const table = readTable(file, text);
	const mapping = suggestMapping(table.columns);
	for (const field of requiredFields) {
		if (mapping[field] !== undefined) continue;
		throw new UserError(
			`${file} has no column that the sandbox knows as ${field}. Its first line names: ${table.columns.join(', ')}. ` +
				`Call one of them ${knownColumns[field].join(' or ')}.`,
		);
	}
	if (table.rows.length === 0) throw new UserError(`${file} names columns, but holds no product.`);
	return text;
}

async function readText(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		throw new UserError(`The catalogue ${file} can't be read: ${errorMessage(error)}`, error);
	}
}

function readTable(file: string, text: string): CsvTable {
	try {
		return parseCsv(text);
	} catch (error) {
		throw new UserError(`The catalogue ${file} is no CSV: ${errorMessage(error)}`, error);
	}
}
