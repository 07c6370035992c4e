import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import type { SentMail, SimulatedProvider } from './provider.mts';
import type { RequestLog } from './requestLog.mts';
import type { Shop } from './shop/shop.mts';

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
export interface Control {
	requests(): RequestReport;
	/** Puts data, shop and counters back to the start; tokens stay valid. */
	reset(): void;
	/** Makes every token handed out so far worthless. */
	expireTokens(): void;
	/** Sets the prepaid balance of a provider; throws when there is no such provider. */
	setBalance(provider: string, units: number): void;
	/** E-mails sent so far, with their sign-in codes. */
	mails(): SentMail[];
}

export function createControl(
	providers: readonly SimulatedProvider[],
	shop: Shop,
	log: RequestLog,
): Control {
	return {
		requests: () => {
			const statistics = providers.map((provider) => provider.statistics());
			const sum = (pick: (of: (typeof statistics)[number]) => number) =>
				statistics.reduce((total, one) => total + pick(one), 0);
			return {
				...log.report(),
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
		},
		expireTokens: () => {
			for (const provider of providers) provider.expireTokens();
		},
		setBalance: (name, units) => {
			const provider = providers.find((candidate) => candidate.name === name);
			if (provider === undefined) throw new RangeError(`No provider ${name}`);
			provider.setBalance(units);
		},
		mails: () => providers.flatMap((provider) => provider.mails()),
	};
}

const balanceBody = z.object({ provider: z.string(), balance: z.number().min(0) }).strict();

/** Routes for tests and demos that steer the sandbox from another process. */
export function controlRoutes(control: Control): FastifyPluginAsync {
	return async (server) => {
		server.get('/requests', async () => control.requests());

		server.get('/mails', async () => control.mails());

		server.post('/reset', async () => {
			control.reset();
			return { reset: true };
		});

		server.post('/expire-tokens', async () => {
			control.expireTokens();
			return { expired: true };
		});

		server.post('/balance', async (request, reply) => {
			const body = balanceBody.safeParse(request.body);
			if (!body.success) return reply.code(400).send({ error: body.error.message });
			control.setBalance(body.data.provider, body.data.balance);
			return body.data;
		});
	};
}
