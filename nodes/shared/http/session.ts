import type {
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import type { Authorization, Provider } from '../provider';
import { cancelledFault, Fault, toFault } from './faults';
import { secretsOf } from './redact';
import { isInsecure } from './tls';

/** Every n8n context in which a provider is called. */
export type CallContext =
	IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** What requests carry, and the token in it that may run out. */
export interface Access extends Authorization {
	token: string;
	/** Whether the user wants the certificate of the provider to be taken without a look. */
	insecure: boolean;
}

/** Access to a provider with the node's credential, for one run of the node. */
export interface Session {
	/** Names the account, whatever token it has at present: what the provider counts requests by. */
	account(): Promise<string>;
	/** What the next request carries. Makes n8n log in when the credential holds no token yet. */
	access(): Promise<Access>;
	/**
	 * Access after `stale` was refused with 401; logs in at most once however many ask.
	 * @returns undefined when `stale` comes from a log-in already and was never accepted: another one would not help
	 */
	renew(stale: Access): Promise<Access | undefined>;
	/** A request with this access was not refused with 401. */
	accepted(access: Access): void;
	/** What must not be shown of the credential, in the forms in which a reply may repeat it. */
	secrets(): readonly string[];
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
export function openSession(
	context: CallContext,
	provider: Provider,
	signal?: AbortSignal,
): Session {
	const { type, authorize, session } = provider.credential;
	let current: Promise<Access> | undefined;
	let secrets: readonly string[] = [];
	let account: string | undefined;
	/** The token of the latest log-in, until something has been accepted with it. */
	let untried: string | undefined;

	async function stored(): Promise<Access> {
		const data = await context.getCredentials(type);
		const token = session === undefined ? undefined : data[session.tokenProperty];
		const authorization = authorize(data);
		// A token that was replaced meanwhile may still be repeated by a reply that is under way.
		secrets = [...new Set([...secretsOf(data, authorization.headers), ...secrets])];
		return {
			...authorization,
			token: typeof token === 'string' ? token : '',
			insecure: isInsecure(data),
		};
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
		const fault = await attempt(key, latest);
		const renewed = await stored();
		if (renewed.token === '' || (renewed.token === stale.token && fault !== undefined)) {
			throw fault ?? refusedFault(provider);
		}
		// The same token, accepted by the probe, is as good as a new one: the refusal was about one call only.
		if (renewed.token !== stale.token) untried = renewed.token;
		return renewed;
	}

	/** One log-in, shared with whoever needs the same one; that of an execution that is cancelled counts for nobody. */
	async function attempt(key: string, latest: Access): Promise<Fault | undefined> {
		for (;;) {
			const fault = await unlessCancelled(
				shared(key, async () => await probe(latest)),
				signal,
			).then(
				() => undefined,
				(thrown: unknown) => toFault(thrown),
			);
			if (fault?.kind !== 'cancelled' || signal?.aborted === true) return fault;
		}
	}

	async function probe({ baseUrl, insecure }: Access): Promise<void> {
		if (session === undefined) return;
		await context.helpers.httpRequestWithAuthentication
			.call(context, type, {
				method: 'GET',
				url: `${baseUrl}${session.probePath}`,
				disableFollowRedirect: true,
				skipSslCertificateValidation: insecure,
			})
			.catch((error: unknown) =>
				Promise.reject(
					signal?.aborted === true ? cancelledFault() : loginFault(provider, baseUrl, error),
				),
			);
	}

	/** Tokens of a log-in change, so such accounts go by their credential; others go by what they send. */
	function nameOf({ baseUrl, headers }: Access): string {
		const id = session === undefined ? undefined : context.getNode().credentials?.[type]?.id;
		const secret = id ?? createHash('sha256').update(JSON.stringify(headers)).digest('base64');
		return `${type} ${baseUrl} ${secret}`;
	}

	return {
		async account() {
			current ??= open();
			account ??= nameOf(await current);
			return account;
		},
		async access() {
			current ??= open();
			return await current;
		},
		async renew(stale) {
			if (session === undefined || stale.token === untried) return undefined;
			const asked = current;
			// A log-in that did not succeed is not tried again in this run: accounts get locked that way.
			const held = await asked;
			// Whoever comes first replaces the stale access; the others find it replaced.
			if (current === asked && held?.token === stale.token) {
				current = logIn(stale);
			}
			return await (current ?? open());
		},
		accepted({ token }) {
			if (token === untried) untried = undefined;
		},
		secrets: () => secrets,
	};
}

/** The work's outcome, or a fault of kind `cancelled` as soon as the signal aborts: n8n's log-in cannot be broken off. */
async function unlessCancelled(
	work: Promise<void>,
	signal: AbortSignal | undefined,
): Promise<void> {
	if (signal === undefined) return await work;
	let cancel = (): void => undefined;
	const cancelled = new Promise<never>((_resolve, reject) => {
		cancel = () => reject(cancelledFault());
		if (signal.aborted) cancel();
		else signal.addEventListener('abort', cancel, { once: true });
	});
	await Promise.race([work, cancelled]).finally(() => signal.removeEventListener('abort', cancel));
}

function refusedFault({ displayName }: Provider): Fault {
	return new Fault({
		kind: 'credential',
		message: `${displayName} did not accept the credential`,
		advice: 'Open the credential, correct it and test it',
		status: 401,
	});
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
