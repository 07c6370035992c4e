import { randomUUID } from 'node:crypto';
import type { CsvTable } from '../catalogue/csv.mts';
import type { ColumnMapping, Product } from '../catalogue/product.mts';
import { createBlogConnection, createStockPhotoKey } from './blogRecords.mts';
import type { BlogConnection, BlogPost, BlogTemplate, StockPhotoKey } from './blogRecords.mts';
import { BlogSite } from './blogSite.mts';
import { Collection } from './collection.mts';
import { notFound } from './errors.mts';
import { builtInTones } from './knownValues.mts';
import { Ledger } from './ledger.mts';
import { createDemoApiKey, createOrganization } from './organizationRecords.mts';
import type { ApiKey, Invitation, Tone, UsageRecord } from './organizationRecords.mts';
import type { PluginGeneration } from './pluginRecords.mts';
import type { StoredFile } from './storedFiles.mts';

export const platforms = ['woocommerce', 'shopify', 'magento2'] as const;
export type Platform = (typeof platforms)[number];

export const itemStatuses = [
	'pending',
	'generated',
	'flagged',
	'approved',
	'rejected',
	'synced',
] as const;
export type ItemStatus = (typeof itemStatuses)[number];

export const jobStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

export interface StoreConnection {
	id: string;
	name: string;
	platform: Platform;
	baseUrl: string;
	status: 'active' | 'error';
	accessToken: string | null;
	consumerKey: string | null;
	consumerSecret: string | null;
	mediaBaseUrl: string | null;
	lastConnectedAt: string | null;
	createdAt: string;
	updatedAt: string;
}

export interface Source {
	id: string;
	projectId: string;
	type: 'file' | 'manual' | 'store';
	name: string;
	createdAt: string;
	lastSyncedAt: string | null;
	/** The rows as they came, for the export in the original layout; null for a manual source. */
	file: { table: CsvTable; mapping: ColumnMapping } | null;
}

export interface SyncRecord {
	id: string;
	storeConnectionId: string;
	storeConnectionName: string;
	syncedAt: string;
	success: boolean;
	errorMessage: string | null;
}

export interface ContentItem {
	id: string;
	sourceId: string;
	/** Position of its row in the file of its source, from 0. */
	row: number;
	product: Product;
	itemType: 'product' | 'variant';
	status: ItemStatus;
	excludedAt: string | null;
	generatedContent: Record<string, unknown> | null;
	confidenceScore: number | null;
	aiModelUsed: string | null;
	metadata: Record<string, unknown>;
	createdAt: string;
	syncedAt: string | null;
	/** How many texts were made for it so far. */
	attempts: number;
	history: SyncRecord[];
}

export interface Job {
	id: string;
	projectId: string;
	type: 'generation' | 'sync' | 'import' | 'blog';
	status: JobStatus;
	progressCurrent: number;
	progressTotal: number;
	progressDetail: unknown[];
	result: Record<string, unknown> | null;
	error: string | null;
	createdAt: string;
	startedAt: string | null;
	completedAt: string | null;
}

export interface Project {
	id: string;
	name: string;
	platform: Platform;
	settings: Record<string, unknown>;
	storeConnectionId: string | null;
	createdAt: string;
	deletedAt: string | null;
	sources: Map<string, Source>;
	items: Map<string, ContentItem>;
	/** Oldest first. */
	jobs: Job[];
	/** Requests and streams under way that generate or sync. */
	requestsAtWork: number;
	blogPosts: Map<string, BlogPost>;
}

/** All data of the one organization, in memory. */
export class Store {
	readonly connections = new Map<string, StoreConnection>();
	readonly projects = new Map<string, Project>();
	readonly jobs = new Map<string, Job>();
	readonly tones = new Collection<Tone>('Tone');
	readonly apiKeys = new Collection<ApiKey>('API key');
	readonly invitations = new Collection<Invitation>('Invitation');
	readonly blogConnections = new Collection<BlogConnection>('Blog connection');
	readonly blogTemplates = new Collection<BlogTemplate>('Blog template');
	readonly stockPhotoKeys = new Collection<StockPhotoKey>('Stock photo key');
	readonly pluginGenerations = new Collection<PluginGeneration>('Generation');
	/** By storage key. */
	readonly files = new Map<string, StoredFile>();
	readonly ledger = new Ledger();
	readonly blogSite = new BlogSite();
	organization = createOrganization();
	/** Oldest first. */
	usage: UsageRecord[] = [];
	generatedItems = 0;
	duplicateGenerations = 0;
	logins = 0;

	/**
	 * Back to the start: one active connection to the shop at `shopUrl`, one to the blog at
	 * `blogUrl`, an API key and a key for stock photos, nothing else.
	 */
	reset(shopUrl: string, blogUrl: string): void {
		this.connections.clear();
		this.projects.clear();
		this.jobs.clear();
		for (const collection of [
			this.tones,
			this.apiKeys,
			this.invitations,
			this.blogConnections,
			this.blogTemplates,
			this.stockPhotoKeys,
			this.pluginGenerations,
			this.files,
		]) {
			collection.clear();
		}
		this.ledger.reset();
		this.blogSite.reset();
		this.organization = createOrganization();
		this.usage = [];
		this.apiKeys.add(createDemoApiKey());
		this.blogConnections.add(createBlogConnection(blogUrl));
		this.stockPhotoKeys.add(createStockPhotoKey('pexels', true));
		this.generatedItems = 0;
		this.duplicateGenerations = 0;
		this.logins = 0;
		const now = new Date().toISOString();
		const connection: StoreConnection = {
			id: randomUUID(),
			name: 'Alpenglow Shop (simulated)',
			platform: 'woocommerce',
			baseUrl: shopUrl,
			status: 'active',
			accessToken: null,
			consumerKey: 'ck_sandbox',
			consumerSecret: 'cs_sandbox',
			mediaBaseUrl: null,
			lastConnectedAt: now,
			createdAt: now,
			updatedAt: now,
		};
		this.connections.set(connection.id, connection);
	}

	connection(id: string): StoreConnection {
		return found(this.connections.get(id), 'Store connection');
	}

	/** The project unless it is in the trash; throws the 404. */
	project(id: string): Project {
		const project = this.projectOrTrashed(id);
		return found(project.deletedAt === null ? project : undefined, 'Project');
	}

	projectOrTrashed(id: string): Project {
		return found(this.projects.get(id), 'Project');
	}

	job(id: string): Job {
		return found(this.jobs.get(id), 'Job');
	}

	/** The connection that `project` is linked to, or undefined. */
	connectionOf(project: Project): StoreConnection | undefined {
		return project.storeConnectionId === null
			? undefined
			: this.connections.get(project.storeConnectionId);
	}

	/** Ids of all tones that texts can be written in. */
	toneIds(): string[] {
		return [...builtInTones, ...this.tones.all().map((tone) => tone.id)];
	}

	removeProject(project: Project): void {
		this.projects.delete(project.id);
		for (const job of project.jobs) this.jobs.delete(job.id);
	}
}

export function findSource(project: Project, id: string): Source {
	return found(project.sources.get(id), 'Data source');
}

export function findItem(project: Project, id: string): ContentItem {
	return found(project.items.get(id), 'Content item');
}

/** The items with these ids, each once; throws one 404 that names all unknown ones. */
export function findItems(project: Project, ids: readonly string[]): ContentItem[] {
	const unique = [...new Set(ids)];
	const unknown = unique.filter((id) => !project.items.has(id));
	if (unknown.length > 0) throw notFound(`Content items ${unknown.join(', ')}`);
	return unique.map((id) => findItem(project, id));
}

export function isActive(job: Job): boolean {
	return job.status === 'queued' || job.status === 'running';
}

/** Whether a job works on the items of `project`; blog posts are written beside all else. */
export function hasActiveJob(project: Project): boolean {
	return project.jobs.some((job) => job.type !== 'blog' && isActive(job));
}

function found<T>(value: T | undefined, what: string): T {
	if (value === undefined) throw notFound(what);
	return value;
}
