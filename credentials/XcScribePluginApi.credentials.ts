import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { allowUnauthorizedCerts } from '../nodes/shared/http/tls';

export class XcScribePluginApi implements ICredentialType {
	name = 'xcScribePluginApi';

	displayName = 'XC Scribe Plugin API';

	icon = {
		light: 'file:../nodes/XcScribe/xcScribe.svg',
		dark: 'file:../nodes/XcScribe/xcScribe.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-product-content/n8n-nodes-product-content#xc-scribe-plugin-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Key of the organization that begins with xc_. An admin creates it in XC Scribe or with the operation Create API Key. It opens the plugin endpoints only.',
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
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/api/v1/plugin/status',
			skipSslCertificateValidation: '={{$credentials.allowUnauthorizedCerts}}',
		},
	};
}
