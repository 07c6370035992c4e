import type { FastifyRequest } from 'fastify';
import type { Environment, SimulatedProvider } from '../provider.mts';
import { keepBodiesRaw } from '../serving/operation.mts';
import type { Dialect } from '../serving/operation.mts';
import { answerRefusals } from '../serving/refusal.mts';
import { CernelAccount } from './account.mts';
import type { TokenHolder } from './account.mts';
import type { Context } from './context.mts';
import { invalidFields, refuse } from './errors.mts';
import { JobQueue } from './jobQueue.mts';
import { Knowledge } from './knowledge.mts';
import { Limits } from './limits.mts';
import { lookupRoutes } from './lookups.mts';
import { orderRoutes } from './orders.mts';
import { CernelWebhooks } from './webhooks.mts';

/** The provider Cernel. */
export function createCernel(environment: Environment): SimulatedProvider {
	const account = new CernelAccount();
	const webhooks = new CernelWebhooks();
	const context: Context = {
		dialect: createDialect(account),
		knowledge: new Knowledge(environment.shop),
		limits: new Limits(environment.timings.rateLimitScale),
		queue: new JobQueue(account, environment.timings, (job, row) => webhooks.send(job, row)),
	};
	return {
		name: context.dialect.name,
		prefix: '/cernel',
		plugin: async (server) => {
			keepBodiesRaw(server);
			answerRefusals(server, context.dialect.problem);
			orderRoutes(server, context);
			lookupRoutes(server, context);
		},
		reset: () => {
			account.reset();
			context.knowledge.reset();
			context.limits.reset();
			context.queue.reset();
			webhooks.reset();
		},
		expireTokens: () => account.revokeTokens(),
		setBalance: (tokens) => {
			account.balance = tokens;
		},
		refusals: {
			expiredToken: () => refuse(401, 'Invalid token.'),
			tooManyRequests: () => refuse(429, 'Request was throttled.'),
		},
		close: () => {
			context.queue.stop();
			webhooks.stop();
		},
		statistics: () => ({ logins: 0, ...context.queue.paid.statistics() }),
		mails: () => [],
		webhooks,
	};
}

function createDialect(account: CernelAccount): Dialect<TokenHolder> {
	return {
		name: 'cernel',
		wrongTypeStatus: 415,
		authenticate: (request) => authenticate(request, account),
		invalid: (_part, issues) => invalidFields(issues),
		problem: (status, message) => refuse(status, status === 404 ? 'Not found.' : message),
	};
}

function authenticate(request: FastifyRequest, account: CernelAccount): TokenHolder {
	const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
	if (scheme?.toLowerCase() !== 'token' || token === undefined || rest.length > 0) {
		throw refuse(401, 'Authentication credentials were not provided.');
	}
	const holder = account.holderOf(token);
	if (holder === undefined) throw refuse(401, 'Invalid token.');
	return holder;
}
