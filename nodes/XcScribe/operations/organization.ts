import { jsonObject, text, toggle } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { phoneNumber } from './adminFields';
import { organizationReply } from './adminReplies';

const resource = 'organization';

/** A key of the organization's own account with an AI company. */
const aiKey = (company: string) =>
	text({
		displayName: `${company} API Key`,
		description: `Key of the own account of the organization with ${company}`,
		password: true,
	});

export const organizationOperations = [
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get organization',
		description: 'Read the organization of the credential',
		request: { method: 'GET', path: '/api/v1/organization' },
		reply: organizationReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update organization',
		description:
			'Change the details of the organization, or demand two-factor authentication. Needs the role admin.',
		request: { method: 'PATCH', path: '/api/v1/organization' },
		body: {
			name: text({ displayName: 'Name', placeholder: 'e.g. Example Shop Ltd' }),
			settings: jsonObject({
				displayName: 'Settings (JSON)',
				description: 'Settings of the organization',
			}),
			address: text({
				displayName: 'Address',
				placeholder: 'e.g. 1 Main Street, 10115 Berlin',
				rows: 2,
			}),
			phone_number: phoneNumber,
			tax_id: text({ displayName: 'Tax ID', placeholder: 'e.g. DE123456789' }),
			billing_email: text({
				displayName: 'Billing Email',
				description: 'Where invoices go to',
				placeholder: 'e.g. billing@email.com',
			}),
			enforce_2fa: toggle({
				displayName: 'Enforce 2FA',
				description:
					'Whether every member has to log in with a second factor. A credential without a TOTP secret then stops working.',
			}),
		},
		reply: organizationReply,
	}),
	defineOperation({
		resource,
		operation: 'updateApiKeys',
		name: 'Update AI Provider Keys',
		action: 'Update AI provider keys of organization',
		description:
			'Store own keys of AI companies, for organizations that may bring their own. The keys are never shown again. Needs the role admin.',
		request: { method: 'PATCH', path: '/api/v1/organization/api-keys' },
		body: {
			anthropic_api_key: aiKey('Anthropic'),
			deepseek_api_key: aiKey('DeepSeek'),
			google_api_key: aiKey('Google'),
		},
		reply: organizationReply,
	}),
];
