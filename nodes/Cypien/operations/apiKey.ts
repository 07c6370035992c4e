import { choice, choices, id, integer, text } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { PERMISSIONS, PLANS } from './knownValues';

const resource = 'apiKey';

/** The reply of a creation is not documented: every name under which it may hold the key. */
const KEY_NAMES = ['key', 'apiKey', 'api_key', 'rawKey', 'raw_key', 'secret', 'token'];

export const apiKeyOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many API keys',
		description: 'List the API keys of the account',
		request: { method: 'GET', path: '/v1/api-keys' },
		reply: { kind: 'untyped' },
		sensitive: KEY_NAMES,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create API key',
		description:
			'Create an API key. The reply holds the key, only this once; n8n hides it in the editor, so hand it to the next node.',
		request: { method: 'POST', path: '/v1/api-keys' },
		body: {
			name: text({
				displayName: 'Name',
				description: 'What the key is for',
				placeholder: 'e.g. n8n',
				required: true,
			}),
			permissions: choices({
				displayName: 'Permissions',
				description: 'What the key may do. An expression may give other permissions.',
				values: PERMISSIONS,
				required: true,
			}),
			rateLimit: choice({
				displayName: 'Plan',
				description: 'Plan whose limits hold for the key. An expression may give another plan.',
				values: PLANS,
				open: true,
				default: 'professional',
			}),
			workspaceId: integer({
				displayName: 'Workspace ID',
				description: 'The workspace of the key. That of the credential when it is left out.',
				default: '',
				minimum: 1,
			}),
		},
		fromCredential: { workspaceId: 'workspaceId' },
		finishBody: (body) => ({ ...body, workspaceId: Number(body.workspaceId) }),
		reply: { kind: 'untyped' },
		sensitive: [...KEY_NAMES, ...KEY_NAMES.map((name) => `data.${name}`)],
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete API key',
		description: 'Delete an API key: whoever uses it loses access at once',
		request: { method: 'DELETE', path: '/v1/api-keys/{keyId}' },
		path: {
			keyId: id({
				displayName: 'API Key ID',
				description: 'ID of the API key, as Get Many lists it',
				required: true,
			}),
		},
		reply: { kind: 'deleted' },
	}),
];
