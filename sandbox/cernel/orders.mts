import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import type { Context } from './context.mts';
import { invalidField } from './errors.mts';
import type { JobOrder } from './jobQueue.mts';
import { findSite, sites } from './sites.mts';
import type { Site } from './sites.mts';
import { templates } from './templates.mts';

const text = z.string().min(1);
const target = { domain: text, site_id: z.number().int() };
const numbers = z.array(z.object({ number: text }).strict()).min(1);

const updateBody = z
	.object({
		...target,
		products: z
			.array(
				z
					.object({
						external_id: text,
						name: text,
						gtin: z.string().optional(),
						description: z.string().optional(),
					})
					.passthrough(),
			)
			.min(1),
		// The documents name no field for them; this name is the sandbox's own.
		localization_sites: z.array(z.number().int()).min(1).optional(),
	})
	.strict();

const updateQuery = z
	.object({
		template_id: z.string().regex(/^\d+$/, 'A valid integer is required.').transform(Number),
		localize: z
			.string()
			.refine((value) => ['true', 'false'].includes(value), 'Must be a valid boolean.')
			.transform((value) => value === 'true'),
	})
	.partial()
	.strict();

/** The three calls that queue texts: known products, products with data, categories. */
export function orderRoutes(server: FastifyInstance, context: Context): void {
	const { dialect, knowledge, queue, limits } = context;

	const order = (job: JobOrder) => ({ status: 'queued', job_id: queue.add(job).id });

	serve(server, dialect, {
		...noInput,
		id: 'product.generate',
		method: 'POST',
		url: '/products',
		takesBody: true,
		body: z.object({ ...target, products: numbers }).strict(),
		status: 202,
		handle: ({ caller, body }) => {
			limits.countPost(caller.token, body.domain);
			const site = requireSite(body.domain, body.site_id);
			queue.requireRoom(site, 'products', body.products.length);
			return order({
				kind: 'products',
				orderedBy: caller,
				site,
				template: templates[0],
				languages: [site.languages[0]],
				elements: body.products.map(({ number }) => knowledge.product(number)),
			});
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'product.update',
		method: 'POST',
		url: '/products/update',
		query: updateQuery,
		takesBody: true,
		body: updateBody,
		status: 202,
		handle: ({ caller, query, body }) => {
			limits.countPost(caller.token, body.domain);
			const site = requireSite(body.domain, body.site_id);
			const template = templates.find(({ id }) => id === (query.template_id ?? templates[0].id));
			if (template === undefined) {
				throw invalidField('template_id', `Invalid pk "${query.template_id}"`);
			}
			const languages =
				query.localize === true
					? localizedLanguages(site, body.localization_sites)
					: [site.languages[0]];
			queue.requireRoom(site, 'products', body.products.length);
			const elements = body.products.map((data) => knowledge.describe(data));
			const reply = order({
				kind: 'products',
				orderedBy: caller,
				site,
				template,
				languages,
				elements,
			});
			// A refused order leaves nothing behind.
			knowledge.remember(elements);
			return reply;
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'category.generate',
		method: 'POST',
		url: '/categories',
		takesBody: true,
		body: z.object({ ...target, categories: numbers }).strict(),
		status: 202,
		handle: ({ caller, body }) => {
			limits.countPost(caller.token, body.domain);
			const site = requireSite(body.domain, body.site_id);
			queue.requireRoom(site, 'categories', body.categories.length);
			return order({
				kind: 'categories',
				orderedBy: caller,
				site,
				template: templates[0],
				languages: [site.languages[0]],
				elements: body.categories.map(({ number }) => knowledge.category(number)),
			});
		},
	});
}

function requireSite(domain: string, siteId: number): Site {
	const site = findSite(domain, siteId);
	if (site !== undefined) return site;
	throw sites.some((known) => known.domain === domain)
		? invalidField('site_id', 'No site with this site_id on this domain.')
		: invalidField('domain', 'No site with this domain.');
}

// The site's own language, and those of the sites named, or all that the site can be localized to.
function localizedLanguages(site: Site, named: readonly number[] | undefined): readonly string[] {
	if (named === undefined) return site.languages;
	const others = named.map((id) => {
		const other = sites.find((known) => known.id === id);
		if (other === undefined) throw invalidField('localization_sites', `Invalid pk "${id}"`);
		return other.languages[0];
	});
	return [...new Set([site.languages[0], ...others])];
}
