import { z } from 'zod';

import {
	choice,
	dateTime,
	idList,
	jsonList,
	jsonObject,
	text,
	url,
	webAddress,
	type Field,
} from '../../shared/fields';
import { defineOperation, type OperationDeclaration } from '../../shared/operation';
import { fillPath } from '../../shared/request';
import { isRecord, toText } from '../../shared/values';
import { blogConnection, blogPost, blogTemplate, categoryIds } from './blogFields';
import { blogPostListReply, blogPostReply } from './blogReplies';
import { project, storeConnection } from './fields';
import { BLOG_POST_STATUSES } from './knownValues';

const resource = 'blogPost';

const PATH = '/api/v1/projects/{project_id}/blog-posts/{post_id}';

const topic: Field = text({
	displayName: 'Topic',
	description: 'What the blog post is about',
	placeholder: 'e.g. How to choose running shoes',
});

const sourceItemIds: Field = idList({
	displayName: 'Source Item IDs',
	description:
		'IDs of the content items that the blog post is about, separated by commas, or an array from an expression',
});

/** A job that writes a post: what counts in the end is the post. */
const writing: Pick<OperationDeclaration, 'job' | 'afterJob'> = {
	job: { idKey: 'job_id', kind: () => 'blog' },
	/** @param started the post before it is written */
	async afterJob(job, { path }, get, started) {
		const id = path.post_id ?? toText(started.id);
		if (id === '') return [job];
		const post = await get(fillPath(PATH, { ...path, post_id: id }));
		return [isRecord(post) ? post : job];
	},
};

/** A step in the life of one post, which answers with the post. */
function step(
	path: string,
	declaration: Pick<OperationDeclaration, 'operation' | 'name' | 'action' | 'description'> &
		Partial<Pick<OperationDeclaration, 'body' | 'job' | 'afterJob'>>,
) {
	return defineOperation({
		resource,
		...declaration,
		request: { method: 'POST', path: `${PATH}/${path}` },
		path: { project_id: project, post_id: blogPost },
		reply: blogPostReply,
	});
}

export const blogPostOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many blog posts',
		description: 'List the blog posts of a project without their texts',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/blog-posts' },
		path: { project_id: project },
		query: {
			status: choice({
				displayName: 'Status',
				description: 'Only blog posts with this status',
				values: BLOG_POST_STATUSES,
				default: 'ready',
			}),
		},
		reply: blogPostListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create blog post',
		description: 'Write a blog post with AI in a background job. Spends XCT. Nothing is published.',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/blog-posts' },
		path: { project_id: project },
		body: {
			post_type: text({
				displayName: 'Post Type',
				description:
					'About a general topic or about products. XC Scribe does not document the exact values; its example is general.',
				placeholder: 'e.g. general',
				required: true,
			}),
			topic: { ...topic, prominent: true },
			source_item_ids: sourceItemIds,
			wp_category_ids: categoryIds,
			template_id: blogTemplate,
			ai_settings: jsonObject({
				displayName: 'AI Settings (JSON)',
				description:
					'AI provider, model, language, tone and the like. XC Scribe does not document the keys.',
			}),
			selected_images: jsonList({
				displayName: 'Selected Images (JSON)',
				description: 'Product images to use. Needs a recent version of XC Scribe.',
				hint: 'e.g. [{"url": "https://shop.example.com/shoe.jpg", "product_name": "Shoe", "alt_text": "Red shoe"}]',
				element: z
					.object({
						url: webAddress,
						product_name: z.string().optional(),
						alt_text: z.string().optional(),
					})
					.strict('only url, product_name and alt_text are known'),
			}),
			store_connection_id: storeConnection,
			shopify_blog_id: text({
				displayName: 'Shopify Blog ID',
				description: 'The Shopify blog to publish on. Needs a recent version of XC Scribe.',
				placeholder: 'e.g. 241253187',
			}),
		},
		reply: blogPostReply,
		...writing,
	}),
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get blog post',
		description: 'Read a blog post with its text and SEO data',
		request: { method: 'GET', path: PATH },
		path: { project_id: project, post_id: blogPost },
		reply: blogPostReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update blog post',
		description:
			'Change the text or the data of a blog post in XC Scribe. What is published already does not change.',
		request: { method: 'PATCH', path: PATH },
		path: { project_id: project, post_id: blogPost },
		body: {
			title: text({ displayName: 'Title', placeholder: 'e.g. How to choose running shoes' }),
			content: text({ displayName: 'Content', description: 'The text as HTML', rows: 8 }),
			excerpt: text({ displayName: 'Excerpt', description: 'Short summary', rows: 3 }),
			slug: text({
				displayName: 'Slug',
				description: 'Last part of the web address',
				placeholder: 'e.g. how-to-choose-running-shoes',
			}),
			status: choice({
				displayName: 'Status',
				description: 'Status to set in XC Scribe. Use Publish to write to WordPress.',
				values: BLOG_POST_STATUSES,
				default: 'ready',
			}),
			topic,
			featured_image_url: url({
				displayName: 'Featured Image URL',
				placeholder: 'e.g. https://images.example.com/shoes.jpg',
			}),
			seo_meta: jsonObject({
				displayName: 'SEO Data (JSON)',
				description: 'SEO title, description and the like',
			}),
			wp_category_ids: categoryIds,
			source_item_ids: sourceItemIds,
			product_links: jsonObject({
				displayName: 'Product Links (JSON)',
				description: 'Links to items of the catalogue',
			}),
		},
		reply: blogPostReply,
	}),
	step('regenerate', {
		operation: 'regenerate',
		name: 'Regenerate',
		action: 'Regenerate blog post',
		description: 'Write a blog post anew with AI in a background job. Spends XCT.',
		...writing,
	}),
	step('publish', {
		operation: 'publish',
		name: 'Publish',
		action: 'Publish blog post',
		description: 'Write a blog post to the live WordPress site, where everybody can read it',
		body: {
			connection_id: blogConnection,
			wp_status: text({
				displayName: 'WordPress Status',
				description: 'Status of the post in WordPress, e.g. publish, draft or private',
				default: 'publish',
			}),
		},
	}),
	step('unpublish', {
		operation: 'unpublish',
		name: 'Unpublish',
		action: 'Unpublish blog post',
		description: 'Set a published blog post back to draft on the live WordPress site',
	}),
	step('schedule', {
		operation: 'schedule',
		name: 'Schedule',
		action: 'Schedule blog post',
		description: 'Have XC Scribe publish a blog post at a later time',
		body: {
			scheduled_at: dateTime({
				displayName: 'Publish At',
				description: 'When to publish. A time without an offset is taken as UTC.',
				required: true,
			}),
		},
	}),
	step('unschedule', {
		operation: 'unschedule',
		name: 'Unschedule',
		action: 'Unschedule blog post',
		description: 'Call a planned publication off: the blog post becomes a draft',
	}),
	defineOperation({
		resource,
		operation: 'getSeoScore',
		name: 'Get SEO Score',
		action: 'Get SEO score of blog post',
		description: 'Rate a blog post for search engines, with recommendations',
		request: { method: 'GET', path: `${PATH}/seo-score` },
		path: { project_id: project, post_id: blogPost },
		query: {
			focus_keyword: text({
				displayName: 'Focus Keyword',
				description: 'The keyword to rate for',
				placeholder: 'e.g. running shoes',
				prominent: true,
			}),
		},
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'getAnalytics',
		name: 'Get Analytics',
		action: 'Get blog analytics',
		description: 'Sum up the blog posts of a project',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/blog-posts/analytics' },
		path: { project_id: project },
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete blog post',
		description:
			'Delete a blog post in XC Scribe. Unpublish it first if it has to leave WordPress for certain.',
		request: { method: 'DELETE', path: PATH },
		path: { project_id: project, post_id: blogPost },
		reply: { kind: 'deleted' },
	}),
];
