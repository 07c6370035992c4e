import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { allowUnauthorizedCerts, authorizedBy, tryOut } from '../nodes/shared/credentialForm';

export class ProductAiApi implements ICredentialType {
	name = 'productAiApi';

	displayName = 'ProductAI API';

	icon = {
		light: 'file:../nodes/ProductAi/productAi.svg',
		dark: 'file:../nodes/ProductAi/productAi.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-product-content/n8n-nodes-product-content/blob/main/docs/providers/product-ai.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Key from the page API Access of ProductAI Studio',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.productai.photo/v1',
			required: true,
			description: 'Keep it for production',
		},
		allowUnauthorizedCerts,
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the ProductAI Trigger: a long random text of letters and digits. Calls are accepted only when the URL that you enter in ProductAI ends with ?secret= and this text.',
		},
	];

	authenticate = authorizedBy('x-api-key', '{{$credentials.apiKey.trim()}}');

	test: ICredentialTestRequest = {
		request: tryOut('/api/key-check'),
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'data.valid',
					value: false,
					message: 'ProductAI says that the API key is not valid',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status',
					value: 'ERROR',
					message: 'ProductAI did not accept the API key',
				},
			},
		],
	};
}
