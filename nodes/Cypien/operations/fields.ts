import { id, jsonObject, spread, text, type Field } from '../../shared/fields';

/** What several resources of Cypien ask for. */

export const jobId: Field = id({
	displayName: 'Job ID',
	description: 'ID of the job, as the call that started it returned it',
	placeholder: 'e.g. content_123_1695384000_abc123',
	required: true,
});

/** How the documents write the path of a job. */
export const JOB_PATH = '/v1/jobs/{jobId}';

/** Variants are read with another ID than the one that the product list shows; how both belong together is not documented. */
export const INVENTORY_ID =
	'It is the number of the product in the Cypien inventory, e.g. 13302, and not the prod_ ID of the product list.';

export const VARIANTS_PATH = '/v1/inventory/variants/{inventoryProductId}';

export const workspaceId: Field = text({
	displayName: 'Workspace ID',
	description: 'The workspace to generate for. That of the credential when it is left out.',
	placeholder: 'e.g. 123',
});

export const additionalBodyFields: Field = spread(
	jsonObject({
		displayName: 'Additional Body Fields (JSON)',
		description:
			'Further fields of the request that the documents do not name. They never replace the fields of this form.',
	}),
);
