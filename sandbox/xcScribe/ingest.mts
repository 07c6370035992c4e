import { randomUUID } from 'node:crypto';
import { parseCsv } from '../catalogue/csv.mts';
import type { CsvTable } from '../catalogue/csv.mts';
import { isVariant, readProducts } from '../catalogue/product.mts';
import type { ColumnMapping, Product } from '../catalogue/product.mts';
import { errorMessage } from '../errorMessage.mts';
import { badRequest } from './errors.mts';
import type { ContentItem, Project, Source } from './store.mts';

/** Reads an uploaded CSV file (UTF-8). Throws the 400 of a file that holds no table. */
export function readTable(content: Buffer): CsvTable {
	let table: CsvTable;
	try {
		const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
		if (/^\uFEFF?\s*</.test(text)) throw new Error('XML is not supported by the sandbox');
		table = parseCsv(text);
	} catch (error) {
		const reason = errorMessage(error);
		throw badRequest(`Could not parse file: ${reason}`);
	}
	if (table.rows.length === 0) throw badRequest('The file contains no products');
	return table;
}

/** Adds a source to `project`; its items follow with `addItems`. */
export function addSource(
	project: Project,
	type: Source['type'],
	name: string,
	file: Source['file'] = null,
): Source {
	const source: Source = {
		id: randomUUID(),
		projectId: project.id,
		type,
		name,
		createdAt: new Date().toISOString(),
		lastSyncedAt: null,
		file,
	};
	project.sources.set(source.id, source);
	return source;
}

/** One product for each row; throws the 400 when no column holds the names. */
export function productsOf(table: CsvTable, mapping: ColumnMapping): Product[] {
	if (mapping.name === undefined) throw badRequest('No column with the product name found');
	return readProducts(table, mapping);
}

/** Adds one item a product; `firstRow` is the position of the first one in its file. */
export function addItems(
	project: Project,
	source: Source,
	products: readonly Product[],
	firstRow = 0,
): void {
	const createdAt = new Date().toISOString();
	products.forEach((product, index) => {
		const item: ContentItem = {
			id: randomUUID(),
			sourceId: source.id,
			row: firstRow + index,
			product,
			itemType: isVariant(product) ? 'variant' : 'product',
			status: 'pending',
			excludedAt: null,
			generatedContent: null,
			confidenceScore: null,
			aiModelUsed: null,
			metadata: {},
			createdAt,
			syncedAt: null,
			attempts: 0,
			history: [],
		};
		project.items.set(item.id, item);
	});
}
