import { choice, integer, text } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { stockPhotoListReply } from './blogReplies';
import { PHOTO_ORIENTATIONS } from './knownValues';

export const stockPhotoOperations = [
	defineOperation({
		resource: 'stockPhoto',
		operation: 'search',
		name: 'Search',
		action: 'Search stock photos',
		description:
			'Find free photos of Pexels by words, e.g. for a blog post. Needs a stock photo key in XC Scribe.',
		request: { method: 'GET', path: '/api/v1/stock-photos/search' },
		query: {
			q: text({
				displayName: 'Search Words',
				description: 'What the photos have to show',
				placeholder: 'e.g. running shoes',
				required: true,
			}),
			page: integer({
				displayName: 'Page',
				description: 'Only this page, counted from 1. Pages are joined when it is left out.',
				default: 1,
				minimum: 1,
			}),
			per_page: integer({
				displayName: 'Page Size',
				description: 'How many photos to ask for at once',
				default: 20,
				minimum: 1,
				maximum: 80,
			}),
			orientation: choice({
				displayName: 'Orientation',
				description: 'Only photos of this shape',
				values: PHOTO_ORIENTATIONS,
				open: true,
			}),
		},
		reply: stockPhotoListReply,
	}),
];
