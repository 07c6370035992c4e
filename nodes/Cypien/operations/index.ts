import type { ResourceNames } from '../../shared/description';
import type { Operation } from '../../shared/operation';
import { apiKeyOperations } from './apiKey';
import { authOperations } from './auth';
import { contentOperations } from './content';
import { googleFeedOperations } from './googleFeed';
import { jobOperations } from './job';
import { productOperations } from './product';
import { tagOperations } from './tag';
import { titleOperations } from './title';
import { variantOperations } from './variant';

/** Resources as the editor names them, in menu order. */
export const cypienResources: ResourceNames = {
	apiKey: 'API Key',
	auth: 'Authentication',
	content: 'Content',
	googleFeed: 'Google Feed',
	job: 'Job',
	product: 'Product',
	tag: 'Tag',
	title: 'Title',
	variant: 'Variant',
};

/** Every operation of the Cypien node. */
export const cypienOperations: readonly Operation[] = [
	...apiKeyOperations,
	...authOperations,
	...contentOperations,
	...googleFeedOperations,
	...jobOperations,
	...productOperations,
	...tagOperations,
	...titleOperations,
	...variantOperations,
];
