import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sandboxClock } from '../clock.mts';
import { requireIdlePost, startBlogGeneration } from './blogGeneration.mts';
import {
	findBlogPost,
	listBlogPosts,
	publishPost,
	requireContent,
	unpublishPost,
} from './blogPublishing.mts';
import { blogPostStatuses } from './blogRecords.mts';
import type { BlogPost } from './blogRecords.mts';
import { showBlogPost, showBlogPostSummary } from './blogReplies.mts';
import { wordPressStatuses } from './blogSite.mts';
import type { Context } from './context.mts';
import { badRequest, invalidField } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { projectPath } from './projects.mts';
import { scoreSeo } from './seoScore.mts';
import { findItems } from './store.mts';
import type { Project } from './store.mts';
import { dateTime, jsonObject, uuid } from './validation.mts';

/** Path of everything below one blog post. */
export const blogPostPath = z.object({ project_id: uuid, post_id: uuid }).strict();

const categoryIds = z.array(z.number().int());
const sourceItemIds = z.array(uuid);

const newPost = z
	.object({
		post_type: z.string().min(1),
		topic: z.string().min(1).nullish(),
		source_item_ids: sourceItemIds.nullish(),
		wp_category_ids: categoryIds.nullish(),
		template_id: uuid.nullish(),
		ai_settings: jsonObject.nullish(),
		selected_images: z
			.array(
				z
					.object({
						url: z.string().url(),
						product_name: z.string().nullish(),
						alt_text: z.string().nullish(),
					})
					.strict(),
			)
			.nullish(),
		store_connection_id: uuid.nullish(),
		shopify_blog_id: z.string().nullish(),
	})
	.strict();

const postChanges = z
	.object({
		title: z.string().optional(),
		content: z.string().optional(),
		excerpt: z.string().optional(),
		slug: z.string().optional(),
		status: z.enum(blogPostStatuses).optional(),
		topic: z.string().nullish(),
		featured_image_url: z.string().url().nullish(),
		seo_meta: jsonObject.optional(),
		wp_category_ids: categoryIds.optional(),
		source_item_ids: sourceItemIds.optional(),
		product_links: jsonObject.optional(),
	})
	.strict();

export function blogPostRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	const find = (path: z.infer<typeof blogPostPath>): { project: Project; post: BlogPost } => {
		const project = store.project(path.project_id);
		return { project, post: findBlogPost(project, path.post_id, context) };
	};

	/** A post that may be changed now; throws the 409 while it is being generated. */
	const findIdle = (path: z.infer<typeof blogPostPath>): { project: Project; post: BlogPost } => {
		const found = find(path);
		requireIdlePost(found.post, context);
		return found;
	};

	serve(server, context, {
		...noInput,
		id: 'blogPost.getAll',
		method: 'GET',
		url: '/projects/:project_id/blog-posts',
		path: projectPath,
		query: z.object({ status: z.enum(blogPostStatuses).optional() }).strict(),
		handle: ({ path, query }) =>
			listBlogPosts(store.project(path.project_id), context)
				.filter((post) => query.status === undefined || post.status === query.status)
				.map(showBlogPostSummary),
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.create',
		method: 'POST',
		url: '/projects/:project_id/blog-posts',
		path: projectPath,
		encoding: 'json',
		body: newPost,
		status: 201,
		handle: ({ path, body }) => {
			const project = store.project(path.project_id);
			const post = createPost(project, body, context);
			startBlogGeneration(project, post, context);
			project.blogPosts.set(post.id, post);
			return showBlogPost(post, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.getAnalytics',
		method: 'GET',
		url: '/projects/:project_id/blog-posts/analytics',
		path: projectPath,
		handle: ({ path }) => {
			const posts = listBlogPosts(store.project(path.project_id), context);
			const views = posts.map((post) => store.blogSite.find(post.wpPostId)?.views ?? 0);
			return {
				total_posts: posts.length,
				by_status: Object.fromEntries(
					blogPostStatuses.map((status) => [
						status,
						posts.filter((post) => post.status === status).length,
					]),
				),
				total_views: views.reduce((total, count) => total + count, 0),
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.get',
		method: 'GET',
		url: '/projects/:project_id/blog-posts/:post_id',
		path: blogPostPath,
		handle: ({ path }) => showBlogPost(find(path).post, store),
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.update',
		method: 'PATCH',
		url: '/projects/:project_id/blog-posts/:post_id',
		path: blogPostPath,
		encoding: 'json',
		body: postChanges,
		handle: ({ path, body }) => {
			const { project, post } = findIdle(path);
			if (body.source_item_ids !== undefined) findItems(project, body.source_item_ids);
			changePost(post, body);
			return showBlogPost(post, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.delete',
		method: 'DELETE',
		url: '/projects/:project_id/blog-posts/:post_id',
		path: blogPostPath,
		status: 204,
		// What was published stays on the blog.
		handle: ({ path }) => {
			const { project, post } = findIdle(path);
			for (const image of post.images.values()) store.files.delete(image.storageKey);
			project.blogPosts.delete(post.id);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.regenerate',
		method: 'POST',
		url: '/projects/:project_id/blog-posts/:post_id/regenerate',
		path: blogPostPath,
		handle: ({ path }) => {
			const { project, post } = findIdle(path);
			if (post.status === 'published' || post.status === 'scheduled') {
				throw badRequest(`Blog post is ${post.status}`);
			}
			startBlogGeneration(project, post, context);
			return showBlogPost(post, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.publish',
		method: 'POST',
		url: '/projects/:project_id/blog-posts/:post_id/publish',
		path: blogPostPath,
		encoding: 'json',
		body: z
			.object({ connection_id: uuid, wp_status: z.enum(wordPressStatuses).default('publish') })
			.strict(),
		handle: ({ path, body }) => {
			const { post } = findIdle(path);
			publishPost(post, store.blogConnections.get(body.connection_id), body.wp_status, context);
			return showBlogPost(post, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.unpublish',
		method: 'POST',
		url: '/projects/:project_id/blog-posts/:post_id/unpublish',
		path: blogPostPath,
		handle: ({ path }) => {
			const { post } = findIdle(path);
			unpublishPost(post, context);
			return showBlogPost(post, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.schedule',
		method: 'POST',
		url: '/projects/:project_id/blog-posts/:post_id/schedule',
		path: blogPostPath,
		encoding: 'json',
		body: z.object({ scheduled_at: dateTime }).strict(),
		handle: ({ path, body }) => {
			const { post } = findIdle(path);
			requireContent(post);
			if (post.status === 'published') throw badRequest('Blog post is published');
			if (body.scheduled_at.getTime() <= sandboxClock.now()) {
				throw invalidField(['body', 'scheduled_at'], 'the time must be in the future');
			}
			post.status = 'scheduled';
			post.scheduledAt = body.scheduled_at.toISOString();
			post.updatedAt = new Date().toISOString();
			return showBlogPost(post, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.unschedule',
		method: 'POST',
		url: '/projects/:project_id/blog-posts/:post_id/unschedule',
		path: blogPostPath,
		handle: ({ path }) => {
			const { post } = findIdle(path);
			if (post.status !== 'scheduled') throw badRequest('Blog post is not scheduled');
			changePost(post, { status: 'draft' });
			return showBlogPost(post, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'blogPost.getSeoScore',
		method: 'GET',
		url: '/projects/:project_id/blog-posts/:post_id/seo-score',
		path: blogPostPath,
		query: z.object({ focus_keyword: z.string().min(1).optional() }).strict(),
		handle: ({ path, query }) => {
			const { post } = find(path);
			requireContent(post);
			return scoreSeo(post, query.focus_keyword);
		},
	});
}

// Everything that the post refers to has to exist.
function createPost(project: Project, body: z.infer<typeof newPost>, context: Context): BlogPost {
	const { store } = context;
	const itemIds = body.source_item_ids ?? [];
	if (!body.topic && itemIds.length === 0) {
		throw invalidField(['body', 'topic'], 'either topic or source_item_ids is required');
	}
	findItems(project, itemIds);
	if (body.template_id) store.blogTemplates.get(body.template_id);
	if (body.store_connection_id) store.connection(body.store_connection_id);
	const defaultTemplate = store.blogTemplates.all().find((template) => template.isDefault);
	const now = new Date().toISOString();
	return {
		id: randomUUID(),
		projectId: project.id,
		title: body.topic ?? '',
		content: '',
		excerpt: '',
		slug: '',
		status: 'draft',
		postType: body.post_type,
		topic: body.topic ?? null,
		featuredImageUrl: null,
		seoMeta: {},
		wpCategoryIds: body.wp_category_ids ?? [],
		sourceItemIds: itemIds,
		productLinks: {},
		aiSettings: body.ai_settings ?? {},
		templateId: body.template_id ?? defaultTemplate?.id ?? null,
		selectedImages: body.selected_images ?? [],
		jobId: null,
		attempts: 0,
		wpPostId: null,
		connectionId: null,
		publishedUrl: null,
		publishedAt: null,
		scheduledAt: null,
		images: new Map(),
		createdAt: now,
		updatedAt: now,
	};
}

// A status that is set by hand does what it says and no more: nothing is published by it.
function changePost(post: BlogPost, changes: z.infer<typeof postChanges>): void {
	post.title = changes.title ?? post.title;
	post.content = changes.content ?? post.content;
	post.excerpt = changes.excerpt ?? post.excerpt;
	post.slug = changes.slug ?? post.slug;
	post.status = changes.status ?? post.status;
	if (post.status !== 'scheduled') post.scheduledAt = null;
	if (changes.topic !== undefined) post.topic = changes.topic;
	if (changes.featured_image_url !== undefined) post.featuredImageUrl = changes.featured_image_url;
	post.seoMeta = changes.seo_meta ?? post.seoMeta;
	post.wpCategoryIds = changes.wp_category_ids ?? post.wpCategoryIds;
	post.sourceItemIds = changes.source_item_ids ?? post.sourceItemIds;
	post.productLinks = changes.product_links ?? post.productLinks;
	post.updatedAt = new Date().toISOString();
}
