import { jsonObject, spread, text, toggle, type Field } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { domain, siteId, template } from './fields';
import { additionalPayload, elements, queuedReply } from './generation';

const resource = 'product';

/** Cernel queues this many products of a site. */
const QUEUED_PRODUCTS = 2500;

const identifier = (displayName: string): Field =>
	text({
		displayName,
		description: 'Identifier of the product in the shop, e.g. its article number',
		placeholder: 'e.g. 3131a',
		required: true,
	});

export const productOperations = [
	defineOperation({
		resource,
		operation: 'generate',
		name: 'Generate',
		action: 'Generate content for products',
		description:
			'Write texts for products that Cernel knows. All input items are sent together, and each text is paired with its item. Paid for by product.',
		request: { method: 'POST', path: '/products' },
		body: {
			domain,
			site_id: siteId,
			'products[].number': identifier('Product Number'),
			additional_payload: additionalPayload,
		},
		reply: queuedReply,
		job: { idKey: 'job_id' },
		batch: elements('products', 'number', QUEUED_PRODUCTS),
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update products and generate content',
		description:
			'Bring product data along and write texts from it. All input items are sent together, and each text is paired with its item. Paid for by product.',
		request: { method: 'POST', path: '/products/update' },
		query: {
			template_id: template,
			localize: toggle({
				displayName: 'Localize',
				description:
					'Whether to write for the localization sites of the payload, too. Cernel ignores them otherwise.',
			}),
		},
		body: {
			domain,
			site_id: siteId,
			'products[].external_id': identifier('External ID'),
			'products[].name': text({
				displayName: 'Product Name',
				placeholder: 'e.g. Bluetooth headphones',
				required: true,
			}),
			'products[].gtin': text({
				displayName: 'GTIN',
				description: 'Global trade item number. Localization may need it.',
				placeholder: 'e.g. 3303170120804',
			}),
			'products[].description': text({
				displayName: 'Description',
				description: 'What is known of the product: the more, the better the text',
				rows: 4,
			}),
			'products[].additional_product_fields': spread(
				jsonObject({
					displayName: 'Additional Product Fields (JSON)',
					description: 'Further data of the product, e.g. its specifications. Named fields win.',
				}),
			),
			additional_payload: additionalPayload,
		},
		reply: queuedReply,
		job: { idKey: 'job_id' },
		batch: elements('products', 'external_id', QUEUED_PRODUCTS),
	}),
];
