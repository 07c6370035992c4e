import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { inventoryControlRoutes } from './cypien/inventoryControl.mts';
import type { InventoryControl } from './cypien/inventoryControl.mts';
import { faultRoutes } from './faults/routes.mts';
import type { FaultControl } from './faults/routes.mts';
import type { FaultRules } from './faults/rules.mts';
import type { SentMail, SimulatedProvider } from './provider.mts';
import type { RequestLog } from './requestLog.mts';
import type { InFlightLimit } from './serving/inFlightLimit.mts';
import type { Shop } from './shop/shop.mts';
import type { DeliveryReport } from './webhooks/deliveries.mts';
import { webhookRoutes } from './webhooks/routes.mts';
import type { WebhookControl } from './webhooks/routes.mts';

/** What the sandbox counted since it started or was reset. */
export interface RequestReport {
	/** Requests to providers, refused and unknown ones too. */
	total: number;
	/** Requests by operation id, such as `xcScribe.project.getAll`. */
	operations: Record<string, number>;
	/** Requests that no route answers, by method and path. */
	unmatched: Record<string, number>;
	/** Replies by HTTP status. */
	statuses: Record<string, number>;
	/** Replies with status 429 by operation id. */
	rate_limited: Record<string, number>;
	/**
	 * Requests other than GET whose handler ran to its end, by operation id, whether or not the client
	 * got the reply.
	 */
	accepted: Record<string, number>;
	/** Injected faults by operation id (`unmatched` where there is none) and kind. */
	faults: Record<string, Record<string, number>>;
	/** Calls of webhooks, by the provider that makes them. */
	webhooks: Record<string, DeliveryReport>;
	/** Access tokens handed out for credentials. */
	logins: number;
	/** Items generated, i.e. what would be paid. */
	generated_items: number;
	duplicates: {
		/** Items generated again although nobody had asked for another text. */
		generated_items: number;
		/** Writes that brought a product of the shop the texts it had got before. */
		shop_writes: number;
	};
}

/** The controls of the sandbox, as functions and as routes. */
export interface Control extends FaultControl, WebhookControl, InventoryControl {
	requests(): RequestReport;
	/**
	 * Puts data, shop and counters back to the start, ends faults and set limits, takes webhooks out;
	 * tokens stay valid.
	 */
	reset(): void;
	/**
	 * Makes every token handed out so far worthless, of one provider or of all; a fixed token until
	 * the next reset. Throws when there is no such provider.
	 */
	expireTokens(provider?: string): void;
	/** Sets the prepaid balance of a provider; throws when there is no such provider. */
	setBalance(provider: string, units: number): void;
	/** Chooses a known shape of a provider's refusals; throws when it has no such shape. */
	setErrorShape(provider: string, shape: string): void;
	/**
	 * Lets a provider refuse with 429 what exceeds `limit` requests at once, null for no limit; with a
	 * Retry-After where seconds are given. Throws when there is no such provider.
	 */
	setInFlightLimit(provider: string, limit: number | null, retryAfterSeconds?: number): void;
	/**
	 * Lets a provider refuse with 429 what exceeds `limit` unfinished jobs, null for no limit; blog
	 * posts are exempt. Throws when the provider has no such limit.
	 */
	setJobLimit(provider: string, limit: number | null): void;
	/** E-mails sent so far, with their sign-in codes. */
	mails(): SentMail[];
}

/** What the controls work on. */
export interface Controlled {
	providers: readonly SimulatedProvider[];
	shop: Shop;
	log: RequestLog;
	rules: FaultRules;
	/** By provider. */
	inFlight: ReadonlyMap<SimulatedProvider, InFlightLimit>;
	/** Of Cypien. */
	inventory: InventoryControl;
}

export function createControl(controlled: Controlled): Control {
	const { providers, shop, log, rules, inFlight, inventory } = controlled;
	const find = (name: string): SimulatedProvider => {
		const provider = providers.find((candidate) => candidate.name === name);
		if (provider === undefined) throw new RangeError(`No provider ${name}`);
		return provider;
	};
	return {
		requests: () => {
			const statistics = providers.map((provider) => provider.statistics());
			const sum = (pick: (of: (typeof statistics)[number]) => number) =>
				statistics.reduce((total, one) => total + pick(one), 0);
			return {
				...log.report(),
				webhooks: Object.fromEntries(
					providers.flatMap(({ name, webhooks }) =>
						webhooks === undefined ? [] : [[name, webhooks.report()]],
					),
				),
				logins: sum((one) => one.logins),
				generated_items: sum((one) => one.generatedItems),
				duplicates: {
					generated_items: sum((one) => one.duplicateGenerations),
					shop_writes: shop.repeatedWrites,
				},
			};
		},
		reset: () => {
			shop.reset();
			for (const provider of providers) provider.reset();
			log.reset();
			rules.clear();
			for (const limit of inFlight.values()) limit.set(null);
		},
		injectFault: (rule) => rules.add(rule),
		clearFaults: () => rules.clear(),
		faults: () => rules.active(),
		setInFlightLimit: (name, limit, retryAfterSeconds) =>
			inFlight.get(find(name))?.set(limit, retryAfterSeconds),
		setJobLimit: (name, limit) => {
			const provider = find(name);
			if (provider.setJobLimit === undefined) {
				throw new RangeError(`The jobs of ${name} cannot be limited`);
			}
			provider.setJobLimit(limit ?? Infinity);
		},
		expireTokens: (name) => {
			for (const provider of name === undefined ? providers : [find(name)]) {
				provider.expireTokens();
			}
		},
		setBalance: (name, units) => find(name).setBalance(units),
		setErrorShape: (name, shape) => {
			const provider = find(name);
			if (provider.setErrorShape === undefined) {
				throw new RangeError(`The refusals of ${name} have one shape only`);
			}
			provider.setErrorShape(shape);
		},
		mails: () => providers.flatMap((provider) => provider.mails()),
		addProduct: (workspaceId, product) => inventory.addProduct(workspaceId, product),
		changeProduct: (workspaceId, id, changes) => inventory.changeProduct(workspaceId, id, changes),
		setWebhook: (name, url, options) => setWebhook(find(name), url, options),
	};
}

function setWebhook(
	{ name, webhooks }: SimulatedProvider,
	url: string | null,
	options: unknown = {},
): void {
	if (webhooks === undefined) throw new RangeError(`${name} calls no webhooks`);
	webhooks.set(url, options);
}

const balanceBody = z.object({ provider: z.string(), balance: z.number().min(0) }).strict();
const errorShapeBody = z.object({ provider: z.string(), shape: z.string() }).strict();
const limit = z.number().int().min(0).nullable();
const inFlightLimitBody = z
	.object({
		provider: z.string(),
		limit,
		retry_after: z.number().int().min(0).optional(),
	})
	.strict();
const jobLimitBody = z.object({ provider: z.string(), limit }).strict();
const expiryBody = z.object({ provider: z.string().optional() }).strict();

/** Routes for tests and demos that steer the sandbox from another process. */
export function controlRoutes(control: Control): FastifyPluginAsync {
	return async (server) => {
		server.setErrorHandler(async (error, _request, reply) => {
			if (error instanceof z.ZodError || error instanceof RangeError) {
				return reply.code(400).send({ error: error.message });
			}
			throw error;
		});

		server.get('/requests', async () => control.requests());

		faultRoutes(server, control);

		webhookRoutes(server, control);

		inventoryControlRoutes(server, control);

		server.get('/mails', async () => control.mails());

		server.post('/reset', async () => {
			control.reset();
			return { reset: true };
		});

		server.post('/expire-tokens', async (request) => {
			control.expireTokens(expiryBody.parse(request.body ?? {}).provider);
			return { expired: true };
		});

		server.post('/balance', async (request) => {
			const body = balanceBody.parse(request.body);
			control.setBalance(body.provider, body.balance);
			return body;
		});

		server.post('/error-shape', async (request) => {
			const body = errorShapeBody.parse(request.body);
			control.setErrorShape(body.provider, body.shape);
			return body;
		});

		server.post('/in-flight-limit', async (request) => {
			const body = inFlightLimitBody.parse(request.body);
			control.setInFlightLimit(body.provider, body.limit, body.retry_after);
			return body;
		});

		server.post('/job-limit', async (request) => {
			const body = jobLimitBody.parse(request.body);
			control.setJobLimit(body.provider, body.limit);
			return body;
		});
	};
}
