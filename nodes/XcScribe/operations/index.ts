import type { ResourceNames } from '../../shared/description';
import { markUnconfirmed } from '../unconfirmedRoutes';
import { blogConnectionOperations } from './blogConnection';
import { blogImageOperations } from './blogImage';
import { blogPostOperations } from './blogPost';
import { blogTemplateOperations } from './blogTemplate';
import { configOperations } from './config';
import { contentOperations } from './content';
import { importOperations } from './import';
import { itemOperations } from './item';
import { jobOperations } from './job';
import { pluginOperations } from './plugin';
import { projectOperations } from './project';
import { sourceOperations } from './source';
import { stockPhotoOperations } from './stockPhoto';
import { stockPhotoKeyOperations } from './stockPhotoKey';
import { storeConnectionOperations } from './storeConnection';
import { syncOperations } from './sync';
import { toneOperations } from './tone';

/** Resources as the editor names them. Projects come first: a new node then reads something, and spends nothing. */
export const xcScribeResources: ResourceNames = {
	project: 'Project',
	blogConnection: 'Blog Connection',
	blogImage: 'Blog Image',
	blogPost: 'Blog Post',
	blogTemplate: 'Blog Template',
	config: 'Configuration',
	content: 'Content',
	import: 'Import',
	item: 'Item',
	job: 'Job',
	plugin: 'Plugin',
	source: 'Source',
	stockPhoto: 'Stock Photo',
	stockPhotoKey: 'Stock Photo Key',
	storeConnection: 'Store Connection',
	sync: 'Sync',
	tone: 'Tone',
};

/** Every operation of the XC Scribe node. */
export const xcScribeOperations = markUnconfirmed([
	...blogConnectionOperations,
	...blogImageOperations,
	...blogPostOperations,
	...blogTemplateOperations,
	...configOperations,
	...contentOperations,
	...importOperations,
	...itemOperations,
	...jobOperations,
	...pluginOperations,
	...projectOperations,
	...sourceOperations,
	...stockPhotoOperations,
	...stockPhotoKeyOperations,
	...storeConnectionOperations,
	...syncOperations,
	...toneOperations,
]);
