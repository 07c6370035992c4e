import { defineOperation } from '../../shared/operation';
import { productListReply } from './replies';

export const productOperations = [
	defineOperation({
		resource: 'product',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many products',
		description: 'List the products of the inventory with their approved and suggested tags',
		request: { method: 'GET', path: '/v1/inventory/products' },
		reply: productListReply,
	}),
];
