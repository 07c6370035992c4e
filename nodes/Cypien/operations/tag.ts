import { choice } from '../../shared/fields';
import { generation } from './generation';
import { TAG_MODES } from './knownValues';

export const tagOperations = [
	generation({
		resource: 'tag',
		action: 'Generate tags',
		description:
			'Suggest tags for the products of the workspace by looking at their images. Tags are approved in the Cypien application, for which there is no call.',
		path: '/v1/tags/generate',
		body: {
			mode: choice({
				displayName: 'Mode',
				description: 'How the tags are made. An expression may give another mode.',
				values: TAG_MODES,
				open: true,
			}),
		},
	}),
];
