import { systemClock } from '../clock';
import type { Provider, ProviderMessage } from '../provider';
import { decode, header, retryAfterMs } from './body';
import type { HttpReply } from './client';
import { Fault, type FaultKind } from './faults';

interface Meaning {
	kind: FaultKind;
	/** What happened; the provider's name stands in front. */
	message: string;
	advice: string;
}

const MEANINGS: Record<number, Meaning> = {
	400: {
		kind: 'refused',
		message: 'did not accept the request',
		advice: 'Correct the values of this item and run it again',
	},
	401: {
		kind: 'credential',
		message: 'did not accept the credential',
		advice: 'Open the credential, correct it and test it',
	},
	402: {
		kind: 'refused',
		message: 'asks for payment',
		advice: 'Top up the balance of the account, then run it again',
	},
	403: {
		kind: 'refused',
		message: 'does not allow this to the account',
		advice: 'Use a credential whose account has the necessary role',
	},
	404: {
		kind: 'refused',
		message: 'does not know what was asked for',
		advice: 'Check the IDs: it may have been deleted, or belong to another account or base URL',
	},
	408: {
		kind: 'unavailable',
		message: 'did not receive the request in time',
		advice: 'Run it again later',
	},
	409: {
		kind: 'refused',
		message: 'cannot do this in the present state',
		advice: 'Wait until what is running has ended, then run it again',
	},
	413: {
		kind: 'refused',
		message: 'did not accept the request because it is too large',
		advice: 'Split the file or the list and send it in parts',
	},
	422: {
		kind: 'refused',
		message: 'did not accept the values',
		advice: 'Correct the named values of this item and run it again',
	},
	429: {
		kind: 'rate-limited',
		message: 'asks to slow down',
		advice: 'Lower "Items at Once" in the options, or run it again later',
	},
};

const SERVER_FAULT: Meaning = {
	kind: 'unavailable',
	message: 'could not answer',
	advice: 'Run it again later',
};

function meaningOf(status: number): Meaning {
	if (status >= 500) return SERVER_FAULT;
	if (status >= 300 && status < 400) {
		return {
			kind: 'refused',
			message: 'sent the request to another address, which is not followed',
			advice: 'Correct the base URL of the credential',
		};
	}
	return (
		MEANINGS[status] ?? {
			kind: 'refused',
			message: status < 300 ? 'refused the request' : `answered with status ${status}`,
			advice: 'Check the values of this item and the base URL of the credential',
		}
	);
}

/**
 * The fault that a reply with a status of 300 or more stands for.
 * @param text the reply's body, which is read for the provider's words but never quoted as a whole
 */
export function faultOfReply(
	provider: Provider,
	reply: Pick<HttpReply, 'status' | 'headers'>,
	text: string,
	mayHaveBeenCarriedOut: boolean,
): Fault {
	const body = decode(text);
	const said = body.json ? provider.readMessage(body.value) : readPlainText(body.value);
	return faultOf(provider, reply, said, mayHaveBeenCarriedOut && leavesDoubt(provider, reply));
}

/**
 * A server that fails may have done its work before; one that asks to come back later has not begun it, though it may
 * have charged for it.
 */
function leavesDoubt(
	{ chargesAtOnce }: Provider,
	{ status, headers }: Pick<HttpReply, 'status' | 'headers'>,
): boolean {
	if (status !== 503) return status >= 500 || status === 408;
	const isPutOff = retryAfterMs(header({ headers }, 'retry-after'), 0) !== undefined;
	return !isPutOff || chargesAtOnce === true;
}

/** A short text is the provider's message; a page of HTML is not. */
function readPlainText(text = ''): ProviderMessage {
	const line = text.trim();
	return line === '' || line.startsWith('<') || line.length > 300 ? {} : { message: line };
}

/** The fault of a refusal that came with a good status. */
export function refusalFault(
	provider: Provider,
	reply: Pick<HttpReply, 'status' | 'headers'>,
	said: ProviderMessage,
): Fault {
	return faultOf(provider, reply, said, false);
}

function faultOf(
	provider: Provider,
	{ status, headers }: Pick<HttpReply, 'status' | 'headers'>,
	{ message, code, retryAfterMs: announced }: ProviderMessage,
	unknown: boolean,
): Fault {
	const usual = meaningOf(status);
	const special =
		(code === undefined ? undefined : provider.codes?.[code]) ?? provider.statuses[status];
	const doubtful = unknown && special?.kind === undefined;
	const happened = `${provider.displayName} ${special?.message ?? usual.message}`;
	const pause = retryAfterMs(header({ headers }, 'retry-after'), systemClock.now()) ?? announced;
	return new Fault({
		kind: doubtful ? 'outcome-unknown' : (special?.kind ?? usual.kind),
		message: message === undefined ? `${happened} (${status})` : `${happened}: ${message}`,
		advice: doubtful ? lookFirst(provider) : (special?.advice ?? usual.advice),
		status,
		...(message === undefined ? {} : { providerMessage: message }),
		...(code === undefined ? {} : { providerCode: code }),
		...(pause === undefined ? {} : { retryAfterMs: pause }),
	});
}

/** Advice for a request that may have been carried out although its reply is missing. */
export function lookFirst(provider: Provider): string {
	return `It may have been carried out all the same. ${provider.whereToLook}, before you run it again`;
}
