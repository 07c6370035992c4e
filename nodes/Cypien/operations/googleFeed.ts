import { generation, kinds, language } from './generation';
import { GOOGLE_FEED_TYPES } from './knownValues';

export const googleFeedOperations = [
	generation({
		resource: 'googleFeed',
		action: 'Generate google feed',
		description:
			'Write Google feed texts for the products of the workspace whose tags are approved. Each generated variant costs one request of the plan.',
		path: '/v1/googlefeed/generate',
		body: {
			language,
			googlefeed_types: kinds({
				displayName: 'Google Feed Types',
				description: 'What to write. An expression may give other types.',
				values: GOOGLE_FEED_TYPES,
			}),
		},
	}),
];
