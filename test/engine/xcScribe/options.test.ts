import { describe, expect, it } from '@jest/globals';

import { XcScribe } from '../../../nodes/XcScribe/XcScribe.node';
import { loadOptions } from '../harness';
import { account, sendJson, startServer } from './support';

/** What a list offers when XC Scribe answers with `body`, and the paths that it asked for. */
async function offered(method: string, body: unknown, status = 200) {
	const server = await startServer((_, response) => {
		sendJson(response, body, status);
	});
	const options = await loadOptions({
		node: new XcScribe(),
		method,
		credentials: account(server.url),
	});
	return { options, paths: server.arrived.map(({ path }) => path) };
}

describe('Lists of options', () => {
	it('come from XC Scribe', async () => {
		const { options, paths } = await offered('getLanguages', [
			{ code: 'tlh', name: 'Klingon' },
			{ code: 'de', name: 'German' },
		]);
		expect(paths).toEqual(['/api/v1/config/languages']);
		expect(options).toEqual([
			{ name: 'German', value: 'de' },
			{ name: 'Klingon', value: 'tlh' },
		]);
	});

	it.each([
		['does not know the route', { detail: 'Not Found' }, 404],
		['answers with nothing to choose', {}, 200],
		['answers in a shape that nobody knows', { detail: 7 }, 200],
	])('are the known values when XC Scribe %s', async (_, body, status) => {
		const { options } = await offered('getTones', body, status);
		expect(options.map(({ value }) => value)).toEqual([
			'casual',
			'luxury',
			'minimalist',
			'modern',
			'playful',
			'professional',
		]);
	});

	it('offer nothing that would be refused', async () => {
		const { options } = await offered('getPlatforms', [
			{ id: 'prestashop', name: 'PrestaShop' },
			{ id: 'shopify', name: 'Shopify Plus' },
		]);
		expect(options).toEqual([{ name: 'Shopify Plus', value: 'shopify' }]);
	});
});
