import type { Sandbox } from '../../../sandbox/server.mts';
import { demoShopKey, wooCommercePrefix } from '../../../sandbox/wooCommerce/plugin.mts';
import { Api } from '../../sandbox/apiCalls.mts';

/** Data of a WooCommerce credential for the simulated shop. */
export function shopAccount({ url }: Sandbox): Record<string, string> {
	return { ...demoShopKey, url: `${url}${wooCommercePrefix}` };
}

/** Reads the simulated shop past the nodes, by the API of WooCommerce. */
export function shopApi({ url }: Sandbox): Api {
	const { consumerKey, consumerSecret } = demoShopKey;
	const key = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
	return new Api(
		() => `${url}${wooCommercePrefix}/wp-json/wc/v3`,
		() => ({ authorization: `Basic ${key}` }),
	);
}
