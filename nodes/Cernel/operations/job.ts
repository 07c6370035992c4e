import { z } from 'zod';

import { integer, locator } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { toText } from '../../shared/values';

const resource = 'job';

const text = z.string();
const optionalText = z.string().nullable();
const named = z.array(z.object({ number: text, name: optionalText }).passthrough());

/** One generated element in one language. */
const resultSchema = z
	.object({
		id: text,
		name: optionalText,
		language: text,
		short_description: optionalText,
		description: optionalText,
		meta_title: optionalText,
		meta_description: optionalText,
		alt_text: optionalText,
		status: text,
		report: z.unknown(),
	})
	.passthrough();

const jobSchema = z
	.object({
		created_at: text,
		user: text,
		job_id: text,
		job_state: text,
		products: named,
		categories: named,
		token_cost: z.number(),
		token_refund: z.number(),
		failed_product_count: z.number(),
		failed_category_count: z.number(),
	})
	.passthrough();

/** Cernel's default, and the largest size that the documents show. */
const PAGE_SIZE = 50;

export const jobOperations = [
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get Results',
		action: 'Get results of job',
		description: 'Read the texts of a job: one item for each element and language',
		request: { method: 'GET', path: '/jobs/{job_id}' },
		path: {
			job_id: locator({
				displayName: 'Job',
				description: 'The job, as the call that queued it returned its ID',
				required: true,
				source: {
					method: 'searchJobs',
					path: '/jobs',
					at: 'results',
					entry: ({ job_id: id, job_state: state, created_at: createdAt }) => ({
						name: `${toText(createdAt)}, ${toText(state)}`,
						value: toText(id),
					}),
				},
			}),
		},
		reply: { kind: 'list', schema: resultSchema },
	}),
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many jobs',
		description: 'List jobs with their states and costs, newest first',
		request: { method: 'GET', path: '/jobs' },
		query: {
			page: integer({
				displayName: 'Page',
				description: 'Only this page. All pages, up to the limit, when it is left out.',
				default: 1,
				minimum: 0,
			}),
			per_page: integer({
				displayName: 'Page Size',
				description: 'How many jobs to ask for at once',
				default: PAGE_SIZE,
				minimum: 1,
				maximum: PAGE_SIZE,
			}),
		},
		reply: {
			kind: 'list',
			schema: jobSchema,
			at: 'results',
			pages: { page: 'page', size: 'per_page', maximum: PAGE_SIZE, pageCountKey: 'page_count' },
		},
	}),
];
