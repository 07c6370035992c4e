import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Product } from '../catalogue/product.mts';
import { sandboxClock } from '../clock.mts';
import { errorMessage } from '../errorMessage.mts';
import { writtenLanguages } from '../writing/translate.mts';
import type { WrittenLanguage } from '../writing/translate.mts';
import { write } from '../writing/writer.mts';
import { writeBlogPost } from './blogWriter.mts';
import type { Context } from './context.mts';
import { defaultModelOf, defaultProvider, languages } from './knownValues.mts';
import { showXct } from './ledger.mts';
import { noInput, serve } from './operation.mts';
import type { PluginGeneration, PluginOutcome } from './pluginRecords.mts';
import {
	BLOG_POST_PRICE,
	ITEM_PRICE,
	priceOf,
	recordGeneration,
	requireCovered,
} from './usageRecords.mts';
import { oneOf } from './validation.mts';

/** The caller cannot choose one. */
const model = defaultModelOf(defaultProvider);

const SHORT_CHARS = 200;
const LONG_CHARS = 1000;

const attributeValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

interface Writing {
	contentType: string;
	/** Name in the transaction. */
	subject: string;
	listPrice: number;
	/** What the AI was given. */
	input: unknown;
	/** Throws when there is nothing to write about. */
	write(): Pick<PluginOutcome, 'content' | 'short_description'>;
}

/** The endpoints of the shop plugins; API keys open them, access tokens do not. */
export function pluginApiRoutes(server: FastifyInstance, context: Context): void {
	const { store, environment, work } = context;

	const common = {
		source: oneOf(['woocommerce', 'shopify', 'wordpress'], 'source'),
		product_category: z.string().nullish(),
		language: oneOf(languages, 'language').default('en'),
		tone: oneOf(() => store.toneIds(), 'tone').default('professional'),
		custom_instructions: z.string().nullish(),
	};
	const descriptionBody = z
		.object({
			...common,
			// A title of blanks is found out only when the text is written.
			product_title: z.string().min(1),
			product_attributes: z.record(attributeValue).nullish(),
			product_images: z.array(z.string()).nullish(),
			current_description: z.string().nullish(),
		})
		.strict();
	const blogBody = z
		.object({ ...common, topic: z.string().min(1), product_title: z.string().nullish() })
		.strict();

	const aboutProduct = (body: z.infer<typeof descriptionBody>): Writing => ({
		contentType: 'product_description',
		subject: body.product_title,
		listPrice: ITEM_PRICE,
		input: body,
		write: () => {
			const texts = write(
				describeProduct({
					title: body.product_title,
					category: body.product_category,
					attributes: body.product_attributes,
					images: body.product_images,
					description: body.current_description,
				}),
				{
					topic: 'product',
					language: writtenLanguage(body.language),
					tone: body.tone,
					attempt: 1,
					maxShortChars: SHORT_CHARS,
					maxLongChars: LONG_CHARS,
					htmlShort: false,
					htmlLong: true,
				},
			);
			return { content: texts.long, short_description: texts.short };
		},
	});

	const aboutTopic = (body: z.infer<typeof blogBody>): Writing => ({
		contentType: 'blog_post',
		subject: body.topic,
		listPrice: BLOG_POST_PRICE,
		input: body,
		write: () => {
			const { content } = writeBlogPost({
				topic: body.topic,
				products: body.product_title
					? [describeProduct({ title: body.product_title, category: body.product_category })]
					: [],
				language: writtenLanguage(body.language),
				tone: body.tone,
				attempt: 1,
				sections: [],
				images: [],
			});
			return { content, short_description: null };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'plugin.getStatus',
		method: 'GET',
		url: '/plugin/status',
		access: 'apiKey',
		handle: () => ({
			plan_tier: store.ledger.tier,
			total_balance: showXct(store.ledger.total),
			active_integrations: [
				...new Set([...store.connections.values()].map((connection) => connection.platform)),
			],
		}),
	});

	serve(server, context, {
		...noInput,
		id: 'plugin.generateDescription',
		method: 'POST',
		url: '/plugin/generate-description',
		access: 'apiKey',
		encoding: 'json',
		body: descriptionBody.extend({ product_title: z.string().trim().min(1) }),
		handle: async ({ body }) => {
			const writing = aboutProduct(body);
			requireAffordable(writing, context);
			await sandboxClock.sleep(environment.timings.generationMsPerItem, work.current);
			return carryOut(writing, context);
		},
	});

	const serveAsynchronous = <Body,>(
		operation: string,
		url: string,
		body: z.ZodType<Body, z.ZodTypeDef, unknown>,
		about: (body: Body) => Writing,
	): void =>
		serve(server, context, {
			...noInput,
			id: `plugin.${operation}`,
			method: 'POST',
			url: `/plugin/${url}`,
			access: 'apiKey',
			encoding: 'json',
			body,
			status: 202,
			handle: (input) => {
				const writing = about(input.body);
				requireAffordable(writing, context);
				return { generation_id: startInBackground(writing, context).id };
			},
		});
	serveAsynchronous(
		'generateDescriptionAsync',
		'generate-description-async',
		descriptionBody,
		aboutProduct,
	);
	serveAsynchronous('generateBlogAsync', 'generate-blog-async', blogBody, aboutTopic);

	serve(server, context, {
		...noInput,
		id: 'plugin.getGeneration',
		method: 'GET',
		url: '/plugin/generation/:generation_id/status',
		access: 'apiKey',
		path: z.object({ generation_id: z.string().min(1) }).strict(),
		handle: ({ path }) => {
			const generation = store.pluginGenerations.get(path.generation_id);
			return {
				status: generation.status,
				content: null,
				short_description: null,
				tokens_used: null,
				xct_cost: null,
				remaining_balance: null,
				...generation.outcome,
				...(generation.error === null ? {} : { error: generation.error }),
			};
		},
	});
}

function startInBackground(writing: Writing, context: Context): PluginGeneration {
	const { store, environment, work } = context;
	const { jobQueueMs, generationMsPerItem } = environment.timings;
	const signal = work.current;
	const generation = store.pluginGenerations.add({
		id: randomUUID(),
		status: 'processing',
		outcome: null,
		error: null,
	});
	const run = async () => {
		try {
			await sandboxClock.sleep(jobQueueMs + generationMsPerItem, signal);
			generation.outcome = carryOut(writing, context);
			generation.status = 'completed';
		} catch (error) {
			generation.error = errorMessage(error);
			generation.status = 'failed';
		}
	};
	void run();
	return generation;
}

function requireAffordable(writing: Writing, context: Context): void {
	requireCovered(priceOf(writing.listPrice, model, context), context);
}

// Only a text that was written is paid.
function carryOut(writing: Writing, context: Context): PluginOutcome {
	requireAffordable(writing, context);
	const texts = writing.write();
	const price = priceOf(writing.listPrice, model, context);
	const tokens = recordGeneration(
		{
			aiProvider: defaultProvider,
			aiModel: model,
			contentType: writing.contentType,
			input: JSON.stringify(writing.input),
			output: texts.content,
			price,
			description: `Plugin: ${writing.subject}`,
		},
		context,
	);
	return {
		...texts,
		tokens_used: tokens,
		xct_cost: showXct(price),
		remaining_balance: showXct(context.store.ledger.total),
	};
}

interface ProductDetails {
	title: string;
	category?: string | null | undefined;
	attributes?: Record<string, z.infer<typeof attributeValue>> | null | undefined;
	images?: readonly string[] | null | undefined;
	description?: string | null | undefined;
}

function describeProduct(details: ProductDetails): Product {
	const name = details.title.trim();
	if (name === '') throw new Error('The product has no title');
	return {
		externalId: name,
		storeId: null,
		sku: '',
		type: 'simple',
		name,
		shortDescription: '',
		description: details.description ?? '',
		price: '',
		categories: details.category ? [details.category.split(/\s*>\s*/)] : [],
		tags: [],
		images: [...(details.images ?? [])],
		weight: '',
		stock: '',
		parent: '',
		attributes: Object.fromEntries(
			Object.entries(details.attributes ?? {}).map(([attribute, value]) => [
				attribute,
				Array.isArray(value) ? value.join(', ') : String(value),
			]),
		),
	};
}

// The sandbox writes three languages; any other one is asked for, but written in English.
function writtenLanguage(language: string): WrittenLanguage {
	return writtenLanguages.find((known) => known === language) ?? 'en';
}
