import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { demoToken } from '../../sandbox/cernel/account.mts';
import { demoApiKey } from '../../sandbox/cypien/apiKeys.mts';
import { demoKey } from '../../sandbox/productAi/account.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { until } from './apiCalls.mts';
import { stopTime } from './stopTime.mts';
import { ask } from './wire.mts';
import type { WireRequest } from './wire.mts';
import { PASSWORD } from './xcScribeApi.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({
		timings: { jobQueueMs: 40, generationMsPerItem: 1, rateLimitScale: 0 },
	});
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(() => {
	sandbox.reset();
});

function readSites(): WireRequest {
	return {
		url: `${sandbox.url}/cernel/sites`,
		headers: { authorization: `Token ${demoToken}` },
	};
}

function logIn(password = PASSWORD): WireRequest {
	return {
		url: `${sandbox.url}/xc-scribe/api/v1/auth/login`,
		method: 'POST',
		body: { email: 'content@sandbox.example', password },
	};
}

function control(path: string, body: unknown): Promise<{ status: number }> {
	return ask({ url: `${sandbox.url}/sandbox${path}`, method: 'POST', body });
}

async function statusesOf(count: number, request: () => WireRequest): Promise<number[]> {
	const replies = await Promise.all(Array.from({ length: count }, () => ask(request())));
	return replies.map(({ status }) => status).sort();
}

describe('a limit of requests at once', () => {
	it('refuses what exceeds it', async () => {
		const clock = stopTime();
		sandbox.setInFlightLimit('cernel', 3);
		sandbox.injectFault({ fault: { kind: 'slow-first-byte', delayMs: 60 }, times: 'always' });
		const statuses = statusesOf(8, readSites);
		// Until each of them is refused or waits.
		await until(() => {
			const refused = sandbox.requests().statuses[429] ?? 0;
			return refused + clock.sleeping === 8 || undefined;
		});
		await clock.run();
		expect(await statuses).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
		expect(sandbox.requests()).toMatchObject({
			rate_limited: { 'cernel.site.getAll': 5 },
			// What was refused spent no fault.
			faults: { 'cernel.site.getAll': { 'slow-first-byte': 3 } },
		});
		sandbox.clearFaults();
		sandbox.setInFlightLimit('cernel', null);
		expect(await statusesOf(8, readSites)).not.toContain(429);
	});

	it('gives each place free again, also that of a client that leaves', async () => {
		sandbox.setInFlightLimit('cernel', 2);
		sandbox.injectFault({ fault: { kind: 'slow-first-byte', delayMs: 60_000 }, times: 2 });
		const leave = new AbortController();
		const { url, headers = {} } = readSites();
		const leaving = [1, 2].map(() => fetch(url, { headers, signal: leave.signal }));
		await until(() => sandbox.requests().total === 2 || undefined);
		expect(await statusesOf(1, readSites)).toEqual([429]);
		leave.abort();
		await Promise.allSettled(leaving);
		expect(
			await until(async () => ((await statusesOf(1, readSites))[0] === 200 ? true : undefined)),
		).toBe(true);
		for (let round = 0; round < 5; round += 1) {
			expect(await statusesOf(2, readSites)).toEqual([200, 200]);
		}
	});

	it('is told in the words of each provider, with a pause where one is given', async () => {
		const requests: Record<string, WireRequest> = {
			cernel: readSites(),
			xcScribe: logIn(),
			cypien: {
				url: `${sandbox.url}/cypien/v1/auth/login`,
				method: 'POST',
				body: { apiKey: demoApiKey, workspaceId: 123 },
			},
			productAi: {
				url: `${sandbox.url}/product-ai/api/key-check`,
				headers: { 'x-api-key': demoKey },
			},
		};
		const bodies: unknown[] = [];
		for (const [provider, request] of Object.entries(requests)) {
			await control('/in-flight-limit', { provider, limit: 0 });
			const plain = await ask(request);
			expect([plain.status, plain.headers['retry-after']]).toEqual([429, undefined]);
			bodies.push(JSON.parse(plain.text));
			await control('/in-flight-limit', { provider, limit: 0, retry_after: 2 });
			expect((await ask(request)).headers['retry-after']).toBe('2');
		}
		expect(bodies).toMatchObject([
			{ detail: 'Request was throttled.' },
			{ detail: 'Too many requests' },
			{ error: { code: 'CONCURRENT_LIMIT_EXCEEDED' } },
			{ name: 'ApiError', message: 'RATE_LIMIT_EXCEEDED' },
		]);
		expect(sandbox.requests().accepted).toEqual({});
	});

	it('is one for each provider and ends with a reset', async () => {
		sandbox.setInFlightLimit('cernel', 0);
		expect((await ask(logIn())).status).toBe(200);
		expect((await ask(readSites())).status).toBe(429);
		sandbox.reset();
		expect((await ask(readSites())).status).toBe(200);
	});
});

describe('a limit of unfinished jobs', () => {
	async function startJob(): Promise<() => Promise<number>> {
		const { text } = await ask(logIn());
		const { access_token: token } = z.object({ access_token: z.string() }).parse(JSON.parse(text));
		const headers = { authorization: `Bearer ${token}` };
		const api = `${sandbox.url}/xc-scribe/api/v1`;
		const post = async (path: string, body: FormData | URLSearchParams) => {
			const reply = await fetch(api + path, { method: 'POST', headers, body });
			return z.object({ id: z.string() }).parse(await reply.json()).id;
		};
		const form = new URLSearchParams({ name: 'Limits', platform: 'woocommerce' });
		const project = await post('/projects', form);
		const file = new FormData();
		file.set('file', new Blob(['sku,name\nA-1,Board\n']), 'products.csv');
		await post(`/projects/${project}/sources/file`, file);
		const body = { job_type: 'generation', payload: { content_type: 'product_description' } };
		return async () =>
			(await ask({ url: `${api}/projects/${project}/jobs`, method: 'POST', headers, body })).status;
	}

	it('refuses the next job until one has ended', async () => {
		const [first, second, third] = [await startJob(), await startJob(), await startJob()];
		const clock = stopTime();
		sandbox.setJobLimit('xcScribe', 2);
		expect([await first(), await second(), await third()]).toEqual([201, 201, 429]);
		await clock.run();
		expect(await third()).toBe(201);
		expect(sandbox.requests().accepted).toMatchObject({ 'xcScribe.job.create': 3 });
	});
});

describe('the routes of the limits', () => {
	it('refuse what they do not know', async () => {
		const statuses = await Promise.all([
			control('/in-flight-limit', { provider: 'other', limit: 1 }),
			control('/in-flight-limit', { provider: 'cernel', limit: -1 }),
			control('/in-flight-limit', { provider: 'cernel' }),
			control('/job-limit', { provider: 'cernel', limit: 1 }),
			control('/job-limit', { provider: 'xcScribe', limit: null }),
		]);
		expect(statuses.map(({ status }) => status)).toEqual([400, 400, 400, 400, 200]);
	});
});

describe('what was accepted', () => {
	it('counts writes that were not refused, and no reads', async () => {
		expect((await ask(readSites())).status).toBe(200);
		expect((await ask(logIn('wrong'))).status).toBe(401);
		expect((await ask({ ...logIn(), body: { email: 1 } })).status).toBe(422);
		expect(sandbox.requests().accepted).toEqual({});
		expect((await ask(logIn())).status).toBe(200);
		expect(sandbox.requests().accepted).toEqual({ 'xcScribe.auth.login': 1 });
	});

	it('does not count a refusal that comes as a 200', async () => {
		sandbox.setBalance('productAi', 0);
		sandbox.setErrorShape('productAi', 'documentWith200');
		const order: WireRequest = {
			url: `${sandbox.url}/product-ai/api/generate`,
			method: 'POST',
			headers: { 'x-api-key': demoKey },
			body: { model: 'nanobanana', image_url: 'https://shop.example/a.png', prompt: 'On oak' },
		};
		const reply = await ask(order);
		expect([reply.status, JSON.parse(reply.text)]).toMatchObject([
			200,
			{ message: 'OUT_OF_TOKENS' },
		]);
		expect(sandbox.requests().accepted).toEqual({});
		sandbox.setBalance('productAi', 100);
		expect((await ask(order)).status).toBe(200);
		expect(Object.values(sandbox.requests().accepted)).toEqual([1]);
	});
});
