import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { demoKey } from '../../sandbox/productAi/account.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { Api, expectContractKeys, until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';

const IMAGE = 'https://shop.example/product.jpg';

const jobReply = z.object({
	status: z.literal('OK'),
	data: z.object({ id: z.number(), status: z.string(), image_url: z.string().optional() }),
});
const keyCheck = z.object({ data: z.object({ tokens_remaining: z.number() }) });

const order = { model: 'kontext-pro', image_url: IMAGE, prompt: 'Add sunglasses' };

let sandbox: Sandbox;
const api = new Api(
	() => `${sandbox.url}/product-ai`,
	() => ({ 'x-api-key': demoKey }),
);

beforeAll(async () => {
	sandbox = await startSandbox({ timings: { jobQueueMs: 80, imageMs: 80, rateLimitScale: 0 } });
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(() => {
	sandbox.reset();
});

async function start(path: string, body: unknown): Promise<number> {
	return (await api.call(jobReply, 'POST', path, body)).data.id;
}

async function waitForJob(id: number): Promise<z.infer<typeof jobReply>['data']> {
	return until(async () => {
		const { data } = await api.call(jobReply, 'GET', `/api/job/${id}`);
		return ['COMPLETED', 'ERROR'].includes(data.status) ? data : undefined;
	});
}

async function tokensLeft(): Promise<number> {
	return (await api.call(keyCheck, 'GET', '/api/key-check')).data.tokens_remaining;
}

describe('the life cycle', () => {
	it('goes from NOT_STARTED over RUNNING to a file that is an image', async () => {
		const clock = stopTime();
		const reply = await api.call(z.unknown(), 'POST', '/api/generate', order);
		expectContractKeys('productAi.image.generate', reply);
		expect(reply).toEqual({
			status: 'OK',
			data: { id: 22292, status: 'NOT_STARTED', prompt: 'Add sunglasses' },
		});
		const look = async () => (await api.call(jobReply, 'GET', '/api/job/22292')).data;
		const waiting = await look();
		await clock.run(clock.now() + 80);
		const running = await look();
		await clock.run(clock.now() + 80);
		const ended = await look();
		expect([waiting, running, ended].map((job) => [job.status, 'image_url' in job])).toEqual([
			['NOT_STARTED', false],
			['RUNNING', false],
			['COMPLETED', true],
		]);
		expectContractKeys('productAi.job.get', await api.call(z.unknown(), 'GET', '/api/job/22292'));

		const image = await fetch(ended.image_url ?? '');
		expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/png']);
		const bytes = Buffer.from(await image.arrayBuffer());
		expect(readPng(bytes)).toEqual({ width: 64, height: 64, pixelBytes: 64 * (1 + 64 * 3) });
		const again = Buffer.from(await (await fetch(ended.image_url ?? '')).arrayBuffer());
		expect(again.equals(bytes)).toBe(true);
		expect(sandbox.requests().operations).toMatchObject({ 'productAi.image.download': 2 });
	});

	it('gives each job its own image, as large as it was asked for', async () => {
		const image = async (path: string, body: unknown) => {
			const { image_url } = await waitForJob(await start(path, body));
			return Buffer.from(await (await fetch(image_url ?? '')).arrayBuffer());
		};
		const first = await image('/api/generate', order);
		const second = await image('/api/generate', order);
		expect(first.equals(second)).toBe(false);
		const wide = { ...order, aspect_ratio: 'LANDSCAPE' };
		expect(readPng(await image('/api/generate', wide))).toMatchObject({ width: 96, height: 64 });
		expect(readPng(await image('/api/upscale', { image_url: IMAGE }))).toMatchObject({
			width: 256,
		});
		expect(sandbox.requests()).toMatchObject({
			generated_items: 4,
			duplicates: { generated_items: 1 },
		});
	});

	it('ends in ERROR inside a reply that is OK, and keeps the tokens', async () => {
		const before = await tokensLeft();
		const ended = await waitForJob(
			await start('/api/generate', { ...order, prompt: 'Fail, please' }),
		);
		expect(ended.status).toBe('ERROR');
		expect(ended).not.toHaveProperty('image_url');
		expect(await tokensLeft()).toBe(before - 3);
		const missing = await fetch(`${sandbox.url}/product-ai/images/22292.png`);
		expect(missing.status).toBe(404);
	});

	it.each([
		['/api/generate', { ...order, model: 'gpt-low' }, 2],
		['/api/generate', { ...order, model: 'gpt-medium' }, 3],
		['/api/generate', { ...order, model: 'gpt-high' }, 8],
		['/api/generate', { ...order, model: 'nanobanana', image_url: [IMAGE, IMAGE] }, 3],
		['/api/generate', { ...order, model: 'nanobananapro', resolution: '2K' }, 8],
		['/api/generate', { ...order, model: 'nanobanana', aspect_ratio: '4:3' }, 3],
		['/api/generate', { ...order, model: 'seedream', image_url: [IMAGE, IMAGE] }, 3],
		['/api/generate', { ...order, output_format: 'jpg' }, 3],
		['/api/upscale', { image_url: IMAGE }, 20],
		['/api/generate-custom-model', { ...order, model: 'custom-brand' }, 3],
	])('takes tokens for %s %j', async (path, body, tokens) => {
		const before = await tokensLeft();
		const operation = {
			'/api/generate': 'productAi.image.generate',
			'/api/upscale': 'productAi.image.upscale',
			'/api/generate-custom-model': 'productAi.image.generateCustom',
		}[path];
		expectContractKeys(operation ?? '', await api.call(z.unknown(), 'POST', path, body));
		expect(await tokensLeft()).toBe(before - tokens);
	});

	it('checks the key', async () => {
		const reply = await api.call(z.unknown(), 'GET', '/api/key-check');
		expectContractKeys('productAi.account.checkKey', reply);
		expect(reply).toEqual({
			status: 'OK',
			data: { valid: true, tokens_remaining: 1250, plan: 'standard' },
		});
	});
});

describe('a lack of tokens', () => {
	const shapes: Array<[string, number, unknown]> = [
		[
			'document',
			402,
			{ name: 'ApiError', message: 'OUT_OF_TOKENS', details: 'Not enough credits' },
		],
		[
			'documentWith200',
			200,
			{ name: 'ApiError', message: 'OUT_OF_TOKENS', details: 'Not enough credits' },
		],
		['laterCopy', 402, { status: 'ERROR', message: 'Not enough credits', code: 'OUT_OF_TOKENS' }],
	];

	it.each(shapes)('is told in the shape %s', async (shape, status, body) => {
		sandbox.setBalance('productAi', 4);
		const chosen = await fetch(`${sandbox.url}/sandbox/error-shape`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ provider: 'productAi', shape }),
		});
		expect(chosen.status).toBe(200);
		expect((await api.answer('POST', '/api/generate', order))[0]).toBe(200);
		expect(await api.answer('POST', '/api/generate', order)).toEqual([status, body]);
		expect(await tokensLeft()).toBe(1);
		expect(sandbox.requests().generated_items).toBe(1);
		sandbox.reset();
		expect(await tokensLeft()).toBe(1250);
	});

	it('has no other shape', () => {
		expect(() => sandbox.setErrorShape('productAi', 'poem')).toThrow('No error shape poem');
	});
});

describe('the limit', () => {
	it('is fifteen calls of any kind a minute; files do not count', async () => {
		const previous = sandbox;
		sandbox = await startSandbox();
		const clock = stopTime();
		try {
			const id = await start('/api/generate', order);
			const first = clock.now();
			await clock.run();
			const statuses = await Promise.all(
				Array.from({ length: 16 }, async () => (await api.answer('GET', `/api/job/${id}`))[0]),
			);
			expect(statuses.filter((status) => status === 200)).toHaveLength(14);
			expect(await api.answer('POST', '/api/generate', order)).toEqual([
				429,
				{ name: 'ApiError', message: 'RATE_LIMIT_EXCEEDED', details: expect.any(String) },
			]);
			expect((await fetch(`${sandbox.url}/product-ai/images/${id}.png`)).status).toBe(200);
			expect(sandbox.requests().rate_limited).toEqual({
				'productAi.job.get': 2,
				'productAi.image.generate': 1,
			});
			await clock.run(first + 59_999);
			expect((await api.answer('GET', `/api/job/${id}`))[0]).toBe(429);
			await clock.run(first + 60_000);
			expect((await api.answer('GET', `/api/job/${id}`))[0]).toBe(200);
		} finally {
			await sandbox.close();
			sandbox = previous;
		}
	});
});

describe('refusals', () => {
	it('are those of a missing, wrong or revoked key', async () => {
		const refused = { name: 'ApiError', message: 'INVALID_API_KEY', details: expect.any(String) };
		const bare = await fetch(`${sandbox.url}/product-ai/api/job/0`);
		expect([bare.status, await bare.json()]).toEqual([401, refused]);
		const wrong = { 'x-api-key': 'wrong' };
		expect(await api.answer('POST', '/api/generate', order, wrong)).toEqual([401, refused]);
		sandbox.expireTokens('productAi');
		expect(await api.answer('GET', '/api/key-check')).toEqual([401, refused]);
		sandbox.setErrorShape('productAi', 'laterCopy');
		expect(await api.answer('GET', '/api/key-check')).toEqual([
			401,
			{ status: 'ERROR', message: expect.any(String), code: 'INVALID_API_KEY' },
		]);
	});

	const text = { 'content-type': 'text/plain' };
	const cases: Array<
		[
			name: string,
			status: number,
			code: string,
			method: 'GET' | 'POST' | 'PUT',
			path: string,
			body?: unknown,
			headers?: Record<string, string>,
		]
	> = [
		['unknown route', 404, 'NOT_FOUND', 'GET', '/nothing'],
		['newer generation', 404, 'NOT_FOUND', 'POST', '/generate', order],
		['unknown job', 404, 'JOB_NOT_FOUND', 'GET', '/api/job/0'],
		['job that is no number', 404, 'JOB_NOT_FOUND', 'GET', '/api/job/abc'],
		['unknown query', 400, 'INVALID_PARAMETERS', 'GET', '/api/key-check?verbose=1'],
		['JSON that does not parse', 400, 'INVALID_PARAMETERS', 'POST', '/api/generate', '{"model":'],
		[
			'JSON under another type',
			400,
			'INVALID_PARAMETERS',
			'POST',
			'/api/generate',
			JSON.stringify(order),
			text,
		],
		['no body', 400, 'INVALID_MODEL', 'POST', '/api/generate'],
		['no prompt', 400, 'INVALID_PARAMETERS', 'POST', '/api/generate', { ...order, prompt: ' ' }],
		['unknown field', 400, 'INVALID_PARAMETERS', 'POST', '/api/generate', { ...order, size: 1 }],
		['unknown model', 400, 'INVALID_MODEL', 'POST', '/api/generate', { ...order, model: 'dall-e' }],
		[
			'inherited name',
			400,
			'INVALID_MODEL',
			'POST',
			'/api/generate',
			{ ...order, model: 'toString' },
		],
		[
			'two images with a model of one',
			400,
			'INVALID_IMAGE_URL',
			'POST',
			'/api/generate',
			{ ...order, image_url: [IMAGE, IMAGE] },
		],
		[
			'three images',
			400,
			'INVALID_IMAGE_URL',
			'POST',
			'/api/generate',
			{ ...order, model: 'seedream', image_url: [IMAGE, IMAGE, IMAGE] },
		],
		[
			'image that is no URL',
			400,
			'INVALID_IMAGE_URL',
			'POST',
			'/api/generate',
			{ ...order, image_url: 'product.jpg' },
		],
		[
			'image of another scheme',
			400,
			'INVALID_IMAGE_URL',
			'POST',
			'/api/upscale',
			{ image_url: 'ftp://shop.example/a.png' },
		],
		[
			'file of another kind',
			400,
			'INVALID_IMAGE_URL',
			'POST',
			'/api/upscale',
			{ image_url: 'https://shop.example/a.gif' },
		],
		['list to upscale', 400, 'INVALID_IMAGE_URL', 'POST', '/api/upscale', { image_url: [IMAGE] }],
		[
			'prompt of an upscale',
			400,
			'INVALID_PARAMETERS',
			'POST',
			'/api/upscale',
			{ image_url: IMAGE, prompt: 'x' },
		],
		[
			'resolution of another model',
			400,
			'INVALID_PARAMETERS',
			'POST',
			'/api/generate',
			{ ...order, resolution: '2K' },
		],
		[
			'unknown format',
			400,
			'INVALID_PARAMETERS',
			'POST',
			'/api/generate',
			{ ...order, output_format: 'gif' },
		],
		[
			'unknown ratio',
			400,
			'INVALID_PARAMETERS',
			'POST',
			'/api/generate',
			{ ...order, aspect_ratio: '4:3' },
		],
		['model that is not custom', 400, 'INVALID_MODEL', 'POST', '/api/generate-custom-model', order],
	];
	const table = cases.map(([name, status, code, method, path, body, headers]) => ({
		name,
		status,
		code,
		method,
		path,
		body,
		headers,
	}));

	it.each(table)('$name: $status $code', async ({ status, code, method, path, body, headers }) => {
		expect(await api.answer(method, path, body, headers)).toEqual([
			status,
			{ name: 'ApiError', message: code, details: expect.any(String) },
		]);
		expect(sandbox.requests().generated_items).toBe(0);
	});
});

/** Size of a PNG, and how many bytes its pixels and row filters take. */
function readPng(bytes: Buffer): { width: number; height: number; pixelBytes: number } {
	expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
	expect(bytes.subarray(12, 16).toString('latin1')).toBe('IHDR');
	const dataLength = bytes.readUInt32BE(33);
	expect(bytes.subarray(37, 41).toString('latin1')).toBe('IDAT');
	expect(bytes.subarray(-8, -4).toString('latin1')).toBe('IEND');
	return {
		width: bytes.readUInt32BE(16),
		height: bytes.readUInt32BE(20),
		pixelBytes: inflateSync(bytes.subarray(41, 41 + dataLength)).length,
	};
}
