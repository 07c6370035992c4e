import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import { permissions, requireWorkspace } from './apiKeys.mts';
import type { ApiKey } from './apiKeys.mts';
import type { Caller, Context } from './context.mts';
import { badRequest, refuse } from './errors.mts';
import { planNames } from './plans.mts';

const workspaceId = z.number().int();

/** The caller of a request with a bearer token; throws the 401. */
export function authenticate(
	request: FastifyRequest,
	{ tokens, keys, workspaces }: Pick<Context, 'tokens' | 'keys' | 'workspaces'>,
): Caller {
	const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
	if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0) {
		throw refuse(401, 'Authorization token is missing');
	}
	const session = tokens.find(token);
	const key = session === undefined ? undefined : keys.findById(session.keyId);
	const workspace = session === undefined ? undefined : workspaces.get(session.workspaceId);
	if (key === undefined || workspace === undefined) throw refuse(401, 'Invalid or expired token');
	return { key, workspace };
}

/** Log-in, the caller's own profile, and the API keys of the workspace. */
export function authRoutes(server: FastifyInstance, context: Context): void {
	const { dialect, keys, tokens, workspaces, environment } = context;
	const withoutToken = { ...dialect, authenticate: () => undefined };

	serve(server, withoutToken, {
		...noInput,
		id: 'auth.login',
		method: 'POST',
		url: '/v1/auth/login',
		takesBody: true,
		body: z.object({ apiKey: z.string().min(1), workspaceId }).strict(),
		handle: ({ body }) => {
			const key = keys.findBySecret(body.apiKey);
			if (key === undefined) throw refuse(401, 'API key not found or invalid');
			requireWorkspace(key, body.workspaceId);
			const lifetimeMs = environment.timings.cypienTokenLifetimeMs;
			key.lastUsedAt = new Date().toISOString();
			context.logins += 1;
			return {
				access_token: tokens.issue({ keyId: key.id, workspaceId: body.workspaceId }, lifetimeMs),
				token_type: 'Bearer',
				expires_in: Math.floor(lifetimeMs / 1000),
				workspace: {
					id: body.workspaceId,
					name: workspaces.get(body.workspaceId)?.name ?? '',
				},
				permissions: key.permissions,
				rateLimit: key.plan,
			};
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'auth.getMe',
		method: 'GET',
		url: '/v1/auth/me',
		handle: ({ caller }) => ({
			id: caller.key.id,
			name: caller.key.name,
			workspace: { id: caller.workspace.id, name: caller.workspace.name },
			permissions: caller.key.permissions,
			rateLimit: caller.key.plan,
		}),
	});

	serve(server, dialect, {
		...noInput,
		id: 'apiKey.getAll',
		method: 'GET',
		url: '/v1/api-keys',
		handle: ({ caller }) =>
			keys.ofWorkspace(caller.workspace.id).map((key) => showKey(key, caller.workspace.id)),
	});

	serve(server, dialect, {
		...noInput,
		id: 'apiKey.create',
		method: 'POST',
		url: '/v1/api-keys',
		takesBody: true,
		body: z
			.object({
				name: z.string().min(1),
				permissions: z.array(z.enum(permissions)).min(1),
				rateLimit: z.enum(planNames).default('professional'),
				workspaceId,
			})
			.strict(),
		status: 201,
		handle: ({ caller, body }) => {
			requireWorkspace(caller.key, body.workspaceId);
			const key = keys.create({
				name: body.name,
				permissions: body.permissions,
				plan: body.rateLimit,
				workspaceIds: [body.workspaceId],
			});
			// The only reply that shows the key itself.
			return { ...showKey(key, body.workspaceId), apiKey: key.secret };
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'apiKey.delete',
		method: 'DELETE',
		url: '/v1/api-keys/:keyId',
		path: z.object({ keyId: z.string() }).strict(),
		status: 204,
		handle: ({ caller, path }) => {
			if (path.keyId === caller.key.id) {
				throw badRequest('The API key of this session cannot be deleted');
			}
			keys.delete(path.keyId, caller.workspace.id);
		},
	});
}

function showKey(key: ApiKey, workspace: number): Record<string, unknown> {
	return {
		id: key.id,
		name: key.name,
		keyPrefix: key.secret.slice(0, 8),
		permissions: key.permissions,
		rateLimit: key.plan,
		workspaceId: workspace,
		createdAt: key.createdAt,
		lastUsedAt: key.lastUsedAt,
	};
}
