import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { BlogTemplate } from './blogRecords.mts';
import { showBlogTemplate } from './blogReplies.mts';
import type { Context } from './context.mts';
import { noInput, serve } from './operation.mts';
import { jsonObject, oneOf, uuid } from './validation.mts';

const templatePath = z.object({ template_id: uuid }).strict();

export function blogTemplateRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	const fields = {
		description: z.string().nullish(),
		tone: oneOf(() => store.toneIds(), 'tone').nullish(),
		structure: jsonObject.nullish(),
		custom_instructions: z.string().nullish(),
		is_default: z.boolean().optional(),
	};

	// There is one default at most.
	const setDefault = (template: BlogTemplate, isDefault: boolean): void => {
		if (isDefault) for (const other of store.blogTemplates.all()) other.isDefault = false;
		template.isDefault = isDefault;
	};

	serve(server, context, {
		...noInput,
		id: 'blogTemplate.getAll',
		method: 'GET',
		url: '/blog-templates',
		handle: () => store.blogTemplates.all().map((template) => showBlogTemplate(template, store)),
	});

	serve(server, context, {
		...noInput,
		id: 'blogTemplate.create',
		method: 'POST',
		url: '/blog-templates',
		encoding: 'json',
		body: z.object({ name: z.string().min(1), ...fields }).strict(),
		status: 201,
		handle: ({ body }) => {
			const now = new Date().toISOString();
			const template = store.blogTemplates.add({
				id: randomUUID(),
				name: body.name,
				description: body.description ?? null,
				tone: body.tone ?? null,
				structure: body.structure ?? {},
				customInstructions: body.custom_instructions ?? null,
				isDefault: false,
				createdAt: now,
				updatedAt: now,
			});
			setDefault(template, body.is_default ?? false);
			return showBlogTemplate(template, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogTemplate.get',
		method: 'GET',
		url: '/blog-templates/:template_id',
		path: templatePath,
		handle: ({ path }) => showBlogTemplate(store.blogTemplates.get(path.template_id), store),
	});

	serve(server, context, {
		...noInput,
		id: 'blogTemplate.update',
		method: 'PATCH',
		url: '/blog-templates/:template_id',
		path: templatePath,
		encoding: 'json',
		body: z.object({ name: z.string().min(1).optional(), ...fields }).strict(),
		handle: ({ path, body }) => {
			const template = store.blogTemplates.get(path.template_id);
			template.name = body.name ?? template.name;
			if (body.description !== undefined) template.description = body.description;
			if (body.tone !== undefined) template.tone = body.tone;
			if (body.structure !== undefined) template.structure = body.structure ?? {};
			if (body.custom_instructions !== undefined) {
				template.customInstructions = body.custom_instructions;
			}
			if (body.is_default !== undefined) setDefault(template, body.is_default);
			template.updatedAt = new Date().toISOString();
			return showBlogTemplate(template, store);
		},
	});

	// Posts keep the id of a template that is gone.
	serve(server, context, {
		...noInput,
		id: 'blogTemplate.delete',
		method: 'DELETE',
		url: '/blog-templates/:template_id',
		path: templatePath,
		status: 204,
		handle: ({ path }) => {
			store.blogTemplates.remove(path.template_id);
		},
	});
}
