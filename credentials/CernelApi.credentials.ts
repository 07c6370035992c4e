import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { allowUnauthorizedCerts, authorizedBy, tryOut } from '../nodes/shared/credentialForm';

export class CernelApi implements ICredentialType {
	name = 'cernelApi';

	displayName = 'Cernel API';

	icon = {
		light: 'file:../nodes/Cernel/cernel.svg',
		dark: 'file:../nodes/Cernel/cernel.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-product-content/n8n-nodes-product-content/blob/main/docs/providers/cernel.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Found in the Cernel platform under Settings, API. A new one ends the old one at once.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.platform.cernel.com/v1',
			required: true,
			description: 'Compare it with the API page of the Cernel platform',
		},
		allowUnauthorizedCerts,
		{
			displayName: 'Further Webhook Tokens',
			name: 'webhookTokens',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the Cernel Trigger: API tokens of other users of the account, separated by commas. Cernel signs the texts of a job with the token of whoever queued it.',
		},
	];

	authenticate = authorizedBy('Authorization', 'Token {{$credentials.apiToken.trim()}}');

	test: ICredentialTestRequest = { request: tryOut('/sites') };
}
