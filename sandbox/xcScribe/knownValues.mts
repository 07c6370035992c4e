import { toneIds } from '../writing/phrases.mts';

/** Languages that texts can be asked for in, whatever the sandbox writes in. */
export const languages =
	'en bg bs cnr cs da de el es et fi fr ga hr hu it lt lv mk mt nb nl pl pt ro ru sk sl sr-Cyrl sr-Latn sv uk tr ar zh ja ko hi'.split(
		' ',
	);

export const contentTypes = [
	{ id: 'product_description', name: 'Product description' },
	{ id: 'category_description', name: 'Category description' },
];

export const builtInTones = toneIds;

export interface AiProvider {
	id: string;
	name: string;
	defaultModel: string;
}

export const aiProviders: readonly AiProvider[] = [
	{ id: 'anthropic', name: 'Anthropic', defaultModel: 'claude-sonnet' },
	{ id: 'deepseek', name: 'DeepSeek', defaultModel: 'deepseek-chat' },
	{ id: 'google', name: 'Google', defaultModel: 'gemini-flash' },
];

export const defaultProvider = 'anthropic';

export const platformNames = {
	woocommerce: 'WooCommerce',
	shopify: 'Shopify',
	magento2: 'Magento 2',
};

export interface ModelTier {
	id: string;
	/** What a text costs, compared with the standard tier. */
	multiplier: number;
	/** AI provider to its models. */
	models: Record<string, readonly string[]>;
}

const standardTier: ModelTier = {
	id: 'standard',
	multiplier: 1,
	models: {
		anthropic: ['claude-sonnet'],
		deepseek: ['deepseek-chat'],
		google: ['gemini-flash'],
	},
};

export const modelTiers: readonly ModelTier[] = [
	{
		id: 'economy',
		multiplier: 0.5,
		models: { anthropic: ['claude-haiku'], google: ['gemini-flash-lite'] },
	},
	standardTier,
	{
		id: 'premium',
		multiplier: 2,
		models: { deepseek: ['deepseek-reasoner'], google: ['gemini-pro'] },
	},
	{ id: 'ultimate', multiplier: 5, models: { anthropic: ['claude-opus'] } },
];

/** The tier that a model is priced in; an unknown model counts as standard. */
export function tierOf(model: string): ModelTier {
	return (
		modelTiers.find((tier) =>
			Object.values(tier.models).some((models) => models.includes(model)),
		) ?? standardTier
	);
}

/** The model that a provider uses unless another one is asked for. */
export function defaultModelOf(provider: string): string {
	return aiProviders.find((known) => known.id === provider)?.defaultModel ?? 'claude-sonnet';
}

/** Subscription tier to its XCT a month. */
export const subscriptionTiers: Record<string, { monthlyXct: number; ownAiKeys: boolean }> = {
	free: { monthlyXct: 50, ownAiKeys: false },
	starter: { monthlyXct: 1_000, ownAiKeys: false },
	pro: { monthlyXct: 5_000, ownAiKeys: true },
	enterprise: { monthlyXct: 20_000, ownAiKeys: true },
};
