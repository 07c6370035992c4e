import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { choices, idList, shownWhen, text, type Field } from '../../shared/fields';
import type { OperationInput } from '../../shared/input';
import type { Get } from '../../shared/jobs';
import {
	defineOperation,
	type Fields,
	type Operation,
	type OperationDeclaration,
} from '../../shared/operation';
import { fillPath } from '../../shared/request';
import { SETTING } from '../../shared/settings';
import { isRecord, toText } from '../../shared/values';
import { additionalBodyFields, INVENTORY_ID, VARIANTS_PATH, workspaceId } from './fields';
import { generationReply } from './replies';

/** What the four calls that generate have in common. */

const LANGUAGE_TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

const languageTag = z
	.string({ errorMap: () => ({ message: 'must be text' }) })
	.trim()
	.refine(
		(value) => LANGUAGE_TAG.test(value),
		(value) => ({
			message: `must be a language tag (BCP 47), e.g. tr-TR; got "${value.slice(0, 40)}"`,
		}),
	);

export const language: Field = {
	...text({
		displayName: 'Language',
		description: 'Language to write in, as a language tag (BCP 47)',
		placeholder: 'e.g. en-US',
		default: 'tr-TR',
		required: true,
	}),
	parse: languageTag,
};

/** What to generate; one kind is documented for each call, so it is chosen beforehand. */
export function kinds(options: Omit<Parameters<typeof choices>[0], 'default' | 'required'>): Field {
	const all = options.values.map(({ value }) => String(value));
	return choices({ ...options, default: all, required: true });
}

const variantsOf: Field = shownWhen(
	{ [SETTING.waitForCompletion]: [true] },
	idList({
		displayName: 'Read Variants of Products',
		description: `Inventory product IDs, separated by commas or an array from an expression. When the job has ended, the variants of each of these products become an output item, with the job under "job". ${INVENTORY_ID} Only the job when it is left empty.`,
		placeholder: 'e.g. 13302, 13303',
		prominent: true,
	}),
);

/** A call that starts a job over the products of a workspace. */
export function generation(
	declaration: Pick<OperationDeclaration, 'resource' | 'action' | 'description'> & {
		path: string;
		body: Fields;
	},
): Operation {
	const { path, body, ...words } = declaration;
	return defineOperation({
		...words,
		operation: 'generate',
		name: 'Generate',
		request: { method: 'POST', path },
		body: { ...body, workspace_id: workspaceId, additional_body_fields: additionalBodyFields },
		local: { variants_of: variantsOf },
		fromCredential: { workspace_id: 'workspaceId' },
		reply: generationReply,
		job: { idKey: 'job_id', isStarted },
		afterJob: readVariants,
	});
}

/** False for a call that ended at once, e.g. because there is no product to work on. */
function isStarted(reply: IDataObject): boolean {
	return (
		toText(reply.processing_mode).toLowerCase() !== 'sync' &&
		!toText(reply.job_id).startsWith('no_products_')
	);
}

/** The variants of the chosen products, one row a product, or the job where none was chosen. */
async function readVariants(
	job: IDataObject,
	{ local }: OperationInput,
	get: Get,
): Promise<IDataObject[]> {
	const products = local?.variants_of;
	if (!Array.isArray(products)) return [job];
	const rows: IDataObject[] = [];
	for (const product of products) {
		const variants = await get(fillPath(VARIANTS_PATH, { inventoryProductId: toText(product) }));
		rows.push({ ...(isRecord(variants) ? variants : {}), job });
	}
	return rows;
}
