import { choice, locator, required, text, toggle, type Field } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { toText } from '../../shared/values';
import { stockPhotoKeyListReply, stockPhotoKeyReply } from './blogReplies';
import { STOCK_PHOTO_PROVIDERS } from './knownValues';

const resource = 'stockPhotoKey';

const PATH = '/api/v1/stock-photo-keys/{key_id}';

const key: Field = locator({
	displayName: 'Stock Photo Key',
	description: 'The stored key of a stock photo service',
	required: true,
	source: {
		method: 'searchStockPhotoKeys',
		path: '/api/v1/stock-photo-keys',
		entry: ({ id, provider, created_at: createdAt }) => ({
			name: `${toText(provider)}, ${toText(createdAt)}`,
			value: toText(id),
		}),
	},
});

const apiKey: Field = text({
	displayName: 'API Key',
	description: 'Key that the stock photo service gave you. XC Scribe never shows it again.',
	password: true,
});

const isActive: Field = toggle({
	displayName: 'Active',
	description: 'Whether the key may be used',
	default: true,
});

export const stockPhotoKeyOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many stock photo keys',
		description: 'List the keys of stock photo services without the keys themselves',
		request: { method: 'GET', path: '/api/v1/stock-photo-keys' },
		reply: stockPhotoKeyListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create stock photo key',
		description: 'Store a key of a stock photo service, which searching for photos needs',
		request: { method: 'POST', path: '/api/v1/stock-photo-keys' },
		body: {
			provider: choice({
				displayName: 'Provider',
				description: 'The stock photo service. An expression may give another one.',
				values: STOCK_PHOTO_PROVIDERS,
				open: true,
				required: true,
			}),
			api_key: required(apiKey),
			is_active: isActive,
		},
		reply: stockPhotoKeyReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update stock photo key',
		description: 'Replace the key of a stock photo service, or turn it on or off',
		request: { method: 'PATCH', path: PATH },
		path: { key_id: key },
		body: { api_key: apiKey, is_active: isActive },
		reply: stockPhotoKeyReply,
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete stock photo key',
		description: 'Delete the stored key of a stock photo service',
		request: { method: 'DELETE', path: PATH },
		path: { key_id: key },
		reply: { kind: 'deleted' },
	}),
];
