import type { Environment } from '../provider.mts';
import { hasCredentials } from './replies.mts';
import type { StoreConnection } from './store.mts';

/** Where the simulated shop can be reached. */
export function shopUrl(environment: Environment): string {
	return `${environment.origin}/shop`;
}

/**
 * Throws with the shop's answer when `connection` does not open the simulated shop. Only this
 * shop exists here: the sandbox never calls a real host.
 */
export function checkConnection(connection: StoreConnection, environment: Environment): void {
	if (connection.baseUrl.replace(/\/+$/, '') !== shopUrl(environment)) {
		throw new Error(`Could not reach ${connection.baseUrl}`);
	}
	if (connection.platform !== 'woocommerce') {
		throw new Error(`${connection.baseUrl} is not a ${connection.platform} store`);
	}
	if (!hasCredentials(connection)) throw new Error('The connection has no credentials');
	if (!connection.consumerKey?.startsWith('ck_')) throw new Error('Consumer key is invalid');
	if (!connection.consumerSecret?.startsWith('cs_')) throw new Error('Consumer secret is invalid');
}
