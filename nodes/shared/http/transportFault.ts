import type { HttpRequest } from './client';
import { isCorrupt } from './decompress';
import { EGRESS_REFUSED, egressFault } from './egress';
import { cancelledFault, Fault } from './faults';
import { SLOW_BODY } from './patience';
import { CERTIFICATE_REFUSED, untrustedFault } from './tls';

/** Faults in which no connection came about, so that another try may find one. */
export const NEVER_REACHED: ReadonlySet<string> = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
]);

/** Faults in which the server took longer than it may. */
const TOO_SLOW: ReadonlySet<string> = new Set([
	'UND_ERR_HEADERS_TIMEOUT',
	'UND_ERR_BODY_TIMEOUT',
	SLOW_BODY,
]);

/** Turns what undici or the network reported into a fault that says whether the request may have been carried out. */
export function transportFault(
	cause: unknown,
	request: Pick<HttpRequest, 'method' | 'signal'> & { host: string },
): Fault {
	if (request.signal?.aborted === true) return cancelledFault();
	const code = codeOf(cause);
	const { host } = request;
	if (code === EGRESS_REFUSED) return egressFault(host, cause);
	if (CERTIFICATE_REFUSED.has(code)) return untrustedFault(host, code, cause);
	if (isCorrupt(code)) {
		return unreadableFault(
			request.method,
			`The compressed reply of ${host} is damaged (${code})`,
			cause,
		);
	}
	if (NEVER_REACHED.has(code)) {
		return new Fault(
			{
				kind: 'unavailable',
				message: `${host} could not be reached (${code})`,
				advice:
					'Check the base URL of the credential, and that the service is up and reachable from n8n',
				providerCode: code,
			},
			cause,
		);
	}
	return new Fault(
		{
			kind: request.method === 'GET' ? 'unavailable' : 'outcome-unknown',
			message: TOO_SLOW.has(code)
				? `${host} did not answer in time`
				: `The connection to ${host} broke before the reply was complete (${code})`,
			advice: 'Run it again later',
			providerCode: code,
		},
		cause,
	);
}

/** The system's or undici's code of an error, looked up through its causes. */
export function codeOf(error: unknown): string {
	if (typeof error !== 'object' || error === null) return 'unknown';
	if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
	const several: unknown = 'errors' in error ? error.errors : undefined;
	const cause: unknown = Array.isArray(several) ? several[0] : Reflect.get(error, 'cause');
	if (typeof cause === 'object' && cause !== null) return codeOf(cause);
	return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}

/** A reply that cannot be read says nothing of what a writing call did. */
export function unreadableFault(
	method: HttpRequest['method'],
	message: string,
	cause?: unknown,
): Fault {
	return new Fault(
		{
			kind: method === 'GET' ? 'unreadable' : 'outcome-unknown',
			message,
			advice:
				'Check the base URL of the credential, and what stands between n8n and the service, e.g. a proxy',
		},
		cause,
	);
}
