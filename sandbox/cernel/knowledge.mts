import { catalogueProducts, sparseProduct } from '../catalogue/shopCatalogue.mts';
import type { Product } from '../catalogue/product.mts';
import type { Shop } from '../shop/shop.mts';

/** What an update says about a product: named fields, and any others. */
export interface ProductData {
	external_id: string;
	name: string;
	description?: string | undefined;
	[field: string]: unknown;
}

const namedFields = ['external_id', 'name', 'gtin', 'description'];

/** What Cernel knows about the products and categories of the shop, by their identifiers. */
export class Knowledge {
	readonly #shop: Shop;
	#products = new Map<string, Product>();
	#categories = new Map<string, string>();

	constructor(shop: Shop) {
		this.#shop = shop;
	}

	/** Forgets what updates brought along. */
	reset(): void {
		this.#products = new Map(
			// Of two products with the same SKU the first one counts.
			catalogueProducts(this.#shop)
				.reverse()
				.map((product) => [product.externalId, product]),
		);
		this.#categories = new Map(
			this.#shop.filterOptions().categories.map(({ id, name }) => [id, name]),
		);
	}

	/** The product with this identifier; of an unknown one only the identifier is known. */
	product(number: string): Product {
		return (
			this.#products.get(number) ?? sparseProduct({ externalId: number, name: `Product ${number}` })
		);
	}

	/** A product that stands for a category, named by its identifier in the shop. */
	category(number: string): Product {
		const path = (this.#categories.get(number) ?? `Category ${number}`).split(' > ');
		return sparseProduct({ externalId: number, name: path.at(-1) ?? number, categories: [path] });
	}

	/** The product that an update describes, on top of what is known of it. */
	describe(data: ProductData): Product {
		const known = this.product(data.external_id);
		const facts = Object.entries(data).flatMap(([field, value]) =>
			!namedFields.includes(field) && (typeof value === 'string' || typeof value === 'number')
				? [[label(field), String(value)] as const]
				: [],
		);
		return {
			...known,
			name: data.name,
			description: data.description ?? known.description,
			attributes: { ...known.attributes, ...Object.fromEntries(facts) },
		};
	}

	/** Remembers what updates described. */
	remember(products: readonly Product[]): void {
		for (const product of products) this.#products.set(product.externalId, product);
	}
}

// `seat_height` reads as `Seat height`.
function label(field: string): string {
	const words = field.replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
