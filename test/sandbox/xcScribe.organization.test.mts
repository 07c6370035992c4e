import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';
import { Api, DEMO_KEY, PASSWORD } from './xcScribeApi.mts';

let sandbox: Sandbox;
let api: Api;
let admin: string;
let member: string;

beforeAll(async () => {
	sandbox = await startSandbox({ timings: { jobQueueMs: 200, generationMsPerItem: 1 } });
	api = new Api(sandbox.url);
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	sandbox.reset();
	admin = await api.login('admin');
	member = await api.login('content');
	api.token = admin;
});

function text(value: unknown): string {
	return z.string().parse(value);
}

function lastCode(): string {
	return text(sandbox.mails().at(-1)?.code);
}

function startLogin(name: string): Promise<Record<string, unknown>> {
	const body = { email: `${name}@sandbox.example`, password: PASSWORD };
	return api.get('auth.login', { body, token: '' });
}

function totpCode(secret: unknown): string {
	return new TOTP({ secret: Secret.fromBase32(text(secret)) }).generate();
}

/** Six digits that are not `code`. */
function wrongFor(code: string): string {
	return code === '000000' ? '111111' : '000000';
}

async function transactions(query: Record<string, string> = {}) {
	const reply = await api.get('billing.getTransactions', { query });
	return {
		total: reply['total'],
		rows: z
			.array(
				z.object({
					transaction_type: z.string(),
					amount: z.string(),
					balance_type: z.string(),
					description: z.string(),
					created_by: z.string().nullable(),
				}),
			)
			.parse(reply['transactions']),
	};
}

describe('the second factor', () => {
	it('is set up with an app, asked for at log-in, and disabled again', async () => {
		api.token = member;
		expect(await api.refusal('auth.confirmTwoFactor', { body: { code: '000000' } })).toEqual([
			400,
			'Two-factor setup was not started',
		]);
		const setup = await api.get('auth.setupTwoFactor', { body: { method: 'totp' } });
		expect(setup['otpauth_uri']).toContain(`secret=${text(setup['secret'])}`);
		const code = totpCode(setup['secret']);
		const wrong = { body: { code: wrongFor(code) } };
		expect((await api.refusal('auth.confirmTwoFactor', wrong))[0]).toBe(400);
		expect(await startLogin('content')).toMatchObject({ two_factor_required: false });
		const confirmed = await api.get('auth.confirmTwoFactor', { body: { code } });
		const backup = z.array(z.string()).parse(confirmed['backup_codes']);
		expect(new Set(backup).size).toBe(8);

		const { temp_token } = await startLogin('content');
		const second = await api.get('auth.verifyTwoFactor', {
			body: { temp_token, code: backup[0] },
			token: '',
		});
		api.token = text(second['access_token']);
		const again = { body: { method: 'email' } };
		expect((await api.refusal('auth.setupTwoFactor', again))[0]).toBe(400);
		const spent = { body: { code: backup[0] } };
		expect((await api.refusal('auth.disableTwoFactor', spent))[0]).toBe(400);
		await api.call('auth.disableTwoFactor', {
			body: { code: totpCode(setup['secret']) },
		});
		expect(await startLogin('content')).toMatchObject({ two_factor_required: false });
	});

	it('mails a code for each purpose, which is good for no other', async () => {
		const { temp_token } = await startLogin('mail');
		const first = lastCode();
		await api.call('auth.resendTwoFactor', { body: { temp_token }, token: '' });
		const code = lastCode();
		const verify = (given: string) => ({ body: { temp_token, code: given }, token: '' });
		if (first !== code) {
			expect((await api.refusal('auth.verifyTwoFactor', verify(first)))[0]).toBe(401);
		}
		const reply = await api.get('auth.verifyTwoFactor', verify(code));
		api.token = text(reply['access_token']);

		await startLogin('mail');
		const forSignIn = lastCode();
		await api.call('auth.sendDisableCode');
		const forDisabling = lastCode();
		if (forSignIn !== forDisabling) {
			const body = { code: forSignIn };
			expect((await api.refusal('auth.disableTwoFactor', { body }))[0]).toBe(400);
		}
		await api.call('auth.disableTwoFactor', { body: { code: forDisabling } });
		expect(await api.refusal('auth.sendDisableCode')).toEqual([400, expect.any(String)]);
		expect(await startLogin('mail')).toMatchObject({ two_factor_required: false });
	});

	it('is set up during a log-in where it is demanded', async () => {
		const { temp_token } = await startLogin('setup');
		const call = (body: Record<string, unknown>) => ({ body: { temp_token, ...body }, token: '' });
		await api.call('auth.setupTwoFactorWithTemp', call({ method: 'email' }));
		const code = lastCode();
		const wrong = call({ code: wrongFor(code) });
		expect((await api.refusal('auth.confirmTwoFactorWithTemp', wrong))[0]).toBe(400);
		await api.call('auth.confirmTwoFactorWithTemp', call({ code }));
		expect((await api.refusal('auth.setupTwoFactorWithTemp', call({ method: 'totp' })))[0]).toBe(
			401,
		);
		const next = await startLogin('setup');
		expect(next).toMatchObject({ two_factor_required: true, two_factor_method: 'email' });
		const reply = await api.get('auth.verifyTwoFactor', {
			body: { temp_token: next['temp_token'], code: lastCode() },
		});
		api.token = text(reply['access_token']);
		await api.call('auth.sendDisableCode');
		expect(await api.refusal('auth.disableTwoFactor', { body: { code: lastCode() } })).toEqual([
			403,
			'The organization enforces two-factor authentication',
		]);
	});

	it('cannot be guessed, nor replaced by whoever only knows the password', async () => {
		const { temp_token } = await startLogin('totp');
		const setup = { body: { temp_token, method: 'email' }, token: '' };
		expect((await api.refusal('auth.setupTwoFactorWithTemp', setup))[0]).toBe(400);
		const guess = { body: { temp_token, code: 'guess' }, token: '' };
		const details = [];
		for (let attempt = 0; attempt < 6; attempt += 1) {
			details.push((await api.refusal('auth.verifyTwoFactor', guess))[1]);
		}
		expect(details.slice(-2)).toEqual([
			'Invalid verification code',
			'Invalid or expired temporary token',
		]);
	});

	it('is enforced for all, suspended and reset by an administrator', async () => {
		await api.call('organization.update', { body: { enforce_2fa: true } });
		expect(await startLogin('content')).toMatchObject({ two_factor_setup_required: true });
		const users = await api.list('user.getAll');
		const user = users.find(({ email }) => email === 'totp@sandbox.example');
		const path = { user_id: text(user?.['id']) };
		await api.call('user.disableTwoFactor', { path });
		expect(await startLogin('totp')).toMatchObject({
			access_token: expect.any(String),
			two_factor_required: false,
		});
		await api.call('user.resetTwoFactor', { path });
		expect(await startLogin('totp')).toMatchObject({ two_factor_setup_required: true });
		expect((await api.refusal('user.disableTwoFactor', { path }))[0]).toBe(400);
	});
});

describe('users', () => {
	it('are created, changed, deactivated and let in again', async () => {
		const details = { email: 'New@Sandbox.example', password: 'first-password' };
		const created = await api.get('user.create', { body: details });
		expect(created).toMatchObject({
			email: 'new@sandbox.example',
			role: 'member',
			is_active: true,
			last_login_at: null,
		});
		expect(created).not.toHaveProperty('password');
		expect(lastCode()).toBe('first-password');
		expect((await api.refusal('user.create', { body: details }))[0]).toBe(409);
		const token = await api.login('new', 'first-password');
		const path = { user_id: text(created['id']) };
		const body = { first_name: 'Nora', phone_number: '+43 1', password: 'other-password' };
		const changed = await api.get('user.update', { path, body });
		expect(changed).toMatchObject({ first_name: 'Nora', phone_number: '+43 1', last_name: '' });
		await api.login('new', 'other-password');

		await api.call('user.deactivate', { path });
		expect((await api.refusal('user.getMe', { token }))[0]).toBe(401);
		await expect(api.login('new', 'other-password')).rejects.toThrow('deactivated');
		await api.call('user.update', { path, body: { is_active: true } });
		await api.login('new', 'other-password');
		expect(await api.list('user.getAll')).toHaveLength(6);
	});

	it('change their own profile, but not their own role', async () => {
		const body = { first_name: 'Clarissa', role: 'member' };
		expect(await api.get('user.updateMe', { body, token: member })).toMatchObject({
			first_name: 'Clarissa',
		});
		const forbidden = [403, 'You cannot change your own role or status'];
		const promote = { body: { role: 'admin' }, token: member };
		expect(await api.refusal('user.updateMe', promote)).toEqual(forbidden);
		const taken = { body: { email: 'admin@sandbox.example' }, token: member };
		expect((await api.refusal('user.updateMe', taken))[0]).toBe(409);
		const { id } = await api.get('user.getMe');
		const path = { user_id: text(id) };
		expect(await api.refusal('user.update', { path, body: { is_active: false } })).toEqual(
			forbidden,
		);
		expect((await api.refusal('user.deactivate', { path }))[0]).toBe(400);
	});

	it('ask for a new password without learning who has an account', async () => {
		const ask = (name: string) =>
			api.call('auth.forgotPassword', { body: { email: `${name}@sandbox.example` }, token: '' });
		expect(await ask('nobody')).toEqual(await ask('content'));
		expect(sandbox.mails().map(({ to }) => to)).toEqual(['content@sandbox.example']);
	});
});

describe('the organization', () => {
	it('is changed field by field, and takes AI keys where its plan allows it', async () => {
		const body = { name: 'Alpenglow GmbH', settings: { theme: 'dark' }, tax_id: 'ATU1' };
		await api.call('organization.update', { body });
		await api.call('organization.update', { body: { tax_id: null } });
		expect(await api.get('organization.get')).toMatchObject({ ...body, tax_id: null });
		expect((await api.get('user.getMe', { token: member }))['organization']).toMatchObject({
			name: 'Alpenglow GmbH',
		});

		const keys = { google_api_key: 'AIza-secret' };
		const reply = await api.get('organization.updateApiKeys', { body: keys });
		expect(reply).toMatchObject({ has_google_key: true, has_anthropic_key: false });
		expect(JSON.stringify(reply)).not.toContain('AIza');
		await api.call('billing.updateSubscription', { body: { tier: 'starter' } });
		expect(await api.get('organization.get')).toMatchObject({ byok_enabled: false });
		expect((await api.refusal('organization.updateApiKeys', { body: keys }))[0]).toBe(403);
	});

	it('has tones of its own to write in', async () => {
		const tone = { id: 'friendly', name: 'Friendly', system_prompt: 'Write warmly.' };
		const shown = { ...tone, description: null };
		expect(await api.get('tone.createCustom', { body: tone })).toEqual(shown);
		expect((await api.refusal('tone.createCustom', { body: tone }))[0]).toBe(409);
		const builtIn = { body: { ...tone, id: 'luxury' } };
		expect((await api.refusal('tone.createCustom', builtIn))[0]).toBe(409);

		expect(await api.list('tone.getCustom', { token: member })).toEqual([shown]);
		expect(await api.list('config.getTones', { token: member })).toContainEqual({
			id: 'friendly',
			name: 'Friendly',
			is_custom: true,
		});
		const body = { source: 'shopify', product_title: 'Oak tray', tone: 'friendly' };
		await api.call('plugin.generateDescription', { body, token: DEMO_KEY });
		const path = { tone_id: 'friendly' };
		await api.call('tone.deleteCustom', { path });
		expect((await api.refusal('tone.deleteCustom', { path }))[0]).toBe(404);
		const [status] = await api.refusal('plugin.generateDescription', { body, token: DEMO_KEY });
		expect(status).toBe(422);
	});

	it.each([
		['config.getAiProviders', { id: 'anthropic', name: 'Anthropic' }],
		['config.getPlatforms', { id: 'magento2', name: 'Magento 2' }],
		['config.getContentTypes', { id: 'product_description' }],
		['config.getLanguages', { code: 'tr', name: 'Turkish' }],
		['config.getTones', { id: 'minimalist', name: 'Minimalist', is_custom: false }],
	])('offers %s', async (id, entry) => {
		expect(await api.list(id, { token: member })).toContainEqual(expect.objectContaining(entry));
	});
});

describe('API keys', () => {
	it('open the plugin endpoints until they are deactivated or deleted', async () => {
		const create = async (name: string) => {
			const created = await api.get('apiKey.create', { body: { name } });
			return { path: { key_id: text(created['id']) }, token: text(created['key']) };
		};
		const [first, second] = [await create('n8n'), await create('shop')];
		expect(first.token).toMatch(/^xc_.{40,}$/);
		expect(JSON.stringify(await api.list('apiKey.getAll'))).not.toContain(first.token);
		await api.call('plugin.getStatus', { token: first.token });
		expect(await api.list('apiKey.getAll')).toMatchObject([
			{ name: 'Sandbox demo key', last_used_at: null },
			{ name: 'n8n', is_active: true, last_used_at: expect.any(String) },
			{ name: 'shop', last_used_at: null },
		]);

		const refused = [401, 'Invalid API key'];
		const { path } = first;
		expect(await api.get('apiKey.deactivate', { path })).toMatchObject({ is_active: false });
		expect(await api.refusal('plugin.getStatus', { token: first.token })).toEqual(refused);
		await api.call('apiKey.delete', { path: second.path });
		expect(await api.refusal('plugin.getStatus', { token: second.token })).toEqual(refused);
		expect((await api.refusal('apiKey.delete', { path: second.path }))[0]).toBe(404);
	});
});

describe('the plugin endpoints', () => {
	const product = {
		source: 'woocommerce',
		product_title: 'Linen napkins',
		product_category: 'Home > Table',
		product_attributes: { Material: 'linen', Pieces: 4, Washable: true },
	};

	beforeEach(() => {
		api.token = DEMO_KEY;
	});

	const waitFor = async (started: Record<string, unknown>) => {
		const path = { generation_id: text(started['generation_id']) };
		return until(async () => {
			const generation = await api.get('plugin.getGeneration', { path });
			return generation['status'] === 'processing' ? undefined : generation;
		});
	};

	it('write descriptions and blog posts, at once or later', async () => {
		expect(await api.get('plugin.getStatus')).toEqual({
			plan_tier: 'pro',
			total_balance: '1000000.0000',
			active_integrations: ['woocommerce'],
		});
		const body = { ...product, language: 'de' };
		const now = await api.get('plugin.generateDescription', { body });
		expect(now).toMatchObject({ xct_cost: '1.0000', remaining_balance: '999999.0000' });
		expect(now['content']).toContain('Leinen');

		const clock = stopTime();
		const started = await api.get('plugin.generateDescriptionAsync', { body });
		const path = { generation_id: text(started['generation_id']) };
		expect(await api.get('plugin.getGeneration', { path })).toEqual({
			status: 'processing',
			content: null,
			short_description: null,
			tokens_used: null,
			xct_cost: null,
			remaining_balance: null,
		});
		await clock.run();
		expect(await api.get('plugin.getGeneration', { path })).toMatchObject({
			status: 'completed',
			content: now['content'],
			short_description: now['short_description'],
		});
		const post = await api.get('plugin.generateBlogAsync', {
			body: { source: 'shopify', topic: 'Setting a table', product_title: 'Linen napkins' },
		});
		await clock.run();
		const blog = await waitFor(post);
		expect(blog).toMatchObject({ short_description: null, xct_cost: '5.0000' });
		expect(blog['content']).toContain('<h2>Linen napkins</h2>');
		expect(sandbox.requests().generated_items).toBe(3);
	});

	it('say when a text fails, and cost nothing then', async () => {
		const body = { ...product, product_title: '  ' };
		expect((await api.refusal('plugin.generateDescription', { body }))[0]).toBe(422);
		const failed = await waitFor(await api.get('plugin.generateDescriptionAsync', { body }));
		expect(failed).toMatchObject({ status: 'failed', error: 'The product has no title' });
		expect((await api.get('plugin.getStatus'))['total_balance']).toBe('1000000.0000');
	});

	it('refuse what the balance does not cover', async () => {
		sandbox.setBalance('xcScribe', 4.5);
		const blog = { body: { source: 'shopify', topic: 'Tables' } };
		expect(await api.refusal('plugin.generateBlogAsync', blog)).toEqual([
			402,
			'Insufficient XCT balance',
		]);
		const { remaining_balance } = await api.get('plugin.generateDescription', { body: product });
		expect(remaining_balance).toBe('3.5000');
	});
});

describe('billing', () => {
	it('lists transactions page by page, newest first', async () => {
		for (let number = 1; number <= 24; number += 1) {
			await api.call('billing.addTopup', {
				body: { amount: number, description: `No. ${number}` },
			});
		}
		const first = await transactions();
		expect(first.total).toBe(25);
		expect(first.rows.map(({ description }) => description)).toEqual(
			Array.from({ length: 20 }, (_, index) => `No. ${24 - index}`),
		);
		const pages = await Promise.all(
			['1', '2', '3', '4'].map((page) => transactions({ page, page_size: '10' })),
		);
		expect(pages.map(({ rows }) => rows.length)).toEqual([10, 10, 5, 0]);
		expect(
			new Set(pages.flatMap(({ rows }) => rows.map(({ description }) => description))).size,
		).toBe(25);
		expect(pages[2]?.rows.at(-1)).toEqual({
			transaction_type: 'allocation',
			amount: '1000000.0000',
			balance_type: 'subscription',
			description: 'Monthly allocation',
			created_by: null,
		});
	});

	it.each([
		{ page: '0' },
		{ page: '-1' },
		{ page: '1.5' },
		{ page: 'two' },
		{ page_size: '0' },
		{ page_size: '101' },
	])('refuses the page %j', async (query) => {
		expect((await api.refusal('billing.getTransactions', { query }))[0]).toBe(422);
	});

	it('keeps amounts exact, and never books more than there is', async () => {
		sandbox.setBalance('xcScribe', 0);
		for (const amount of [0.1, 0.2]) await api.call('billing.addTopup', { body: { amount } });
		expect(await api.get('billing.getBalance')).toEqual({
			subscription_balance: '0.0000',
			topup_balance: '0.3000',
			total_balance: '0.3000',
			subscription_tier: 'pro',
			overage_enabled: false,
			token_rate_multiplier: '1.0',
		});
		const adjust = (amount: number, balance_type: string) => ({
			body: { amount, balance_type, description: 'Goodwill' },
		});
		expect(await api.get('billing.createAdjustment', adjust(-0.3, 'topup'))).toMatchObject({
			amount: '-0.3000',
			balance_type: 'topup',
			created_by: expect.any(String),
		});
		expect((await api.refusal('billing.createAdjustment', adjust(-1, 'topup')))[0]).toBe(400);
		expect((await api.refusal('billing.createAdjustment', adjust(1, 'overage')))[0]).toBe(422);
		for (const amount of [0, -5, 0.00001]) {
			expect((await api.refusal('billing.addTopup', { body: { amount } }))[0]).toBe(422);
		}
	});

	it('changes the plan and starts a new cycle', async () => {
		sandbox.setBalance('xcScribe', 10);
		const body = { tier: 'starter', allocate_immediately: true };
		expect(await api.get('billing.updateSubscription', { body })).toMatchObject({
			subscription_balance: '1010.0000',
			subscription_tier: 'starter',
		});
		const unknown = { body: { tier: 'gold' } };
		expect((await api.refusal('billing.updateSubscription', unknown))[0]).toBe(422);
		await api.call('billing.addTopup', { body: { amount: 7 } });
		expect(await api.get('billing.resetCycle')).toMatchObject({
			subscription_balance: '1000.0000',
			topup_balance: '7.0000',
		});
		expect((await transactions()).rows.slice(0, 2)).toMatchObject([
			{ transaction_type: 'allocation', amount: '1000.0000' },
			{ transaction_type: 'expiry', amount: '-1010.0000' },
		]);
	});

	it('prices by rate and model, spends in order, and reports the usage', async () => {
		sandbox.setBalance('xcScribe', 1);
		await api.call('billing.addTopup', { body: { amount: 1 } });
		const settings = { overage_enabled: true, token_rate_multiplier: '1.5' };
		expect(await api.get('billing.updateSettings', { body: settings })).toMatchObject(settings);
		const untouched = { body: { token_rate_multiplier: null } };
		expect(await api.get('billing.updateSettings', untouched)).toMatchObject(settings);
		const body = { source: 'shopify', product_title: 'Oak tray' };
		for (const cost of ['1.5000', '1.5000']) {
			expect(await api.get('plugin.generateDescription', { body, token: DEMO_KEY })).toMatchObject({
				xct_cost: cost,
			});
		}
		expect((await transactions()).rows.slice(0, 4)).toMatchObject([
			{ balance_type: 'overage', amount: '-1.0000' },
			{ balance_type: 'topup', amount: '-0.5000' },
			{ balance_type: 'topup', amount: '-0.5000' },
			{ balance_type: 'subscription', amount: '-1.0000', transaction_type: 'usage' },
		]);
		expect(await api.get('billing.getUsageSummary', { query: { days: '7' } })).toMatchObject({
			total_xct_used: '3.0000',
			by_tier: [{ tier: 'standard', request_count: 2, xct_used: '3.0000' }],
			by_provider: { anthropic: '3.0000' },
		});
		const usage = await api.list('usage.getAll', { token: member });
		expect(usage).toMatchObject([{ credits_used: 1.5 }, { content_type: 'product_description' }]);
		expect(await api.get('usage.getSummary', { token: member })).toMatchObject({
			by_content_type: { product_description: '3.0000' },
		});
		const since = (start_date: string) => api.list('usage.getAll', { query: { start_date } });
		expect(await since('2020-01-01')).toHaveLength(2);
		expect(await since('2100-01-01T00:00:00+02:00')).toHaveLength(0);
		const wrong = { query: { end_date: '2026-02-31x' } };
		expect((await api.refusal('usage.getAll', wrong))[0]).toBe(422);
		expect((await api.refusal('usage.getSummary', { query: { days: '366' } }))[0]).toBe(422);
		expect((await api.get('billing.getModelTiers'))['tiers']).toHaveLength(4);
	});
});

describe('invitations', () => {
	const create = () => api.get('invitation.create', { body: { email: 'guest@sandbox.example' } });
	const validate = (token: string) =>
		api.get('invitation.validate', { query: { token }, token: '' });

	it('are mailed, sent again, accepted, and used up', async () => {
		const created = await create();
		expect(created).toMatchObject({ status: 'pending', invited_by_email: 'admin@sandbox.example' });
		const term = Date.parse(text(created['expires_at'])) - Date.parse(text(created['created_at']));
		expect(Math.round(term / 86_400_000)).toBe(7);
		const first = lastCode();
		expect(JSON.stringify(created)).not.toContain(first);
		expect(
			(
				await api.refusal('invitation.create', {
					body: { email: 'Guest@sandbox.example' },
				})
			)[0],
		).toBe(409);
		const path = { invitation_id: text(created['id']) };
		await api.call('invitation.resend', { path });
		const token = lastCode();
		expect((await api.refusal('invitation.validate', { query: { token: first } }))[0]).toBe(404);
		expect(await validate(token)).toEqual({
			email: 'guest@sandbox.example',
			organization_name: 'Alpenglow',
			role: 'member',
			is_valid: true,
		});
		const body = { token, password: 'guest-password', first_name: 'Gus' };
		const short = { body: { ...body, password: 'short' } };
		expect((await api.refusal('invitation.accept', short))[0]).toBe(422);
		await api.call('invitation.accept', { body, token: '' });
		const own = await api.login('guest', 'guest-password');
		expect(await api.get('user.getMe', { token: own })).toMatchObject({ first_name: 'Gus' });
		expect((await api.refusal('invitation.accept', { body }))[0]).toBe(400);
		expect(await validate(token)).toMatchObject({ is_valid: false });
		expect((await api.refusal('invitation.resend', { path }))[0]).toBe(400);
		expect((await api.refusal('invitation.revoke', { path }))[0]).toBe(400);
	});

	it('are revoked, and listed newest first', async () => {
		const created = await create();
		const path = { invitation_id: text(created['id']) };
		expect(await api.get('invitation.revoke', { path })).toMatchObject({ status: 'revoked' });
		const token = lastCode();
		const body = { token, password: 'guest-password' };
		expect((await api.refusal('invitation.accept', { body }))[0]).toBe(400);
		await create();
		expect(await api.list('invitation.getAll')).toMatchObject([
			{ status: 'pending' },
			{ status: 'revoked' },
		]);
		const taken = { body: { email: 'content@sandbox.example' } };
		expect((await api.refusal('invitation.create', taken))[0]).toBe(409);
	});
});
