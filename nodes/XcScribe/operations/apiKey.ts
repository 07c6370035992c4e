import { locator, text, type Field } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { toText } from '../../shared/values';
import { apiKeyCreatedReply, apiKeyListReply, apiKeyReply } from './adminReplies';

const resource = 'apiKey';

const apiKey: Field = locator({
	displayName: 'API Key',
	description: 'The API key of the organization',
	required: true,
	source: {
		method: 'searchApiKeys',
		path: '/api/v1/api-keys',
		entry: ({ id, name, is_active: active }) => ({
			name: `${toText(name)} (${active === false ? 'inactive' : 'active'})`,
			value: toText(id),
		}),
	},
});

export const apiKeyOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many API keys',
		description:
			'List the API keys of the organization without the keys themselves. Needs the role admin.',
		request: { method: 'GET', path: '/api/v1/api-keys' },
		reply: apiKeyListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create API key',
		description:
			'Create an API key for the plugin endpoints. The reply holds the key, only this once; n8n hides it in the editor, so hand it to the next node. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/api-keys' },
		body: {
			name: text({
				displayName: 'Name',
				description: 'What the key is for',
				placeholder: 'e.g. n8n',
				required: true,
			}),
		},
		reply: apiKeyCreatedReply,
		sensitive: ['key'],
	}),
	defineOperation({
		resource,
		operation: 'deactivate',
		name: 'Deactivate',
		action: 'Deactivate API key',
		description:
			'Turn an API key off. No call is known that turns it on again. Needs the role admin.',
		request: { method: 'PATCH', path: '/api/v1/api-keys/{key_id}/deactivate' },
		path: { key_id: apiKey },
		reply: apiKeyReply,
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete API key',
		description: 'Delete an API key: whoever uses it loses access at once. Needs the role admin.',
		request: { method: 'DELETE', path: '/api/v1/api-keys/{key_id}' },
		path: { key_id: apiKey },
		reply: { kind: 'deleted' },
	}),
];
