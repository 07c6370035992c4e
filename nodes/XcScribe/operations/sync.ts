import { choice, type Field } from '../../shared/fields';
import { defineOperation, type Fields } from '../../shared/operation';
import { item, itemIds, project } from './fields';
import { SYNC_MODES } from './knownValues';
import { syncAllReply, syncHistoryReply, syncItemReply } from './replies';

const resource = 'sync';

const LONG_MS = 15 * 60_000;

const mode: Field = choice({
	displayName: 'Mode',
	description: 'Which items to write to the shop. Selected takes the item IDs.',
	values: SYNC_MODES,
	default: 'pending',
});

/** Body of a sync, also the payload of a sync job. */
export const syncSettings: Fields = { mode, item_ids: itemIds };

export const syncOperations = [
	defineOperation({
		resource,
		operation: 'syncAll',
		name: 'Sync All Approved',
		action: 'Sync all approved items to store',
		description: 'Write every approved item to the live shop and wait for all of them',
		request: {
			method: 'POST',
			path: '/api/v1/projects/{project_id}/sync',
			replyWithinMs: LONG_MS,
		},
		path: { project_id: project },
		reply: syncAllReply,
	}),
	defineOperation({
		resource,
		operation: 'syncItem',
		name: 'Sync Item',
		action: 'Sync item to store',
		description: 'Write one approved item to the live shop',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/sync/{item_id}' },
		path: { project_id: project, item_id: item },
		reply: syncItemReply,
	}),
	defineOperation({
		resource,
		operation: 'syncStream',
		name: 'Sync (Stream)',
		action: 'Sync items to store and stream progress',
		description: 'Write items to the live shop and output the progress events',
		request: {
			method: 'POST',
			path: '/api/v1/projects/{project_id}/sync/stream',
			replyWithinMs: LONG_MS,
		},
		path: { project_id: project },
		body: syncSettings,
		reply: { kind: 'stream' },
	}),
	defineOperation({
		resource,
		operation: 'getHistory',
		name: 'Get History',
		action: 'Get sync history of item',
		description: 'Read when an item was written to the shop',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/sync/{item_id}/history' },
		path: { project_id: project, item_id: item },
		reply: syncHistoryReply,
	}),
];
