import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { noInput, serve } from './operation.mts';
import { createApiKey } from './organizationRecords.mts';
import { showApiKey } from './organizationReplies.mts';
import { uuid } from './validation.mts';

const keyPath = z.object({ key_id: uuid }).strict();

/** The keys that open the plugin endpoints. */
export function apiKeyRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	serve(server, context, {
		...noInput,
		id: 'apiKey.getAll',
		method: 'GET',
		url: '/api-keys',
		access: 'admin',
		handle: () => store.apiKeys.all().map(showApiKey),
	});

	// The only reply that shows the key.
	serve(server, context, {
		...noInput,
		id: 'apiKey.create',
		method: 'POST',
		url: '/api-keys',
		access: 'admin',
		encoding: 'json',
		body: z.object({ name: z.string().min(1) }).strict(),
		status: 201,
		handle: ({ body }) => {
			const secret = `xc_${randomBytes(32).toString('base64url')}`;
			const key = store.apiKeys.add(createApiKey(body.name, secret));
			return { id: key.id, name: key.name, key: secret, created_at: key.createdAt };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'apiKey.deactivate',
		method: 'PATCH',
		url: '/api-keys/:key_id/deactivate',
		access: 'admin',
		path: keyPath,
		handle: ({ path }) => {
			const key = store.apiKeys.get(path.key_id);
			key.isActive = false;
			return showApiKey(key);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'apiKey.delete',
		method: 'DELETE',
		url: '/api-keys/:key_id',
		access: 'admin',
		path: keyPath,
		status: 204,
		handle: ({ path }) => {
			store.apiKeys.remove(path.key_id);
		},
	});
}
