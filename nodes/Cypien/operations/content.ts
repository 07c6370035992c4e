import { generation, kinds, language } from './generation';
import { CONTENT_TYPES } from './knownValues';

export const contentOperations = [
	generation({
		resource: 'content',
		action: 'Generate content',
		description:
			'Write descriptions for the products of the workspace whose tags are approved. Each generated variant costs one request of the plan.',
		path: '/v1/content/generate',
		body: {
			content_types: kinds({
				displayName: 'Content Types',
				description: 'What to write. An expression may give other types.',
				values: CONTENT_TYPES,
			}),
			language,
		},
	}),
];
