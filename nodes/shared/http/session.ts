import type {
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';

import type { Authorization, Provider } from '../provider';
import { Fault, toFault } from './faults';

/** Every n8n context in which a provider is called. */
export type CallContext =
	IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** What requests carry, and the token in it that may run out. */
export interface Access extends Authorization {
	token: string;
}

/** Access to a provider with the node's credential, for one run of the node. */
export interface Session {
	/** What the next request carries. Makes n8n log in when the credential holds no token yet. */
	access(): Promise<Access>;
	/** Access after `stale` was refused with 401; logs in at most once however many ask. */
	renew(stale: Access): Promise<Access>;
}

/** Log-ins under way, by credential, so that executions of this process share one. */
const logins = new Map<string, Promise<void>>();

/**
 * Opens a session. Nothing is read or sent before the first `access()`.
 *
 * n8n keeps the token: it logs in (`preAuthentication` of the credential) when a request through
 * `httpRequestWithAuthentication` finds no token or meets a 401, stores the new token, and `getCredentials`
 * returns it from then on (n8n-core, request-helpers/authentication.js). One cheap GET is enough for that.
 */
export function openSession(context: CallContext, provider: Provider): Session {
	const { type, authorize, session } = provider.credential;
	let current: Promise<Access> | undefined;

	async function stored(): Promise<Access> {
		const data = await context.getCredentials(type);
		const token = session === undefined ? undefined : data[session.tokenProperty];
		return { ...authorize(data), token: typeof token === 'string' ? token : '' };
	}

	async function open(): Promise<Access> {
		const access = await stored();
		return session === undefined || access.token !== '' ? access : await logIn(access);
	}

	async function logIn(stale: Access): Promise<Access> {
		const latest = await stored();
		// Another execution or worker may have renewed it meanwhile.
		if (latest.token !== '' && latest.token !== stale.token) return latest;
		const key = `${type}:${context.getNode().credentials?.[type]?.id ?? latest.baseUrl}`;
		// The log-in comes before the probe's own reply: with a new token in place that reply does not matter.
		const fault = await shared(key, async () => await probe(latest.baseUrl)).then(
			() => undefined,
			(thrown: unknown) => toFault(thrown),
		);
		const renewed = await stored();
		if (renewed.token === '' || renewed.token === stale.token) {
			throw (
				fault ??
				new Fault({
					kind: 'credential',
					message: `${provider.displayName} did not accept the credential`,
					advice: 'Open the credential, correct it and test it',
					status: 401,
				})
			);
		}
		return renewed;
	}

	async function probe(baseUrl: string): Promise<void> {
		if (session === undefined) return;
		await context.helpers.httpRequestWithAuthentication
			.call(context, type, { method: 'GET', url: `${baseUrl}${session.probePath}` })
			.catch((error: unknown) => Promise.reject(loginFault(provider, baseUrl, error)));
	}

	return {
		async access() {
			current ??= open();
			return await current;
		},
		async renew(stale) {
			if (session === undefined) return stale;
			const asked = current;
			// A log-in that did not succeed is not tried again in this run: accounts get locked that way.
			const held = await asked;
			// Whoever comes first replaces the stale access; the others find it replaced.
			if (current === asked && held?.token === stale.token) {
				current = logIn(stale);
			}
			return await (current ?? open());
		},
	};
}

async function shared(key: string, work: () => Promise<void>): Promise<void> {
	const running = logins.get(key);
	if (running !== undefined) return await running;
	const started = work().finally(() => logins.delete(key));
	logins.set(key, started);
	await started;
}

/**
 * The log-in's own message is a UserError about the credential or an OperationalError about the provider's state;
 * anything else is about reaching the provider.
 */
function loginFault(provider: Provider, baseUrl: string, error: unknown): Fault {
	const cause = error instanceof Error ? error.cause : undefined;
	if (cause instanceof UserError) {
		return new Fault({
			kind: 'credential',
			message: cause.message,
			...(typeof cause.description === 'string' ? { advice: cause.description } : {}),
		});
	}
	if (cause instanceof OperationalError) {
		return new Fault({
			kind: 'unavailable',
			message: cause.message,
			...(typeof cause.description === 'string' ? { advice: cause.description } : {}),
		});
	}
	return new Fault({
		kind: 'unavailable',
		message: `${provider.displayName} (${new URL(baseUrl).host}) could not be reached to log in: ${error instanceof Error ? error.message : 'no reason given'}`,
		advice:
			'Check the base URL of the credential, and that the service is up and reachable from n8n',
	});
}
