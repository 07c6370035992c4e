import { z } from 'zod';

import { choice, id, jsonObject, required, text, urlList, type Field } from '../../shared/fields';
import {
	defineOperation,
	type Fields,
	type OperationDeclaration,
	type Reply,
} from '../../shared/operation';
import { xcScribePlugin } from '../provider';
import { customInstructions, language, tone } from './fields';
import { INTEGRATIONS } from './knownValues';
import { text as replyText } from './replies';

/** The vendor's own plugin waits up to 90 s for a text. */
const SYNCHRONOUS_MS = 120_000;

const generationSchema = z
	.object({
		content: replyText,
		short_description: z.string().nullish(),
		tokens_used: z.number(),
		xct_cost: replyText,
		remaining_balance: replyText,
	})
	.passthrough();

const statusReply: Reply = {
	kind: 'record',
	schema: z
		.object({
			plan_tier: replyText,
			total_balance: replyText,
			active_integrations: z.array(replyText),
		})
		.passthrough(),
};

const startedReply: Reply = {
	kind: 'record',
	schema: z.object({ generation_id: replyText }).passthrough(),
};

const integration: Field = choice({
	displayName: 'Integration',
	description: 'The shop or site system that the text is for',
	values: INTEGRATIONS,
	open: true,
	default: 'woocommerce',
	required: true,
});

const productTitle: Field = text({
	displayName: 'Product Title',
	description: 'Name of the product to write about',
	placeholder: 'e.g. Trail runner 3000',
});

const productCategory: Field = text({
	displayName: 'Product Category',
	placeholder: 'e.g. Running shoes',
});

const style: Fields = { language, tone, custom_instructions: customInstructions };

const product: Fields = {
	source: integration,
	product_title: required(productTitle),
	product_category: productCategory,
	product_attributes: jsonObject({
		displayName: 'Product Attributes (JSON)',
		description: 'Names of attributes and their values, e.g. {"Color": "Red"}',
	}),
	product_images: urlList({
		displayName: 'Product Image URLs',
		description:
			'Addresses of product images, separated by commas or line breaks, or an array from an expression',
		placeholder: 'e.g. https://shop.example.com/shoe.jpg',
	}),
	current_description: text({
		displayName: 'Current Description',
		description: 'The text that the product has now',
		rows: 4,
	}),
	...style,
};

/** An operation of the plugin endpoints, which take the API key of the organization. */
const define = (declaration: Omit<OperationDeclaration, 'resource' | 'provider'>) =>
	defineOperation({ resource: 'plugin', provider: xcScribePlugin, ...declaration });

export const pluginOperations = [
	define({
		operation: 'getStatus',
		name: 'Get Status',
		action: 'Get plugin status',
		description: 'Read the plan, the XCT balance and the integrations that belong to the API key',
		request: { method: 'GET', path: '/api/v1/plugin/status' },
		reply: statusReply,
	}),
	define({
		operation: 'generateDescription',
		name: 'Generate Description',
		action: 'Generate product description',
		description:
			'Write the description of one product from the given data, without a project, and wait for it. Spends XCT.',
		request: {
			method: 'POST',
			path: '/api/v1/plugin/generate-description',
			replyWithinMs: SYNCHRONOUS_MS,
		},
		body: product,
		reply: { kind: 'record', schema: generationSchema },
	}),
	define({
		operation: 'generateDescriptionAsync',
		name: 'Generate Description (Background)',
		action: 'Generate product description in background',
		description:
			'Write the description of one product from the given data, without a project, in the background. Best for many products. Spends XCT.',
		request: { method: 'POST', path: '/api/v1/plugin/generate-description-async' },
		body: product,
		reply: startedReply,
		job: { idKey: 'generation_id' },
	}),
	define({
		operation: 'generateBlogAsync',
		name: 'Generate Blog Post (Background)',
		action: 'Generate blog post in background',
		description:
			'Write a blog post about a topic, without a project, in the background. Nothing is published. Spends XCT.',
		request: { method: 'POST', path: '/api/v1/plugin/generate-blog-async' },
		body: {
			source: integration,
			topic: text({
				displayName: 'Topic',
				description: 'What the blog post is about',
				placeholder: 'e.g. How to choose running shoes',
				required: true,
			}),
			product_title: productTitle,
			product_category: productCategory,
			...style,
		},
		reply: startedReply,
		job: { idKey: 'generation_id' },
	}),
	define({
		operation: 'getGeneration',
		name: 'Get Generation',
		action: 'Get generation',
		description: 'Read the state of a generation in the background and, when it is done, its text',
		request: { method: 'GET', path: '/api/v1/plugin/generation/{generation_id}/status' },
		path: {
			generation_id: required(
				id({
					displayName: 'Generation ID',
					description: 'The generation_id that the call which started it returned',
					placeholder: 'e.g. 3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90',
				}),
			),
		},
		// Only a completed generation has a text.
		reply: { kind: 'record', schema: generationSchema.partial().extend({ status: replyText }) },
	}),
];
