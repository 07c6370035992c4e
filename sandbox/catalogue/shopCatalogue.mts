import type { Shop } from '../shop/shop.mts';
import { isVariant, readProducts, suggestMapping } from './product.mts';
import type { Product } from './product.mts';

/** The shop's products as its export describes them, without the variations of a product. */
export function catalogueProducts(shop: Shop): Product[] {
	const table = shop.select({ categories: [], types: [] });
	return readProducts(table, suggestMapping(table.columns)).filter(
		(product) => !isVariant(product),
	);
}

/** A product of which only `known` is known. */
export function sparseProduct(known: Partial<Product> & { externalId: string }): Product {
	return {
		storeId: null,
		sku: known.externalId,
		type: 'simple',
		name: '',
		shortDescription: '',
		description: '',
		price: '',
		categories: [],
		tags: [],
		images: [],
		weight: '',
		stock: '',
		parent: '',
		attributes: {},
		...known,
	};
}
