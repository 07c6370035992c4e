import type { BatchRule } from '../../shared/batches';
import { choice, jsonObject, required, type Field } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { toText } from '../../shared/values';
import { generationSettings, item, itemIds, project, source } from './fields';
import { ITEM_FILTER_STATUSES, ITEM_STATUSES } from './knownValues';
import { itemListReply, itemReply } from './replies';

const resource = 'item';

const status: Field = choice({
	displayName: 'Status',
	description: 'Status to set',
	values: ITEM_STATUSES,
	default: 'approved',
});

/** The ids of many input items travel together: 5,000 approvals of a project are 10 requests. */
const joined: BatchRule = {
	list: 'item_ids',
	maximum: 500,
	adjustable: true,
	elementKey: toText,
	rowKey: (row) => (row.id === undefined ? undefined : toText(row.id)),
};

export const itemOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many items',
		description: 'List the content items of a project',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/items' },
		path: { project_id: project },
		query: {
			status: choice({
				displayName: 'Status',
				description: 'Only items with this status',
				values: ITEM_FILTER_STATUSES,
				default: 'generated',
			}),
			source_id: source,
		},
		reply: itemListReply,
	}),
	defineOperation({
		resource,
		operation: 'updateBatch',
		name: 'Update Many',
		action: 'Update status of many items',
		description: 'Set one status on many items, e.g. approve or reject them',
		request: { method: 'PATCH', path: '/api/v1/projects/{project_id}/items/batch' },
		path: { project_id: project },
		body: { item_ids: required(itemIds), status: required(status) },
		reply: { kind: 'untyped' },
		batch: joined,
	}),
	defineOperation({
		resource,
		operation: 'exclude',
		name: 'Exclude',
		action: 'Exclude items',
		description: 'Leave items out of generation and sync',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/items/exclude' },
		path: { project_id: project },
		body: { item_ids: required(itemIds) },
		reply: { kind: 'untyped' },
		batch: joined,
	}),
	defineOperation({
		resource,
		operation: 'restore',
		name: 'Restore',
		action: 'Restore items',
		description: 'Bring excluded items back',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/items/restore' },
		path: { project_id: project },
		body: { item_ids: required(itemIds) },
		reply: { kind: 'untyped' },
		batch: joined,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update item',
		description: 'Change the texts, the status or the metadata of an item',
		request: { method: 'PATCH', path: '/api/v1/projects/{project_id}/items/{item_id}' },
		path: { project_id: project, item_id: item },
		body: {
			generated_content: jsonObject({
				displayName: 'Generated Content (JSON)',
				description: 'Texts to overwrite, by their keys in the generated content of the item',
			}),
			status,
			metadata: jsonObject({
				displayName: 'Metadata (JSON)',
				description: 'Free metadata of the item',
			}),
		},
		reply: itemReply,
	}),
	defineOperation({
		resource,
		operation: 'regenerate',
		name: 'Regenerate',
		action: 'Regenerate item',
		description: 'Write the texts of one item anew and wait for them',
		request: {
			method: 'POST',
			path: '/api/v1/projects/{project_id}/items/{item_id}/regenerate',
			replyWithinMs: 5 * 60_000,
		},
		path: { project_id: project, item_id: item },
		body: generationSettings,
		reply: itemReply,
	}),
];
