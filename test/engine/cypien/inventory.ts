import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { CypienTrigger } from '../../../nodes/Cypien/CypienTrigger.node';
import { watchStage, type Stage } from '../polls';
import type { PublishedTrigger, PublishOptions } from '../triggers';
import { sendJson, type Answer } from '../xcScribe/support';
import { account, JOBS, VARIANTS, variants } from './support';

export const PRODUCTS = '/v1/inventory/products';

/** A product as Cypien describes it. */
export const productRecord = (id: string, more: IDataObject = {}): IDataObject => ({
	id,
	sku_id: `sku-${id}`,
	title: 'Tea',
	description: 'Green tea',
	categories: ['drinks'],
	pictures: ['https://cdn.example/1.jpg?signature=a', 'https://cdn.example/2.jpg?signature=a'],
	primary_picture: 'https://cdn.example/1.jpg?signature=a',
	tags: [],
	suggested_tags: [],
	workspace_id: 123,
	created_at: '2026-01-01T00:00:00.000Z',
	updated_at: '2026-01-01T00:00:00.000Z',
	deleted: false,
	has_suggested_tags: false,
	ready_for_tagging: false,
	...more,
});

/** A text of a product as Cypien describes it; without a body it is not generated yet. */
export const variantRecord = (uid: string, body: string | null): IDataObject => ({
	uid,
	body,
	language: 'tr-TR',
	status: body === null ? 'WAITING' : 'DONE',
	personaName: 'Tea drinker',
});

/** What a workspace of Cypien holds; tests change it as they like. */
export class Inventory {
	products: IDataObject[] = [];
	/** Lists of texts by inventory product ID. */
	variants = new Map<string, IDataObject>();
	/** Jobs by ID. */
	jobs = new Map<string, IDataObject>();

	readonly answer: Answer = ({ path }, response) => {
		if (path === PRODUCTS) {
			const { products } = this;
			return sendJson(response, { success: true, products, total_count: products.length });
		}
		const id = path.slice(path.startsWith(JOBS) ? JOBS.length : VARIANTS.length);
		const lists = this.variants.get(id);
		const found = path.startsWith(JOBS)
			? this.jobs.get(id.replace(/\/status$/, ''))
			: lists && { ...variants(id), ...lists };
		if (found === undefined) {
			sendJson(response, { error: { code: 'NOT_FOUND', message: 'No such resource' } }, 404);
		} else sendJson(response, found);
	};
}

/** The inventory, and a trigger that watches it. */
export interface Watching {
	inventory: Inventory;
	stage: Stage;
	trigger: PublishedTrigger;
}

/** A published trigger of the workspace, before its first poll. */
export async function watching(
	parameters: INodeParameters = {},
	options: Partial<Omit<PublishOptions, 'parameters' | 'credentials'>> = {},
): Promise<Watching> {
	const inventory = new Inventory();
	const watched = await watchStage(
		inventory.answer,
		{ node: new CypienTrigger(), parameters, ...options },
		account,
	);
	return { inventory, ...watched };
}
