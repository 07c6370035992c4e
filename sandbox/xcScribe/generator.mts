import { z } from 'zod';
import { confidenceScore } from '../writing/confidence.mts';
import { writtenLanguages } from '../writing/translate.mts';
import type { WrittenLanguage } from '../writing/translate.mts';
import { write } from '../writing/writer.mts';
import {
	aiProviders,
	contentTypes,
	defaultModelOf,
	defaultProvider,
	languages,
} from './knownValues.mts';
import type { ContentItem, Store } from './store.mts';
import { itemIds, oneOf } from './validation.mts';

/** Body of all generate and regenerate calls, and payload of a generation job. */
export function generationSettings(store: Store) {
	return z
		.object({
			content_type: oneOf(
				contentTypes.map(({ id }) => id),
				'content type',
			),
			content_variant: z.string().min(1).default('short'),
			language: oneOf(languages, 'language').default('en'),
			tone: oneOf(() => store.toneIds(), 'tone').default('professional'),
			ai_provider: oneOf(
				aiProviders.map(({ id }) => id),
				'AI provider',
			).default(defaultProvider),
			ai_model: z.string().min(1).nullish(),
			custom_instructions: z.string().nullish(),
			max_short_chars: z.number().int().min(1).default(200),
			max_long_chars: z.number().int().min(1).default(1000),
			translate_name: z.boolean().default(true),
			use_html: z.boolean().default(true),
			use_html_short: z.boolean().default(false),
			generate_short: z.boolean().default(true),
			generate_long: z.boolean().default(true),
			item_ids: itemIds.nullish(),
			image_analysis_enabled: z.boolean().default(false),
			image_analysis_count: z.number().int().min(1).default(3),
			structured_data_enabled: z.boolean().default(false),
			generate_bullet_points: z.boolean().default(false),
			generate_attributes: z.boolean().default(false),
			generate_tags: z.boolean().default(false),
		})
		.strict();
}

export type GenerationSettings = z.infer<ReturnType<typeof generationSettings>>;

/** The model that writes with these settings. */
export function modelOf(settings: GenerationSettings): string {
	return settings.ai_model ?? defaultModelOf(settings.ai_provider);
}

/** Below this score a text needs a person's attention. */
const FLAG_BELOW = 0.5;

/** Writes the texts of `item` into it. Throws when the product has nothing to write about. */
export function generateTexts(item: ContentItem, settings: GenerationSettings): void {
	const { product } = item;
	if (product.name === '') throw new Error(`Product ${product.externalId} has no name`);
	const attempt = item.attempts + 1;
	const language = writtenLanguages.find((known) => known === settings.language) ?? 'en';
	const texts = write(product, {
		topic: settings.content_type === 'category_description' ? 'category' : 'product',
		language,
		tone: settings.tone,
		attempt,
		maxShortChars: settings.max_short_chars,
		maxLongChars: settings.max_long_chars,
		htmlShort: settings.use_html_short,
		htmlLong: settings.use_html,
	});
	const score = confidenceScore(product, attempt);
	item.attempts = attempt;
	item.generatedContent = {
		...(settings.translate_name ? { name: texts.name } : {}),
		...(settings.generate_short ? { short_description: texts.short } : {}),
		...(settings.generate_long ? { long_description: texts.long } : {}),
		...(settings.generate_bullet_points ? { bullet_points: texts.bulletPoints } : {}),
		...(settings.generate_tags ? { tags: texts.tags } : {}),
		...(settings.generate_attributes ? { attributes: texts.attributes } : {}),
		...(settings.structured_data_enabled
			? {
					structured_data: {
						'@context': 'https://schema.org',
						'@type': 'Product',
						name: texts.name,
						sku: product.sku,
						description: texts.short,
					},
				}
			: {}),
	};
	item.confidenceScore = score;
	item.status = score < FLAG_BELOW ? 'flagged' : 'generated';
	item.aiModelUsed = modelOf(settings);
	item.metadata = { ...item.metadata, ...describeGeneration(item, settings, language) };
}

function describeGeneration(
	item: ContentItem,
	settings: GenerationSettings,
	language: WrittenLanguage,
): Record<string, unknown> {
	return {
		content_type: settings.content_type,
		content_variant: settings.content_variant,
		language: settings.language,
		// The sandbox writes three languages; any other one is asked for, but written in English.
		written_language: language,
		tone: settings.tone,
		ai_provider: settings.ai_provider,
		custom_instructions: settings.custom_instructions ?? null,
		attempt: item.attempts,
		...(settings.image_analysis_enabled
			? {
					images_analysed: Math.min(settings.image_analysis_count, item.product.images.length),
				}
			: {}),
	};
}
