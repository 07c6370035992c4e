import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { logIn } from '../nodes/Cypien/login';
import {
	accessToken,
	allowUnauthorizedCerts,
	authorizedBy,
	tryOut,
} from '../nodes/shared/credentialForm';

export class CypienApi implements ICredentialType {
	name = 'cypienApi';

	displayName = 'Cypien API';

	icon = {
		light: 'file:../nodes/Cypien/cypien.svg',
		dark: 'file:../nodes/Cypien/cypien.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-product-content/n8n-nodes-product-content/blob/main/docs/providers/cypien.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Key of the Cypien workspace. Its permissions decide which operations work.',
		},
		{
			displayName: 'Workspace ID',
			name: 'workspaceId',
			type: 'string',
			placeholder: 'e.g. 123',
			default: '',
			required: true,
			description: 'Number of the Cypien workspace to log in to',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.cypien.ai',
			required: true,
			description: 'Keep it for production. It makes no difference whether it ends with /v1.',
		},
		allowUnauthorizedCerts,
		accessToken,
	];

	/** Called by n8n when there is no access token yet or the last one was refused; n8n stores what it returns. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return { accessToken: await logIn(this.helpers, credentials) };
	}

	authenticate = authorizedBy('Authorization', 'Bearer {{$credentials.accessToken}}');

	test: ICredentialTestRequest = {
		request: {
			...tryOut('/v1/auth/me'),
			baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "").replace(/\\/+v1$/, "")}}',
		},
	};
}
