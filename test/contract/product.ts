import { join } from 'node:path';

import { readProduct, type ProductNode } from '../../scripts/generate/product.mts';
import { projectRoot } from '../../scripts/paths.mjs';

/** The registered nodes with their declarations, through jest's own module loading. */
export async function productNodes(): Promise<ProductNode[]> {
	return await readProduct(async (file): Promise<unknown> => {
		const module: unknown = await import(join(projectRoot, file));
		return module;
	});
}
