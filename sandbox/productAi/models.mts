/** What a model costs and takes. */
export interface Model {
	tokens: number;
	maxImages: number;
	/** Whether it takes `resolution`, and an `aspect_ratio` in numbers. */
	sizes: boolean;
}

/** The models of the document, and `kontext-max` of its later copy. */
export const models: Record<string, Model> = {
	'gpt-low': { tokens: 2, maxImages: 1, sizes: false },
	'gpt-medium': { tokens: 3, maxImages: 1, sizes: false },
	'gpt-high': { tokens: 8, maxImages: 1, sizes: false },
	'kontext-pro': { tokens: 3, maxImages: 1, sizes: false },
	'kontext-max': { tokens: 3, maxImages: 1, sizes: false },
	nanobanana: { tokens: 3, maxImages: 2, sizes: true },
	nanobananapro: { tokens: 8, maxImages: 2, sizes: true },
	seedream: { tokens: 3, maxImages: 2, sizes: false },
};

export const UPSCALE_TOKENS = 20;

/** No source names the price of a custom model. */
export const CUSTOM_MODEL_TOKENS = 3;

export const CUSTOM_MODEL_PREFIX = 'custom-';
