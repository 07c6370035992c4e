import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sandboxClock } from '../clock.mts';
import { stableHash } from '../writing/confidence.mts';
import { blogPostPath } from './blogPosts.mts';
import { findBlogPost } from './blogPublishing.mts';
import type { BlogImage, BlogPost } from './blogRecords.mts';
import { showBlogImage } from './blogReplies.mts';
import type { Context } from './context.mts';
import { badRequest, notFound } from './errors.mts';
import { createPng, readImage } from './images.mts';
import { readUpload } from './multipart.mts';
import { noInput, serve } from './operation.mts';
import { readStockName } from './stockLibrary.mts';
import { fileUrl } from './storedFiles.mts';
import { uuid } from './validation.mts';

const imagesUrl = '/projects/:project_id/blog-posts/:post_id/images';

const text = z.string().min(1);

export function blogImageRoutes(server: FastifyInstance, context: Context): void {
	const { store, environment, work } = context;

	const find = (path: z.infer<typeof blogPostPath>): BlogPost =>
		findBlogPost(store.project(path.project_id), path.post_id, context);

	const addFile = (
		post: BlogPost,
		content: Buffer,
		details: Pick<BlogImage, 'source' | 'altText'>,
	): Record<string, unknown> => {
		const format = readImage(content);
		if (format === undefined)
			throw badRequest('Unsupported image: expected JPEG, PNG, GIF or WebP');
		const id = randomUUID();
		const storageKey = `blog/${post.id}/${id}.${format.extension}`;
		store.files.set(storageKey, { content, contentType: format.contentType });
		return add(post, {
			...details,
			id,
			storageKey,
			originalUrl: fileUrl(environment, storageKey),
			width: format.width,
			height: format.height,
			fileSize: content.length,
		});
	};

	const add = (post: BlogPost, image: Omit<BlogImage, 'createdAt'>): Record<string, unknown> => {
		const added: BlogImage = { ...image, createdAt: new Date().toISOString() };
		post.images.set(added.id, added);
		return showBlogImage(added, post);
	};

	serve(server, context, {
		...noInput,
		id: 'blogImage.getAll',
		method: 'GET',
		url: imagesUrl,
		path: blogPostPath,
		handle: ({ path }) => {
			const post = find(path);
			return [...post.images.values()].map((image) => showBlogImage(image, post));
		},
	});

	// The photo is not fetched: the sandbox never calls a real host.
	serve(server, context, {
		...noInput,
		id: 'blogImage.addFromStock',
		method: 'POST',
		url: `${imagesUrl}/from-stock`,
		path: blogPostPath,
		encoding: 'json',
		body: z
			.object({
				photo_url: z.string().url(),
				alt_text: z.string().nullish(),
				photographer: z.string().nullish(),
				original_url: z.string().url().nullish(),
			})
			.strict(),
		status: 201,
		handle: ({ path, body }) => {
			const id = randomUUID();
			const post = find(path);
			const known = readStockName(body.photo_url);
			return add(post, {
				id,
				storageKey: `blog/${post.id}/${id}.png`,
				originalUrl: body.original_url ?? body.photo_url,
				source: 'stock',
				altText: body.alt_text ?? null,
				width: known?.width ?? null,
				height: known?.height ?? null,
				fileSize: null,
			});
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogImage.upload',
		method: 'POST',
		url: `${imagesUrl}/upload`,
		path: blogPostPath,
		query: z.object({ alt_text: z.string().optional() }).strict(),
		encoding: 'multipart',
		status: 201,
		handle: async ({ path, query, request }) => {
			const post = find(path);
			const { content } = await readUpload(request, []);
			return addFile(post, content, { source: 'upload', altText: query.alt_text ?? null });
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogImage.generate',
		method: 'POST',
		url: `${imagesUrl}/ai-generate`,
		path: blogPostPath,
		encoding: 'json',
		body: z
			.object({
				prompt: text,
				size: z
					.string()
					.regex(/^[1-9]\d{1,3}x[1-9]\d{1,3}$/, 'size must read like 1024x1024')
					.default('1024x1024'),
				quality: text.default('standard'),
				style: text.default('natural'),
			})
			.strict(),
		status: 201,
		handle: async ({ path, body }) => {
			const post = find(path);
			await sandboxClock.sleep(environment.timings.generationMsPerItem, work.current);
			const [width = 0, height = 0] = body.size.split('x').map(Number);
			const content = createPng(width, height, stableHash(body.prompt) & 0xffffff);
			return addFile(post, content, { source: 'ai', altText: body.prompt });
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogImage.delete',
		method: 'DELETE',
		url: `${imagesUrl}/:image_id`,
		path: z.object({ project_id: uuid, post_id: uuid, image_id: uuid }).strict(),
		status: 204,
		handle: ({ path }) => {
			const post = find(path);
			const image = post.images.get(path.image_id);
			if (image === undefined) throw notFound('Image');
			store.files.delete(image.storageKey);
			post.images.delete(image.id);
		},
	});
}
