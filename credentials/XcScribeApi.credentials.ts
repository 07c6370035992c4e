import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { logIn } from '../nodes/XcScribe/login';
import {
	accessToken,
	allowUnauthorizedCerts,
	authorizedBy,
	tryOut,
} from '../nodes/shared/credentialForm';

export class XcScribeApi implements ICredentialType {
	name = 'xcScribeApi';

	displayName = 'XC Scribe API';

	icon = {
		light: 'file:../nodes/XcScribe/xcScribe.svg',
		dark: 'file:../nodes/XcScribe/xcScribe.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-product-content/n8n-nodes-product-content/blob/main/docs/providers/xc-scribe.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. name@email.com',
			default: '',
			required: true,
			description: 'E-mail address of the XC Scribe account. A separate account for n8n is best.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		{
			displayName: 'TOTP Secret',
			name: 'totpSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for accounts with two-factor authentication by authenticator app: the key shown beside the QR code when it was set up. Codes sent by e-mail cannot be used in workflows.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.xcscribe.com',
			required: true,
			description:
				'Keep it for production. The demo system is https://demoapi.scribe.thextracode.com.',
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

	test: ICredentialTestRequest = { request: tryOut('/api/v1/users/me') };
}
