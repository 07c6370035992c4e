import { randomUUID } from 'node:crypto';
import type { CsvTable } from '../catalogue/csv.mts';
import type { ColumnMapping, Product } from '../catalogue/product.mts';
import { notFound } from './errors.mts';

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
	type: 'generation' | 'sync' | 'import';
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
}

/** Balance of the organization in hundredths of an XCT. */
const START_BALANCE = 1_000_000_00;

/** All data of the one organization, in memory. */
export class Store {
	readonly connections = new Map<string, StoreConnection>();
	readonly projects = new Map<string, Project>();
	readonly jobs = new Map<string, Job>();
	balance = START_BALANCE;
	generatedItems = 0;
	duplicateGenerations = 0;
	logins = 0;

	/** Back to the start: one active connection to the shop at `shopUrl`, nothing else. */
	reset(shopUrl: string): void {
		this.connections.clear();
		this.projects.clear();
		this.jobs.clear();
		this.balance = START_BALANCE;
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

export function hasActiveJob(project: Project): boolean {
	return project.jobs.some(isActive);
}

function found<T>(value: T | undefined, what: string): T {
	if (value === undefined) throw notFound(what);
	return value;
}
