import type { FastifyRequest } from 'fastify';
import type { Environment, SimulatedProvider } from '../provider.mts';
import { keepBodiesRaw } from '../serving/operation.mts';
import type { Dialect } from '../serving/operation.mts';
import { answerRefusals } from '../serving/refusal.mts';
import { CernelAccount } from './account.mts';
import type { Caller, Context } from './context.mts';
import { invalidFields, refuse } from './errors.mts';
import { JobQueue } from './jobQueue.mts';
import { Knowledge } from './knowledge.mts';
import { Limits } from './limits.mts';
import { lookupRoutes } from './lookups.mts';
import { orderRoutes } from './orders.mts';

/** The provider Cernel. */
export function createCernel(environment: Environment): SimulatedProvider {
	const account = new CernelAccount();
	const context: Context = {
		dialect: createDialect(account),
		knowledge: new Knowledge(environment.shop),
		limits: new Limits(environment.timings.rateLimitScale),
		queue: new JobQueue(account, environment.timings),
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
		},
		expireTokens: () => account.revokeToken(),
		setBalance: (tokens) => {
			account.balance = tokens;
		},
		refusals: {
			expiredToken: () => refuse(401, 'Invalid token.'),
			tooManyRequests: () => refuse(429, 'Request was throttled.'),
		},
		close: () => context.queue.stop(),
		statistics: () => ({ logins: 0, ...context.queue.paid.statistics() }),
		mails: () => [],
	};
}

function createDialect(account: CernelAccount): Dialect<Caller> {
	return {
		name: 'cernel',
		wrongTypeStatus: 415,
		authenticate: (request) => authenticate(request, account),
		invalid: (_part, issues) => invalidFields(issues),
		problem: (status, message) => refuse(status, status === 404 ? 'Not found.' : message),
	};
}

function authenticate(request: FastifyRequest, account: CernelAccount): Caller {
	const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
	if (scheme?.toLowerCase() !== 'token' || token === undefined || rest.length > 0) {
		throw refuse(401, 'Authentication credentials were not provided.');
	}
	if (!account.accepts(token)) throw refuse(401, 'Invalid token.');
	return { token };
}
