import { generation, kinds, language } from './generation';
import { TITLE_TYPES } from './knownValues';

export const titleOperations = [
	generation({
		resource: 'title',
		action: 'Generate titles',
		description:
			'Write titles for the products of the workspace whose tags are approved. Each generated variant costs one request of the plan.',
		path: '/v1/title/generate',
		body: {
			language,
			title_types: kinds({
				displayName: 'Title Types',
				description: 'What to write. An expression may give other types.',
				values: TITLE_TYPES,
			}),
		},
	}),
];
