import { fastify } from 'fastify';
import { readCatalogueFile } from './catalogue/catalogueFile.mts';
import { createCernel } from './cernel/plugin.mts';
import { controlRoutes, createControl } from './control.mts';
import type { Control } from './control.mts';
import { createCypien } from './cypien/plugin.mts';
import { injectFaults } from './faults/inject.mts';
import { FaultRules } from './faults/rules.mts';
import { createProductAi } from './productAi/plugin.mts';
import type { Environment } from './provider.mts';
import { recordAccepted, recordRequests, RequestLog } from './requestLog.mts';
import { InFlightLimit, limitInFlight } from './serving/inFlightLimit.mts';
import { shopRoutes } from './shop/routes.mts';
import { Shop } from './shop/shop.mts';
import { completeTimings } from './timings.mts';
import type { Timings } from './timings.mts';
import { wooCommerce, wooCommercePrefix } from './wooCommerce/plugin.mts';
import { createXcScribe } from './xcScribe/plugin.mts';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Room for lists of item ids; files have their own limit. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

export interface SandboxOptions {
	/** 0 (the default) takes any free port. */
	port?: number;
	/** A loopback address; `127.0.0.1` by default. */
	host?: string;
	timings?: Partial<Timings>;
	/** Text of a WooCommerce product export for the shop, instead of the sandbox's own. */
	catalogue?: string;
}

export interface Sandbox extends Control {
	/** Without a slash at the end; providers live below, such as `${url}/xc-scribe`. */
	url: string;
	/** Ends all work and connections. */
	close(): Promise<void>;
}

/** Starts the simulated providers and their shop on a loopback address. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const host = options.host ?? LOOPBACK[0];
	if (host === undefined || !LOOPBACK.includes(host)) {
		throw new RangeError(`The sandbox only listens on ${LOOPBACK.join(', ')}, not on ${host}`);
	}
	const shop = new Shop(options.catalogue ?? (await readCatalogueFile()));
	const environment: Environment = { origin: '', timings: completeTimings(options.timings), shop };
	const cypien = createCypien(environment);
	const providers = [
		createXcScribe(environment),
		createCernel(environment),
		cypien,
		createProductAi(environment),
	];
	const log = new RequestLog();
	const rules = new FaultRules();
	const inFlight = new Map(providers.map((provider) => [provider, new InFlightLimit()]));
	const control = createControl({
		providers,
		shop,
		log,
		rules,
		inFlight,
		inventory: cypien.inventory,
	});

	// Closing must not wait for streams or idle connections.
	const server = fastify({
		bodyLimit: MAX_BODY_BYTES,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
	});
	await server.register(shopRoutes(shop), { prefix: '/shop' });
	await server.register(controlRoutes(control), { prefix: '/sandbox' });
	await server.register(
		async (scope) => {
			recordRequests(scope, log);
			recordAccepted(scope, log);
			await wooCommerce(environment)(scope, {});
		},
		{ prefix: wooCommercePrefix },
	);
	for (const [provider, limit] of inFlight) {
		await server.register(
			async (scope) => {
				recordRequests(scope, log);
				recordAccepted(scope, log);
				limitInFlight(scope, limit, provider.refusals.tooManyRequests);
				injectFaults(scope, provider, { rules, log });
				await provider.plugin(scope, {});
			},
			{ prefix: provider.prefix },
		);
	}
	server.addHook('preClose', async () => {
		for (const provider of providers) provider.close();
	});

	environment.origin = await server.listen({ port: options.port ?? 0, host });
	control.reset();
	return { ...control, url: environment.origin, close: () => server.close() };
}
