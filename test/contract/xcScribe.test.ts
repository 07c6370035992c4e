import { describe, expect, it } from '@jest/globals';

import { XcScribeApi } from '../../credentials/XcScribeApi.credentials';
import { XcScribePluginApi } from '../../credentials/XcScribePluginApi.credentials';
import { operationId, type Operation } from '../../nodes/shared/operation';
import { xcScribeOperations } from '../../nodes/XcScribe/operations';
import { xcScribeAdminOperations } from '../../nodes/XcScribe/operations/admin';
import { UNCONFIRMED_PATHS } from '../../nodes/XcScribe/unconfirmedRoutes';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { XcScribeAdmin } from '../../nodes/XcScribe/XcScribeAdmin.node';
import { CredentialStore } from '../engine/harness';
import { contract } from './contract';
import { runContract } from './runContract';

const BASE_URL = 'https://api.xcscribe.com';

/** Needs a browser, so no workflow can call it. */
const LEFT_OUT = 'xcScribe.auth.register';

const ADMIN_RESOURCES = new Set([
	'auth',
	'user',
	'organization',
	'apiKey',
	'invitation',
	'billing',
	'usage',
]);

runContract({
	provider: 'xcScribe',
	nodes: [new XcScribe(), new XcScribeAdmin()],
	credentials: new CredentialStore([
		{
			type: new XcScribeApi(),
			data: { email: 'a@b.example', password: 'p', baseUrl: BASE_URL, accessToken: 'token-1' },
		},
		{ type: new XcScribePluginApi(), data: { apiKey: 'xc_key-1', baseUrl: BASE_URL } },
	]),
	baseUrl: BASE_URL,
	leftOut: [LEFT_OUT],
	// What the contract's words on authentication mean for the accounts above.
	headers: {
		none: { authorization: null },
		'Authorization: Bearer <access_token>': { authorization: 'Bearer token-1' },
		'Authorization: Bearer <xc_ API key>': { authorization: 'Bearer xc_key-1' },
	},
	steering: { 'xcScribe.job.create': { specifyPayload: 'json' } },
	// Replies that hold their list in a key.
	at: {
		'xcScribe.source.getAll': 'sources',
		'xcScribe.billing.getTransactions': 'transactions',
		'xcScribe.billing.getModelTiers': 'tiers',
		'xcScribe.stockPhoto.search': 'photos',
	},
});

describe('The two nodes of XC Scribe', () => {
	const operations = contract.filter(
		({ provider, id }) => provider === 'xcScribe' && id !== LEFT_OUT,
	);

	it('hold the 128 operations of the source document and 8 more, administration apart', () => {
		expect(operations).toHaveLength(128 + 8);
		const idsOf = (declared: readonly Operation[]) =>
			declared.map((each) => `xcScribe.${operationId(each)}`).sort();
		const expectedIn = (administration: boolean) =>
			operations
				.filter(({ resource }) => ADMIN_RESOURCES.has(resource) === administration)
				.map(({ id }) => id)
				.sort();
		expect(idsOf(xcScribeOperations)).toEqual(expectedIn(false));
		expect(idsOf(xcScribeAdminOperations)).toEqual(expectedIn(true));
	});

	it('mark the routes that the contract is not sure of', () => {
		const unsure = operations
			.filter(({ confidence = 'high' }) => confidence !== 'high')
			.map(({ resource, operation }) => `${resource}.${operation}`);
		const listed = Object.entries(UNCONFIRMED_PATHS).flatMap(([resource, paths]) =>
			Object.keys(paths).map((operation) => `${resource}.${operation}`),
		);
		expect(listed.sort()).toEqual(unsure.sort());
		const marked = [...xcScribeOperations, ...xcScribeAdminOperations].filter(
			({ unconfirmed }) => unconfirmed === true,
		);
		expect(marked.map(operationId).sort()).toEqual(unsure);
	});
});
