import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { BatchRule } from '../../shared/batches';
import { jsonObject, spread, type Field } from '../../shared/fields';
import type { Reply } from '../../shared/operation';
import { isRecord, toText } from '../../shared/values';

/** What the three calls that queue a job have in common. */

export const queuedReply: Reply = {
	kind: 'record',
	schema: z.object({ status: z.string(), job_id: z.string() }).passthrough(),
};

export const additionalPayload: Field = spread(
	jsonObject({
		displayName: 'Additional Payload (JSON)',
		description: 'Further fields of the request that the documents do not name. Named fields win.',
	}),
);

/**
 * Elements of one site share requests of at most 100.
 * @param list body field that holds them, also the name that users know
 * @param key what identifies an element; result rows carry it as `id`
 * @param queued most elements that Cernel queues for a site
 */
export function elements(list: 'products' | 'categories', key: string, queued: number): BatchRule {
	return {
		list,
		maximum: 100,
		adjustable: true,
		cap: { maximum: queued, message: `Cernel queues at most ${queued} ${list} of a site at once` },
		elementKey: (element) => (isRecord(element) ? toText(element[key]) : ''),
		rowKey: (row: IDataObject) => (row.id === undefined ? undefined : toText(row.id)),
		complete: true,
	};
}
