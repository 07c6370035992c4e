import { sandboxClock } from '../clock.mts';
import { errorMessage } from '../errorMessage.mts';
import type { BlogConnection, BlogPost } from './blogRecords.mts';
import { blogUrl, checkBlogConnection } from './blogSite.mts';
import type { SitePost, WordPressStatus } from './blogSite.mts';
import { slugify } from './blogWriter.mts';
import type { Context } from './context.mts';
import { badRequest, notFound } from './errors.mts';
import type { Project } from './store.mts';

/** The post with this id; publishes it first if its time has come. Throws the 404. */
export function findBlogPost(project: Project, id: string, context: Context): BlogPost {
	publishDuePosts(project, context);
	const post = project.blogPosts.get(id);
	if (post === undefined) throw notFound('Blog post');
	return post;
}

/** All posts, newest first, those published whose time has come. */
export function listBlogPosts(project: Project, context: Context): BlogPost[] {
	publishDuePosts(project, context);
	return [...project.blogPosts.values()].reverse();
}

/** Throws the 400 of a post that nobody wrote yet. */
export function requireContent(post: BlogPost): void {
	if (post.content === '') throw badRequest('Blog post has no content');
}

/** Writes `post` to the blog behind `connection`; throws the 400 when that fails. */
export function publishPost(
	post: BlogPost,
	connection: BlogConnection,
	status: WordPressStatus,
	context: Context,
	at = new Date().toISOString(),
): void {
	requireContent(post);
	try {
		checkBlogConnection(connection, context.environment);
	} catch (error) {
		throw badRequest(errorMessage(error));
	}
	const written = context.store.blogSite.write(post.wpPostId, {
		slug: post.slug === '' ? slugify(post.title) : post.slug,
		title: post.title,
		content: post.content,
		status,
		categoryIds: post.wpCategoryIds,
	});
	const isPublic = status === 'publish' || status === 'private';
	connection.lastSyncedAt = at;
	post.connectionId = connection.id;
	post.slug = written.slug;
	post.wpPostId = written.id;
	post.scheduledAt = null;
	post.updatedAt = at;
	post.status = isPublic ? 'published' : 'ready';
	post.publishedUrl = isPublic ? urlOf(written, context) : null;
	post.publishedAt = isPublic ? at : null;
}

/** Sets the post on the blog back to draft. */
export function unpublishPost(post: BlogPost, context: Context): void {
	const written = context.store.blogSite.find(post.wpPostId);
	if (post.status !== 'published' || written === undefined) {
		throw badRequest('Blog post is not published');
	}
	written.status = 'draft';
	post.status = 'draft';
	post.publishedUrl = null;
	post.publishedAt = null;
	post.updatedAt = new Date().toISOString();
}

// There is no clock at work: whoever looks finds what would have happened by now. A scheduled post
// goes to the connection it was published with last, else to the first one that is active.
function publishDuePosts(project: Project, context: Context): void {
	const now = sandboxClock.now();
	for (const post of project.blogPosts.values()) {
		if (post.status !== 'scheduled' || post.scheduledAt === null) continue;
		if (Date.parse(post.scheduledAt) > now) continue;
		const connections = context.store.blogConnections.all();
		const connection =
			connections.find((candidate) => candidate.id === post.connectionId) ??
			connections.find((candidate) => candidate.isActive);
		try {
			if (connection === undefined) throw badRequest('No active blog connection');
			publishPost(post, connection, 'publish', context, post.scheduledAt);
		} catch {
			post.status = 'failed';
			post.updatedAt = post.scheduledAt;
			post.scheduledAt = null;
		}
	}
}

function urlOf(written: SitePost, context: Context): string {
	return `${blogUrl(context.environment)}/${written.slug}`;
}
