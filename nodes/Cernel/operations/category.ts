import { text } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { domain, siteId } from './fields';
import { additionalPayload, elements, queuedReply } from './generation';

/** Cernel queues this many categories of a site. */
const QUEUED_CATEGORIES = 500;

export const categoryOperations = [
	defineOperation({
		resource: 'category',
		operation: 'generate',
		name: 'Generate',
		action: 'Generate content for categories',
		description:
			'Write texts for categories that Cernel knows. All input items are sent together, and each text is paired with its item. Paid for by category.',
		request: { method: 'POST', path: '/categories' },
		body: {
			domain,
			site_id: siteId,
			'categories[].number': text({
				displayName: 'Category Number',
				description: 'Identifier of the category in the shop. Older accounts use its URL.',
				placeholder: 'e.g. sf-12',
				required: true,
			}),
			additional_payload: additionalPayload,
		},
		reply: queuedReply,
		job: { idKey: 'job_id' },
		batch: elements('categories', 'number', QUEUED_CATEGORIES),
	}),
];
