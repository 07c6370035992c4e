import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { demoToken } from '../../sandbox/cernel/account.mts';
import { demoApiKey } from '../../sandbox/cypien/apiKeys.mts';
import { carriedOut, faultSchema } from '../../sandbox/faults/kinds.mts';
import type { FaultInput, FaultKind } from '../../sandbox/faults/kinds.mts';
import { refusedUrl } from '../../sandbox/faults/refusedUrl.mts';
import type { FaultRuleInput } from '../../sandbox/faults/rules.mts';
import { demoKey } from '../../sandbox/productAi/account.mts';
import { SandboxClient } from '../../sandbox/sandboxClient.mts';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { until } from './apiCalls.mts';
import { ask, overTheWire } from './wire.mts';
import type { WireRequest } from './wire.mts';
import { PASSWORD } from './xcScribeApi.mts';

const MEGABYTE = 1024 * 1024;
const anyObject = z.record(z.unknown());

let sandbox: Sandbox;

const timings = { jobQueueMs: 5, generationMsPerItem: 1, rateLimitScale: 0 };

beforeAll(async () => {
	sandbox = await startSandbox({ timings });
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

function generate(): WireRequest {
	return {
		url: `${sandbox.url}/cernel/products`,
		method: 'POST',
		headers: { authorization: `Token ${demoToken}` },
		body: { domain: 'https://alpenglow.example', site_id: 0, products: [{ number: 'KU-1001' }] },
	};
}

function logIn(): WireRequest {
	return {
		url: `${sandbox.url}/xc-scribe/api/v1/auth/login`,
		method: 'POST',
		body: { email: 'content@sandbox.example', password: PASSWORD },
	};
}

async function asContentUser(path: string, method = 'GET', body?: unknown): Promise<WireRequest> {
	const { text } = await ask(logIn());
	const { access_token: token } = z.object({ access_token: z.string() }).parse(JSON.parse(text));
	return {
		url: `${sandbox.url}/xc-scribe/api/v1${path}`,
		method,
		headers: { authorization: `Bearer ${token}` },
		body,
	};
}

async function asWorkspaceUser(path: string, method = 'GET', body?: unknown): Promise<WireRequest> {
	const { text } = await ask({
		url: `${sandbox.url}/cypien/v1/auth/login`,
		method: 'POST',
		body: { apiKey: demoApiKey, workspaceId: 123 },
	});
	const { access_token: token } = z.object({ access_token: z.string() }).parse(JSON.parse(text));
	return {
		url: `${sandbox.url}/cypien${path}`,
		method,
		headers: { authorization: `Bearer ${token}` },
		body,
	};
}

// Projects and files travel as forms.
async function postForm(path: string, body: FormData | URLSearchParams): Promise<string> {
	const { url, headers = {} } = await asContentUser(path);
	const reply = await fetch(url, { method: 'POST', headers, body });
	const { id } = z.object({ id: z.string() }).parse(await reply.json());
	return id;
}

function newProject(): Promise<string> {
	return postForm('/projects', new URLSearchParams({ name: 'Faults', platform: 'woocommerce' }));
}

async function newProjectOfThree(): Promise<string> {
	const project = await newProject();
	const file = new FormData();
	file.set('file', new Blob(['sku,name\nA-1,Board\nA-2,Tray\nA-3,Bowl\n']), 'products.csv');
	await postForm(`/projects/${project}/sources/file`, file);
	return project;
}

function inject(fault: FaultInput, rule: Omit<FaultRuleInput, 'fault'> = {}): string {
	return sandbox.injectFault({ ...rule, fault });
}

describe('faults in place of the handler', () => {
	it('status: any status, headers and JSON body', async () => {
		inject({
			kind: 'status',
			status: 503,
			headers: { 'retry-after': '7', 'x-fault': 'yes' },
			body: { detail: 'maintenance' },
		});
		const reply = await ask(generate());
		expect([reply.status, reply.text]).toEqual([503, '{"detail":"maintenance"}']);
		expect(reply.headers).toMatchObject({ 'retry-after': '7', 'x-fault': 'yes' });
		expect(reply.headers['content-type']).toContain('application/json');
		expect(sandbox.requests()).toMatchObject({
			statuses: { 503: 1 },
			accepted: {},
			faults: { 'cernel.product.generate': { status: 1 } },
		});
	});

	it('status: a body of text, and none', async () => {
		inject({ kind: 'status', status: 500, body: 'oops', headers: { 'content-type': 'text/x' } });
		inject({ kind: 'status', status: 429 });
		const text = await ask(readSites());
		expect([text.status, text.text, text.headers['content-type']]).toEqual([500, 'oops', 'text/x']);
		const empty = await ask(readSites());
		expect([empty.status, empty.text]).toEqual([429, '']);
		expect((await ask(readSites())).status).toBe(200);
	});

	it('bad-gateway-page: 502 with the HTML page of a proxy', async () => {
		inject({ kind: 'bad-gateway-page' });
		const reply = await ask(generate());
		expect([reply.status, reply.headers['content-type']]).toEqual([502, 'text/html']);
		expect(reply.text).toContain('<title>502 Bad Gateway</title>');
	});

	it('expired-token: the 401 that the provider itself gives, and the token stays valid', async () => {
		const requests: WireRequest[] = [
			readSites(),
			await asWorkspaceUser('/v1/auth/me'),
			{ url: `${sandbox.url}/product-ai/api/key-check`, headers: { 'x-api-key': demoKey } },
			await asContentUser('/projects'),
		];
		for (const request of requests) {
			const wrong = Object.fromEntries(
				Object.entries(request.headers ?? {}).map(([name, value]) => [
					name,
					`${value.split(' ')[0] ?? ''} wrong`,
				]),
			);
			const own = await ask({ ...request, headers: wrong });
			inject({ kind: 'expired-token' });
			const injected = await ask(request);
			expect(injected.status).toBe(401);
			const stable = (text: string) => text.replace(/"timestamp":"[^"]*"/, '');
			expect(stable(injected.text)).toBe(stable(own.text));
			expect((await ask(request)).status).toBe(200);
		}
	});

	it('redirect: to another origin, by default with 307', async () => {
		const location = 'https://other.example/cernel/products?x=1';
		inject({ kind: 'redirect', location });
		inject({ kind: 'redirect', location, status: 302 });
		const replies = [await ask(generate()), await ask(generate())];
		expect(replies.map(({ status, headers }) => [status, headers.location])).toEqual([
			[307, location],
			[302, location],
		]);
		expect(sandbox.requests().accepted).toEqual({});
	});

	it('reset-before-reply: a reset and no byte', async () => {
		inject({ kind: 'reset-before-reply' }, { times: 2 });
		expect(await overTheWire(generate())).toMatchObject({ text: '', ending: 'ECONNRESET' });
		await expect(ask(generate())).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(sandbox.requests().accepted).toEqual({});
	});

	it('reset-before-reply: reads the request first; closed-unread does not wait for it', async () => {
		const { headers, ...request } = generate();
		const unfinished = { ...request, headers: { ...headers, 'content-length': '100000' } };
		inject({ kind: 'closed-unread' });
		const wire = await overTheWire(unfinished);
		expect(wire.text).toBe('');
		expect(sandbox.requests().accepted).toEqual({});

		inject({ kind: 'reset-before-reply' });
		const answer = overTheWire(unfinished);
		const struck = () => sandbox.requests().faults['cernel.product.generate'];
		await until(() => struck()?.['reset-before-reply']);
		// Whatever had been sent at once would be here before the reply to a later request.
		const later = ask(readSites()).then(() => 'later');
		expect(await Promise.race([answer, later])).toBe('later');
		await sandbox.close();
		await answer;
		sandbox = await startSandbox({ timings });
	});

	it('leaves the connection usable for what comes next', async () => {
		inject({ kind: 'status', status: 500 });
		const large = { ...generate(), body: { text: 'x'.repeat(5 * MEGABYTE) } };
		expect((await ask(large)).status).toBe(500);
		expect((await ask(readSites())).status).toBe(200);
	});
});

describe('faults of the reply of work that was carried out', () => {
	const generated = { 'cernel.product.generate': 1 };

	it('reply-lost: the work is done and no byte of its reply comes', async () => {
		inject({ kind: 'reply-lost' });
		expect(await overTheWire(generate())).toMatchObject({ text: '', ending: 'end' });
		expect(sandbox.requests()).toMatchObject({
			accepted: generated,
			faults: { 'cernel.product.generate': { 'reply-lost': 1 } },
		});
		await until(() => sandbox.requests().generated_items === 1 || undefined);
	});

	it('reply-lost: a write stays', async () => {
		inject({ kind: 'reply-lost' }, { operation: 'xcScribe.project.create' });
		await expect(newProject()).rejects.toThrow('fetch failed');
		const { text } = await ask(await asContentUser('/projects'));
		expect(text).toContain('"name":"Faults"');
	});

	it('reset-in-body: half of the body, then a reset', async () => {
		const whole = (await overTheWire(readSites())).body;
		inject({ kind: 'reset-in-body' });
		inject({ kind: 'reset-in-body', bytes: 5 });
		const half = await overTheWire(readSites());
		expect(half.text).toContain('HTTP/1.1 200 OK');
		expect(half.text).toContain(`content-length: ${whole.length}`);
		expect([half.body, half.ending]).toEqual([
			whole.slice(0, Math.floor(whole.length / 2)),
			'ECONNRESET',
		]);
		expect((await overTheWire(readSites())).body).toBe(whole.slice(0, 5));
	});

	it('truncated: an orderly end before the Content-Length or the last chunk', async () => {
		const whole = (await overTheWire(readSites())).body;
		inject({ kind: 'truncated' });
		inject({ kind: 'truncated', framing: 'chunked', bytes: 7 });
		inject({ kind: 'truncated', bytes: 1_000_000 });
		const early = await overTheWire(readSites());
		expect(early.text).toContain(`content-length: ${whole.length}`);
		expect([early.body, early.ending]).toEqual([
			whole.slice(0, Math.floor(whole.length / 2)),
			'end',
		]);
		const unfinished = await overTheWire(readSites());
		expect(unfinished.text.toLowerCase()).toContain('transfer-encoding: chunked');
		expect([unfinished.body, unfinished.ending]).toEqual([`7\r\n${whole.slice(0, 7)}\r\n`, 'end']);
		expect((await overTheWire(readSites())).body).toBe(whole.slice(0, -1));
		inject({ kind: 'truncated' });
		await expect(ask(readSites())).rejects.toMatchObject({ code: 'ECONNRESET' });
	});

	it('truncated: a stream of events, whose work is done to its end', async () => {
		const project = await newProjectOfThree();
		inject({ kind: 'truncated', bytes: 60 }, { operation: 'xcScribe.content.generateStream' });
		const stream = await overTheWire(
			await asContentUser(`/projects/${project}/generate/stream`, 'POST', {
				content_type: 'product_description',
			}),
		);
		expect(stream.text).toContain('content-type: text/event-stream');
		expect(stream.body).toMatch(/^3c\r\n: stream opened\n\nevent: progress\n/);
		expect([stream.body.length, stream.ending]).toEqual(['3c\r\n\r\n'.length + 60, 'end']);
		expect(sandbox.requests()).toMatchObject({
			generated_items: 3,
			accepted: { 'xcScribe.content.generateStream': 1 },
		});
	});

	it('reply-lost: a stream of events is lost whole, its work is done', async () => {
		const project = await newProjectOfThree();
		inject({ kind: 'reply-lost' }, { operation: 'xcScribe.content.generateStream' });
		const stream = await overTheWire(
			await asContentUser(`/projects/${project}/generate/stream`, 'POST', {
				content_type: 'product_description',
			}),
		);
		expect([stream.text, stream.ending]).toEqual(['', 'end']);
		expect(sandbox.requests().generated_items).toBe(3);
	});

	it('a reply without a body is cut as well', async () => {
		const created = await ask(
			await asWorkspaceUser('/v1/api-keys', 'POST', {
				name: 'Second',
				permissions: ['generate_tags'],
				workspaceId: 123,
			}),
		);
		const { id } = z.object({ id: z.string() }).parse(JSON.parse(created.text));
		const remove = await asWorkspaceUser(`/v1/api-keys/${id}`, 'DELETE');
		inject({ kind: 'truncated' }, { operation: 'cypien.apiKey.delete' });
		const cut = await overTheWire(remove);
		expect(cut.text).toContain('HTTP/1.1 200 OK');
		expect([cut.body, cut.ending]).toEqual(['', 'end']);
		expect(sandbox.requests().accepted).toMatchObject({ 'cypien.apiKey.delete': 1 });
		expect((await ask(remove)).status).toBe(404);
	});

	it('slow-first-byte: nothing at first, then all of it', async () => {
		const { body } = await overTheWire(readSites());
		inject({ kind: 'slow-first-byte', delayMs: 120 });
		const slow = await overTheWire(readSites());
		expect(slow.body).toBe(body);
		expect(slow.firstByteAfter).toBeGreaterThanOrEqual(115);
	});

	it('slow-body: all of it, a few bytes at a time', async () => {
		const { body } = await overTheWire(readSites());
		const steps = 8;
		inject({ kind: 'slow-body', bytes: Math.ceil(body.length / steps), pauseMs: 20 });
		const slow = await overTheWire(readSites());
		expect(slow.text).toContain(`content-length: ${body.length}`);
		expect(slow.body).toBe(body);
		expect(slow.endAfter - slow.firstByteAfter).toBeGreaterThanOrEqual((steps - 2) * 19);
	});

	it('slow-body: ends its work when the client leaves', async () => {
		inject({ kind: 'slow-body', bytes: 1, pauseMs: 10 * 60 * 1000 });
		const leave = new AbortController();
		const { url, headers = {} } = readSites();
		const reading = fetch(url, { headers, signal: leave.signal });
		await until(() => sandbox.requests().faults['cernel.site.getAll']);
		leave.abort();
		await expect(reading).rejects.toThrow();
		expect((await ask(readSites())).status).toBe(200);
	});

	it('invalid-json: 200 and a text that is no JSON', async () => {
		inject({ kind: 'invalid-json' });
		const reply = await ask(generate());
		expect(reply.status).toBe(200);
		expect(reply.headers['content-type']).toContain('application/json');
		expect(() => void JSON.parse(reply.text)).toThrow(SyntaxError);
		expect(sandbox.requests().accepted).toEqual(generated);
	});

	it('wrong-content-type: the real JSON as text/html', async () => {
		inject({ kind: 'wrong-content-type' });
		const reply = await ask(generate());
		expect([reply.status, reply.headers['content-type']]).toEqual([
			202,
			'text/html; charset=utf-8',
		]);
		expect(JSON.parse(reply.text)).toMatchObject({ status: 'queued' });
		expect(sandbox.requests().accepted).toEqual(generated);
	});

	it('huge-body: valid JSON of that size, with and without its length told', async () => {
		inject({ kind: 'huge-body', megabytes: 3 });
		inject({ kind: 'huge-body', megabytes: 2, declared: true });
		const chunked = await ask(generate());
		expect(chunked.headers['transfer-encoding']).toBe('chunked');
		expect(chunked.bytes.length).toBe(3 * MEGABYTE + 14);
		expect(anyObject.parse(JSON.parse(chunked.text))['padding']).toHaveLength(3 * MEGABYTE);
		const declared = await ask(readSites());
		expect(declared.headers['content-length']).toBe(String(2 * MEGABYTE + 14));
		expect(declared.bytes.length).toBe(2 * MEGABYTE + 14);
		expect(sandbox.requests().accepted).toEqual(generated);
	});

	it('huge-body: is made as it is read, and no more of it than that', async () => {
		inject({ kind: 'huge-body', megabytes: 16 * 1024 });
		const { url, headers = {} } = readSites();
		const before = process.memoryUsage().rss;
		const reply = await fetch(url, { headers });
		const reader = reply.body?.getReader();
		for (let read = 0; read < 32 * MEGABYTE;) {
			const part = await reader?.read();
			read += part?.value instanceof Uint8Array ? part.value.length : Infinity;
		}
		await reader?.cancel();
		expect(process.memoryUsage().rss - before).toBeLessThan(512 * MEGABYTE);
		expect((await ask(readSites())).status).toBe(200);
	});

	it('gzip-bomb: small on the wire, large when unpacked', async () => {
		inject({ kind: 'gzip-bomb', megabytes: 20 });
		const reply = await ask(generate());
		expect(reply.headers['content-encoding']).toBe('gzip');
		expect(reply.bytes.length).toBeLessThan(MEGABYTE / 10);
		const unpacked = gunzipSync(reply.bytes);
		expect(unpacked.length).toBe(20 * MEGABYTE + 14);
		expect(unpacked.subarray(0, 13).toString()).toBe('{"padding":" ');
		expect(sandbox.requests().accepted).toEqual(generated);
	});

	it('spoils a refusal as it spoils a success, and counts nothing accepted', async () => {
		inject({ kind: 'reply-lost' });
		const refused = { ...generate(), headers: { authorization: 'Token wrong' } };
		expect((await overTheWire(refused)).text).toBe('');
		expect(sandbox.requests().accepted).toEqual({});
	});
});

it('says of every kind truly whether its handler runs', async () => {
	const samples: { [Kind in FaultKind]: FaultInput & { kind: Kind } } = {
		status: { kind: 'status', status: 400 },
		'bad-gateway-page': { kind: 'bad-gateway-page' },
		'expired-token': { kind: 'expired-token' },
		redirect: { kind: 'redirect', location: 'https://other.example/' },
		'reset-before-reply': { kind: 'reset-before-reply' },
		'closed-unread': { kind: 'closed-unread' },
		'reply-lost': { kind: 'reply-lost' },
		'reset-in-body': { kind: 'reset-in-body' },
		truncated: { kind: 'truncated' },
		'slow-first-byte': { kind: 'slow-first-byte', delayMs: 1 },
		'slow-body': { kind: 'slow-body', pauseMs: 1 },
		'invalid-json': { kind: 'invalid-json' },
		'wrong-content-type': { kind: 'wrong-content-type' },
		'huge-body': { kind: 'huge-body', megabytes: 1 },
		'gzip-bomb': { kind: 'gzip-bomb', megabytes: 1 },
	};
	const ran: Record<string, boolean> = {};
	for (const fault of Object.values(samples)) {
		sandbox.reset();
		inject(fault);
		await overTheWire(generate());
		ran[fault.kind] = sandbox.requests().accepted['cernel.product.generate'] === 1;
	}
	expect(ran).toEqual(carriedOut);
	expect(Object.keys(samples).sort()).toEqual(
		faultSchema.options.map(({ shape }) => shape.kind.value).sort(),
	);
});

describe('rules', () => {
	const fault: FaultInput = { kind: 'status', status: 418 };

	async function statuses(count: number, request: () => WireRequest = readSites) {
		const seen: number[] = [];
		for (let index = 0; index < count; index += 1) seen.push((await ask(request())).status);
		return seen;
	}

	it('strike once, so many times, or always, after so many that pass', async () => {
		inject(fault);
		expect(await statuses(3)).toEqual([418, 200, 200]);
		sandbox.clearFaults();
		inject(fault, { times: 2, after: 1 });
		expect(await statuses(4)).toEqual([200, 418, 418, 200]);
		for (const times of ['always', 0] as const) {
			sandbox.clearFaults();
			inject(fault, { times });
			expect(await statuses(4)).toEqual([418, 418, 418, 418]);
		}
		sandbox.reset();
		expect(await statuses(1)).toEqual([200]);
	});

	it('strike the provider and the operation that they name', async () => {
		inject(fault, { provider: 'cernel', operation: 'cernel.product.generate', times: 'always' });
		expect(await statuses(1)).toEqual([200]);
		expect(await statuses(1, generate)).toEqual([418]);
		sandbox.clearFaults();
		inject(fault, { provider: 'xcScribe', times: 'always' });
		expect(await statuses(1, generate)).toEqual([202]);
		expect(await statuses(1, logIn)).toEqual([418]);
	});

	it('strike a route that there is not, when they name no operation', async () => {
		inject(fault);
		const nowhere = { ...readSites(), url: `${sandbox.url}/cernel/nowhere` };
		expect(await statuses(2, () => nowhere)).toEqual([418, 404]);
		expect(sandbox.requests().faults).toEqual({ unmatched: { status: 1 } });
	});

	it('are asked in order, and a used-up one hands on to the next', async () => {
		inject(fault);
		inject({ kind: 'status', status: 503 }, { times: 2 });
		expect(await statuses(4)).toEqual([418, 503, 503, 200]);
		expect(sandbox.faults()).toMatchObject([
			{ rule: { fault: { status: 418 }, times: 1, after: 0 }, seen: 4, injected: 1 },
			{ rule: { fault: { status: 503 } }, seen: 3, injected: 2 },
		]);
	});

	it('strike by chance the same requests for the same seed, about as many as they should', async () => {
		const run = async (seed: number) => {
			sandbox.clearFaults();
			inject(fault, { probability: 0.25, seed, times: 'always' });
			return await statuses(200);
		};
		const first = await run(7);
		expect(await run(7)).toEqual(first);
		expect(await run(8)).not.toEqual(first);
		const struck = first.filter((status) => status === 418).length;
		expect(struck).toBeGreaterThan(30);
		expect(struck).toBeLessThan(70);
	});

	it('never by the probability 0 and always by 1', async () => {
		inject(fault, { probability: 0, seed: 1, times: 'always' });
		expect(await statuses(20)).not.toContain(418);
		sandbox.clearFaults();
		inject(fault, { probability: 1, seed: 1, times: 'always' });
		expect(await statuses(20)).not.toContain(200);
	});

	it('that make no sense are refused', () => {
		expect(() => inject(fault, { operation: 'cernel.product.generat' })).toThrow(RangeError);
		expect(() =>
			inject(fault, { provider: 'cypien', operation: 'cernel.product.generate' }),
		).toThrow('cernel.product.generate is no operation of cypien');
		expect(() => inject(fault, { probability: 0.5 })).toThrow('A probability needs a seed');
		expect(() => inject(fault, { times: -1 })).toThrow(z.ZodError);
		expect(() => inject({ kind: 'slow-body', bytes: 0, pauseMs: 1 })).toThrow(z.ZodError);
		expect(sandbox.faults()).toEqual([]);
	});
});

describe('the routes of the control', () => {
	it('inject, list and clear, as the client of the sandbox does', async () => {
		const client = new SandboxClient(sandbox.url);
		const id = await client.injectFault({
			operation: 'cernel.site.getAll',
			fault: { kind: 'redirect', location: 'https://other.example/' },
			times: 'always',
		});
		expect((await ask(readSites())).status).toBe(307);
		const expected = [
			{
				id,
				rule: {
					operation: 'cernel.site.getAll',
					fault: { kind: 'redirect', location: 'https://other.example/', status: 307 },
					times: 'always',
					after: 0,
				},
				seen: 1,
				injected: 1,
			},
		];
		expect(await client.faults()).toEqual(expected);
		expect(sandbox.faults()).toEqual(expected);
		await client.clearFaults();
		expect(await client.faults()).toEqual([]);
		expect((await ask(readSites())).status).toBe(200);
		const report = await ask({ url: `${sandbox.url}/sandbox/requests` });
		expect(JSON.parse(report.text)).toMatchObject({
			faults: { 'cernel.site.getAll': { redirect: 1 } },
		});
	});

	it('refuse with 400 what is no rule', async () => {
		const bodies = [
			{},
			{ fault: { kind: 'earthquake' } },
			{ fault: { kind: 'status', status: 99 } },
			{ fault: { kind: 'reply-lost' }, provider: 'other' },
			{ fault: { kind: 'reply-lost' }, operation: 'cernel.nothing' },
			{ fault: { kind: 'reply-lost' }, sometimes: true },
		];
		for (const body of bodies) {
			const reply = await ask({ url: `${sandbox.url}/sandbox/faults`, method: 'POST', body });
			expect([reply.status, Object.keys(anyObject.parse(JSON.parse(reply.text)))]).toEqual([
				400,
				['error'],
			]);
		}
		await expect(
			new SandboxClient(sandbox.url).injectFault({
				fault: { kind: 'reply-lost' },
				operation: 'cernel.nothing',
			}),
		).rejects.toThrow('with 400');
	});
});

it('knows an address where connections are refused', async () => {
	await expect(ask({ url: await refusedUrl() })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('redirects to an origin that really gets the request', async () => {
	const other = createServer((_request, response) => response.end('elsewhere')).listen(0);
	try {
		const address = other.address();
		const port = z.object({ port: z.number() }).parse(address).port;
		inject({ kind: 'redirect', location: `http://127.0.0.1:${port}/x` });
		const { url, headers = {} } = readSites();
		expect(await (await fetch(url, { headers })).text()).toBe('elsewhere');
	} finally {
		other.close();
	}
});
