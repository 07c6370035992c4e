import { choice, text } from '../../shared/fields';
import { defineOperation, type Operation, type OperationDeclaration } from '../../shared/operation';
import {
	aspectRatio,
	DOWNLOAD,
	imageUrl,
	imageUrls,
	outputFormat,
	prompt,
	resolution,
	withTextId,
} from './fields';
import { MODEL_OPTIONS, tokensOf, tooManyImages, UPSCALE_TOKENS } from './models';
import { jobReply } from './replies';

/** A call that starts a job whose result is an image. */
function imageJob(
	declaration: Omit<OperationDeclaration, 'resource' | 'request' | 'reply' | 'job'> & {
		/** Where it is posted to. */
		route: string;
	},
): Operation {
	const { route, ...rest } = declaration;
	return defineOperation({
		...rest,
		resource: 'image',
		request: { method: 'POST', path: route },
		reply: jobReply,
		job: { idKey: 'id', timeoutMinutes: 5 },
		finishRow: withTextId,
		download: DOWNLOAD,
	});
}

export const imageOperations = [
	imageJob({
		operation: 'generate',
		name: 'Generate',
		action: 'Generate image',
		description:
			'Make a product image from one or two images and a prompt. The tokens are taken at the start and kept when the job does not succeed.',
		route: '/api/generate',
		body: {
			model: choice({
				displayName: 'Model',
				description:
					'AI model that makes the image, with its price. An expression may give another model, whose price is not known: it counts as 0 for "Maximum Tokens".',
				values: MODEL_OPTIONS,
				open: true,
				default: 'nanobanana',
				required: true,
			}),
			image_url: imageUrls,
			prompt,
			output_format: outputFormat,
			aspect_ratio: aspectRatio,
			resolution,
		},
		check: ({ model, image_url: images }) =>
			tooManyImages(model, Array.isArray(images) ? images.length : 1),
		cost: ({ model }) => tokensOf(model),
	}),
	imageJob({
		operation: 'upscale',
		name: 'Upscale',
		action: 'Upscale image',
		description: `Enlarge an image and sharpen its details. Costs ${UPSCALE_TOKENS} tokens, taken at the start.`,
		route: '/api/upscale',
		body: { image_url: imageUrl },
		cost: () => UPSCALE_TOKENS,
	}),
	imageJob({
		operation: 'generateCustom',
		name: 'Generate with Custom Model',
		action: 'Generate image with custom model',
		description:
			'Make an image with a model that was trained for the account. Its price is not documented, so it cannot be limited here.',
		route: '/api/generate-custom-model',
		body: {
			image_url: imageUrl,
			prompt,
			model: text({
				displayName: 'Model',
				description: 'ID of the custom model',
				placeholder: 'e.g. custom-my-brand',
				required: true,
			}),
		},
	}),
];
