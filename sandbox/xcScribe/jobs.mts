import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { generateItems, prepareGeneration, summarizeGeneration } from './generation.mts';
import type { GenerationOutcome } from './generation.mts';
import { generationSettings } from './generator.mts';
import { requireNoOtherWork } from './jobRunner.mts';
import { noInput, serve } from './operation.mts';
import { projectPath } from './projects.mts';
import { showJob, showJobSummary } from './replies.mts';
import { jobStatuses } from './store.mts';
import type { Job, Project } from './store.mts';
import {
	requireConnection,
	selectForSync,
	summarizeSync,
	syncItems,
	syncSettings,
} from './syncing.mts';
import type { SyncOutcome } from './syncing.mts';
import { jsonObject, uuid, validateBody } from './validation.mts';

const LIST_LIMIT = 50;

const jobPath = z.object({ job_id: uuid }).strict();

export function jobRoutes(server: FastifyInstance, context: Context): void {
	const { store, jobs } = context;

	serve(server, context, {
		...noInput,
		id: 'job.getAll',
		method: 'GET',
		url: '/projects/:project_id/jobs',
		path: projectPath,
		query: z.object({ status: z.enum(jobStatuses).optional() }).strict(),
		handle: ({ path, query }) =>
			[...store.project(path.project_id).jobs]
				.reverse()
				.filter((job) => query.status === undefined || job.status === query.status)
				.slice(0, LIST_LIMIT)
				.map(showJobSummary),
	});

	serve(server, context, {
		...noInput,
		id: 'job.create',
		method: 'POST',
		url: '/projects/:project_id/jobs',
		path: projectPath,
		encoding: 'json',
		body: z
			.object({ job_type: z.enum(['generation', 'sync']), payload: jsonObject.default({}) })
			.strict(),
		status: 201,
		handle: ({ path, body }) => {
			const project = store.project(path.project_id);
			const job =
				body.job_type === 'generation'
					? startGeneration(project, body.payload, context)
					: startSync(project, body.payload, context);
			return { job_id: job.id, status: job.status };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'job.get',
		method: 'GET',
		url: '/jobs/:job_id',
		path: jobPath,
		handle: ({ path }) => showJob(store.job(path.job_id)),
	});

	serve(server, context, {
		...noInput,
		id: 'job.cancel',
		method: 'POST',
		url: '/jobs/:job_id/cancel',
		path: jobPath,
		handle: ({ path }) => {
			const job = store.job(path.job_id);
			jobs.cancel(job);
			return showJob(job);
		},
	});
}

// What can be refused at once is refused at once; the items are chosen again when the job runs.
function startGeneration(project: Project, payload: unknown, context: Context): Job {
	const settings = validateBody(generationSettings(context.store), payload, ['payload']);
	requireNoOtherWork(project);
	prepareGeneration(project, 'pending', settings, context);
	return context.jobs.start(project, 'generation', async (job, signal) => {
		const items = prepareGeneration(project, 'pending', settings, context);
		const outcomes: GenerationOutcome[] = [];
		job.progressTotal = items.length;
		for await (const outcome of generateItems(items, settings, context, signal)) {
			outcomes.push(outcome);
			report(job, outcome);
		}
		return summarizeGeneration(outcomes, settings, context);
	});
}

function startSync(project: Project, payload: unknown, context: Context): Job {
	const settings = validateBody(syncSettings, payload, ['payload']);
	requireNoOtherWork(project);
	requireConnection(project, context);
	selectForSync(project, settings);
	return context.jobs.start(project, 'sync', async (job, signal) => {
		const connection = requireConnection(project, context);
		const items = selectForSync(project, settings);
		const outcomes: SyncOutcome[] = [];
		job.progressTotal = items.length;
		for await (const outcome of syncItems(items, project, connection, context, signal)) {
			outcomes.push(outcome);
			report(job, outcome);
		}
		return summarizeSync(outcomes);
	});
}

function report(job: Job, outcome: unknown): void {
	job.progressCurrent += 1;
	job.progressDetail.push(outcome);
}
