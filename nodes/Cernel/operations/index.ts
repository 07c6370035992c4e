import type { ResourceNames } from '../../shared/description';
import type { Operation } from '../../shared/operation';
import { siteOperations, templateOperations } from './catalogue';
import { categoryOperations } from './category';
import { jobOperations } from './job';
import { productOperations } from './product';

/** Resources as the editor names them, in menu order. */
export const cernelResources: ResourceNames = {
	category: 'Category',
	job: 'Job',
	product: 'Product',
	site: 'Site',
	template: 'Template',
};

/** Every operation of the Cernel node. */
export const cernelOperations: readonly Operation[] = [
	...productOperations,
	...categoryOperations,
	...jobOperations,
	...siteOperations,
	...templateOperations,
];
