import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errorMessage } from '../errorMessage.mts';
import type { BlogConnection } from './blogRecords.mts';
import { showBlogConnection } from './blogReplies.mts';
import { checkBlogConnection } from './blogSite.mts';
import type { Context } from './context.mts';
import { badRequest } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { queryBoolean, uuid } from './validation.mts';

const connectionPath = z.object({ connection_id: uuid }).strict();

export function blogConnectionRoutes(server: FastifyInstance, context: Context): void {
	const { store, environment } = context;

	/** What the blog answers instead of letting `connection` in, or undefined. */
	const refusalOf = (connection: BlogConnection): string | undefined => {
		try {
			checkBlogConnection(connection, environment);
			return undefined;
		} catch (error) {
			return errorMessage(error);
		}
	};

	serve(server, context, {
		...noInput,
		id: 'blogConnection.getAll',
		method: 'GET',
		url: '/blog-connections',
		handle: () => store.blogConnections.all().map(showBlogConnection),
	});

	serve(server, context, {
		...noInput,
		id: 'blogConnection.create',
		method: 'POST',
		url: '/blog-connections',
		encoding: 'json',
		body: z
			.object({
				name: z.string().min(1),
				site_url: z.string().url(),
				username: z.string().min(1),
				app_password: z.string().min(1),
			})
			.strict(),
		status: 201,
		handle: ({ body }) => {
			const now = new Date().toISOString();
			const connection = store.blogConnections.add({
				id: randomUUID(),
				name: body.name,
				siteUrl: body.site_url,
				username: body.username,
				appPassword: body.app_password,
				isActive: true,
				categories: [],
				categoriesCachedAt: null,
				lastSyncedAt: null,
				createdAt: now,
				updatedAt: now,
			});
			return showBlogConnection(connection);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogConnection.get',
		method: 'GET',
		url: '/blog-connections/:connection_id',
		path: connectionPath,
		handle: ({ path }) => showBlogConnection(store.blogConnections.get(path.connection_id)),
	});

	serve(server, context, {
		...noInput,
		id: 'blogConnection.update',
		method: 'PATCH',
		url: '/blog-connections/:connection_id',
		path: connectionPath,
		encoding: 'json',
		body: z
			.object({
				name: z.string().min(1).optional(),
				site_url: z.string().url().optional(),
				username: z.string().min(1).optional(),
				app_password: z.string().min(1).optional(),
				is_active: z.boolean().optional(),
			})
			.strict(),
		handle: ({ path, body }) => {
			const connection = store.blogConnections.get(path.connection_id);
			connection.name = body.name ?? connection.name;
			connection.siteUrl = body.site_url ?? connection.siteUrl;
			connection.username = body.username ?? connection.username;
			connection.appPassword = body.app_password ?? connection.appPassword;
			connection.isActive = body.is_active ?? connection.isActive;
			connection.updatedAt = new Date().toISOString();
			return showBlogConnection(connection);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogConnection.delete',
		method: 'DELETE',
		url: '/blog-connections/:connection_id',
		path: connectionPath,
		status: 204,
		handle: ({ path }) => {
			store.blogConnections.remove(path.connection_id);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogConnection.test',
		method: 'POST',
		url: '/blog-connections/:connection_id/test',
		path: connectionPath,
		handle: ({ path }) => {
			const refusal = refusalOf(store.blogConnections.get(path.connection_id));
			return refusal === undefined
				? { success: true, message: 'Connection successful', site_name: store.blogSite.name }
				: { success: false, message: refusal, site_name: null };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogConnection.getCategories',
		method: 'GET',
		url: '/blog-connections/:connection_id/categories',
		path: connectionPath,
		query: z.object({ refresh: queryBoolean.default('false') }).strict(),
		handle: ({ path, query }) => {
			const connection = store.blogConnections.get(path.connection_id);
			if (connection.categoriesCachedAt === null || query.refresh) {
				const refusal = refusalOf(connection);
				if (refusal !== undefined) throw badRequest(refusal);
				connection.categories = [...store.blogSite.categories];
				connection.categoriesCachedAt = new Date().toISOString();
			}
			return connection.categories.map((category) => ({
				id: category.id,
				name: category.name,
				slug: category.slug,
				count: store.blogSite.countIn(category.id),
				parent: category.parent,
			}));
		},
	});
}
