import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import type { Context } from './context.mts';
import { showJob } from './jobs.mts';

const jobPath = z.object({ jobId: z.string() }).strict();

/** The state of a job, and its control. */
export function jobRoutes(server: FastifyInstance, { dialect, jobs }: Context): void {
	serve(server, dialect, {
		...noInput,
		id: 'job.get',
		method: 'GET',
		url: '/v1/jobs/:jobId/status',
		path: jobPath,
		handle: ({ caller, path }) => showJob(jobs.job(path.jobId, caller.workspace.id)),
	});

	serve(server, dialect, {
		...noInput,
		id: 'job.control',
		method: 'PUT',
		url: '/v1/jobs/:jobId/control',
		path: jobPath,
		takesBody: true,
		body: z.object({ action: z.enum(['pause', 'resume', 'cancel']) }).strict(),
		handle: ({ caller, path, body }) =>
			jobs.control(jobs.job(path.jobId, caller.workspace.id), body.action),
	});
}
