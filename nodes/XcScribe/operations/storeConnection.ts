import { choice, required, text, type Field } from '../../shared/fields';
import { defineOperation, type Fields } from '../../shared/operation';
import { platform, storeConnection } from './fields';
import { CONNECTION_STATUSES } from './knownValues';
import { connectionTestReply, storeConnectionListReply, storeConnectionReply } from './replies';

const resource = 'storeConnection';

const connection: Field = required(storeConnection);

const name: Field = text({ displayName: 'Name', placeholder: 'e.g. Main store' });

const baseUrl: Field = text({
	displayName: 'Store URL',
	placeholder: 'e.g. https://shop.example.com',
});

const access: Fields = {
	access_token: text({
		displayName: 'Access Token',
		description: 'Token of a Shopify or Magento store',
		password: true,
	}),
	consumer_key: text({
		displayName: 'Consumer Key',
		description: 'Consumer key of a WooCommerce store',
		password: true,
	}),
	consumer_secret: text({
		displayName: 'Consumer Secret',
		description: 'Consumer secret of a WooCommerce store',
		password: true,
	}),
	media_base_url: text({
		displayName: 'Media Base URL',
		description:
			'Base URL for relative image paths of Magento 2. Needs a recent version of XC Scribe.',
		placeholder: 'e.g. https://shop.example.com/media',
	}),
};

export const storeConnectionOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many store connections',
		description: 'List the connections to shops',
		request: { method: 'GET', path: '/api/v1/store-connections' },
		reply: storeConnectionListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create store connection',
		description: 'Connect a shop: WooCommerce by key and secret, Shopify and Magento by token',
		request: { method: 'POST', path: '/api/v1/store-connections' },
		body: {
			name: required(name),
			platform,
			base_url: required(baseUrl),
			...access,
		},
		reply: storeConnectionReply,
	}),
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get store connection',
		description: 'Read a connection to a shop',
		request: { method: 'GET', path: '/api/v1/store-connections/{connection_id}' },
		path: { connection_id: connection },
		reply: storeConnectionReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update store connection',
		description: 'Change a connection to a shop',
		request: { method: 'PATCH', path: '/api/v1/store-connections/{connection_id}' },
		path: { connection_id: connection },
		body: {
			name,
			base_url: baseUrl,
			...access,
			status: choice({
				displayName: 'Status',
				description: 'Status to set',
				values: CONNECTION_STATUSES,
			}),
		},
		reply: storeConnectionReply,
	}),
	defineOperation({
		resource,
		operation: 'test',
		name: 'Test',
		action: 'Test store connection',
		description: 'Call the live shop and set the status of the connection by its answer',
		request: { method: 'POST', path: '/api/v1/store-connections/{connection_id}/test' },
		path: { connection_id: connection },
		reply: connectionTestReply,
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete store connection',
		description: 'Delete a connection to a shop',
		request: { method: 'DELETE', path: '/api/v1/store-connections/{connection_id}' },
		path: { connection_id: connection },
		reply: { kind: 'deleted' },
	}),
];
