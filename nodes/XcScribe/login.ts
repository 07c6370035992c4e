import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestHelper } from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';

import { normalizeBaseUrl } from '../shared/http/baseUrl';
import { readXcScribeMessage } from './messages';
import { isRecord, toText } from '../shared/values';
import { toFault } from '../shared/http/faults';

type HttpHelpers = IHttpRequestHelper['helpers'];

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
	const baseUrl = baseUrlOf(credentials);
	const reply = await post(helpers, baseUrl, '/api/v1/auth/login', {
		email: credentials.email,
		password: credentials.password,
	});
	if (reply.two_factor_setup_required === true) {
		throw new UserError(
			'The organization demands two-factor authentication for this XC Scribe account',
			{
				description:
					'Log in to XC Scribe in a browser once, set up an authenticator app, and enter its key as TOTP Secret in the credential',
			},
		);
	}
	if (reply.two_factor_required === true) {
		return tokenOf(await secondFactor(helpers, baseUrl, reply, credentials));
	}
	return tokenOf(reply);
}

function baseUrlOf(credentials: ICredentialDataDecryptedObject): string {
	try {
		return normalizeBaseUrl(credentials.baseUrl);
	} catch (error) {
		return failWith(toFault(error).message, toFault(error).facts.advice);
	}
}

async function secondFactor(
	helpers: HttpHelpers,
	baseUrl: string,
	login: IDataObject,
	credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	if (login.two_factor_method === 'email') {
		throw new UserError(
			'This XC Scribe account sends its second factor by e-mail, which a workflow cannot read',
			{
				description:
					'Switch the account to an authenticator app and enter its key as TOTP Secret, or use an account without a second factor',
			},
		);
	}
	const secret = typeof credentials.totpSecret === 'string' ? credentials.totpSecret : '';
	if (secret.trim() === '') {
		throw new UserError('This XC Scribe account asks for a second factor', {
			description: 'Enter the key of its authenticator app as TOTP Secret in the credential',
		});
	}
	return await post(helpers, baseUrl, '/api/v1/auth/verify-2fa', {
		temp_token: login.temp_token,
		code: await totpCode(secret),
	});
}

/** The code of the present moment: 30 s, 6 digits, SHA-1, as authenticator apps do. */
async function totpCode(secret: string): Promise<string> {
	const { Secret, TOTP } = await import('otpauth');
	try {
		return new TOTP({ secret: Secret.fromBase32(secret.replace(/[\s-]/g, '')) }).generate();
	} catch {
		return failWith(
			'The TOTP secret of the credential is not a base32 key',
			'Copy the key that XC Scribe showed beside the QR code: letters A to Z and digits 2 to 7',
		);
	}
}

/** One call without authentication. Its errors carry no status, or n8n would log in a second time after a 401. */
async function post(
	helpers: HttpHelpers,
	baseUrl: string,
	path: string,
	body: IDataObject,
): Promise<IDataObject> {
	const reply: unknown = await helpers.httpRequest({
		method: 'POST',
		url: `${baseUrl}${path}`,
		body,
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	});
	const { statusCode, body: content } = isRecord(reply) ? reply : {};
	if (statusCode === 200 && isRecord(content)) return content;
	const { message } = readXcScribeMessage(content);
	const said = message === undefined ? `status ${toText(statusCode)}` : message;
	if (statusCode === 429 || Number(statusCode) >= 500) {
		throw new OperationalError(`XC Scribe could not take the log-in: ${said}`, {
			description: 'Nothing is wrong with the credential. Run it again later',
		});
	}
	throw path.endsWith('verify-2fa')
		? new UserError(`XC Scribe did not accept the second factor: ${said}`, {
				description:
					'Check the TOTP Secret of the credential, and that the clock of the n8n server is right',
			})
		: new UserError(`XC Scribe did not accept the log-in: ${said}`, {
				description: 'Check e-mail, password and base URL of the credential',
			});
}

function tokenOf(reply: IDataObject): string {
	if (typeof reply.access_token === 'string' && reply.access_token !== '')
		return reply.access_token;
	throw new UserError('XC Scribe accepted the log-in but sent no access token', {
		description: 'Check that the base URL of the credential leads to the XC Scribe API',
	});
}

function failWith(message: string, description: string | undefined): never {
	throw new UserError(message, description === undefined ? {} : { description });
}
