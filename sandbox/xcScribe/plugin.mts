import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { errorMessage } from '../errorMessage.mts';
import type { Environment, SimulatedProvider } from '../provider.mts';
import { answerErrors } from '../serving/refusal.mts';
import { Accounts } from './accounts.mts';
import { apiKeyRoutes } from './apiKeys.mts';
import { authRoutes } from './auth.mts';
import { billingRoutes } from './billing.mts';
import { blogConnectionRoutes } from './blogConnections.mts';
import { blogImageRoutes } from './blogImages.mts';
import { blogPostRoutes } from './blogPosts.mts';
import { blogUrl } from './blogSite.mts';
import { blogTemplateRoutes } from './blogTemplates.mts';
import { configRoutes } from './config.mts';
import { contentRoutes } from './content.mts';
import type { Context } from './context.mts';
import { ApiError, tooManyRequests, unauthorized, unprocessable } from './errors.mts';
import { importRoutes } from './imports.mts';
import { invitationRoutes } from './invitations.mts';
import { itemRoutes } from './items.mts';
import { JobRunner } from './jobRunner.mts';
import { jobRoutes } from './jobs.mts';
import { UNITS_PER_XCT } from './ledger.mts';
import { Mailbox } from './mailbox.mts';
import { organizationRoutes } from './organization.mts';
import { pluginApiRoutes } from './pluginApi.mts';
import { projectRoutes } from './projects.mts';
import { SecondFactors } from './secondFactors.mts';
import { shopUrl } from './shopGateway.mts';
import { siteRoutes } from './siteRoutes.mts';
import { sourceRoutes } from './sources.mts';
import { stockPhotoRoutes } from './stockPhotos.mts';
import { Store } from './store.mts';
import { storeConnectionRoutes } from './storeConnections.mts';
import { syncRoutes } from './sync.mts';
import { Tokens } from './tokens.mts';
import { toneRoutes } from './tones.mts';
import { twoFactorRoutes } from './twoFactor.mts';
import { usageRoutes } from './usage.mts';
import { userRoutes } from './users.mts';
import { WorkSignal } from './workSignal.mts';

/** The provider XC Scribe. */
export function createXcScribe(environment: Environment): SimulatedProvider {
	const store = new Store();
	const mailbox = new Mailbox();
	const context: Context = {
		environment,
		store,
		accounts: new Accounts(),
		mailbox,
		secondFactors: new SecondFactors(mailbox),
		tokens: new Tokens(),
		jobs: new JobRunner(store, environment.timings.jobQueueMs),
		work: new WorkSignal(),
	};
	const stopWork = () => {
		context.work.abort();
		context.jobs.abortAll();
	};
	return {
		name: 'xcScribe',
		prefix: '/xc-scribe',
		plugin: async (server) => {
			await readBodies(server);
			refuse(server);
			authRoutes(server, context);
			twoFactorRoutes(server, context);
			userRoutes(server, context);
			organizationRoutes(server, context);
			toneRoutes(server, context);
			projectRoutes(server, context);
			storeConnectionRoutes(server, context);
			sourceRoutes(server, context);
			importRoutes(server, context);
			contentRoutes(server, context);
			itemRoutes(server, context);
			syncRoutes(server, context);
			jobRoutes(server, context);
			usageRoutes(server, context);
			apiKeyRoutes(server, context);
			billingRoutes(server, context);
			invitationRoutes(server, context);
			blogPostRoutes(server, context);
			blogImageRoutes(server, context);
			stockPhotoRoutes(server, context);
			blogConnectionRoutes(server, context);
			blogTemplateRoutes(server, context);
			configRoutes(server, context);
			pluginApiRoutes(server, context);
			siteRoutes(server, context);
		},
		reset: () => {
			stopWork();
			store.reset(shopUrl(environment), blogUrl(environment));
			context.jobs.limit = Infinity;
			context.accounts.reset();
			context.secondFactors.reset();
			mailbox.reset();
		},
		expireTokens: () => context.tokens.expireAll(),
		setBalance: (xct) => {
			store.ledger.setBalance(Math.round(xct * UNITS_PER_XCT));
		},
		setJobLimit: (limit) => {
			context.jobs.limit = limit;
		},
		refusals: {
			expiredToken: () => unauthorized('Could not validate credentials'),
			tooManyRequests,
		},
		close: stopWork,
		statistics: () => ({
			logins: store.logins,
			generatedItems: store.generatedItems,
			duplicateGenerations: store.duplicateGenerations,
		}),
		mails: () => mailbox.all(),
	};
}

// Each operation decides which encoding it takes, so every body gets that far.
async function readBodies(server: FastifyInstance): Promise<void> {
	server.removeAllContentTypeParsers();
	await server.register(formbody);
	await server.register(multipart, { limits: { fileSize: 1024 ** 3 } });
	server.addContentTypeParser(
		'application/json',
		{ parseAs: 'string' },
		async (_request: unknown, body: string) => {
			if (body === '') return undefined;
			try {
				const value: unknown = JSON.parse(body);
				return value;
			} catch (error) {
				const reason = errorMessage(error);
				throw unprocessable([
					{ loc: ['body', 0], msg: `JSON decode error: ${reason}`, type: 'json_invalid' },
				]);
			}
		},
	);
	server.addContentTypeParser(
		'*',
		{ parseAs: 'buffer' },
		async (_request: unknown, body: Buffer) => body,
	);
}

// Refusals in FastAPI's shape.
function refuse(server: FastifyInstance): void {
	const routes: Array<{ method: string; pattern: RegExp }> = [];
	server.addHook('onRoute', (route) => {
		const pattern = new RegExp(`^${route.url.replace(/:[^/]+/g, '[^/]+').replace('*', '.*')}$`);
		for (const method of [route.method].flat()) routes.push({ method, pattern });
	});

	server.setNotFoundHandler(async (request, reply) => {
		const path = request.url.split('?')[0] ?? '';
		const allowed = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
		if (allowed.length === 0) return reply.code(404).send({ detail: 'Not Found' });
		return reply
			.code(405)
			.header('allow', allowed.join(', '))
			.send({ detail: 'Method Not Allowed' });
	});

	answerErrors(server, (status, message) => new ApiError(status, message));
}
