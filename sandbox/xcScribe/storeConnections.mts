import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errorMessage } from '../errorMessage.mts';
import type { Context } from './context.mts';
import { noInput, serve } from './operation.mts';
import { showConnection } from './replies.mts';
import { checkConnection } from './shopGateway.mts';
import { platforms } from './store.mts';
import type { StoreConnection } from './store.mts';
import { uuid } from './validation.mts';

const connectionPath = z.object({ connection_id: uuid }).strict();

const secrets = {
	access_token: z.string().min(1).nullish(),
	consumer_key: z.string().min(1).nullish(),
	consumer_secret: z.string().min(1).nullish(),
	media_base_url: z.string().url().nullish(),
};

export function storeConnectionRoutes(server: FastifyInstance, context: Context): void {
	const { store, environment } = context;

	serve(server, context, {
		...noInput,
		id: 'storeConnection.getAll',
		method: 'GET',
		url: '/store-connections',
		handle: () =>
			[...store.connections.values()].map((connection) => showConnection(connection, store)),
	});

	serve(server, context, {
		...noInput,
		id: 'storeConnection.create',
		method: 'POST',
		url: '/store-connections',
		encoding: 'json',
		body: z
			.object({
				name: z.string().min(1),
				platform: z.enum(platforms),
				base_url: z.string().url(),
				...secrets,
			})
			.strict(),
		status: 201,
		handle: ({ body }) => {
			const now = new Date().toISOString();
			const connection: StoreConnection = {
				id: randomUUID(),
				name: body.name,
				platform: body.platform,
				baseUrl: body.base_url,
				status: 'active',
				accessToken: body.access_token ?? null,
				consumerKey: body.consumer_key ?? null,
				consumerSecret: body.consumer_secret ?? null,
				mediaBaseUrl: body.media_base_url ?? null,
				lastConnectedAt: null,
				createdAt: now,
				updatedAt: now,
			};
			store.connections.set(connection.id, connection);
			return showConnection(connection, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'storeConnection.get',
		method: 'GET',
		url: '/store-connections/:connection_id',
		path: connectionPath,
		handle: ({ path }) => showConnection(store.connection(path.connection_id), store),
	});

	serve(server, context, {
		...noInput,
		id: 'storeConnection.update',
		method: 'PATCH',
		url: '/store-connections/:connection_id',
		path: connectionPath,
		encoding: 'json',
		body: z
			.object({
				name: z.string().min(1).optional(),
				base_url: z.string().url().optional(),
				status: z.enum(['active', 'error']).optional(),
				...secrets,
			})
			.strict(),
		handle: ({ path, body }) => {
			const connection = store.connection(path.connection_id);
			connection.name = body.name ?? connection.name;
			connection.baseUrl = body.base_url ?? connection.baseUrl;
			connection.status = body.status ?? connection.status;
			if (body.access_token !== undefined) connection.accessToken = body.access_token;
			if (body.consumer_key !== undefined) connection.consumerKey = body.consumer_key;
			if (body.consumer_secret !== undefined) connection.consumerSecret = body.consumer_secret;
			if (body.media_base_url !== undefined) connection.mediaBaseUrl = body.media_base_url;
			connection.updatedAt = new Date().toISOString();
			return showConnection(connection, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'storeConnection.test',
		method: 'POST',
		url: '/store-connections/:connection_id/test',
		path: connectionPath,
		handle: ({ path }) => {
			const connection = store.connection(path.connection_id);
			connection.updatedAt = new Date().toISOString();
			try {
				checkConnection(connection, environment);
			} catch (error) {
				connection.status = 'error';
				const message = errorMessage(error);
				return { success: false, message, store_name: null };
			}
			connection.status = 'active';
			connection.lastConnectedAt = connection.updatedAt;
			return {
				success: true,
				message: 'Connection successful',
				store_name: environment.shop.name,
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'storeConnection.delete',
		method: 'DELETE',
		url: '/store-connections/:connection_id',
		path: connectionPath,
		status: 204,
		handle: ({ path }) => {
			const connection = store.connection(path.connection_id);
			const linked = [...store.projects.values()].filter(
				(project) => project.storeConnectionId === connection.id,
			);
			// Linked projects lose their store; a sync job that waits for it fails when it runs.
			for (const project of linked) project.storeConnectionId = null;
			store.connections.delete(connection.id);
		},
	});
}
