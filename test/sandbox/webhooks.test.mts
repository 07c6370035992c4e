import { createHash, createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { colleagueToken, demoToken } from '../../sandbox/cernel/account.mts';
import { demoKey } from '../../sandbox/productAi/account.mts';
import { SandboxClient } from '../../sandbox/sandboxClient.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { writeJson } from '../../sandbox/webhooks/json.mts';
import { hash, sign } from '../../sandbox/webhooks/signature.mts';
import { Api, until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';
import { startReceiver } from './webhookReceiver.mts';
import type { ReceivedCall, WebhookReceiver } from './webhookReceiver.mts';

const DOMAIN = 'https://alpenglow.example';
const NORDIC = 'https://nordic.alpenglow.example';

const queued = z.object({ job_id: z.string() });
const jobPage = z.object({
	results: z.array(z.object({ job_id: z.string(), job_state: z.string(), user: z.string() })),
});
const delivered = z
	.object({
		id: z.string(),
		domain: z.string(),
		job_id: z.string(),
		site_id: z.number(),
		name: z.string(),
		language: z.string(),
		short_description: z.string(),
		description: z.string(),
		meta_title: z.string(),
		meta_description: z.string(),
		alt_text: z.string(),
		status: z.string(),
		report: z.string().nullable(),
	})
	.strict();
const started = z.object({ data: z.object({ id: z.number() }) });
const imageCall = z
	.object({ status: z.string(), image_url: z.string(), job_id: z.string() })
	.strict();

let sandbox: Sandbox;
let receiver: WebhookReceiver;

const cernelAs = (token: string) =>
	new Api(
		() => `${sandbox.url}/cernel`,
		() => ({ authorization: `Token ${token}` }),
	);
const cernel = cernelAs(demoToken);
const productAi = new Api(
	() => `${sandbox.url}/product-ai`,
	() => ({ 'x-api-key': demoKey }),
);

beforeAll(async () => {
	sandbox = await startSandbox({
		timings: { jobQueueMs: 5, generationMsPerItem: 1, imageMs: 5, rateLimitScale: 0 },
	});
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	sandbox.reset();
	receiver = await startReceiver();
});

afterEach(async () => {
	await receiver.close();
});

async function queue(
	body: Record<string, unknown>,
	{ path = '/products', api = cernel } = {},
): Promise<string> {
	const order = { domain: DOMAIN, site_id: 0, ...body };
	return (await api.call(queued, 'POST', path, order)).job_id;
}

function products(...numbers: string[]): Record<string, unknown> {
	return { products: numbers.map((number) => ({ number })) };
}

function callsOf(count: number): Promise<ReceivedCall[]> {
	return until(() => (receiver.calls.length >= count ? receiver.calls : undefined));
}

function read(call: ReceivedCall): unknown {
	const value: unknown = JSON.parse(call.bytes.toString('utf8'));
	return value;
}

function rowOf(call: ReceivedCall): z.infer<typeof delivered> {
	return delivered.parse(read(call));
}

function hmac(bytes: Buffer, token: string): string {
	return createHmac('sha256', token).update(bytes).digest('hex');
}

function settled(provider: 'cernel' | 'productAi', count: number) {
	return until(() => {
		const report = sandbox.requests().webhooks[provider];
		return report !== undefined && report.pending === 0 && report.sent >= count
			? report
			: undefined;
	});
}

/** Waits until a job has ended, and with it all calls that it makes have been sent off. */
async function success(id: string): Promise<void> {
	await until(async () => {
		const { results } = await cernel.call(jobPage, 'GET', '/jobs');
		return results.find((job) => job.job_id === id && job.job_state === 'SUCCESS');
	});
}

describe('the JSON', () => {
	const value = {
		name: 'Høretelefoner – 😀',
		text: '"a\\b/</p>"',
		control: '\t\n\u0007\u007f\u2028',
		report: null,
		numbers: [0, -7, []],
		none: {},
	};

	it('is that of json.dumps in Python', () => {
		// Printed by Python 3.
		const printed = String.raw`{"name": "H\u00f8retelefoner \u2013 \ud83d\ude00", "text": "\"a\\b/</p>\"", "control": "\t\n\u0007\u007f\u2028", "report": null, "numbers": [0, -7, []], "none": {}}`;
		expect(writeJson(value, 'python').toString('latin1')).toBe(printed);
	});

	it('is that of JSON.stringify in Node', () => {
		expect(writeJson(value, 'node').equals(Buffer.from(JSON.stringify(value)))).toBe(true);
		expect(writeJson(value, 'node').includes('ø', 0, 'utf8')).toBe(true);
	});
});

describe('the signature', () => {
	const body = Buffer.from(String.raw`{"name": "H\u00f8retelefoner"}`);
	// Printed by openssl dgst -sha256 -hmac, with and without -binary | base64.
	const hex = 'cfbba6573032071c6744c6201a15caa9afb0ce919750b330ee42bd022b7c9939';
	const base64 = 'z7umVzAyBxxnRMYgGhXKqa+wzpGXULMw7kK9Ait8mTk=';

	it('is the HMAC-SHA256 that openssl computes', () => {
		expect(sign(body, demoToken, { encoding: 'hex', prefix: '' })).toBe(hex);
		expect(sign(body, demoToken, { encoding: 'hex', prefix: 'sha256=' })).toBe(`sha256=${hex}`);
		expect(sign(body, demoToken, { encoding: 'base64', prefix: '' })).toBe(base64);
	});

	it('is told from the hash that takes no key', () => {
		expect(hash(body, { encoding: 'hex', prefix: '' })).toBe(
			'bddc7b6d86743adcdd7f403fe8b35a164b65cef05acf782ea1dab9c09081a91d',
		);
	});
});

describe('Cernel', () => {
	it('calls once for each element and language, failed ones too', async () => {
		sandbox.setWebhook('cernel', `${receiver.url}/hook?x=1`);
		const id = await queue(
			{
				products: [
					{ external_id: 'a-1', name: 'Höhenmesser "Gipfel"' },
					{ external_id: 'fail-2', name: 'Ski' },
				],
			},
			{ path: '/products/update?localize=true' },
		);
		await callsOf(6);
		expect(receiver.calls.map(({ method, path }) => [method, path])).toEqual(
			Array.from({ length: 6 }, () => ['POST', '/hook?x=1']),
		);
		const rows = receiver.calls.map(rowOf);
		expect(new Set(rows.map((row) => `${row.id} ${row.language} ${row.status}`))).toEqual(
			new Set(
				['English', 'German', 'Turkish'].flatMap((language) => [
					`a-1 ${language} SUCCESS`,
					`fail-2 ${language} FAILURE`,
				]),
			),
		);
		for (const row of rows) {
			expect(row).toMatchObject({ domain: DOMAIN, site_id: 0, job_id: id });
		}
		const results = await until(async () => {
			const found = await cernel.call(z.array(z.record(z.unknown())), 'GET', `/jobs/${id}`);
			return found.length > 0 ? found : undefined;
		});
		for (const result of results) {
			expect(rows).toContainEqual({ domain: DOMAIN, job_id: id, site_id: 0, ...result });
		}
		expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(delivered.shape));
		expect(await settled('cernel', 6)).toEqual({
			sent: 6,
			pending: 0,
			repeated: 0,
			forged: 0,
			statuses: { 200: 6 },
			errors: {},
		});
	});

	it('signs the bytes with the token of whoever queued the job', async () => {
		sandbox.setWebhook('cernel', receiver.url);
		await queue({ products: [{ external_id: 'a', name: 'Käse' }] }, { path: '/products/update' });
		const [first] = await callsOf(1);
		expect(first?.headers['content-type']).toBe('application/json');
		expect(first?.bytes.toString('latin1')).toContain(String.raw`"name": "K\u00e4se"`);
		expect(first?.headers['x-signature-sha256']).toBe(
			hmac(first?.bytes ?? Buffer.alloc(0), demoToken),
		);
		const colleague = cernelAs(colleagueToken);
		const id = await queue(products('b'), { api: colleague });
		const [, second] = await callsOf(2);
		expect(second?.headers['x-signature-sha256']).toBe(
			hmac(second?.bytes ?? Buffer.alloc(0), colleagueToken),
		);
		const { results } = await cernel.call(jobPage, 'GET', '/jobs');
		expect(results.map(({ job_id, user }) => [job_id === id, user])).toEqual([
			[true, 'colleague@sandbox.example'],
			[false, 'content@sandbox.example'],
		]);
	});

	it('has one URL for products and one for categories', async () => {
		sandbox.setWebhook('cernel', `${receiver.url}/products`, { kind: 'product' });
		sandbox.setWebhook('cernel', `${receiver.url}/categories`, {
			kind: 'category',
			json: 'node',
			encoding: 'base64',
			prefix: 'sha256=',
		});
		await queue(products('a'));
		await queue({ categories: [{ number: 'küche' }] }, { path: '/categories' });
		await callsOf(2);
		const byPath = Object.fromEntries(receiver.calls.map((call) => [call.path, call]));
		expect(Object.keys(byPath).sort()).toEqual(['/categories', '/products']);
		const category = byPath['/categories'];
		expect(category?.bytes.toString('utf8')).toContain('{"id":"küche","domain":');
		const digest = createHmac('sha256', demoToken)
			.update(category?.bytes ?? Buffer.alloc(0))
			.digest('base64');
		expect(category?.headers['x-signature-sha256']).toBe(`sha256=${digest}`);

		sandbox.setWebhook('cernel', null, { kind: 'product' });
		const uncalled = await queue(products('b'));
		await queue({ categories: [{ number: 'sofas' }] }, { path: '/categories' });
		await success(uncalled);
		expect(await settled('cernel', 3)).toMatchObject({ sent: 3 });
		expect(receiver.calls.map(({ path }) => path).slice(2)).toEqual(['/categories']);
	});

	it('tells the sites of a domain apart', async () => {
		sandbox.setWebhook('cernel', receiver.url);
		await queue({ domain: NORDIC, site_id: 2, ...products('a') });
		const [call] = await callsOf(1);
		expect(read(call ?? { method: '', path: '', headers: {}, bytes: Buffer.from('{}') })).toEqual(
			expect.objectContaining({ domain: NORDIC, site_id: 2, language: 'Norwegian' }),
		);
	});

	it('repeats and forges what it is asked to', async () => {
		sandbox.setWebhook('cernel', receiver.url, {
			repeat: { every: 2, copies: 2 },
			forge: { every: 3 },
		});
		await queue(products('1', '2', '3', '4', '5', '6'));
		const calls = await callsOf(12);
		expect(await settled('cernel', 12)).toMatchObject({ sent: 12, repeated: 6, forged: 4 });
		const times = (id: string) => calls.filter((call) => rowOf(call).id === id);
		expect(['1', '2', '3', '4', '5', '6'].map((id) => times(id).length)).toEqual([
			1, 3, 1, 3, 1, 3,
		]);
		expect(new Set(times('2').map(({ bytes }) => bytes.toString('hex'))).size).toBe(1);
		const isValid = ({ bytes, headers }: ReceivedCall) =>
			headers['x-signature-sha256'] === hmac(bytes, demoToken);
		const forgedIds = calls.filter((call) => !isValid(call)).map((call) => rowOf(call).id);
		expect(forgedIds.sort()).toEqual(['3', '6', '6', '6']);
		const [forged] = times('3');
		expect(forged?.headers['x-signature-sha256']).toMatch(/^[0-9a-f]{64}$/);
	});

	it('forges by leaving the signature out, or by a hash without a key', async () => {
		sandbox.setWebhook('cernel', receiver.url, { forge: { how: 'missing' } });
		await queue(products('1'));
		const [bare] = await callsOf(1);
		expect(bare?.headers).not.toHaveProperty('x-signature-sha256');
		sandbox.setWebhook('cernel', receiver.url, { forge: { how: 'unkeyed' } });
		await queue(products('2'));
		const [, hashed] = await callsOf(2);
		expect(hashed?.headers['x-signature-sha256']).toBe(
			createHash('sha256')
				.update(hashed?.bytes ?? '')
				.digest('hex'),
		);
	});

	it('waits with the call but not with the job', async () => {
		sandbox.setWebhook('cernel', receiver.url, { delayMs: 60_000 });
		const id = await queue(products('1', '2'));
		await success(id);
		expect(receiver.calls).toEqual([]);
		expect(sandbox.requests().webhooks['cernel']).toMatchObject({ sent: 0, pending: 2 });
		sandbox.setWebhook('cernel', receiver.url, { delayMs: 20 });
		await queue(products('3'));
		expect((await callsOf(1)).map((call) => rowOf(call).id)).toEqual(['3']);
	});

	it('counts refusals and failures, and tries nothing twice', async () => {
		receiver.status = 401;
		sandbox.setWebhook('cernel', receiver.url);
		await queue(products('1', '2'));
		expect(await settled('cernel', 2)).toMatchObject({ statuses: { 401: 2 }, errors: {} });
		await receiver.close();
		await queue(products('3'));
		expect(await settled('cernel', 3)).toMatchObject({
			sent: 3,
			statuses: { 401: 2 },
			errors: { ECONNREFUSED: 1 },
		});
		expect(receiver.calls).toHaveLength(2);
	});
});

describe('ProductAI', () => {
	const order = {
		model: 'kontext-pro',
		image_url: 'https://shop.example/product.jpg',
		prompt: 'Add sunglasses',
	};

	async function start(path: string, body: unknown): Promise<number> {
		return (await productAi.call(started, 'POST', path, body)).data.id;
	}

	it('calls when an image is there to be downloaded', async () => {
		sandbox.setWebhook('productAi', receiver.url);
		const id = await start('/api/generate', order);
		const [call] = await callsOf(1);
		const image = imageCall.parse(JSON.parse(call?.bytes.toString('utf8') ?? ''));
		expect(call?.bytes.toString('utf8')).toBe(
			`{"status":"success","image_url":"${image.image_url}","job_id":"${id}"}`,
		);
		expect(await productAi.answer('GET', `/api/job/${id}`)).toMatchObject([
			200,
			{ data: { status: 'COMPLETED', image_url: image.image_url } },
		]);
		const file = await fetch(image.image_url);
		expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png']);
	});

	it('does not say which job failed', async () => {
		sandbox.setWebhook('productAi', receiver.url, { json: 'python', repeat: {} });
		await start('/api/generate-custom-model', {
			...order,
			prompt: 'Fail, please',
			model: 'custom-brand',
		});
		const calls = await callsOf(2);
		expect(calls.map(({ bytes }) => bytes.toString('utf8'))).toEqual([
			'{"status": "error"}',
			'{"status": "error"}',
		]);
		expect(await settled('productAi', 2)).toMatchObject({ sent: 2, repeated: 1 });
	});

	it('calls after an upscale only when it is asked to', async () => {
		const upscale = { image_url: order.image_url };
		const end = (id: number) =>
			until(async () => {
				const [, reply] = await productAi.answer('GET', `/api/job/${id}`);
				return JSON.stringify(reply).includes('COMPLETED') ? true : undefined;
			});
		sandbox.setWebhook('productAi', receiver.url);
		await end(await start('/api/upscale', upscale));
		expect(sandbox.requests().webhooks['productAi']).toMatchObject({ sent: 0, pending: 0 });
		sandbox.setWebhook('productAi', receiver.url, { afterUpscale: true });
		const id = await start('/api/upscale', upscale);
		const [call] = await callsOf(1);
		expect(imageCall.parse(JSON.parse(call?.bytes.toString('utf8') ?? '')).job_id).toBe(String(id));
	});
});

describe('the control', () => {
	it('works from another process', async () => {
		const client = new SandboxClient(sandbox.url);
		await client.setWebhook('cernel', receiver.url, { kind: 'product', prefix: 'sha256=' });
		await queue(products('1'));
		const [call] = await callsOf(1);
		expect(call?.headers['x-signature-sha256']).toMatch(/^sha256=[0-9a-f]{64}$/);
		await settled('cernel', 1);
		expect(await client.webhookDeliveries()).toMatchObject({
			cernel: { sent: 1, statuses: { 200: 1 } },
			productAi: { sent: 0 },
		});
	});

	it('is reset with its counts, and calls that wait are dropped', async () => {
		const clock = stopTime();
		sandbox.setWebhook('cernel', receiver.url, { delayMs: 60_000 });
		await queue(products('1', '2'));
		await clock.run(clock.now() + 1000);
		expect(sandbox.requests().webhooks['cernel']).toMatchObject({ sent: 0, pending: 2 });
		sandbox.reset();
		await queue(products('3'));
		await clock.run();
		expect(sandbox.requests().webhooks['cernel']).toEqual({
			sent: 0,
			pending: 0,
			repeated: 0,
			forged: 0,
			statuses: {},
			errors: {},
		});
		// Whatever had been called would be there before the call of a later job.
		sandbox.setWebhook('cernel', receiver.url);
		await queue(products('4'));
		await clock.run();
		expect((await callsOf(1)).map((call) => rowOf(call).id)).toEqual(['4']);
	});

	it.each([
		['another provider', { provider: 'cypien', url: null }],
		['no URL', { provider: 'cernel', url: 'hook' }],
		['another scheme', { provider: 'cernel', url: 'ftp://127.0.0.1/hook' }],
		['a real host', { provider: 'productAi', url: 'https://n8n.example/webhook/1' }],
		['a host that looks near', { provider: 'cernel', url: 'http://127.0.0.1.example/hook' }],
		['an unknown option', { provider: 'cernel', url: null, options: { sign: false } }],
		[
			'an option of the other one',
			{ provider: 'productAi', url: null, options: { kind: 'product' } },
		],
		['a negative delay', { provider: 'cernel', url: null, options: { delayMs: -1 } }],
		['no copies', { provider: 'cernel', url: null, options: { repeat: { copies: 0 } } }],
		['no body', undefined],
	])('refuses %s', async (_name, body) => {
		sandbox.setWebhook('cernel', receiver.url);
		const refused = await fetch(`${sandbox.url}/sandbox/webhooks`, {
			method: 'PUT',
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		expect(refused.status).toBe(400);
		// What was set before goes on.
		await queue(products('1'));
		expect(await callsOf(1)).toHaveLength(1);
	});
});
