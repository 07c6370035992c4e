import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { normalizeBaseUrl } from '../shared/http/baseUrl';
import {
	failLogIn,
	postLogIn,
	readCredential,
	tokenOf,
	type HttpHelpers,
	type LogInProvider,
} from '../shared/http/login';
import { toText } from '../shared/values';
import { readXcScribeMessage } from './messages';

const xcScribe: LogInProvider = { displayName: 'XC Scribe', readMessage: readXcScribeMessage };

/**
 * Logs in to XC Scribe, with the second factor when the account has an authenticator app.
 * @returns the access token
 * @throws UserError that says what to correct in the credential
 * @throws OperationalError when XC Scribe could not take the log-in for now
 */
export async function logIn(
	helpers: HttpHelpers,
	credentials: ICredentialDataDecryptedObject,
): Promise<string> {
	const baseUrl = readCredential(() => normalizeBaseUrl(credentials.baseUrl));
	const reply = await postLogIn(helpers, xcScribe, credentials, {
		url: `${baseUrl}/api/v1/auth/login`,
		body: { email: credentials.email, password: credentials.password },
		refused: {
			what: 'the log-in',
			advice: 'Check e-mail, password and base URL of the credential',
		},
	});
	if (reply.two_factor_setup_required === true) {
		return failLogIn(
			'The organization demands two-factor authentication for this XC Scribe account',
			'Log in to XC Scribe in a browser once, set up an authenticator app, and enter its key as TOTP Secret in the credential',
		);
	}
	if (reply.two_factor_required !== true) return tokenOf(xcScribe, reply);
	return tokenOf(xcScribe, await secondFactor(helpers, baseUrl, reply, credentials));
}

async function secondFactor(
	helpers: HttpHelpers,
	baseUrl: string,
	login: IDataObject,
	credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	if (login.two_factor_method === 'email') {
		return failLogIn(
			'This XC Scribe account sends its second factor by e-mail, which a workflow cannot read',
			'Switch the account to an authenticator app and enter its key as TOTP Secret, or use an account without a second factor',
		);
	}
	const secret = toText(credentials.totpSecret);
	if (secret.trim() === '') {
		return failLogIn(
			'This XC Scribe account asks for a second factor',
			'Enter the key of its authenticator app as TOTP Secret in the credential',
		);
	}
	return await postLogIn(helpers, xcScribe, credentials, {
		url: `${baseUrl}/api/v1/auth/verify-2fa`,
		body: { temp_token: login.temp_token, code: await totpCode(secret) },
		refused: {
			what: 'the second factor',
			advice:
				'Check the TOTP Secret of the credential, and that the clock of the n8n server is right',
		},
	});
}

/** The code of the present moment: 30 s, 6 digits, SHA-1, as authenticator apps do. */
async function totpCode(secret: string): Promise<string> {
	const { Secret, TOTP } = await import('otpauth');
	try {
		return new TOTP({ secret: Secret.fromBase32(secret.replace(/[\s-]/g, '')) }).generate();
	} catch {
		return failLogIn(
			'The TOTP secret of the credential is not a base32 key',
			'Copy the key that XC Scribe showed beside the QR code: letters A to Z and digits 2 to 7',
		);
	}
}
