import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { suggestMapping } from '../catalogue/product.mts';
import { errorMessage } from '../errorMessage.mts';
import { createPacer } from '../pacing.mts';
import type { CatalogueFilter } from '../shop/shop.mts';
import type { Context } from './context.mts';
import { badRequest, invalidField } from './errors.mts';
import { addItems, addSource, productsOf } from './ingest.mts';
import { requireNoOtherWork } from './jobRunner.mts';
import { noInput, serve } from './operation.mts';
import { projectPath } from './projects.mts';
import { checkConnection } from './shopGateway.mts';
import type { Job, Project, StoreConnection } from './store.mts';
import { requireConnection } from './syncing.mts';

/** Products that are read from the shop with one call. */
const BATCH_SIZE = 20;

const importBody = z
	.object({
		filters: z
			.object({
				categories: z.array(z.string()).default([]),
				types: z.array(z.string()).default([]),
			})
			.strict(),
	})
	.strict();

export function importRoutes(server: FastifyInstance, context: Context): void {
	const { store, environment, jobs } = context;

	serve(server, context, {
		...noInput,
		id: 'import.getFilters',
		method: 'GET',
		url: '/projects/:project_id/import/filters',
		path: projectPath,
		handle: ({ path }) => {
			const project = store.project(path.project_id);
			openStore(project, context);
			return { platform: project.platform, filters: environment.shop.filterOptions() };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'import.preview',
		method: 'POST',
		url: '/projects/:project_id/import/preview',
		path: projectPath,
		encoding: 'json',
		body: importBody,
		handle: ({ path, body }) => {
			openStore(store.project(path.project_id), context);
			requireKnownOptions(body.filters, context);
			const count = environment.shop.select(body.filters).rows.length;
			return {
				count,
				batches: Math.ceil(count / BATCH_SIZE),
				estimated_time_seconds: Math.ceil(
					(environment.timings.jobQueueMs + count * environment.timings.importMsPerItem) / 1000,
				),
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'import.execute',
		method: 'POST',
		url: '/projects/:project_id/import/execute',
		path: projectPath,
		encoding: 'json',
		body: importBody,
		handle: ({ path, body }) => {
			const project = store.project(path.project_id);
			openStore(project, context);
			requireKnownOptions(body.filters, context);
			requireNoOtherWork(project);
			const job = jobs.start(project, 'import', (started, signal) =>
				runImport(started, project, body.filters, context, signal),
			);
			const count = environment.shop.select(body.filters).rows.length;
			return { job_id: job.id, estimated_batches: Math.ceil(count / BATCH_SIZE) };
		},
	});
}

// A store that does not answer is the request's fault, not the server's.
function openStore(project: Project, context: Context): StoreConnection {
	const connection = requireConnection(project, context);
	try {
		checkConnection(connection, context.environment);
	} catch (error) {
		throw badRequest(errorMessage(error));
	}
	return connection;
}

function requireKnownOptions(filter: CatalogueFilter, context: Context): void {
	const options = context.environment.shop.filterOptions();
	for (const name of ['categories', 'types'] as const) {
		const known = options[name].map((option) => option.id);
		const unknown = filter[name].filter((id) => !known.includes(id));
		if (unknown.length > 0) {
			throw invalidField(['body', 'filters', name], `unknown option: ${unknown.join(', ')}`);
		}
	}
}

async function runImport(
	job: Job,
	project: Project,
	filter: CatalogueFilter,
	context: Context,
	signal: AbortSignal,
): Promise<Record<string, unknown>> {
	const connection = openStore(project, context);
	const table = context.environment.shop.select(filter);
	const mapping = suggestMapping(table.columns);
	const products = productsOf(table, mapping);
	const source = addSource(project, 'store', `Import from ${connection.name}`, { table, mapping });
	const nextStep = createPacer(context.environment.timings.importMsPerItem, signal);
	job.progressTotal = products.length;
	let batches = 0;
	for (let first = 0; first < products.length; first += BATCH_SIZE) {
		const batch = products.slice(first, first + BATCH_SIZE);
		for (let read = 0; read < batch.length; read += 1) {
			await nextStep();
			job.progressCurrent += 1;
		}
		addItems(project, source, batch, first);
		batches += 1;
		job.progressDetail.push({ batch: batches, imported: batch.length });
	}
	source.lastSyncedAt = new Date().toISOString();
	return { source_id: source.id, imported_count: products.length, batches };
}
