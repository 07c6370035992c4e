import type { NodeEgressFilter } from 'n8n-workflow';
import type { LookupFunction } from 'node:net';

import { Fault } from './faults';

/** Decides which addresses may be connected to: n8n's own filter, which older versions of n8n do not have. */
export type EgressFilter = Pick<NodeEgressFilter, 'validateUrl' | 'createSecureLookup'>;

/** Code of the error of a name that stands for an address which n8n does not allow. */
export const EGRESS_REFUSED = 'ERR_EGRESS_REFUSED';

/**
 * The filter's look-up of names, whose refusals carry a code as those of the system do. It is asked when a connection is
 * made, so a name cannot pass `validateUrl` with one address and be connected to at another.
 */
export function lookupOf(egress: EgressFilter): LookupFunction {
	const lookup = egress.createSecureLookup();
	return (name, options, done) => {
		lookup(name, options, (error, address, family) => {
			if (error !== null && !('code' in error)) Object.assign(error, { code: EGRESS_REFUSED });
			done(error, address, family);
		});
	};
}

/** The fault of an address that n8n does not allow. Nothing was sent. */
export function egressFault(host: string, cause?: unknown): Fault {
	return new Fault(
		{
			kind: 'input',
			message: `n8n does not allow connections to ${host}`,
			advice:
				'Ask the administrator of n8n to allow this address, or correct the base URL of the credential',
		},
		cause,
	);
}
