import type {
	BlogConnection,
	BlogImage,
	BlogPost,
	BlogTemplate,
	StockPhotoKey,
} from './blogRecords.mts';
import type { Store } from './store.mts';

export function showBlogPostSummary(post: BlogPost): Record<string, unknown> {
	return {
		id: post.id,
		title: post.title,
		status: post.status,
		post_type: post.postType,
		topic: post.topic,
		featured_image_url: post.featuredImageUrl,
		wp_post_id: post.wpPostId,
		published_url: post.publishedUrl,
		published_at: post.publishedAt,
		scheduled_at: post.scheduledAt,
		created_at: post.createdAt,
		updated_at: post.updatedAt,
	};
}

export function showBlogPost(post: BlogPost, store: Store): Record<string, unknown> {
	const onSite = store.blogSite.find(post.wpPostId);
	return {
		...showBlogPostSummary(post),
		project_id: post.projectId,
		organization_id: store.organization.id,
		content: post.content,
		excerpt: post.excerpt,
		slug: post.slug,
		seo_meta: post.seoMeta,
		wp_category_ids: post.wpCategoryIds,
		source_item_ids: post.sourceItemIds,
		product_links: post.productLinks,
		ai_settings: post.aiSettings,
		template_id: post.templateId,
		analytics: onSite === undefined ? {} : { views: onSite.views },
		job_id: post.jobId,
	};
}

export function showBlogImage(image: BlogImage, post: BlogPost): Record<string, unknown> {
	return {
		id: image.id,
		blog_post_id: post.id,
		s3_key: image.storageKey,
		original_url: image.originalUrl,
		source: image.source,
		alt_text: image.altText,
		width: image.width,
		height: image.height,
		file_size: image.fileSize,
		variants: {},
		created_at: image.createdAt,
		updated_at: image.createdAt,
	};
}

export function showBlogConnection(connection: BlogConnection): Record<string, unknown> {
	return {
		id: connection.id,
		name: connection.name,
		site_url: connection.siteUrl,
		username: connection.username,
		is_active: connection.isActive,
		has_categories: connection.categories.length > 0,
		categories_cached_at: connection.categoriesCachedAt,
		last_synced_at: connection.lastSyncedAt,
		created_at: connection.createdAt,
		updated_at: connection.updatedAt,
	};
}

export function showBlogTemplate(template: BlogTemplate, store: Store): Record<string, unknown> {
	return {
		id: template.id,
		organization_id: store.organization.id,
		name: template.name,
		description: template.description,
		tone: template.tone,
		structure: template.structure,
		custom_instructions: template.customInstructions,
		is_default: template.isDefault,
		created_at: template.createdAt,
		updated_at: template.updatedAt,
	};
}

export function showStockPhotoKey(key: StockPhotoKey, store: Store): Record<string, unknown> {
	return {
		id: key.id,
		organization_id: store.organization.id,
		provider: key.provider,
		is_active: key.isActive,
		created_at: key.createdAt,
		updated_at: key.updatedAt,
	};
}
