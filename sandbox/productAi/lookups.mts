import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import type { Environment } from '../provider.mts';
import { drawPng } from '../writing/png.mts';
import type { Context } from './context.mts';
import { imageUrlOf } from './imageUrl.mts';
import type { ImageJob } from './jobs.mts';

/** The state of a job, the check of the key, and the images themselves. */
export function lookupRoutes(server: FastifyInstance, context: Context): void {
	const { dialect, account, refusals, jobs, environment } = context;

	serve(server, dialect, {
		...noInput,
		id: 'job.get',
		method: 'GET',
		url: '/api/job/:job_id',
		path: z.object({ job_id: z.string() }).strict(),
		handle: ({ path }) => {
			const job = jobs.find(path.job_id);
			if (job === undefined) throw refusals.refuse('JOB_NOT_FOUND', `No job ${path.job_id}`);
			return { status: 'OK', data: showJob(job, environment) };
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'account.checkKey',
		method: 'GET',
		url: '/api/key-check',
		handle: () => ({
			status: 'OK',
			data: { valid: true, tokens_remaining: account.balance, plan: account.plan },
		}),
	});

	// Stands for the provider's file host: it asks for no key and has no limit.
	server.get<{ Params: { file: string } }>(
		'/images/:file',
		{ config: { operation: 'productAi.image.download' } },
		async (request, reply) => {
			const job = jobs.find(/^(\d+)\.png$/.exec(request.params.file)?.[1] ?? '');
			if (job?.status !== 'COMPLETED') return reply.callNotFound();
			const { width, height } = job.size;
			return reply.type('image/png').send(drawPng(`${job.id} ${job.request}`, width, height));
		},
	);
}

function showJob(job: ImageJob, environment: Environment): Record<string, unknown> {
	return {
		id: job.id,
		status: job.status,
		prompt: job.prompt ?? '',
		...(job.status === 'COMPLETED' ? { image_url: imageUrlOf(job, environment) } : {}),
	};
}
