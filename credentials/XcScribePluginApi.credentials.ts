import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { allowUnauthorizedCerts, authorizedBy, tryOut } from '../nodes/shared/credentialForm';

export class XcScribePluginApi implements ICredentialType {
	name = 'xcScribePluginApi';

	displayName = 'XC Scribe Plugin API';

	icon = {
		light: 'file:../nodes/XcScribe/xcScribe.svg',
		dark: 'file:../nodes/XcScribe/xcScribe.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-product-content/n8n-nodes-product-content/blob/main/docs/providers/xc-scribe.md#plugin-credential';

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

	authenticate = authorizedBy('Authorization', 'Bearer {{$credentials.apiKey.trim()}}');

	test: ICredentialTestRequest = { request: tryOut('/api/v1/plugin/status') };
}
