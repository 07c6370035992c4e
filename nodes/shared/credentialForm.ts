import type { IAuthenticateGeneric, ICredentialTestRequest, INodeProperties } from 'n8n-workflow';

/** The field by which a credential of any type takes a certificate that cannot be verified. */
export const allowUnauthorizedCerts: INodeProperties = {
	displayName: 'Ignore SSL Issues (Insecure)',
	name: 'allowUnauthorizedCerts',
	type: 'boolean',
	default: false,
	description: 'Whether to connect even if SSL certificate validation is not possible',
};

/** Where n8n keeps the token that a log-in gave; n8n empties it when the provider refuses it. */
export const accessToken: INodeProperties = {
	displayName: 'Access Token',
	name: 'accessToken',
	type: 'hidden',
	typeOptions: { expirable: true, password: true },
	default: '',
};

/**
 * Authorization by a header that n8n adds to each request.
 *
 * @param value May hold expressions over `$credentials`.
 */
export function authorizedBy(name: string, value: string): IAuthenticateGeneric {
	return { type: 'generic', properties: { headers: { [name]: `=${value}` } } };
}

/**
 * The request by which n8n tries a credential out.
 *
 * @param url Path below the base URL.
 */
export function tryOut(url: string): ICredentialTestRequest['request'] {
	return {
		baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "")}}',
		url,
		skipSslCertificateValidation: '={{$credentials.allowUnauthorizedCerts}}',
	};
}
