import type { CsvTable } from './csv.mts';

/** The fields of a product that a column can be mapped to. */
export const productFields = [
	'external_id',
	'store_id',
	'type',
	'name',
	'short_description',
	'description',
	'price',
	'categories',
	'tags',
	'images',
	'weight',
	'stock',
	'parent',
] as const;

export type ProductField = (typeof productFields)[number];

/** Product field to the name of the column that holds it. */
export type ColumnMapping = Partial<Record<ProductField, string>>;

/** A product as its file or shop describes it, before anything is generated. */
export interface Product {
	/** The SKU, or `row-N` (first row = 1) when there is none. Not necessarily unique. */
	externalId: string;
	/** Id in the shop that exported the row; null when the file has no such column. */
	storeId: string | null;
	sku: string;
	/** Type as exported: simple, variable, variation. */
	type: string;
	name: string;
	shortDescription: string;
	description: string;
	/** As written in the file, decimal comma included. */
	price: string;
	/** Paths such as `['Kitchen', 'Boards']`. */
	categories: string[][];
	tags: string[];
	images: string[];
	/** Kilograms as written in the file. */
	weight: string;
	stock: string;
	/** SKU of the parent of a variation. */
	parent: string;
	/** Attribute name to its values as one text. */
	attributes: Record<string, string>;
}

/** Header names that WooCommerce, Shopify, Magento and hand-made files use, in lower case. */
export const knownColumns: Readonly<Record<ProductField, readonly string[]>> = {
	external_id: ['sku', 'variant sku', 'external_id', 'article number', 'artikelnummer', 'handle'],
	store_id: ['id', 'product id'],
	type: ['type', 'product_type'],
	name: ['name', 'title', 'product name', 'produktname'],
	short_description: ['short description', 'short_description'],
	description: ['description', 'body (html)', 'long_description', 'beschreibung'],
	price: ['regular price', 'price', 'variant price', 'preis'],
	categories: ['categories', 'category', 'product category', 'kategorie'],
	tags: ['tags', 'keywords'],
	images: ['images', 'image', 'image src', 'base_image'],
	weight: ['weight (kg)', 'weight', 'variant grams'],
	stock: ['stock', 'qty', 'quantity'],
	parent: ['parent', 'parent sku'],
};

/** Proposes a column for each product field that a known header name stands for. */
export function suggestMapping(columns: readonly string[]): ColumnMapping {
	const byName = new Map(columns.map((column) => [column.toLowerCase(), column]));
	const mapping: ColumnMapping = {};
	for (const field of productFields) {
		const column = knownColumns[field].map((name) => byName.get(name)).find((name) => name);
		if (column !== undefined) mapping[field] = column;
	}
	return mapping;
}

/** One product for each row of `table`, in its order. */
export function readProducts(table: CsvTable, mapping: ColumnMapping): Product[] {
	const position = new Map(table.columns.map((column, index) => [column, index]));
	return table.rows.map((row, index) => {
		const cell = (column: string | undefined) =>
			(column === undefined ? '' : (row[position.get(column) ?? -1] ?? '')).trim();
		const field = (name: ProductField) => cell(mapping[name]);
		const sku = field('external_id');
		return {
			externalId: sku === '' ? `row-${index + 1}` : sku,
			storeId: field('store_id') || null,
			sku,
			type: field('type') || 'simple',
			name: field('name'),
			shortDescription: field('short_description'),
			description: field('description'),
			price: field('price'),
			categories: splitList(field('categories')).map((path) => path.split(/\s*>\s*/)),
			tags: splitList(field('tags')),
			images: splitList(field('images')),
			weight: field('weight'),
			stock: field('stock'),
			parent: field('parent'),
			attributes: readAttributes(table.columns, cell),
		};
	});
}

/** Whether `product` is one variation of another product. */
export function isVariant(product: Product): boolean {
	return product.type === 'variation' || product.type === 'variant';
}

function readAttributes(
	columns: readonly string[],
	cell: (column: string) => string,
): Record<string, string> {
	const attributes: Record<string, string> = {};
	for (const column of columns) {
		const number = /^attribute (\d+) name$/i.exec(column)?.[1];
		if (number === undefined) continue;
		const name = cell(column);
		const value = cell(`Attribute ${number} value(s)`);
		if (name !== '' && value !== '') attributes[name] = value;
	}
	return attributes;
}

function splitList(text: string): string[] {
	return text
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
}
