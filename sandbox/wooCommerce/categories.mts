import type { Product } from '../catalogue/product.mts';
import type { Shop } from '../shop/shop.mts';

const FIRST_ID = 15;

interface Category {
	id: number;
	name: string;
	slug: string;
}

/** The categories of the shop; the export numbers none, so their order does. */
export function categoriesOf(shop: Shop): Category[] {
	return shop.filterOptions().categories.map(({ id: slug, name: path }, index) => ({
		id: FIRST_ID + index,
		name: path.split(' > ').at(-1) ?? path,
		slug,
	}));
}

/** The ids of the categories that a product is in. */
export function categoryIdsOf(product: Product, shop: Shop): number[] {
	const paths = product.categories.map((path) => path.join(' > '));
	return shop
		.filterOptions()
		.categories.flatMap(({ name }, index) => (paths.includes(name) ? [FIRST_ID + index] : []));
}
