import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import type { Context } from './context.mts';
import type { ImageJob, ImageOrder, ImageSize } from './jobs.mts';
import { CUSTOM_MODEL_PREFIX, CUSTOM_MODEL_TOKENS, models, UPSCALE_TOKENS } from './models.mts';

const imageUrl = z
	.string()
	.refine(isImageUrl, 'must be the http(s) URL of a PNG, JPG or WebP image');
const prompt = z.string().trim().min(1);

const generateBody = z
	.object({
		model: z.string().min(1),
		image_url: z.union([imageUrl, z.array(imageUrl).min(1)]),
		prompt,
		output_format: z.enum(['png', 'jpg', 'jpeg']).optional(),
		aspect_ratio: z.string().optional(),
		resolution: z.enum(['1K', '2K', '4K']).optional(),
	})
	.strict();

const sizes: Record<string, ImageSize> = {
	SQUARE: { width: 64, height: 64 },
	LANDSCAPE: { width: 96, height: 64 },
	PORTRAIT: { width: 64, height: 96 },
};
const defaultSize: ImageSize = { width: 64, height: 64 };
const upscaledSize: ImageSize = { width: 256, height: 256 };

/** The three calls that start a job. */
export function orderRoutes(server: FastifyInstance, context: Context): void {
	const { dialect, account, refusals, jobs } = context;

	// Tokens are taken at the start, and a job that fails keeps them.
	const start = (order: ImageOrder, tokens: number): ImageJob => {
		if (!account.charge(tokens)) throw refusals.refuse('OUT_OF_TOKENS', 'Not enough credits');
		return jobs.start(order);
	};

	serve(server, dialect, {
		...noInput,
		id: 'image.generate',
		method: 'POST',
		url: '/api/generate',
		takesBody: true,
		body: generateBody,
		handle: ({ body }) => {
			const model = Object.hasOwn(models, body.model) ? models[body.model] : undefined;
			if (model === undefined) {
				throw refusals.refuse('INVALID_MODEL', `Unknown model ${body.model}`);
			}
			const { image_url: images, aspect_ratio: ratio } = body;
			if (Array.isArray(images) && (model.maxImages === 1 || images.length > model.maxImages)) {
				throw refusals.refuse(
					'INVALID_IMAGE_URL',
					model.maxImages === 1
						? `${body.model} takes one image URL`
						: `${body.model} takes at most ${model.maxImages} image URLs`,
				);
			}
			if (body.resolution !== undefined && !model.sizes) {
				throw refusals.refuse('INVALID_PARAMETERS', `${body.model} takes no resolution`);
			}
			const known = ratio === undefined || Object.hasOwn(sizes, ratio);
			if (!known && !(model.sizes && /^\d{1,2}:\d{1,2}$/.test(ratio))) {
				throw refusals.refuse('INVALID_PARAMETERS', `${body.model} takes no aspect_ratio ${ratio}`);
			}
			const job = start(
				{
					request: JSON.stringify(body),
					prompt: body.prompt,
					size: sizes[ratio ?? ''] ?? defaultSize,
				},
				model.tokens,
			);
			return showStarted(job);
		},
	});

	serve(server, dialect, {
		...noInput,
		id: 'image.upscale',
		method: 'POST',
		url: '/api/upscale',
		takesBody: true,
		body: z.object({ image_url: imageUrl }).strict(),
		handle: ({ body }) =>
			showStarted(
				start({ request: `upscale ${body.image_url}`, size: upscaledSize }, UPSCALE_TOKENS),
			),
	});

	serve(server, dialect, {
		...noInput,
		id: 'image.generateCustom',
		method: 'POST',
		url: '/api/generate-custom-model',
		takesBody: true,
		body: z
			.object({
				image_url: imageUrl,
				prompt,
				model: z.string().refine(isCustomModel, `must be the id of a custom model (custom-...)`),
			})
			.strict(),
		handle: ({ body }) =>
			showStarted(
				start(
					{ request: JSON.stringify(body), prompt: body.prompt, size: defaultSize },
					CUSTOM_MODEL_TOKENS,
				),
			),
	});
}

function showStarted({ id, status, prompt: text }: ImageJob): Record<string, unknown> {
	return {
		status: 'OK',
		data: { id, status, ...(text === undefined ? {} : { prompt: text }) },
	};
}

function isCustomModel(model: string): boolean {
	return model.startsWith(CUSTOM_MODEL_PREFIX) && model.length > CUSTOM_MODEL_PREFIX.length;
}

// A file of another kind is only told by its ending; the sandbox does not fetch images.
function isImageUrl(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, pathname } = new URL(text);
	const extension = /\.(\w+)$/.exec(pathname)?.[1]?.toLowerCase() ?? 'png';
	return (
		['http:', 'https:'].includes(protocol) && ['png', 'jpg', 'jpeg', 'webp'].includes(extension)
	);
}
