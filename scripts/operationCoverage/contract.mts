import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import { projectRoot } from '../paths.mjs';

const operationSchema = z.object({
	id: z.string(),
	provider: z.string(),
	resource: z.string(),
	method: z.string(),
	path: z.string(),
	source: z.string(),
	confidence: z.enum(['high', 'medium', 'low']).optional(),
});

/** An operation of the providers' contract, as far as coverage goes by it. */
export type ContractEntry = z.infer<typeof operationSchema>;

/**
 * Operations that only the providers' public pages name and that are built all the same. The other ones of these pages are left out:
 * they belong to other versions of the APIs, or to what no workflow does.
 */
const EXTRAS: ReadonlySet<string> = new Set([
	'productAi.account.checkKey',
	'productAi.image.generateCustom',
	'xcScribe.auth.forgotPassword',
	'xcScribe.auth.logout',
	'xcScribe.auth.logoutAll',
	'xcScribe.plugin.generateBlogAsync',
	'xcScribe.plugin.generateDescription',
	'xcScribe.plugin.generateDescriptionAsync',
	'xcScribe.plugin.getGeneration',
	'xcScribe.plugin.getStatus',
]);

/** The operations of the contract that have to be there. */
export async function operationsToBuild(): Promise<ContractEntry[]> {
	const file = join(projectRoot, 'test/contract/operations.json');
	const contract: unknown = JSON.parse(await readFile(file, 'utf8'));
	return z
		.array(operationSchema)
		.parse(contract)
		.filter(({ id, source }) => source !== 'public-docs' || EXTRAS.has(id));
}
