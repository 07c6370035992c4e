import type { INodePropertyOptions } from 'n8n-workflow';

/** A model of ProductAI. Prices are those of its documents: a hint for the user, never a reason to refuse a call. */
interface Model {
	id: string;
	name: string;
	/** What one image costs. */
	tokens: number;
	/** How many images it takes. */
	images: 1 | 2;
}

const MODELS: readonly Model[] = [
	{ id: 'gpt-high', name: 'GPT High', tokens: 8, images: 1 },
	{ id: 'gpt-low', name: 'GPT Low', tokens: 2, images: 1 },
	{ id: 'gpt-medium', name: 'GPT Medium', tokens: 3, images: 1 },
	{ id: 'kontext-pro', name: 'Kontext Pro', tokens: 3, images: 1 },
	{ id: 'nanobanana', name: 'Nano Banana', tokens: 3, images: 2 },
	{ id: 'nanobananapro', name: 'Nano Banana Pro', tokens: 8, images: 2 },
	{ id: 'seedream', name: 'Seedream', tokens: 3, images: 2 },
];

/** What upscaling an image costs. */
export const UPSCALE_TOKENS = 20;

export const MODEL_OPTIONS: INodePropertyOptions[] = MODELS.map(({ id, name, tokens, images }) => ({
	name: `${name} (${tokens} Tokens)`,
	value: id,
	description: images === 1 ? 'Takes one image' : 'Takes one or two images',
}));

const modelOf = (id: unknown): Model | undefined => MODELS.find((model) => model.id === id);

/** What a call with this model costs; 0 for a model that is not known here. */
export const tokensOf = (id: unknown): number => modelOf(id)?.tokens ?? 0;

/** What is wrong with the number of images for this model; a model that is not known here may take any number. */
export function tooManyImages(id: unknown, images: number): string | undefined {
	const model = modelOf(id);
	if (model === undefined || images <= model.images) return undefined;
	const others = MODELS.filter((other) => other.images >= images).map((other) => other.name);
	return `"Image URL" holds ${images} images, but the model ${model.name} takes one. Two are taken by ${others.join(', ')}`;
}
