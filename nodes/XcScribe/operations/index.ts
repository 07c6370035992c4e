import type { ResourceNames } from '../../shared/description';
import type { Operation } from '../../shared/operation';
import { contentOperations } from './content';
import { importOperations } from './import';
import { itemOperations } from './item';
import { jobOperations } from './job';
import { projectOperations } from './project';
import { sourceOperations } from './source';
import { storeConnectionOperations } from './storeConnection';
import { syncOperations } from './sync';

/** Resources as the editor names them, in menu order. */
export const xcScribeResources: ResourceNames = {
	content: 'Content',
	import: 'Import',
	item: 'Item',
	job: 'Job',
	project: 'Project',
	source: 'Source',
	storeConnection: 'Store Connection',
	sync: 'Sync',
};

/** Every operation of the XC Scribe node. */
export const xcScribeOperations: readonly Operation[] = [
	...contentOperations,
	...importOperations,
	...itemOperations,
	...jobOperations,
	...projectOperations,
	...sourceOperations,
	...storeConnectionOperations,
	...syncOperations,
];
