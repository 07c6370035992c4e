import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sparseProduct } from '../catalogue/shopCatalogue.mts';
import { FIRST_PRODUCT_NUMBER, inventoryIds } from './inventory.mts';
import type { InventoryProduct, Workspace } from './inventory.mts';

const time = z.string().datetime();

/** What may be said of a product, in the names of the product list. */
const productFields = {
	sku_id: z.string().min(1),
	title: z.string().min(1),
	description: z.string(),
	categories: z.array(z.string()),
	/** URLs. A product that has some and no tags is ready for tagging. */
	pictures: z.array(z.string()),
	/** Approved tags, which the provider's application gives. */
	tags: z.array(z.string()),
	suggested_tags: z.array(z.string()),
	deleted: z.boolean(),
	created_at: time,
	/** When it changed; now unless it is given. */
	updated_at: time,
};

export const productChanges = z.object(productFields).partial().strict();

export const newProduct = productChanges.required({ title: true });

export type NewProduct = z.input<typeof newProduct>;
export type ProductChanges = z.input<typeof productChanges>;

/** The numbers of a product: that of the product list, and that which variants are asked for with. */
export interface AddedProduct {
	id: string;
	inventory_id: number;
}

/** What happens to Cypien's products outside its API, in the shop or in the provider's application. */
export interface InventoryControl {
	/** Adds a product to a workspace. Throws a ZodError or a RangeError for what is none. */
	addProduct(workspaceId: number, product: NewProduct): AddedProduct;
	/** Changes fields of a product. Throws a ZodError or a RangeError for what is none. */
	changeProduct(workspaceId: number, id: string, changes: ProductChanges): void;
}

/** The control of the products of `workspaces`. */
export function createInventoryControl(
	workspaces: ReadonlyMap<number, Workspace>,
): InventoryControl {
	const find = (id: number): Workspace => {
		const workspace = workspaces.get(id);
		if (workspace === undefined) throw new RangeError(`No workspace ${id}`);
		return workspace;
	};
	return {
		addProduct: (workspaceId, input) => {
			const workspace = find(workspaceId);
			const entry = createEntry(workspace, newProduct.parse(input));
			workspace.products.push(entry);
			return { id: entry.id, inventory_id: entry.inventoryId };
		},
		changeProduct: (workspaceId, id, input) => {
			const entry = find(workspaceId).products.find((product) => product.id === id);
			if (entry === undefined) throw new RangeError(`No product ${id}`);
			change(entry, productChanges.parse(input));
		},
	};
}

const workspaceId = z.number().int();

/** The routes of the control: `POST` adds a product, `PATCH` changes one. */
export function inventoryControlRoutes(server: FastifyInstance, control: InventoryControl): void {
	server.post('/cypien/products', async (request, reply) => {
		const body = z
			.object({ workspace_id: workspaceId, product: newProduct })
			.strict()
			.parse(request.body);
		return reply.code(201).send(control.addProduct(body.workspace_id, body.product));
	});

	server.patch<{ Params: { id: string } }>('/cypien/products/:id', async (request) => {
		const body = z
			.object({ workspace_id: workspaceId, changes: productChanges })
			.strict()
			.parse(request.body);
		control.changeProduct(body.workspace_id, request.params.id, body.changes);
		return { id: request.params.id };
	});
}

function createEntry(workspace: Workspace, input: z.output<typeof newProduct>): InventoryProduct {
	const position = workspace.products.length;
	const now = input.created_at ?? new Date().toISOString();
	const number = FIRST_PRODUCT_NUMBER + position;
	const entry: InventoryProduct = {
		id: `prod_${number}`,
		inventoryId: inventoryIds.first + position,
		product: sparseProduct({ externalId: input.sku_id ?? `SKU-${number}`, name: input.title }),
		workspaceId: workspace.id,
		tags: [],
		suggestedTags: [],
		deleted: false,
		createdAt: now,
		updatedAt: now,
		variants: { content: [], title: [], google_feed: [] },
	};
	change(entry, { updated_at: now, ...input });
	return entry;
}

function change(entry: InventoryProduct, changes: z.output<typeof productChanges>): void {
	const { product } = entry;
	entry.product = {
		...product,
		externalId: changes.sku_id ?? product.externalId,
		name: changes.title ?? product.name,
		description: changes.description ?? product.description,
		categories: changes.categories?.map((category) => [category]) ?? product.categories,
		images: changes.pictures ?? product.images,
	};
	entry.tags = changes.tags ?? entry.tags;
	entry.suggestedTags = changes.suggested_tags ?? entry.suggestedTags;
	entry.deleted = changes.deleted ?? entry.deleted;
	entry.createdAt = changes.created_at ?? entry.createdAt;
	entry.updatedAt = changes.updated_at ?? new Date().toISOString();
}
