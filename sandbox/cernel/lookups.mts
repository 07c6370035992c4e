import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import type { Context } from './context.mts';
import { isFinished } from './jobQueue.mts';
import type { Job } from './jobQueue.mts';
import { showSite, sites } from './sites.mts';
import { showTemplate, templates } from './templates.mts';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;

const count = z.string().regex(/^\d+$/, 'A valid integer is required.').transform(Number);

const pageQuery = z
	.object({
		page: count.default('1'),
		per_page: count.pipe(z.number().min(1).max(MAX_PAGE_SIZE)).optional(),
	})
	.strict();

/** Sites, templates, jobs and their results. */
export function lookupRoutes(server: FastifyInstance, context: Context): void {
	const { dialect, queue, limits } = context;

	serve(server, dialect, {
		...noInput,
		id: 'site.getAll',
		method: 'GET',
		url: '/sites',
		handle: () => sites.map(showSite),
	});

	serve(server, dialect, {
		...noInput,
		id: 'template.getAll',
		method: 'GET',
		url: '/templates',
		handle: () => templates.map(showTemplate),
	});

	serve(server, dialect, {
		...noInput,
		id: 'job.getAll',
		method: 'GET',
		url: '/jobs',
		query: pageQuery,
		handle: ({ caller, query }) => {
			limits.countJobRead(caller.token);
			const jobs = queue.newestFirst();
			// Pages count from 1; the documents also allow 0, which is the first page too.
			const page = Math.max(query.page, 1);
			const size = query.per_page ?? DEFAULT_PAGE_SIZE;
			return {
				page,
				per_page: size,
				page_count: Math.ceil(jobs.length / size),
				total: jobs.length,
				results: jobs.slice((page - 1) * size, page * size).map(showJob),
			};
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'job.get',
		method: 'GET',
		url: '/jobs/:job_id',
		path: z.object({ job_id: z.string() }).strict(),
		handle: ({ caller, path }) => {
			limits.countJobRead(caller.token);
			const job = queue.job(path.job_id);
			return isFinished(job) ? job.rows : [];
		},
	});
}

function showJob(job: Job): Record<string, unknown> {
	const elements = job.elements.map(({ externalId, name }) => ({ number: externalId, name }));
	const isProducts = job.kind === 'products';
	return {
		created_at: job.createdAt,
		user: job.orderedBy.user,
		job_id: job.id,
		job_state: job.state,
		products: isProducts ? elements : [],
		categories: isProducts ? [] : elements,
		token_cost: job.tokenCost,
		token_refund: job.tokenRefund,
		failed_product_count: isProducts ? job.failedCount : 0,
		failed_category_count: isProducts ? 0 : job.failedCount,
	};
}
