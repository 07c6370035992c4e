import { integer, text } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { cypienAnonymous } from '../provider';
import { logInReply } from './replies';

const resource = 'auth';

export const authOperations = [
	defineOperation({
		resource,
		operation: 'getMe',
		name: 'Get Me',
		action: 'Get account of credential',
		description: 'Read the account that the credential belongs to',
		request: { method: 'GET', path: '/v1/auth/me' },
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'login',
		name: 'Log In',
		action: 'Log in to workspace',
		description:
			'Get an access token, the permissions and the plan for an API key and a workspace. n8n logs in by itself: only needed for other keys than that of the credential.',
		request: { method: 'POST', path: '/v1/auth/login' },
		body: {
			apiKey: text({
				displayName: 'API Key',
				description: 'The API key to log in with',
				password: true,
				required: true,
			}),
			workspaceId: integer({
				displayName: 'Workspace ID',
				description: 'Number of the workspace to log in to',
				default: '',
				minimum: 1,
				required: true,
			}),
		},
		reply: logInReply,
		sensitive: ['access_token'],
		provider: cypienAnonymous,
	}),
];
