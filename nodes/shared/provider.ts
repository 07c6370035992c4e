import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { FaultKind } from './http/faults';
import type { RateLimit } from './http/lanes';
import type { JobProtocol } from './jobs';

/** What a provider said about a request it refused. */
export interface ProviderMessage {
	/** The provider's own words, without a body dump. */
	message?: string;
	/** Its machine-readable code, where it has one. */
	code?: string;
	/** Pause that it asks for in its body, in ms. */
	retryAfterMs?: number;
}

/** How requests of one credential are authenticated. */
export interface Authorization {
	/** With scheme, without a trailing slash; paths are appended. */
	baseUrl: string;
	headers: Record<string, string>;
	/** Values of the credential that requests may fall back on. */
	defaults?: Record<string, string>;
}

/** What a refusal means and what to do about it. */
export interface RefusalMeaning {
	/** What happened; the provider's name stands in front. */
	message: string;
	advice: string;
	/** Where the usual kind of the status would mislead. It says for sure that nothing was carried out. */
	kind?: FaultKind;
}

/** How to speak to a provider: everything its operations share. */
export interface Provider {
	displayName: string;
	credential: {
		type: string;
		/**
		 * What each request carries.
		 * @throws Fault when the credential is incomplete
		 */
		authorize(data: ICredentialDataDecryptedObject): Authorization;
		/**
		 * For credentials whose token comes from a login that n8n performs (`preAuthentication`): the property
		 * that holds the token, and a cheap GET that makes n8n log in or renew.
		 */
		session?: { tokenProperty: string; probePath: string };
	};
	/** Input items worked on side by side unless the user says otherwise. */
	concurrency: number;
	/** What its documents allow, or where its replies tell what is left; 429s are obeyed all the same. */
	limits?: readonly RateLimit[];
	/**
	 * Finds in a reply until when no more of its kind is taken, in ms since the epoch, for providers that tell it before
	 * they refuse.
	 */
	exhaustedUntil?(body: unknown): number | undefined;
	/** It charges before it knows whether it can do the work: a POST is repeated after a 429 only. */
	chargesAtOnce?: boolean;
	/** Reads the provider's words out of a body that came with a status of 400 or more. */
	readMessage(body: unknown): ProviderMessage;
	/** Finds a refusal in a body that came with a good status, for providers that do so. */
	refusalIn?(body: unknown): ProviderMessage | undefined;
	/** What a status means here, where that differs from its usual meaning. */
	statuses: Partial<Record<number, RefusalMeaning>>;
	/** What a code of the provider means, whatever its status. */
	codes?: Partial<Record<string, RefusalMeaning>>;
	/** Where to look whether a request was carried out when its reply is lost. */
	whereToLook: string;
	job?: JobProtocol;
}
