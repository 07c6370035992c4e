import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { allowUnauthorizedCerts } from '../credentialForm';
import { Fault } from './faults';

/** What Node says about a certificate that it does not accept. The request has not been sent then. */
export const CERTIFICATE_REFUSED: ReadonlySet<string> = new Set([
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REVOKED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'HOSTNAME_MISMATCH',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What to do about a certificate that is not accepted. */
export const TRUST_ADVICE =
	'Nothing was sent. Check the base URL, give the certificate of your authority to n8n (NODE_EXTRA_CA_CERTS), or, for a server that you trust, turn on "Ignore SSL Issues (Insecure)" in the credential';

/** What happened, with the system's code. */
export const untrustedMessage = (host: string, code: string): string =>
	`The certificate of ${host} could not be verified (${code})`;

/** The fault of such a certificate: another try would meet the same one. */
export function untrustedFault(host: string, code: string, cause: unknown): Fault {
	return new Fault(
		{
			kind: 'input',
			message: untrustedMessage(host, code),
			advice: TRUST_ADVICE,
			providerCode: code,
		},
		cause,
	);
}

/** Whether the user wants the provider's certificate to be taken without a look. */
export const isInsecure = (data: ICredentialDataDecryptedObject): boolean =>
	data[allowUnauthorizedCerts.name] === true;
