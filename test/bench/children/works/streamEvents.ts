import type { IDataObject } from 'n8n-workflow';

import { ourNode, type Environment, type Work } from './work';
import { byId, xcScribeAccount } from './xcScribe';

/** "Generate, and put a summary of the events out." */
export function streamEvents(environment: Environment, events: number): Work {
	const node = ourNode(environment, 'XcScribe', {
		resource: 'content',
		operation: 'generateStream',
		projectId: byId(`events-${events}`),
		contentType: 'product_description',
		additionalFields: {},
		options: { streamOutput: 'summary' },
	});
	return {
		nodes: [node],
		account: xcScribeAccount(environment),
		item: () => ({}),
		result: node.name,
		done: ([summary]) => (summary !== undefined && countIn(summary.json, events) ? 1 : 0),
		warmUpItems: 1,
	};
}

/** Whether a summary counts as many events as there were. */
const countIn = (summary: IDataObject, events: number): boolean =>
	Object.values(summary).includes(events);
