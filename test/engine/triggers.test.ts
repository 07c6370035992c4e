import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { FixtureApi } from './fixtures/fixtureApi';
import { PollTrigger } from './fixtures/pollTrigger';
import { WebhookTrigger } from './fixtures/webhookTrigger';
import { forbidNetwork, releaseNetwork } from './http';
import { PublishedTrigger, type PollOptions, type PublishOptions } from './triggers';

beforeEach(forbidNetwork);
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

/** A promise, and what ends it. */
function gate() {
	let open = (): void => undefined;
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { opened, open };
}

function polling(options: Omit<PublishOptions, 'node'> = {}) {
	const node = new PollTrigger();
	const trigger = new PublishedTrigger({ node, ...options });
	const poll = async (next: PollTrigger['next'], pollOptions?: PollOptions) => {
		node.next = next;
		const items = await trigger.poll(pollOptions);
		return items.map(({ json }) => json.count);
	};
	return { node, trigger, poll };
}

describe('a regular poll', () => {
	it('changes static data in place; n8n saves it with the activation and with each emission', async () => {
		const { trigger, poll } = polling();
		expect(trigger.saved()).toEqual({});
		expect(await poll('nothing')).toEqual([]);
		expect(trigger.saved()).toEqual({ count: 1 });
		expect(await poll('nothing')).toEqual([]);
		expect(trigger.saved()).toEqual({ count: 1 });
		expect(await poll('items')).toEqual([3]);
		expect(trigger.saved()).toEqual({ count: 3 });
	});

	it('loses what it did not emit when the process or the publication changes', async () => {
		const { node, trigger, poll } = polling();
		await poll('items');
		await poll('nothing');
		trigger.restart();
		expect(await poll('items')).toEqual([2]);
		await poll('nothing');
		trigger.edit({ step: 10 });
		expect(await poll('items')).toEqual([12]);
		expect(node.seen.map(({ activation }) => activation)).toEqual([
			'activate',
			'activate',
			'init',
			'init',
			'update',
		]);
	});

	it('leaves its changes in memory when it throws, unless it was that of the activation', async () => {
		const { trigger, poll } = polling();
		await expect(poll('failure')).rejects.toThrow('The provider is away');
		expect(await poll('items')).toEqual([1]);
		await expect(poll('failure')).rejects.toThrow('The provider is away');
		expect(trigger.saved()).toEqual({ count: 1 });
		expect(await poll('items')).toEqual([3]);
	});

	it('can emit what it does not remember when n8n dies', async () => {
		const { trigger, poll } = polling();
		await poll('items');
		expect(await poll('items', { crash: true })).toEqual([2]);
		expect(trigger.saved()).toEqual({ count: 1 });
		expect(await poll('items')).toEqual([2]);
	});

	it('is dropped when the workflow was published anew meanwhile', async () => {
		const { node, trigger, poll } = polling({ staticData: { count: 5 } });
		expect(await poll('items')).toEqual([6]);
		const { opened, open } = gate();
		node.until = opened;
		const late = trigger.poll();
		trigger.edit({});
		open();
		expect(await late).toEqual([]);
		expect(trigger.saved()).toEqual({ count: 6 });
	});
});

describe('a durable poll', () => {
	it('commits its copy of the static data with what it emits, or alone; not after a throw', async () => {
		const { trigger, poll } = polling({ scheduler: 'durable', staticData: { count: 5 } });
		expect(await poll('items')).toEqual([6]);
		expect(await poll('nothing')).toEqual([]);
		expect(trigger.saved()).toEqual({ count: 7 });
		await expect(poll('failure')).rejects.toThrow('The provider is away');
		expect(trigger.saved()).toEqual({ count: 7 });
		expect(await poll('items', { crash: true })).toEqual([8]);
		expect(trigger.saved()).toEqual({ count: 7 });
		expect(await poll('items')).toEqual([8]);
	});

	it('commits nothing at an activation that finds nothing', async () => {
		const { node, trigger, poll } = polling({ scheduler: 'durable' });
		await poll('nothing');
		expect(trigger.saved()).toEqual({});
		await poll('nothing');
		expect(trigger.saved()).toEqual({ count: 1 });
		trigger.restart();
		await poll('nothing');
		expect(trigger.saved()).toEqual({ count: 2 });
		expect(node.seen.map(({ activation }) => activation)).toEqual(['activate', 'update', 'update']);
	});

	it('is not seen by a test run, which has the static data of before', async () => {
		const { node, poll } = polling({ scheduler: 'durable', staticData: { count: 5 } });
		await poll('items');
		expect(await poll('items', { mode: 'manual' })).toEqual([6]);
		expect(node.seen.at(-1)).toMatchObject({ mode: 'manual', activation: 'manual' });
	});
});

describe('every poll', () => {
	it('knows its time', async () => {
		const { node, poll } = polling();
		await poll('items');
		await poll('items', { budgetMs: 1234 });
		await poll('items', { budgetMs: null });
		expect(node.seen.map(({ budgetMs }) => budgetMs)).toEqual([300_000, 1234, undefined]);

		const durable = polling({ scheduler: 'durable' });
		await durable.poll('items');
		await durable.poll('items');
		expect(durable.node.seen.map(({ budgetMs }) => budgetMs)).toEqual([300_000, 36_000]);
	});

	it('has the workflow, its parameters resolved, and the accounts', async () => {
		const account = { type: new FixtureApi(), data: { email: 'a@b.test' } };
		const { node, trigger, poll } = polling({ credentials: [account], parameters: { step: 7 } });
		expect(await poll('items')).toEqual([7]);
		trigger.edit({ step: '={{ 6 + 2 }}' });
		expect(await poll('items')).toEqual([15]);
		expect(node.seen.map(({ step }) => step)).toEqual([7, 8]);
		expect(node.seen[0]).toMatchObject({
			mode: 'trigger',
			workflow: { name: 'Harness', active: true },
		});
		expect(trigger.credentials.stored('fixtureApi')).toEqual({ email: 'a@b.test' });
	});

	it('saves nothing in a test run', async () => {
		const { trigger, poll } = polling({ staticData: { count: 3 } });
		expect(await poll('items', { mode: 'manual' })).toEqual([4]);
		expect(trigger.saved()).toEqual({ count: 3 });
	});
});

describe('a webhook call', () => {
	const call = { body: { id: 'ü' } };

	function receiving(answering: WebhookTrigger['answering'] = 'n8n', typeVersion = 1) {
		const node = new WebhookTrigger();
		node.answering = answering;
		return { node, trigger: new PublishedTrigger({ node, typeVersion }) };
	}

	it('reaches the node as n8n hands it over', async () => {
		const { trigger } = receiving();
		const { started } = await trigger.deliver({
			...call,
			headers: { 'X-Signature': 'abc' },
			query: { q: 'a b' },
		});
		expect(started?.[0]?.json).toMatchObject({
			body: { id: 'ü' },
			query: { q: 'a b' },
			headers: {
				'content-type': 'application/json',
				'content-length': '11',
				'x-signature': 'abc',
			},
			raw: Buffer.from('{"id":"ü"}').toString('hex'),
			webhook: 'default',
			mode: 'webhook',
			method: 'POST',
			url: `${new URL(trigger.webhookUrl()).pathname}?q=a+b`,
		});
	});

	it('keeps the bytes that the body parser changes', async () => {
		const { trigger } = receiving();
		const body = Buffer.from('\uFEFF{ "a": 1,\r\n"a": 2 }\n');
		const { started } = await trigger.deliver({
			body,
			contentType: 'Application/JSON; charset=UTF-8',
		});
		expect(started?.[0]?.json).toMatchObject({ body: { a: 2 }, raw: body.toString('hex') });
	});

	it.each([
		['text/plain', 'a=1', 'a=1'],
		['application/x-www-form-urlencoded', 'a=1&b=%20', { a: '1', b: ' ' }],
		['application/octet-stream', 'a=1', undefined],
		['application/json', '', undefined],
	])('parses %s as n8n does', async (contentType, body, expected) => {
		const { trigger } = receiving();
		const { started } = await trigger.deliver({ body, contentType });
		expect(started?.[0]?.json).toMatchObject({ raw: Buffer.from(body).toString('hex') });
		expect(started?.[0]?.json.body).toEqual(expected);
	});

	it('is not read for a node of a later version when n8n does not know its type', async () => {
		const { trigger } = receiving('n8n', 1.1);
		const { started } = await trigger.deliver({ body: 'x', contentType: 'image/png' });
		expect(started?.[0]?.json).toMatchObject({ raw: '' });
	});

	it('can have a body that the parser would not make', async () => {
		const { trigger } = receiving();
		const { started } = await trigger.deliver({ body: '{"a"', parsed: ['a'] });
		expect(started?.[0]?.json.body).toEqual(['a']);
	});

	it('does not reach the node with JSON that is none, or by another method', async () => {
		const { trigger } = receiving();
		expect(await trigger.deliver({ body: '{"a"' })).toMatchObject({
			status: 422,
			started: undefined,
		});
		expect(await trigger.deliver({ method: 'GET' })).toMatchObject({ status: 404 });
		expect(trigger.saved()).toEqual({});
	});

	it.each([
		// A description without responseData: n8n's default for it wins over what the node returns.
		['n8n', { status: 200, body: 'firstEntryJson', answeredByNode: false }],
		['text', { status: 200, body: 'fine', started: undefined }],
		['ignore', { status: 200, body: '{"message":"Webhook call received"}', started: undefined }],
		[
			'own',
			{
				status: 401,
				body: 'no entry',
				headers: { 'www-authenticate': 'Signature' },
				answeredByNode: true,
				answeredBefore: true,
				started: undefined,
			},
		],
		[
			'ownFirst',
			{
				status: 202,
				body: '{"own":true}',
				headers: { 'x-own': 'yes', 'content-type': 'application/json; charset=utf-8' },
				answeredByNode: true,
				answeredBefore: true,
				started: [expect.anything()],
			},
		],
		['ownLate', { status: 200, body: 'late', answeredByNode: true, answeredBefore: false }],
	] as const)('is answered: %s', async (answering, expected) => {
		const { trigger } = receiving(answering);
		expect(await trigger.deliver(call)).toMatchObject(expected);
		expect(trigger.saved()).toEqual({ calls: 1 });
	});

	it('is answered as its own webhook says', async () => {
		const { trigger } = receiving();
		const delivery = await trigger.deliver({ webhook: 1, method: 'put', body: {} });
		expect(delivery).toMatchObject({ status: 202, body: '{"got":true}' });
		expect(delivery.started?.[0]?.json).toMatchObject({ webhook: 'setup', method: 'PUT' });
		expect(trigger.webhookUrl(1)).toMatch(/^http:\/\/n8n\.test\/webhook\/[0-9a-f-]{36}\/setup$/);
	});

	it.each([
		['promise', 'gave none'],
		['twice', 'second time'],
	] as const)('fails the test when the node goes wrong: %s', async (answering, message) => {
		const { trigger } = receiving(answering);
		await expect(trigger.deliver(call)).rejects.toThrow(message);
	});

	it.each([
		['throw', { status: 500, answeredByNode: false }],
		['throwAfterwards', { status: 401, body: 'Unauthorized', answeredByNode: true }],
	] as const)(
		'is answered when the node throws (%s), and nothing is saved',
		async (way, expected) => {
			const { trigger } = receiving(way);
			const delivery = await trigger.deliver(call);
			expect(delivery).toMatchObject({ ...expected, started: undefined });
			expect(delivery.error?.message).toBe('Out of order');
			expect(trigger.saved()).toEqual({});
		},
	);

	it('has static data of its own: of calls at the same time the last one wins', async () => {
		const { node, trigger } = receiving();
		await trigger.deliver(call);
		const { opened, open } = gate();
		node.until = opened;
		const both = [trigger.deliver(call), trigger.deliver(call)];
		open();
		await Promise.all(both);
		expect(trigger.saved()).toEqual({ calls: 2 });
	});
});

describe('the hooks', () => {
	it('have static data that later calls see', async () => {
		const node = new WebhookTrigger();
		const trigger = new PublishedTrigger({ node, activation: 'init' });
		expect(await trigger.hook('checkExists')).toBe(false);
		expect(await trigger.hook('create')).toBe(true);
		expect(trigger.saved()).toEqual({
			hookId: 'h1',
			url: trigger.webhookUrl(),
			mode: 'trigger init',
		});
		trigger.restart();
		expect(await trigger.hook('checkExists')).toBe(true);
		const { started } = await trigger.deliver({ body: {} });
		expect(started?.[0]?.json.hookId).toBe('h1');
		expect(await trigger.hook('delete')).toBe(true);
		expect(await trigger.hook('checkExists')).toBe(false);
	});

	it('have static data for the time of a test that the editor makes', async () => {
		const node = new WebhookTrigger();
		const trigger = new PublishedTrigger({ node });
		await trigger.hook('create', { mode: 'manual' });
		expect(trigger.saved()).toEqual({});
		const { started } = await trigger.deliver({ body: {}, mode: 'manual' });
		expect(started?.[0]?.json).toMatchObject({ hookId: 'h1', mode: 'manual' });
		expect(started?.[0]?.json.url).toBe(new URL(trigger.webhookUrl(0, 'manual')).pathname);
		expect(await trigger.hook('delete', { mode: 'manual' })).toBe(true);
		expect(trigger.saved()).toEqual({});
	});
});
