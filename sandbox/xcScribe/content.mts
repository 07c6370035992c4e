import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sendEvents } from '../serverSentEvents.mts';
import type { ServerSentEvent } from '../serverSentEvents.mts';
import { exportTable } from './contentExport.mts';
import type { Context } from './context.mts';
import { sendCsv } from './csvReply.mts';
import { generateItems, prepareGeneration, summarizeGeneration } from './generation.mts';
import type { GenerationOutcome, GenerationScope } from './generation.mts';
import { generationSettings } from './generator.mts';
import type { GenerationSettings } from './generator.mts';
import { requireNoJob } from './jobRunner.mts';
import { noInput, serve } from './operation.mts';
import { projectPath } from './projects.mts';
import { findSource, itemStatuses } from './store.mts';
import type { ContentItem, Project } from './store.mts';
import { uuid } from './validation.mts';

interface Variant {
	url: string;
	scope: GenerationScope;
	/** Operation ids of the synchronous call and of its stream. */
	id: string;
	streamId: string;
}

const variants: Variant[] = [
	{
		url: 'generate',
		scope: 'pending',
		id: 'content.generate',
		streamId: 'content.generateStream',
	},
	{
		url: 'regenerate',
		scope: 'all',
		id: 'content.regenerate',
		streamId: 'content.regenerateStream',
	},
	{
		url: 'regenerate-rejected',
		scope: 'rejected',
		id: 'content.regenerateRejected',
		streamId: 'content.regenerateRejectedStream',
	},
];

export function contentRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;
	const settings = generationSettings(store);

	for (const { url, scope, id, streamId } of variants) {
		serve(server, context, {
			...noInput,
			id,
			method: 'POST',
			url: `/projects/:project_id/${url}`,
			path: projectPath,
			encoding: 'json',
			body: settings,
			handle: async ({ path, body }) => {
				const project = store.project(path.project_id);
				requireNoJob(project);
				const items = prepareGeneration(project, scope, body, context);
				const outcomes: GenerationOutcome[] = [];
				project.requestsAtWork += 1;
				try {
					for await (const outcome of generateItems(items, body, context, context.work.current)) {
						outcomes.push(outcome);
					}
				} finally {
					project.requestsAtWork -= 1;
				}
				return { ...summarizeGeneration(outcomes, body, context), items: outcomes };
			},
		});

		serve(server, context, {
			...noInput,
			id: streamId,
			method: 'POST',
			url: `/projects/:project_id/${url}/stream`,
			path: projectPath,
			encoding: 'json',
			body: settings,
			handle: ({ path, body, reply }) => {
				const project = store.project(path.project_id);
				requireNoJob(project);
				const items = prepareGeneration(project, scope, body, context);
				return sendEvents(reply, generationEvents(project, items, body, context));
			},
		});
	}

	serve(server, context, {
		...noInput,
		id: 'content.exportCsv',
		method: 'GET',
		url: '/projects/:project_id/export',
		path: projectPath,
		query: z
			.object({
				status_filter: z.enum([...itemStatuses, 'excluded', 'all']).default('approved'),
				source_id: uuid.optional(),
				search: z.string().optional(),
			})
			.strict(),
		handle: ({ path, query, reply }) => {
			const project = store.project(path.project_id);
			if (query.source_id !== undefined) findSource(project, query.source_id);
			const table = exportTable(project, {
				status: query.status_filter,
				sourceId: query.source_id,
				search: query.search,
			});
			return sendCsv(reply, table, `${project.name}-content.csv`);
		},
	});
}

// Counts as work from its first event on, and no longer than the client listens.
async function* generationEvents(
	project: Project,
	items: readonly ContentItem[],
	settings: GenerationSettings,
	context: Context,
): AsyncGenerator<ServerSentEvent> {
	const outcomes: GenerationOutcome[] = [];
	const total = items.length;
	project.requestsAtWork += 1;
	try {
		yield { event: 'progress', data: { current: 0, total } };
		for await (const outcome of generateItems(items, settings, context, context.work.current)) {
			outcomes.push(outcome);
			yield { event: 'item', data: outcome };
			yield { event: 'progress', data: { current: outcomes.length, total } };
		}
	} finally {
		project.requestsAtWork -= 1;
	}
	yield { event: 'complete', data: summarizeGeneration(outcomes, settings, context) };
}
