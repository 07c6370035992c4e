import type { Environment } from '../provider.mts';
import type { ShopRecord } from '../shop/shop.mts';
import { categoriesOf, categoryIdsOf } from './categories.mts';

export const stockStatuses = ['instock', 'outofstock', 'onbackorder'] as const;

type StockStatus = (typeof stockStatuses)[number];

/** What the shop's export calls the columns that only WooCommerce's API shows. */
const COLUMNS = {
	gtin: 'GTIN, UPC, EAN, or ISBN',
	published: 'Published',
	inStock: 'In stock?',
	salePrice: 'Sale price',
} as const;

const FIRST_META_ID = 9001;

/** Whether visitors of the shop see the product. */
export function isPublished({ exported }: ShopRecord): boolean {
	return exported.get(COLUMNS.published) === '1';
}

/** A variable product says nothing of its own stock in the export; its variations are there. */
export function stockStatusOf({ exported }: ShopRecord): StockStatus {
	const value = exported.get(COLUMNS.inStock);
	if (value === 'backorder') return 'onbackorder';
	return value === '0' ? 'outofstock' : 'instock';
}

/** A product in the shape of the API, with the fields that the simulated shop knows. */
export function showProduct(
	record: ShopRecord,
	{ origin, shop }: Environment,
): Record<string, unknown> {
	const { product, shown, exported, metaData } = record;
	const regularPrice = decimal(product.price);
	const salePrice = decimal(exported.get(COLUMNS.salePrice) ?? '');
	const categoryIds = categoryIdsOf(product, shop);
	return {
		id: Number(shown.id),
		name: shown.name,
		permalink: `${origin}/shop/?post_type=product&p=${shown.id}`,
		type: shown.type,
		status: isPublished(record) ? 'publish' : 'draft',
		description: shown.long_description,
		short_description: shown.short_description,
		sku: shown.sku,
		global_unique_id: exported.get(COLUMNS.gtin) ?? '',
		price: salePrice === '' ? regularPrice : salePrice,
		regular_price: regularPrice,
		sale_price: salePrice,
		stock_quantity: product.stock === '' ? null : Number(product.stock),
		stock_status: stockStatusOf(record),
		weight: product.weight,
		categories: categoriesOf(shop).filter(({ id }) => categoryIds.includes(id)),
		tags: product.tags.map((name) => ({ name })),
		images: product.images.map((src) => ({ src, alt: '' })),
		attributes: Object.entries(product.attributes).map(([name, value]) => ({
			name,
			options: [value],
		})),
		meta_data: [...metaData].map(([key, value], index) => ({
			id: FIRST_META_ID + index,
			key,
			value,
		})),
	};
}

/** A number with the shop's decimal comma as the API writes it. */
function decimal(text: string): string {
	return text.replace(',', '.');
}
