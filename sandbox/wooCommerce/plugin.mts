import { timingSafeEqual } from 'node:crypto';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Environment } from '../provider.mts';
import { keepBodiesRaw } from '../serving/operation.mts';
import type { Dialect } from '../serving/operation.mts';
import { answerRefusals } from '../serving/refusal.mts';
import { invalidParameters, refuse } from './errors.mts';
import { productRoutes } from './products.mts';

/** Where the API lives in the sandbox: the address of the shop in a credential. */
export const wooCommercePrefix = '/woo-commerce';

/** The key of the shop that is always there. */
export const demoShopKey = {
	consumerKey: 'ck_sandbox_0123456789abcdef0123456789abcdef',
	consumerSecret: 'cs_sandbox_0123456789abcdef0123456789abcdef',
};

/** What WordPress calls an API and its version. */
const NAMESPACE = '/wp-json/wc/v3';

/**
 * The REST API of WooCommerce as far as n8n's own WooCommerce node uses it for products, over the simulated shop. It
 * takes fields of the real one only, and refuses those that it does not know, which WordPress would ignore: a text that
 * is written nowhere should be noticed.
 */
export function wooCommerce(environment: Environment): FastifyPluginAsync {
	const dialect: Dialect<undefined, string> = {
		name: 'wooCommerce',
		wrongTypeStatus: 400,
		authenticate,
		invalid: (_part, issues) => invalidParameters(issues),
		problem: (status, message) =>
			status === 404
				? refuse(404, 'rest_no_route', 'No route was found matching the URL and request method.')
				: refuse(status, 'rest_error', message),
	};
	return async (server) => {
		keepBodiesRaw(server);
		answerRefusals(server, dialect.problem);
		await server.register(async (api) => productRoutes(api, { dialect, environment }), {
			prefix: NAMESPACE,
		});
	};
}

/** By Basic authentication or in the query, as the real one over TLS. */
function authenticate(request: FastifyRequest): undefined {
	const { key, secret } = basicOf(request) ?? queryOf(request);
	if (!same(key, demoShopKey.consumerKey)) {
		throw refuse(401, 'woocommerce_rest_authentication_error', 'Consumer key is invalid.');
	}
	if (!same(secret, demoShopKey.consumerSecret)) {
		throw refuse(401, 'woocommerce_rest_authentication_error', 'Consumer secret is invalid.');
	}
	return undefined;
}

interface Key {
	key: string;
	secret: string;
}

function basicOf({ headers }: FastifyRequest): Key | undefined {
	const encoded = /^Basic (\S+)$/i.exec(headers.authorization ?? '')?.[1];
	if (encoded === undefined) return undefined;
	const [key = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
	return { key, secret: rest.join(':') };
}

function queryOf(request: FastifyRequest): Key {
	const { searchParams } = new URL(request.url, 'http://shop.invalid');
	return {
		key: searchParams.get('consumer_key') ?? '',
		secret: searchParams.get('consumer_secret') ?? '',
	};
}

function same(given: string, expected: string): boolean {
	const [left, right] = [Buffer.from(given), Buffer.from(expected)];
	return left.length === right.length && timingSafeEqual(left, right);
}
