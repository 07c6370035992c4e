import { demoToken } from '../../../../sandbox/cernel/account.mts';
import { demoKey } from '../../../../sandbox/productAi/account.mts';
import { inPlace, ourNode, type Environment, type Work } from './work';
import { byId } from './xcScribe';

/** A run before the measured one would use up limits that both share. */
const NO_WARM_UP = 0;

const optionsOf = (concurrency: number | undefined) =>
	concurrency === undefined ? {} : { concurrency };

/** "Have Cernel write about the product of each item." */
export function cernelProducts(environment: Environment, concurrency: number | undefined): Work {
	const node = ourNode(environment, 'Cernel', {
		resource: 'product',
		operation: 'generate',
		domain: byId('https://alpenglow.example'),
		siteId: byId('0'),
		number: '={{ $json.number }}',
		options: optionsOf(concurrency),
	});
	return {
		nodes: [node],
		account: {
			className: 'CernelApi',
			type: 'cernelApi',
			data: { apiToken: demoToken, baseUrl: environment.apiUrl },
		},
		item: (index) => ({ number: `P-${String(index).padStart(4, '0')}`, name: `Product ${index}` }),
		result: node.name,
		done: inPlace(({ id }, { number }) => id === number),
		warmUpItems: NO_WARM_UP,
	};
}

/** "Make an image by the prompt of each item." */
export function productImages(environment: Environment, concurrency: number | undefined): Work {
	const node = ourNode(environment, 'ProductAi', {
		resource: 'image',
		operation: 'generate',
		model: 'nanobanana',
		imageUrl: 'https://shop.example/mug.png',
		prompt: '={{ $json.prompt }}',
		options: optionsOf(concurrency),
	});
	return {
		nodes: [node],
		account: {
			className: 'ProductAiApi',
			type: 'productAiApi',
			data: { apiKey: demoKey, baseUrl: environment.apiUrl },
		},
		item: (index) => ({ prompt: `Put the mug on table ${index}` }),
		result: node.name,
		done: inPlace(
			({ status, prompt }, { prompt: wanted }) => status === 'COMPLETED' && prompt === wanted,
		),
		warmUpItems: NO_WARM_UP,
	};
}
