import type { IDataObject } from 'n8n-workflow';

/** What XC Scribe: Item > Get Many gives (sandbox/xcScribe/replies.mts, showItem). */
export const scribeItem: IDataObject = {
	id: '7f0b',
	external_id: 'SKU-1',
	item_type: 'product',
	source_data: {
		name: 'Kettle',
		sku: 'SKU-1',
		type: 'simple',
		store_id: null,
		short_description: 'A kettle.',
		description: '<p>Boils water.</p>',
		price: '39.00',
		categories: ['Kitchen > Kettles'],
		tags: ['kettle'],
		images: ['https://shop.example/kettle.jpg', 'https://shop.example/kettle-2.jpg'],
		weight: 1.2,
		stock: 4,
		parent: null,
		attributes: { Color: ['Red'] },
	},
	generated_content: {
		name: 'Kettle, 1.7 litres',
		short_description: 'Boils 1.7 litres in three minutes.',
		long_description: '<p>Boils <b>1.7 litres</b>.</p>',
		bullet_points: ['Quick', 'Quiet'],
		tags: ['kettle', 'kitchen'],
		attributes: { Capacity: '1.7 l' },
		structured_data: { '@context': 'https://schema.org', name: 'Kettle' },
	},
	confidence_score: 0.41,
	status: 'flagged',
	ai_model_used: 'gpt-4o',
	created_at: '2026-11-01T10:00:00Z',
	data_source_id: 'source-1',
	data_source_name: 'Products',
	metadata: { language: 'de', tone: 'professional' },
	excluded_at: null,
};

/** A row of a Cernel job (sandbox/cernel/texts.mts). */
export const cernelRow: IDataObject = {
	id: 'SKU-2',
	name: 'Elkedel',
	language: 'Danish',
	short_description: 'Koger vand.',
	description: '<p>Koger <em>vand</em>.</p>',
	meta_title: 'Elkedel | Butik',
	meta_description: 'En elkedel.',
	alt_text: 'Elkedel',
	status: 'SUCCESS',
	report: null,
};

/** A row of Cypien's inventory (sandbox/cypien/inventory.mts). */
export const cypienRow: IDataObject = {
	id: 501,
	sku_id: 'SKU-3',
	title: 'Teapot',
	description: 'A pot for tea.',
	categories: ['Kitchen'],
	pictures: ['https://shop.example/teapot.jpg', 'https://shop.example/teapot-2.jpg'],
	primary_picture: 'https://shop.example/teapot.jpg',
	tags: ['tea'],
	suggested_tags: ['tea', 'teapot'],
	workspace_id: 9,
	deleted: false,
	has_suggested_tags: true,
	ready_for_tagging: false,
};

const variant = (own: IDataObject): IDataObject => ({
	uid: 'u',
	workspacePersonaId: 66,
	specialDayId: 0,
	baseAudienceId: 1761,
	language: 'tr-TR',
	status: 'COMPLETED',
	createdAt: '2026-11-01T10:00:00Z',
	updatedAt: '2026-11-01T10:00:00Z',
	personaName: 'GIFT_SEEKER',
	specialDayName: '',
	audienceName: 'test',
	...own,
});

/** Cypien: Product > Get Variants (sandbox/cypien/inventoryRoutes.mts). */
export const cypienVariants: IDataObject = {
	success: true,
	message: 'Retrieved all variants for product Teapot',
	inventoryProductId: 501,
	productName: 'Teapot',
	tags: [],
	titleVariants: [
		variant({ productTitleId: 1, body: 'Teapot, for tea' }),
		variant({ productTitleId: 2, body: '', status: 'WAITING' }),
	],
	descriptionVariants: [
		variant({
			productDescriptionId: 3,
			body: '<p>Plain</p>',
			humanizedBody: '<p>Warm</p>',
			language: 'en-US',
			specialDayName: 'Mother’s Day',
		}),
		variant({
			productDescriptionId: 4,
			body: 'Only plain',
			humanizedBody: '',
			personaName: 'NONE',
			specialDayName: 'None',
		}),
	],
	googleFeedVariants: [variant({ productGoogleFeedId: 5, body: 'Teapot feed' })],
};

/** A finished job of ProductAI (sandbox/productAi/lookups.mts). */
export const productAiJob: IDataObject = {
	id: 77,
	status: 'COMPLETED',
	prompt: 'A teapot on a table',
	image_url: 'https://cdn.productai.example/77.png',
};
