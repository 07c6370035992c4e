import { demoKey } from '../../../sandbox/productAi/account.mts';
import { callsOf, from, nodeType, type Life } from './steps.mts';

const call = callsOf('productAi');

const IMAGE = 'https://shop.example/mug.png';

export const productAiLife: Life = {
	provider: 'productAi',
	operations: 5,
	nodes: [nodeType('productAi')],
	credentials: ({ url }) => ({ productAiApi: { apiKey: demoKey, baseUrl: `${url}/product-ai` } }),
	steps: () => [
		call('Check Key', 'account.checkKey'),
		call('Upscale', 'image.upscale', { imageUrl: IMAGE, waitForCompletion: false }),
		call('Generate With Custom Model', 'image.generateCustom', {
			imageUrl: IMAGE,
			prompt: 'On a wooden table',
			model: 'custom-alpenglow',
			waitForCompletion: false,
		}),
		call('Generate', 'image.generate', {
			imageUrl: `${IMAGE}, https://shop.example/table.jpg`,
			prompt: 'Put the mug on the table',
			model: 'nanobanana',
			additionalFields: { aspectRatio: 'LANDSCAPE' },
			options: { maximumTokens: 3 },
		}),
		// Others waited meanwhile, so that this image is ready.
		call('Get Job', 'job.get', { jobId: from('Upscale', 'id'), download: true }),
	],
};
