import type { Product } from '../catalogue/product.mts';
import { notFound } from './errors.mts';
import type { Variant } from './variants.mts';

/** Kinds of texts that a product has variants of. */
export const textKinds = ['content', 'title', 'google_feed'] as const;

export type TextKind = (typeof textKinds)[number];

export interface InventoryProduct {
	/** As the product list shows it, such as `prod_101`. */
	id: string;
	/** The number that variants are asked for with; it does not follow from `id`. */
	inventoryId: number;
	product: Product;
	workspaceId: number;
	/** Approved tags, which texts are written from. */
	tags: string[];
	/** Tags that wait for approval, which only the provider's application gives. */
	suggestedTags: string[];
	/** A deleted one stays in the list, but nothing is written about it any more. */
	deleted: boolean;
	createdAt: string;
	updatedAt: string;
	variants: Record<TextKind, Variant[]>;
}

export interface Workspace {
	id: number;
	name: string;
	products: InventoryProduct[];
}

/** Inventory numbers run from `first` upwards in the order of the product list. */
export const inventoryIds = { first: 13302 };

/** Ids of products count from it upwards in the order of the product list. */
export const FIRST_PRODUCT_NUMBER = 101;

/** Every fourth product has approved tags, every fourth suggested ones; the rest has none yet. */
const TAGGED_EVERY = 4;

/** Puts the shop's products into a workspace. */
export function createWorkspace(
	{ id, name }: Pick<Workspace, 'id' | 'name'>,
	products: readonly Product[],
): Workspace {
	const now = new Date().toISOString();
	return {
		id,
		name,
		products: products.map((product, index) => ({
			id: `prod_${FIRST_PRODUCT_NUMBER + index}`,
			inventoryId: inventoryIds.first + index,
			product,
			workspaceId: id,
			tags: index % TAGGED_EVERY === 0 ? proposeTags(product) : [],
			suggestedTags: index % TAGGED_EVERY === 1 ? proposeTags(product) : [],
			deleted: false,
			createdAt: now,
			updatedAt: now,
			variants: { content: [], title: [], google_feed: [] },
		})),
	};
}

/** The product with this inventory number; throws the 404. */
export function findByInventoryId(workspace: Workspace, inventoryId: number): InventoryProduct {
	const found = workspace.products.find((product) => product.inventoryId === inventoryId);
	if (found === undefined) throw notFound('Product');
	return found;
}

/** Tags that the pictures of a product would show. */
export function proposeTags(product: Product): string[] {
	const own = [...product.tags, ...product.categories.flat(), ...Object.values(product.attributes)];
	const seen = own.length > 0 ? own : [product.name];
	return [...new Set(seen.map((tag) => tag.toLowerCase()))].slice(0, 6);
}

/** Whether a product waits for tags: it has pictures, and nobody has proposed any yet. */
export function isReadyForTagging({ product, tags, suggestedTags }: InventoryProduct): boolean {
	return product.images.length > 0 && tags.length === 0 && suggestedTags.length === 0;
}

/** A product in the shape of the API's list. */
export function showProduct(entry: InventoryProduct): Record<string, unknown> {
	const { product } = entry;
	return {
		id: entry.id,
		sku_id: product.externalId,
		title: product.name,
		description: product.description,
		categories: [...new Set(product.categories.flat())],
		pictures: product.images,
		primary_picture: product.images[0] ?? null,
		tags: entry.tags,
		suggested_tags: entry.suggestedTags,
		workspace_id: entry.workspaceId,
		created_at: entry.createdAt,
		updated_at: entry.updatedAt,
		deleted: entry.deleted,
		has_suggested_tags: entry.suggestedTags.length > 0,
		ready_for_tagging: isReadyForTagging(entry),
	};
}
