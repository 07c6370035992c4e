import { describe, expect, it } from '@jest/globals';
import type { INodeParameters, INodeType } from 'n8n-workflow';

import { XcScribeApi } from '../../credentials/XcScribeApi.credentials';
import { XcScribePluginApi } from '../../credentials/XcScribePluginApi.credentials';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { XcScribeAdmin } from '../../nodes/XcScribe/XcScribeAdmin.node';
import {
	byId,
	jobRecord,
	jsonBody,
	jsonOf,
	PROJECT,
	sendJson,
	startServer,
	UNWANTED_WORDS,
	type Answer,
	type TestServer,
} from '../engine/xcScribe/support';
import { CredentialStore, loadOptions, runNode } from '../engine/harness';

/** What is special in single operations of XC Scribe; what all share is tested with the kit. */

const node = new XcScribe();
const adminNode = new XcScribeAdmin();

const account = (server: TestServer): CredentialStore =>
	new CredentialStore([
		{
			type: new XcScribeApi(),
			data: { email: 'a@b.example', password: 'p', baseUrl: server.url, accessToken: 'token-1' },
		},
		{ type: new XcScribePluginApi(), data: { apiKey: ' xc_key-1\n', baseUrl: server.url } },
	]);

async function call(
	{ server, on = node }: { server: TestServer; on?: INodeType },
	operationId: string,
	parameters: INodeParameters = {},
) {
	const [resource = '', operation = ''] = operationId.split('.');
	return await runNode({
		node: on,
		parameters: { resource, operation, ...parameters },
		credentials: account(server),
	});
}

const refuse: Answer = (_, response) => sendJson(response, { detail: 'No' }, 401);

describe('The plugin endpoints', () => {
	const start: INodeParameters = { source: 'shopify', productTitle: 'Teapot' };
	const done = {
		status: 'completed',
		content: '<p>Tea</p>',
		short_description: 'Tea',
		tokens_used: 5,
		xct_cost: '1.2500',
		remaining_balance: '48.7500',
	};
	const provider =
		(...looks: object[]): Answer =>
		({ method }, response) => {
			sendJson(response, method === 'POST' ? { generation_id: 'g-1' } : (looks.shift() ?? done));
		};

	it('wait for a generation and output its text, with the API key all along', async () => {
		const server = await startServer(provider({ status: 'processing' }));
		const run = await call({ server }, 'plugin.generateDescriptionAsync', start);
		expect(run.error).toBeUndefined();
		expect(jsonOf(run)).toEqual([done]);
		expect(server.arrived.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /api/v1/plugin/generate-description-async',
			'GET /api/v1/plugin/generation/g-1/status',
			'GET /api/v1/plugin/generation/g-1/status',
		]);
		expect(new Set(server.arrived.map(({ headers }) => headers.authorization))).toEqual(
			new Set(['Bearer xc_key-1']),
		);
	});

	it('say why a generation did not succeed, and its ID', async () => {
		const server = await startServer(provider({ status: 'failed', error: 'Model overloaded' }));
		const run = await call({ server }, 'plugin.generateBlogAsync', {
			source: 'wordpress',
			topic: 'Tea',
		});
		expect(run.error?.message).toBe('Job g-1 did not succeed: Model overloaded');
	});

	it('name the API key when it is refused', async () => {
		const server = await startServer((_, response) => sendJson(response, {}, 403));
		const run = await call({ server }, 'plugin.getStatus');
		expect(run.error).toMatchObject({
			message: 'XC Scribe does not allow this to the API key (403)',
			description: expect.stringContaining('API key'),
		});
	});

	it('take another credential than the rest of the node', () => {
		const shown = node.description.credentials?.map(({ name, displayOptions }) => ({
			name,
			displayOptions,
		}));
		expect(shown).toEqual([
			{ name: 'xcScribeApi', displayOptions: { hide: { resource: ['plugin'] } } },
			{ name: 'xcScribePluginApi', displayOptions: { show: { resource: ['plugin'] } } },
		]);
	});
});

describe('The calls before a log-in', () => {
	const calls: Array<[string, INodeParameters]> = [
		['auth.login', { email: 'c@d.example', password: 'wrong' }],
		['auth.verifyTwoFactor', { tempToken: 't', code: '123456' }],
		['invitation.accept', { token: 't', password: 'p' }],
	];

	it.each(calls)('%s: a 401 is about the item, and nothing is tried twice', async (id, values) => {
		const server = await startServer(refuse);
		const run = await call({ server, on: adminNode }, id, values);
		expect(run.error?.message).toBe('XC Scribe did not accept the log-in data of the item: No');
		expect(run.error?.message).not.toMatch(UNWANTED_WORDS);
		expect(server.arrived).toHaveLength(1);
		expect(server.arrived[0]?.headers.authorization).toBeUndefined();
	});

	it('complain about a missing code before anything is sent', async () => {
		const server = await startServer(refuse);
		const run = call({ server, on: adminNode }, 'auth.verifyTwoFactor', {
			tempToken: 't',
			code: '={{ $json.code }}',
		});
		expect((await run).error?.message).toBe('"Code" is empty');
		expect(server.arrived).toEqual([]);
	});
});

describe('What cannot be undone asks for a confirmation', () => {
	const calls: Array<[string, INodeParameters]> = [
		['billing.addTopup', { amount: 5 }],
		['billing.updateSubscription', { tier: 'pro' }],
		['billing.resetCycle', {}],
		['billing.updateSettings', { updateFields: { overageEnabled: true } }],
		['billing.createAdjustment', { amount: -5, balanceType: 'topup', description: 'Refund' }],
		['auth.logoutAll', {}],
	];

	it.each(calls)('%s', async (id, values) => {
		const server = await startServer((_, response) => sendJson(response, { message: 'Done' }));
		const run = await call({ server, on: adminNode }, id, values);
		expect(run.error?.message).toContain('"Confirm" has to be turned on');
		expect(server.arrived).toEqual([]);

		const confirmed = await call({ server, on: adminNode }, id, { ...values, confirm: true });
		expect(confirmed.error).toBeUndefined();
		expect(server.arrived).toHaveLength(1);
	});
});

interface BadInput {
	on: INodeType;
	id: string;
	values: INodeParameters;
	says: string;
}

const POST: INodeParameters = { projectId: byId(PROJECT), postId: byId('post-1') };

describe('Bad input is named and not sent', () => {
	it.each<BadInput>([
		{
			on: node,
			id: 'blogPost.schedule',
			values: { ...POST, scheduledAt: '15.01.2026 09:30' },
			says: '"Publish At" must be a date in ISO 8601, e.g. 2026-01-15T09:30:00+01:00; got "15.01.2026 09:30"',
		},
		{
			on: adminNode,
			id: 'usage.getAll',
			values: { filters: { startDate: '2026-02-30T00:00:00Z' } },
			says: '"Start Date" must be a date in ISO 8601',
		},
		{
			on: adminNode,
			id: 'billing.getTransactions',
			values: { filters: { pageSize: 101 } },
			says: '"Page Size" must be a whole number from 1 to 100',
		},
		{
			on: node,
			id: 'stockPhoto.search',
			values: { q: 'shoes', filters: { perPage: 81 } },
			says: '"Page Size" must be a whole number from 1 to 80',
		},
		{
			on: adminNode,
			id: 'billing.addTopup',
			values: { amount: 0, confirm: true },
			says: '"Amount" must be a number above 0',
		},
		{
			on: adminNode,
			id: 'billing.createAdjustment',
			values: { amount: 0, balanceType: 'topup', description: 'Refund', confirm: true },
			says: '"Amount" must be a number other than 0',
		},
		{
			on: node,
			id: 'blogImage.addFromStock',
			values: { ...POST, photoUrl: 'ftp://images.example/a.jpg' },
			says: '"Photo URL" must be a URL that starts with http:// or https://; got "ftp://images.example/a.jpg"',
		},
		{
			on: node,
			id: 'blogPost.update',
			values: { ...POST, updateFields: { wpCategoryIds: '12, news' } },
			says: '"WordPress Category IDs" must hold whole numbers above 0 only',
		},
		{
			on: node,
			id: 'blogPost.create',
			values: {
				projectId: byId(PROJECT),
				postType: 'general',
				additionalFields: { selectedImages: '{"url": "https://a.example/b.jpg"}' },
			},
			says: '"Selected Images (JSON)" must be a JSON array of objects',
		},
		{
			on: node,
			id: 'blogPost.create',
			values: {
				projectId: byId(PROJECT),
				postType: 'general',
				additionalFields: { selectedImages: '[{"product_name": "Shoe"}]' },
			},
			says: '"Selected Images (JSON)" has at 0.url: must be a URL',
		},
		{
			on: node,
			id: 'plugin.generateDescription',
			values: {
				source: 'shopify',
				productTitle: 'Shoe',
				additionalFields: { productImages: 'https://a.example/b,c.jpg, nowhere' },
			},
			says: '"Product Image URLs" must be a URL that starts with http:// or https://; got "nowhere"',
		},
	])('$id: $says', async ({ on, id, values, says }) => {
		const server = await startServer((_, response) => sendJson(response, {}));
		const run = await call({ server, on }, id, values);
		expect(run.error?.message).toContain(says);
		expect(server.arrived).toEqual([]);
	});
});

describe('A date', () => {
	it.each([
		['as the picker of n8n stores it', '2026-01-15T09:30:00', '2026-01-15T09:30:00Z'],
		['with an offset', '2026-01-15T09:30:00+01:00', '2026-01-15T09:30:00+01:00'],
		['without a time', '2026-01-15', '2026-01-15T00:00:00Z'],
		['with a blank', '2026-01-15 09:30', '2026-01-15T09:30Z'],
		[
			'of Luxon',
			"={{ DateTime.fromISO('2026-01-15T09:30:00', { zone: 'Europe/Berlin' }) }}",
			'2026-01-15T09:30:00.000+01:00',
		],
		['of JavaScript', "={{ new Date('2026-01-15T09:30:00Z') }}", '2026-01-15T09:30:00.000Z'],
	])('%s is sent as ISO 8601', async (_, entered, sent) => {
		const server = await startServer((__, response) => sendJson(response, { id: 'post-1' }));
		const run = await call({ server }, 'blogPost.schedule', { ...POST, scheduledAt: entered });
		expect(run.error).toBeUndefined();
		expect(server.arrived.map(jsonBody)).toEqual([{ scheduled_at: sent }]);
	});
});

describe('Lists in pages', () => {
	const total = 230;
	const ledger: Answer = ({ query }, response) => {
		const page = Number(query.get('page'));
		const size = Number(query.get('page_size'));
		const from = (page - 1) * size;
		const transactions = Array.from({ length: Math.min(size, total - from) }, (_, index) => ({
			id: `t-${from + index}`,
			transaction_type: 'usage',
			amount: '-0.2500',
			balance_type: 'subscription',
			description: null,
			created_at: '2026-01-15T09:30:00Z',
			created_by: null,
		}));
		sendJson(response, { transactions, total, page, page_size: size });
	};

	it.each([
		['all of them', { returnAll: true }, total, ['1/100', '2/100', '3/100']],
		['a few', { returnAll: false, limit: 7 }, 7, ['1/7']],
		['one page', { returnAll: true, filters: { page: 2, pageSize: 20 } }, 20, ['2/20']],
	])('%s', async (_, values, count, pages) => {
		const server = await startServer(ledger);
		const run = await call({ server, on: adminNode }, 'billing.getTransactions', values);
		expect(run.error).toBeUndefined();
		expect(jsonOf(run)).toHaveLength(count);
		expect(jsonOf(run)[0]?.amount).toBe('-0.2500');
		expect(
			server.arrived.map(({ query }) => `${query.get('page')}/${query.get('page_size')}`),
		).toEqual(pages);
	});
});

describe('A blog post', () => {
	const written = { id: 'post-1', title: 'Tea', content: '<p>Tea</p>', job_id: 'j-1' };
	const provider: Answer = ({ method, path }, response) => {
		if (path.startsWith('/api/v1/jobs/')) sendJson(response, jobRecord('j-1', 'completed'));
		else sendJson(response, method === 'POST' ? { ...written, content: null } : written);
	};

	it.each([
		['writes it', 'blogPost.create', { postType: 'general', topic: 'Tea' }, ''],
		['writes it anew', 'blogPost.regenerate', {}, '/post-1/regenerate'],
	])('is read when the job that %s has ended', async (_, operation, values, path) => {
		const server = await startServer(provider);
		const run = await call({ server }, operation, { ...POST, ...values });
		expect(run.error).toBeUndefined();
		expect(jsonOf(run)).toEqual([written]);
		expect(server.arrived.map((request) => request.path)).toEqual([
			`/api/v1/projects/${PROJECT}/blog-posts${path}`,
			'/api/v1/jobs/j-1',
			`/api/v1/projects/${PROJECT}/blog-posts/post-1`,
		]);
	});
});

describe('Values that XC Scribe lists', () => {
	const load = async (server: TestServer, method: string) =>
		await loadOptions({
			node,
			method,
			parameters: { resource: 'content', operation: 'generate' },
			credentials: account(server),
		});

	it.each([
		['getLanguages', '/api/v1/config/languages', 'sr-Cyrl'],
		['getTones', '/api/v1/config/tones', 'minimalist'],
		['getAiProviders', '/api/v1/config/providers', 'deepseek'],
		['getContentTypes', '/api/v1/config/content-types', 'product_description'],
	])(
		'%s come from the API, and are the known ones while it is silent',
		async (method, path, known) => {
			const server = await startServer((_, response) =>
				sendJson(response, [{ id: 'new-one', name: 'New one' }]),
			);
			expect(await load(server, method)).toEqual([{ name: 'New one', value: 'new-one' }]);
			expect(server.arrived.map((each) => each.path)).toEqual([path]);

			const silent = await startServer((_, response) => sendJson(response, {}, 404));
			const values = (await load(silent, method)).map(({ value }) => value);
			expect(values).toContain(known);
		},
	);
});

describe('Secrets in replies', () => {
	it('are declared, so that n8n never shows them', () => {
		expect(adminNode.description.sensitiveOutputFields?.toSorted()).toEqual([
			'access_token',
			'backup_codes',
			'key',
			'otpauth_uri',
			'secret',
			'temp_token',
		]);
	});
});

describe('An unconfirmed route', () => {
	it('is named when XC Scribe does not know it', async () => {
		const server = await startServer((_, response) => sendJson(response, {}, 404));
		const run = await call({ server }, 'config.getPlatforms');
		expect(run.error?.message).toContain('GET /api/v1/config/platforms is not confirmed');
		expect(run.error?.description).toContain('xcScribeApi');
	});
});
