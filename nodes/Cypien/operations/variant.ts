import { id } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { INVENTORY_ID, VARIANTS_PATH } from './fields';
import { variantsReply } from './replies';

export const variantOperations = [
	defineOperation({
		resource: 'variant',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many variants',
		description:
			'Read the generated descriptions, titles and Google feed texts of a product, each as a list. A variant with the status WAITING has no text yet.',
		request: { method: 'GET', path: VARIANTS_PATH },
		path: {
			inventoryProductId: id({
				displayName: 'Inventory Product ID',
				description: `The product whose variants to read. ${INVENTORY_ID}`,
				placeholder: 'e.g. 13302',
				required: true,
			}),
		},
		reply: variantsReply,
	}),
];
