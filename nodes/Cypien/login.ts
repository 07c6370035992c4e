import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { postLogIn, readCredential, tokenOf, type HttpHelpers } from '../shared/http/login';
import { accountOf, workspaceNumber } from './account';
import { readCypienMessage } from './messages';

const provider = { displayName: 'Cypien', readMessage: readCypienMessage };

/**
 * Exchanges the API key for an access token, which is good for a day. Cypien has no call that renews one.
 * @throws UserError that says what to correct in the credential
 * @throws OperationalError when Cypien could not take the log-in for now
 */
export async function logIn(
	helpers: HttpHelpers,
	credentials: ICredentialDataDecryptedObject,
): Promise<string> {
	const { url, apiKey, workspaceId } = readCredential(() => {
		const account = accountOf(credentials);
		return {
			url: `${account.baseUrl}/v1/auth/login`,
			apiKey: account.apiKey,
			workspaceId: workspaceNumber(account),
		};
	});
	const reply = await postLogIn(helpers, provider, credentials, {
		url,
		body: { apiKey, workspaceId },
		refused: {
			what: 'the log-in',
			advice: 'Check API key, workspace ID and base URL of the credential',
		},
	});
	return tokenOf(provider, reply);
}
