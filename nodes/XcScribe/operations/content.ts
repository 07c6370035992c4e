import { choice, text } from '../../shared/fields';
import { defineOperation, type OperationDeclaration } from '../../shared/operation';
import { generationSettings, project, source } from './fields';
import { ITEM_FILTER_STATUSES } from './knownValues';

const resource = 'content';

/** These calls write all texts before they answer. */
const SYNCHRONOUS_MS = 15 * 60_000;

const RESETS_ALL =
	'every item of the project goes back to pending, and texts and approvals that exist are lost';

/** A call that generates: it differs from its siblings in its path, its texts and whether it streams. */
function generation(
	path: string,
	declaration: Pick<
		OperationDeclaration,
		'operation' | 'name' | 'action' | 'description' | 'confirm'
	>,
) {
	const streams = path.endsWith('/stream');
	return defineOperation({
		resource,
		...declaration,
		request: {
			method: 'POST',
			path: `/api/v1/projects/{project_id}/${path}`,
			replyWithinMs: SYNCHRONOUS_MS,
		},
		path: { project_id: project },
		body: generationSettings,
		reply: { kind: streams ? 'stream' : 'untyped' },
	});
}

export const contentOperations = [
	generation('generate', {
		operation: 'generate',
		name: 'Generate',
		action: 'Generate content',
		description:
			'Write texts for pending items and wait for all of them. For many items create a job instead.',
	}),
	generation('generate/stream', {
		operation: 'generateStream',
		name: 'Generate (Stream)',
		action: 'Generate content and stream progress',
		description: 'Write texts for pending items and output the progress events',
	}),
	generation('regenerate/stream', {
		operation: 'regenerateStream',
		name: 'Regenerate All (Stream)',
		action: 'Regenerate all content and stream progress',
		description: 'Set all items back to pending, write them anew and output the progress events',
		confirm: RESETS_ALL,
	}),
	generation('regenerate-rejected/stream', {
		operation: 'regenerateRejectedStream',
		name: 'Regenerate Rejected (Stream)',
		action: 'Regenerate rejected content and stream progress',
		description: 'Write the rejected items anew and output the progress events',
	}),
	generation('regenerate', {
		operation: 'regenerate',
		name: 'Regenerate All',
		action: 'Regenerate all content',
		description: 'Set all items back to pending, then write them anew and wait for all of them',
		confirm: RESETS_ALL,
	}),
	generation('regenerate-rejected', {
		operation: 'regenerateRejected',
		name: 'Regenerate Rejected',
		action: 'Regenerate rejected content',
		description: 'Write the rejected items anew and wait for all of them',
	}),
	defineOperation({
		resource,
		operation: 'exportCsv',
		name: 'Export CSV',
		action: 'Export content as CSV',
		description: 'Download the texts of a project as a CSV file',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/export' },
		path: { project_id: project },
		query: {
			status_filter: choice({
				displayName: 'Status',
				description: 'Only items with this status',
				values: ITEM_FILTER_STATUSES,
				open: true,
				default: 'approved',
			}),
			source_id: source,
			search: text({ displayName: 'Search', description: 'Only items that contain this text' }),
		},
		reply: { kind: 'file', name: 'content.csv', mimeType: 'text/csv' },
	}),
];
