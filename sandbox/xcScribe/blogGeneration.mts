import { sandboxClock } from '../clock.mts';
import { writtenLanguages } from '../writing/translate.mts';
import type { BlogPost, BlogTemplate } from './blogRecords.mts';
import { writeBlogPost } from './blogWriter.mts';
import type { Context } from './context.mts';
import { conflict } from './errors.mts';
import { defaultModelOf, defaultProvider } from './knownValues.mts';
import { showXct } from './ledger.mts';
import { shopUrl } from './shopGateway.mts';
import { isActive } from './store.mts';
import type { Project } from './store.mts';
import { BLOG_POST_PRICE, priceOf, recordGeneration, requireCovered } from './usageRecords.mts';

/** Starts the job that writes `post`; throws the 402 of a balance that is too low. */
export function startBlogGeneration(project: Project, post: BlogPost, context: Context): void {
	const model = modelOf(post);
	const price = priceOf(BLOG_POST_PRICE, model, context);
	requireCovered(price, context);
	post.status = 'draft';
	const job = context.jobs.start(project, 'blog', async (started, signal) => {
		started.progressTotal = 1;
		try {
			await sandboxClock.sleep(context.environment.timings.generationMsPerItem, signal);
			requireCovered(price, context);
			generate(project, post, price, context);
		} catch (error) {
			if (!signal.aborted) post.status = 'failed';
			throw error;
		}
		started.progressCurrent = 1;
		started.progressDetail.push({ blog_post_id: post.id, status: post.status });
		return {
			blog_post_id: post.id,
			xct_cost: showXct(price),
			remaining_balance: showXct(context.store.ledger.total),
		};
	});
	post.jobId = job.id;
	post.updatedAt = job.createdAt;
}

/** Throws the 409 while `post` is being generated. */
export function requireIdlePost(post: BlogPost, context: Context): void {
	const job = post.jobId === null ? undefined : context.store.jobs.get(post.jobId);
	if (job !== undefined && isActive(job)) throw conflict('Blog post is being generated');
}

function generate(project: Project, post: BlogPost, price: number, context: Context): void {
	const template = findTemplate(post, context);
	// An item that was deleted meanwhile is left out.
	const items = post.sourceItemIds.flatMap((id) => project.items.get(id) ?? []);
	post.attempts += 1;
	const texts = writeBlogPost({
		topic: post.topic,
		products: items.map((item) => item.product),
		language: writtenLanguages.find((known) => known === post.aiSettings['language']) ?? 'en',
		tone: textSetting(post, 'tone') ?? template?.tone ?? 'professional',
		attempt: post.attempts,
		sections: sectionsOf(template),
		images: post.selectedImages,
	});
	recordGeneration(
		{
			aiProvider: providerOf(post),
			aiModel: modelOf(post),
			contentType: 'blog_post',
			input: JSON.stringify([post.topic, template, items.map((item) => item.product)]),
			output: texts.content,
			price,
			description: `Blog post: ${texts.title}`,
		},
		context,
	);
	post.title = texts.title;
	post.content = texts.content;
	post.excerpt = texts.excerpt;
	post.slug = texts.slug;
	post.seoMeta = texts.seoMeta;
	post.productLinks = Object.fromEntries(
		items
			.filter((item) => item.product.storeId !== null)
			.map((item) => [item.id, `${shopUrl(context.environment)}/products/${item.product.storeId}`]),
	);
	post.featuredImageUrl ??= post.selectedImages[0]?.url ?? null;
	post.status = 'ready';
	post.updatedAt = new Date().toISOString();
}

function findTemplate(post: BlogPost, context: Context): BlogTemplate | undefined {
	return post.templateId === null ? undefined : context.store.blogTemplates.find(post.templateId);
}

// The outline is free JSON; a list of headings under `sections` is what the sandbox understands.
function sectionsOf(template: BlogTemplate | undefined): string[] {
	const sections = template?.structure['sections'];
	return Array.isArray(sections)
		? sections.filter((section): section is string => typeof section === 'string')
		: [];
}

function providerOf(post: BlogPost): string {
	return textSetting(post, 'ai_provider') ?? defaultProvider;
}

function modelOf(post: BlogPost): string {
	return textSetting(post, 'ai_model') ?? defaultModelOf(providerOf(post));
}

function textSetting(post: BlogPost, name: string): string | undefined {
	const value = post.aiSettings[name];
	return typeof value === 'string' ? value : undefined;
}
