import type { FastifyPluginAsync } from 'fastify';
import type { Shop } from './shop/shop.mts';
import type { Timings } from './timings.mts';
import type { DeliveryReport } from './webhooks/deliveries.mts';

/** What a simulated provider knows of the server that it lives in. */
export interface Environment {
	/** Scheme, host and port of the sandbox without a slash at the end; known once it listens. */
	origin: string;
	timings: Timings;
	shop: Shop;
}

/** The prefixes of the operation ids. */
export const providerNames = ['xcScribe', 'cernel', 'cypien', 'productAi'] as const;

export type ProviderName = (typeof providerNames)[number];

/** What a provider counts beside its requests. */
export interface ProviderStatistics {
	/** Successful log-ins, i.e. access tokens handed out for credentials. */
	logins: number;
	/** Items generated, i.e. what would be paid. */
	generatedItems: number;
	/** Items generated again although nobody had asked for another text. */
	duplicateGenerations: number;
}

export interface SentMail {
	to: string;
	subject: string;
	code: string;
	sent_at: string;
}

/**
 * Refusals that come from around the operations, in the provider's own shape: thrown below its
 * plugin, its error handler words them.
 */
export interface ProviderRefusals {
	/** The 401 of a token that has run out. */
	expiredToken(): Error;
	/** A 429 that names no time. */
	tooManyRequests(): Error;
}

/** The calls that a provider makes on its own. A reset takes their URLs out. */
export interface ProviderWebhooks {
	/** Sets the URL, null for none; throws a ZodError for a URL or options that are none. */
	set(url: string | null, options: unknown): void;
	report(): DeliveryReport;
}

/** One provider simulated by the sandbox. */
export interface SimulatedProvider {
	/** The prefix of its operation ids, such as `xcScribe`. */
	name: ProviderName;
	/** Where its routes live, such as `/xc-scribe`. */
	prefix: string;
	plugin: FastifyPluginAsync;
	/** Puts data and counters back to the start and ends all work under way; tokens stay valid. */
	reset(): void;
	/** Makes every token handed out so far worthless, or a fixed one until the next reset. */
	expireTokens(): void;
	/** Sets the prepaid balance, in the provider's own unit. */
	setBalance(units: number): void;
	/**
	 * Chooses one of the shapes that the provider's refusals are known in; throws a RangeError for
	 * any other name. Absent where only one is known. A reset goes back to the first.
	 */
	setErrorShape?(shape: string): void;
	/**
	 * Refuses a new job with 429 while so many are unfinished; Infinity for no limit. Absent where
	 * the provider has no such switch. A reset goes back to no limit.
	 */
	setJobLimit?(limit: number): void;
	/** Absent where the provider calls nobody. */
	webhooks?: ProviderWebhooks;
	refusals: ProviderRefusals;
	/** Ends work under way for good. */
	close(): void;
	statistics(): ProviderStatistics;
	mails(): SentMail[];
}
