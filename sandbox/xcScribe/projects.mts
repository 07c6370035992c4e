import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { badRequest } from './errors.mts';
import { requireEditable, requireNoOtherWork } from './jobRunner.mts';
import { noInput, serve } from './operation.mts';
import { showProject } from './replies.mts';
import { isActive, platforms } from './store.mts';
import type { Project } from './store.mts';
import { jsonObject, queryBoolean, uuid } from './validation.mts';

/** Path of everything below one project. */
export const projectPath = z.object({ project_id: uuid }).strict();

export function projectRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	serve(server, context, {
		...noInput,
		id: 'project.getAll',
		method: 'GET',
		url: '/projects',
		query: z.object({ include_deleted: queryBoolean.optional() }).strict(),
		handle: ({ query }) =>
			[...store.projects.values()]
				.filter((project) => query.include_deleted === true || project.deletedAt === null)
				.map((project) => showProject(project, store)),
	});

	serve(server, context, {
		...noInput,
		id: 'project.create',
		method: 'POST',
		url: '/projects',
		encoding: 'form',
		body: z.object({ name: z.string().min(1), platform: z.enum(platforms) }).strict(),
		status: 201,
		handle: ({ body }) => {
			const project: Project = {
				id: randomUUID(),
				name: body.name,
				platform: body.platform,
				settings: {},
				storeConnectionId: null,
				createdAt: new Date().toISOString(),
				deletedAt: null,
				sources: new Map(),
				items: new Map(),
				jobs: [],
				requestsAtWork: 0,
				blogPosts: new Map(),
			};
			store.projects.set(project.id, project);
			return showProject(project, store);
		},
	});

	// A trashed project can be looked at, restored and deleted for good; all else answers 404.
	serve(server, context, {
		...noInput,
		id: 'project.get',
		method: 'GET',
		url: '/projects/:project_id',
		path: projectPath,
		handle: ({ path }) => showProject(store.projectOrTrashed(path.project_id), store),
	});

	serve(server, context, {
		...noInput,
		id: 'project.update',
		method: 'PATCH',
		url: '/projects/:project_id',
		path: projectPath,
		encoding: 'json',
		body: z
			.object({
				name: z.string().min(1).optional(),
				settings: jsonObject.optional(),
				store_connection_id: uuid.nullish(),
			})
			.strict(),
		handle: ({ path, body }) => {
			const project = store.project(path.project_id);
			requireEditable(project);
			if (body.store_connection_id) {
				const connection = store.connection(body.store_connection_id);
				if (connection.platform !== project.platform) {
					throw badRequest('Store connection platform does not match the project platform');
				}
			}
			if (body.name !== undefined) project.name = body.name;
			if (body.settings !== undefined) project.settings = body.settings;
			if (body.store_connection_id !== undefined) {
				project.storeConnectionId = body.store_connection_id;
			}
			return showProject(project, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'project.restore',
		method: 'POST',
		url: '/projects/:project_id/restore',
		path: projectPath,
		handle: ({ path }) => {
			const project = store.projectOrTrashed(path.project_id);
			if (project.deletedAt === null) throw badRequest('Project is not deleted');
			project.deletedAt = null;
			return showProject(project, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'project.truncate',
		method: 'POST',
		url: '/projects/:project_id/truncate',
		path: projectPath,
		handle: ({ path }) => {
			const project = store.project(path.project_id);
			requireNoOtherWork(project);
			const counts = {
				deleted_items: project.items.size,
				deleted_sources: project.sources.size,
			};
			project.items.clear();
			project.sources.clear();
			return { message: 'Project truncated', ...counts };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'project.softDelete',
		method: 'DELETE',
		url: '/projects/:project_id',
		path: projectPath,
		handle: ({ path }) => {
			const project = store.project(path.project_id);
			requireNoOtherWork(project);
			project.deletedAt = new Date().toISOString();
			return { message: 'Project moved to trash' };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'project.deletePermanently',
		method: 'DELETE',
		url: '/projects/:project_id/permanent',
		path: projectPath,
		handle: ({ path }) => {
			const project = store.projectOrTrashed(path.project_id);
			requireNoOtherWork(project);
			for (const job of project.jobs.filter(isActive)) context.jobs.cancel(job);
			store.removeProject(project);
			return { message: 'Project permanently deleted' };
		},
	});
}
