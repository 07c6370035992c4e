import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestHelper } from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';

import type { Provider } from '../provider';
import { isRecord, toText } from '../values';
import { toFault } from './faults';
import { redact, secretsOf } from './redact';
import { CERTIFICATE_REFUSED, isInsecure, TRUST_ADVICE, untrustedMessage } from './tls';
import { codeOf } from './transportFault';

/** What n8n hands to a credential's `preAuthentication`. */
export type HttpHelpers = IHttpRequestHelper['helpers'];

/** The part of a provider that a log-in needs. */
export type LogInProvider = Pick<Provider, 'displayName' | 'readMessage'>;

/** n8n itself would wait five minutes, and nobody can cancel that. */
const LOG_IN_WITHIN_MS = 60_000;

/** One call of a log-in, which carries no authentication. */
export interface LogInCall {
	/** Cleaned base URL with the path of the call. */
	url: string;
	body: IDataObject;
	/** What the provider did not accept, e.g. "the log-in", and what the user should check. */
	refused: { what: string; advice: string };
}

/**
 * Makes one call of a log-in. Its errors carry no status, or n8n would log in a second time after a 401, and no secret.
 * @param credentials what the user entered, which decides about the certificate and is not repeated in any message
 * @throws UserError that says what to correct in the credential
 * @throws OperationalError when the provider could not take the log-in for now
 */
export async function postLogIn(
	helpers: HttpHelpers,
	provider: LogInProvider,
	credentials: ICredentialDataDecryptedObject,
	{ url, body, refused }: LogInCall,
): Promise<IDataObject> {
	const reply: unknown = await helpers
		.httpRequest({
			method: 'POST',
			url,
			body,
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// The body holds what the user keeps secret: it goes to the base URL and nowhere else.
			disableFollowRedirect: true,
			timeout: LOG_IN_WITHIN_MS,
			skipSslCertificateValidation: isInsecure(credentials),
		})
		.catch((cause: unknown) => unreached(provider, url, cause));
	const { statusCode, body: content } = isRecord(reply) ? reply : {};
	const status = Number(statusCode);
	if (status >= 200 && status < 300 && isRecord(content)) return content;
	const said = redact(
		provider.readMessage(content).message ?? `status ${toText(statusCode)}`,
		secretsOf({ ...credentials, ...body }),
	);
	if (status === 429 || status >= 500) {
		throw new OperationalError(`${provider.displayName} could not take the log-in: ${said}`, {
			description: 'Nothing is wrong with the credential. Run it again later',
		});
	}
	return failLogIn(
		`${provider.displayName} did not accept ${refused.what}: ${said}`,
		refused.advice,
	);
}

/**
 * The error of a log-in that did not reach the provider. What was thrown is left behind: it holds the request's body.
 * @throws UserError about the certificate, OperationalError about everything else
 */
function unreached(provider: LogInProvider, url: string, cause: unknown): never {
	const { host } = new URL(url);
	const code = codeOf(cause);
	if (CERTIFICATE_REFUSED.has(code)) return failLogIn(untrustedMessage(host, code), TRUST_ADVICE);
	throw new OperationalError(
		`${provider.displayName} (${host}) could not be reached to log in (${code})`,
		{
			description:
				'Check the base URL of the credential, and that the service is up and reachable from n8n',
		},
	);
}

/**
 * The access token of a log-in's reply.
 * @throws UserError when there is none
 */
export function tokenOf(provider: LogInProvider, { access_token: token }: IDataObject): string {
	if (typeof token === 'string' && token !== '') return token;
	return failLogIn(
		`${provider.displayName} accepted the log-in but sent no access token`,
		`Check that the base URL of the credential leads to the ${provider.displayName} API`,
	);
}

/**
 * What `read` returns; its fault, e.g. of a base URL that is none, becomes an error that n8n shows as it is.
 * @throws UserError
 */
export function readCredential<T>(read: () => T): T {
	try {
		return read();
	} catch (thrown) {
		const { message, facts } = toFault(thrown);
		return failLogIn(message, facts.advice);
	}
}

/** @throws UserError about the credential, always */
export function failLogIn(message: string, description?: string): never {
	throw new UserError(message, description === undefined ? {} : { description });
}
