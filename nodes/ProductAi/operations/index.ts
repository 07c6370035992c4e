import type { ResourceNames } from '../../shared/description';
import type { Operation } from '../../shared/operation';
import { accountOperations } from './account';
import { imageOperations } from './image';
import { jobOperations } from './job';

/** Resources as the editor names them, in menu order. */
export const productAiResources: ResourceNames = {
	image: 'Image',
	job: 'Job',
	account: 'Account',
};

/** Every operation of the ProductAI node. */
export const productAiOperations: readonly Operation[] = [
	...imageOperations,
	...jobOperations,
	...accountOperations,
];
