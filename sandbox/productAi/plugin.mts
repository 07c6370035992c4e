import type { FastifyRequest } from 'fastify';
import type { Environment, SimulatedProvider } from '../provider.mts';
import { keepBodiesRaw } from '../serving/operation.mts';
import { answerRefusals } from '../serving/refusal.mts';
import { RequestLimit } from '../serving/requestLimit.mts';
import { ProductAiAccount } from './account.mts';
import type { Context } from './context.mts';
import { Refusals } from './errors.mts';
import { prefix } from './imageUrl.mts';
import { ImageJobs } from './jobs.mts';
import { lookupRoutes } from './lookups.mts';
import { orderRoutes } from './orders.mts';
import { ProductAiWebhooks } from './webhooks.mts';

const REQUESTS_PER_MINUTE = 15;

/** The provider ProductAI. */
export function createProductAi(environment: Environment): SimulatedProvider {
	const { timings } = environment;
	const account = new ProductAiAccount();
	const refusals = new Refusals();
	const webhooks = new ProductAiWebhooks(environment);
	const limit = new RequestLimit(REQUESTS_PER_MINUTE, 60_000 * timings.rateLimitScale);

	// All calls together share the limit, those with a wrong key excepted.
	const authenticate = (request: FastifyRequest): undefined => {
		const key = request.headers['x-api-key'];
		if (typeof key !== 'string' || !account.accepts(key)) {
			throw refusals.refuse('INVALID_API_KEY', 'The API key is missing or invalid');
		}
		if (limit.take(key) > 0) {
			throw refusals.refuse('RATE_LIMIT_EXCEEDED', `${REQUESTS_PER_MINUTE} requests a minute`);
		}
	};

	const context: Context = {
		environment,
		account,
		refusals,
		jobs: new ImageJobs(timings, (job) => webhooks.send(job)),
		dialect: {
			name: 'productAi',
			wrongTypeStatus: 400,
			authenticate,
			invalid: (_part, issues) => refusals.invalid(issues),
			problem: (status, message) => refusals.problem(status, message),
		},
	};
	return {
		name: context.dialect.name,
		prefix,
		plugin: async (server) => {
			keepBodiesRaw(server);
			answerRefusals(server, context.dialect.problem);
			orderRoutes(server, context);
			lookupRoutes(server, context);
		},
		reset: () => {
			account.reset();
			context.jobs.reset();
			webhooks.reset();
			limit.reset();
			refusals.shape = 'document';
		},
		expireTokens: () => account.revokeKey(),
		setBalance: (tokens) => {
			account.balance = tokens;
		},
		setErrorShape: (shape) => refusals.choose(shape),
		refusals: {
			expiredToken: () => refusals.refuse('INVALID_API_KEY', 'The API key is missing or invalid'),
			tooManyRequests: () => refusals.refuse('RATE_LIMIT_EXCEEDED', 'Too many requests at once'),
		},
		close: () => {
			context.jobs.stop();
			webhooks.stop();
		},
		statistics: () => ({ logins: 0, ...context.jobs.paid.statistics() }),
		mails: () => [],
		webhooks,
	};
}
