import { randomUUID } from 'node:crypto';

export const blogPostStatuses = ['draft', 'ready', 'scheduled', 'published', 'failed'] as const;
export type BlogPostStatus = (typeof blogPostStatuses)[number];

export interface SelectedImage {
	url: string;
	product_name?: string | null | undefined;
	alt_text?: string | null | undefined;
}

export interface BlogPost {
	id: string;
	projectId: string;
	/** Empty until it was generated, like content, excerpt and slug. */
	title: string;
	content: string;
	excerpt: string;
	slug: string;
	status: BlogPostStatus;
	postType: string;
	topic: string | null;
	featuredImageUrl: string | null;
	seoMeta: Record<string, unknown>;
	wpCategoryIds: number[];
	sourceItemIds: string[];
	productLinks: Record<string, unknown>;
	aiSettings: Record<string, unknown>;
	templateId: string | null;
	selectedImages: SelectedImage[];
	/** The job that generates it, or did so last. */
	jobId: string | null;
	/** How many texts were made for it so far. */
	attempts: number;
	/** Its post on the blog, whether visible there or not. */
	wpPostId: number | null;
	/** The connection that it was published with last. */
	connectionId: string | null;
	publishedUrl: string | null;
	publishedAt: string | null;
	scheduledAt: string | null;
	images: Map<string, BlogImage>;
	createdAt: string;
	updatedAt: string;
}

export interface BlogImage {
	id: string;
	storageKey: string;
	originalUrl: string;
	source: 'stock' | 'upload' | 'ai';
	altText: string | null;
	/** Null when the sandbox does not know the image. */
	width: number | null;
	height: number | null;
	fileSize: number | null;
	createdAt: string;
}

/** Access to a WordPress site. */
export interface BlogConnection {
	id: string;
	name: string;
	siteUrl: string;
	username: string;
	appPassword: string;
	isActive: boolean;
	categories: BlogCategory[];
	categoriesCachedAt: string | null;
	lastSyncedAt: string | null;
	createdAt: string;
	updatedAt: string;
}

export interface BlogCategory {
	id: number;
	name: string;
	slug: string;
	parent: number;
}

export interface BlogTemplate {
	id: string;
	name: string;
	description: string | null;
	tone: string | null;
	structure: Record<string, unknown>;
	customInstructions: string | null;
	isDefault: boolean;
	createdAt: string;
	updatedAt: string;
}

export interface StockPhotoKey {
	id: string;
	provider: string;
	isActive: boolean;
	createdAt: string;
	updatedAt: string;
}

/** The connection that is there from the start, to the blog at `siteUrl`. */
export function createBlogConnection(siteUrl: string): BlogConnection {
	const now = new Date().toISOString();
	return {
		id: randomUUID(),
		name: 'Alpenglow Journal (simulated)',
		siteUrl,
		username: 'editor',
		appPassword: 'abcd EFGH 1234 ijkl MNOP 5678',
		isActive: true,
		categories: [],
		categoriesCachedAt: null,
		lastSyncedAt: null,
		createdAt: now,
		updatedAt: now,
	};
}

export function createStockPhotoKey(provider: string, isActive: boolean): StockPhotoKey {
	const now = new Date().toISOString();
	return { id: randomUUID(), provider, isActive, createdAt: now, updatedAt: now };
}
