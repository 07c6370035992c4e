import type { ContentItem, Job, Project, Source, Store, StoreConnection } from './store.mts';
import { findSource, hasActiveJob, itemStatuses } from './store.mts';

/** `project` as the API shows it, with live counts. */
export function showProject(project: Project, store: Store): Record<string, unknown> {
	const items = [...project.items.values()];
	const counted = items.filter((item) => item.excludedAt === null);
	const counts = Object.fromEntries(
		itemStatuses.map((status) => [status, counted.filter((item) => item.status === status).length]),
	);
	const status = projectStatus(project);
	return {
		id: project.id,
		name: project.name,
		platform: project.platform,
		status,
		settings: project.settings,
		created_at: project.createdAt,
		completed_at: status === 'completed' ? lastSync(counted) : null,
		item_count: items.length,
		flagged_count: counts['flagged'] ?? 0,
		source_count: project.sources.size,
		deleted_at: project.deletedAt,
		status_counts: { ...counts, excluded: items.length - counted.length },
		store_connection_id: project.storeConnectionId,
		store_connection_name: store.connectionOf(project)?.name ?? null,
	};
}

/**
 * draft until something was generated, processing while work is under way, completed when every
 * product that is neither excluded nor an untouched variation is in the shop, else review.
 */
export function projectStatus(project: Project): 'draft' | 'processing' | 'review' | 'completed' {
	if (project.requestsAtWork > 0 || hasActiveJob(project)) return 'processing';
	const items = [...project.items.values()].filter(
		(item) =>
			item.excludedAt === null && (item.itemType === 'product' || item.status !== 'pending'),
	);
	if (items.every((item) => item.status === 'pending')) return 'draft';
	return items.every((item) => item.status === 'synced') ? 'completed' : 'review';
}

export function showConnection(connection: StoreConnection, store: Store): Record<string, unknown> {
	const projects = [...store.projects.values()];
	return {
		id: connection.id,
		name: connection.name,
		platform: connection.platform,
		base_url: connection.baseUrl,
		status: connection.status,
		has_credentials: hasCredentials(connection),
		last_connected_at: connection.lastConnectedAt,
		created_at: connection.createdAt,
		updated_at: connection.updatedAt,
		project_count: projects.filter((project) => project.storeConnectionId === connection.id).length,
	};
}

/** Whether the credentials that the platform needs are there. */
export function hasCredentials(connection: StoreConnection): boolean {
	return connection.platform === 'woocommerce'
		? connection.consumerKey !== null && connection.consumerSecret !== null
		: connection.accessToken !== null;
}

export function showSource(source: Source, project: Project): Record<string, unknown> {
	const items = [...project.items.values()].filter((item) => item.sourceId === source.id);
	return {
		id: source.id,
		project_id: project.id,
		type: source.type,
		name: source.name,
		config:
			source.file === null
				? {}
				: { columns: source.file.table.columns, column_mapping: source.file.mapping },
		status: 'active',
		item_count: items.length,
		last_synced_at: source.lastSyncedAt,
		error_message: null,
		created_at: source.createdAt,
	};
}

export function showItem(item: ContentItem, project: Project): Record<string, unknown> {
	const { product } = item;
	return {
		id: item.id,
		external_id: product.externalId,
		item_type: item.itemType,
		source_data: {
			name: product.name,
			sku: product.sku,
			type: product.type,
			store_id: product.storeId,
			short_description: product.shortDescription,
			description: product.description,
			price: product.price,
			categories: product.categories.map((path) => path.join(' > ')),
			tags: product.tags,
			images: product.images,
			weight: product.weight,
			stock: product.stock,
			parent: product.parent,
			attributes: product.attributes,
		},
		generated_content: item.generatedContent,
		confidence_score: item.confidenceScore,
		status: item.status,
		ai_model_used: item.aiModelUsed,
		created_at: item.createdAt,
		data_source_id: item.sourceId,
		data_source_name: findSource(project, item.sourceId).name,
		metadata: item.metadata,
		excluded_at: item.excludedAt,
	};
}

/** `job` as it stands in a list. */
export function showJobSummary(job: Job): Record<string, unknown> {
	return {
		id: job.id,
		job_type: job.type,
		status: job.status,
		progress_current: job.progressCurrent,
		progress_total: job.progressTotal,
		created_at: job.createdAt,
		started_at: job.startedAt,
		completed_at: job.completedAt,
		error: job.error,
	};
}

export function showJob(job: Job): Record<string, unknown> {
	return { ...showJobSummary(job), progress_detail: job.progressDetail, result: job.result };
}

function lastSync(items: readonly ContentItem[]): string | null {
	return items.reduce<string | null>(
		(latest, item) =>
			item.syncedAt !== null && (latest === null || item.syncedAt > latest)
				? item.syncedAt
				: latest,
		null,
	);
}
