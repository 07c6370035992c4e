import { z } from 'zod';

import { defineOperation } from '../../shared/operation';

/** What is set up in the Cernel platform and only read here. */

const siteSchema = z
	.object({
		id: z.number(),
		domain: z.string(),
		language: z.string(),
		name: z.string(),
		type: z.string(),
		site_id: z.number(),
		initial_keyword_count: z.number(),
		keyword_increase: z.number(),
		exclude_from_statistics: z.boolean(),
	})
	.passthrough();

const templateSchema = z
	.object({
		id: z.number(),
		name: z.string(),
		description: z.string().nullable(),
		master_prompt: z.string().nullable(),
		tov: z.string().nullable(),
		layout: z.array(z.record(z.unknown())),
	})
	.passthrough();

export const siteOperations = [
	defineOperation({
		resource: 'site',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many sites',
		description: 'List the sites with their domains, languages and site IDs',
		request: { method: 'GET', path: '/sites' },
		reply: { kind: 'list', schema: siteSchema },
	}),
];

export const templateOperations = [
	defineOperation({
		resource: 'template',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many templates',
		description: 'List the templates that texts are written by',
		request: { method: 'GET', path: '/templates' },
		reply: {
			kind: 'list',
			schema: templateSchema,
			summary: ['id', 'name', 'description', 'master_prompt', 'tov', 'tov_reference'],
		},
	}),
];
