import { formatCsv, parseCsv } from '../catalogue/csv.mts';
import type { CsvTable } from '../catalogue/csv.mts';
import { isVariant, readProducts, suggestMapping } from '../catalogue/product.mts';
import type { Product } from '../catalogue/product.mts';

/** Texts that a provider writes into a product; a missing one stays as it is. */
export interface ProductTexts {
	name?: string;
	short_description?: string;
	long_description?: string;
}

/** A product of the shop as its routes show it. */
export interface ShopProduct {
	id: string;
	external_id: string;
	sku: string;
	type: string;
	name: string;
	short_description: string;
	long_description: string;
	/** When a sync wrote last, ISO 8601; null when none did. */
	synced_at: string | null;
	/** How many times a sync wrote. */
	times_written: number;
	/** Exactly what the last sync sent. */
	written_texts: ProductTexts | null;
}

/** Filter of a store import: ids of categories and product types; empty means all. */
export interface CatalogueFilter {
	categories: readonly string[];
	types: readonly string[];
}

export interface FilterOption {
	id: string;
	name: string;
}

interface Entry {
	product: Product;
	row: string[];
	shown: ShopProduct;
	/** Values that plugins of the shop keep with the product, by key. */
	metaData: Map<string, string>;
}

/** A product of the shop with all that the shop knows of it. */
export type ShopRecord = Readonly<Omit<Entry, 'row'>> & {
	/** What was exported, by column. */
	exported: ReadonlyMap<string, string>;
};

/** The simulated shop: its catalogue, and what was written into it. */
export class Shop {
	readonly name = 'Alpenglow Shop (simulated)';
	/** The catalogue as exported, byte for byte. */
	readonly catalogue: string;
	readonly #table: CsvTable;
	#entries: Entry[] = [];
	#byExternalId = new Map<string, ShopProduct[]>();
	#byId = new Map<string, ShopProduct>();
	#repeatedWrites = 0;

	/** `catalogue` is the text of a WooCommerce product export. */
	constructor(catalogue: string) {
		this.catalogue = catalogue;
		this.#table = parseCsv(catalogue);
		this.reset();
	}

	/** Forgets everything that was written. */
	reset(): void {
		this.#repeatedWrites = 0;
		const products = readProducts(this.#table, suggestMapping(this.#table.columns));
		this.#entries = products.map((product, index) => ({
			product,
			row: this.#table.rows[index] ?? [],
			shown: {
				id: product.storeId ?? String(index + 1),
				external_id: product.externalId,
				sku: product.sku,
				type: product.type,
				name: product.name,
				short_description: product.shortDescription,
				long_description: product.description,
				synced_at: null,
				times_written: 0,
				written_texts: null,
			},
			metaData: new Map<string, string>(),
		}));
		this.#byExternalId.clear();
		this.#byId.clear();
		for (const { shown } of this.#entries) {
			const same = this.#byExternalId.get(shown.external_id) ?? [];
			this.#byExternalId.set(shown.external_id, [...same, shown]);
			this.#byId.set(shown.id, shown);
		}
	}

	/** Writes that brought a product the texts it had got before. */
	get repeatedWrites(): number {
		return this.#repeatedWrites;
	}

	products(): ShopProduct[] {
		return this.#entries.map((entry) => entry.shown);
	}

	/** All products, with what the shop's own routes do not show. */
	records(): ShopRecord[] {
		return this.#entries.map(({ row, ...entry }) => ({
			...entry,
			exported: new Map(this.#table.columns.map((column, index) => [column, row[index] ?? ''])),
		}));
	}

	/**
	 * The products that `externalId` may mean: all with that SKU (or `row-N`), else the one with
	 * that shop id. A SKU used twice gives two.
	 */
	find(externalId: string): ShopProduct[] {
		const byId = this.#byId.get(externalId);
		return this.#byExternalId.get(externalId) ?? (byId === undefined ? [] : [byId]);
	}

	/**
	 * Writes texts into the product that `product` was exported from. Throws when the shop has no
	 * such product, or two with the same SKU and no shop id to tell them apart.
	 */
	write(product: Product, texts: ProductTexts): ShopProduct {
		const candidates = this.find(product.externalId);
		const target =
			candidates.find((candidate) => candidate.id === product.storeId) ??
			(candidates.length === 1 ? candidates[0] : undefined);
		if (target === undefined) {
			throw new Error(
				candidates.length === 0
					? `The shop has no product ${product.externalId}`
					: `The shop has ${candidates.length} products with the SKU ${product.externalId}`,
			);
		}
		return this.writeTo(target, texts);
	}

	/** Writes texts into `target`, one of the shop's products. */
	writeTo(target: ShopProduct, texts: ProductTexts): ShopProduct {
		if (JSON.stringify(target.written_texts) === JSON.stringify(texts)) this.#repeatedWrites += 1;
		Object.assign(target, texts, {
			synced_at: new Date().toISOString(),
			times_written: target.times_written + 1,
			written_texts: { ...texts },
		});
		return target;
	}

	/** What a store import can be narrowed down by. */
	filterOptions(): { categories: FilterOption[]; types: FilterOption[] } {
		const paths = this.#entries.flatMap(({ product }) => product.categories);
		const categories = new Map(paths.map((path) => [categoryId(path), path.join(' > ')]));
		const types = new Set(this.#entries.map(({ product }) => product.type));
		return {
			categories: [...categories]
				.map(([id, name]) => ({ id, name }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			types: [...types].map((id) => ({ id, name: id[0]?.toUpperCase() + id.slice(1) })),
		};
	}

	/** The part of the catalogue that `filter` selects; variations follow their parent. */
	select(filter: CatalogueFilter): CsvTable {
		const bySku = new Map(this.#entries.map(({ product }) => [product.sku, product]));
		const parentOf = (product: Product) =>
			isVariant(product) ? bySku.get(product.parent) : undefined;
		const selected = this.#entries.filter(({ product }) => {
			const categories = (parentOf(product) ?? product).categories.map(categoryId);
			return (
				(filter.categories.length === 0 ||
					categories.some((category) => filter.categories.includes(category))) &&
				(filter.types.length === 0 || filter.types.includes(product.type))
			);
		});
		return { ...this.#table, rows: selected.map((entry) => entry.row) };
	}

	/** The catalogue with the texts of the shop as they are now, as CSV. */
	currentCatalogue(): string {
		const mapping = suggestMapping(this.#table.columns);
		const columns: Array<[string | undefined, 'name' | 'short_description' | 'long_description']> =
			[
				[mapping.name, 'name'],
				[mapping.short_description, 'short_description'],
				[mapping.description, 'long_description'],
			];
		const rows = this.#entries.map(({ row, shown }) =>
			this.#table.columns.map((column, index) => {
				const field = columns.find(([name]) => name === column)?.[1];
				return field !== undefined && shown.written_texts !== null
					? shown[field]
					: (row[index] ?? '');
			}),
		);
		return formatCsv({ ...this.#table, rows });
	}
}

// A category has no id of its own in the export, so its path stands in.
function categoryId(path: readonly string[]): string {
	return path
		.join('-')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-');
}
