import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PredefinedCall } from '../fixtures/predefinedCall';
import { runNode, testCredential, visibleParameters } from '../harness';
import { quietClock } from '../quietClock';
import {
	failureOf,
	jsonOf,
	numbered,
	readable,
	sendJson,
	startServer,
	UNWANTED_WORDS,
} from '../xcScribe/support';
import {
	account,
	CREDENTIAL,
	entry,
	GENERATE,
	hurry,
	KEY,
	KEY_CHECK,
	reply,
	run,
	studio,
	UPSCALE,
} from './support';

beforeEach(() => {
	quietClock();
});
beforeEach(hurry);

describe('Maximum Tokens', () => {
	const limited = (maximumTokens: number, more: INodeParameters = {}): INodeParameters => ({
		...more,
		options: { maximumTokens },
	});

	it('stops before the call that would exceed it and says how many were spent', async () => {
		const server = await startServer(studio(['COMPLETED']));
		const result = await runNode(
			run('image.generate', {
				parameters: limited(10, { model: 'seedream' }),
				credentials: account(server.url),
				input: numbered(5),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result)).toHaveLength(3);
		expect(jsonOf(result, 1)).toHaveLength(2);
		expect(jsonOf(result, 1)[0]).toMatchObject({
			error: expect.stringContaining(
				'costs 3 tokens, which would exceed the 10 of "Maximum Tokens": 9 are spent',
			),
			details: { kind: 'input', advice: expect.stringContaining('Nothing was sent') },
		});
		expect(server.to(GENERATE)).toHaveLength(3);
	});

	it('counts each model at its own price, and an unknown one at nothing', async () => {
		const server = await startServer(studio(['COMPLETED']));
		const models = ['gpt-low', 'gpt-high', 'custom', 'gpt-low', 'gpt-low'];
		const result = await runNode(
			run('image.generate', {
				parameters: limited(12, { model: '={{ $json.model }}' }),
				credentials: account(server.url),
				input: models.map((model) => ({ json: { model } })),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result)).toHaveLength(4);
		expect(jsonOf(result, 1)).toHaveLength(1);
	});

	it('stops an upscale that is too dear from the start', async () => {
		const server = await startServer(studio(['COMPLETED']));
		const { error } = await runNode(
			run('image.upscale', { parameters: limited(19), credentials: account(server.url) }),
		);
		expect(error?.message).toContain('costs 20 tokens');
		expect(error?.message).toContain('0 are spent');
		expect(server.arrived).toEqual([]);
	});

	it('does not count calls that were refused', async () => {
		const server = await startServer((arrived, response, number) =>
			number === 0
				? sendJson(response, { status: 'ERROR', message: 'No', code: 'INVALID_IMAGE_URL' }, 400)
				: studio(['COMPLETED'])(arrived, response, number),
		);
		const result = await runNode(
			run('image.upscale', {
				// One after the other: side by side, a call under way counts as one that is spent.
				parameters: { options: { maximumTokens: 20, concurrency: 1 } },
				credentials: account(server.url),
				input: numbered(3),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result)).toHaveLength(1);
		expect(jsonOf(result, 1).map(({ error }) => error)).toEqual([
			'ProductAI cannot use the image: No',
			expect.stringContaining('20 are spent'),
		]);
		expect(server.to(UPSCALE)).toHaveLength(2);
	});

	it('is no limit when it is 0, and not offered where no price is known', async () => {
		const server = await startServer(studio(['COMPLETED']));
		const result = await runNode(
			run('image.upscale', { parameters: limited(0), credentials: account(server.url) }),
		);
		expect(result.error).toBeUndefined();
		expect(server.to(UPSCALE)).toHaveLength(1);

		const { node, parameters = {} } = run('image.generateCustom', {});
		const options = visibleParameters(node.description, parameters).find(
			({ name }) => name === 'options',
		);
		expect(options?.options?.map(({ name }) => name)).not.toContain('maximumTokens');
	});
});

describe('OUT_OF_TOKENS', () => {
	const shapes: Array<[string, number, IDataObject]> = [
		['402', 402, { name: 'ApiError', message: 'OUT_OF_TOKENS', details: 'Not enough credits' }],
		['402 without a body to read', 402, {}],
		['402 of the later documents', 402, { status: 'ERROR', message: 'x', code: 'OUT_OF_TOKENS' }],
		['400', 400, { name: 'ApiError', message: 'OUT_OF_TOKENS', details: 'Not enough credits' }],
		['403 with other words', 403, { message: 'Not enough credits' }],
		['429', 429, { name: 'ApiError', message: 'OUT_OF_TOKENS' }],
		['500', 500, { name: 'ApiError', message: 'OUT_OF_TOKENS' }],
		['200', 200, { name: 'ApiError', message: 'OUT_OF_TOKENS', details: 'Not enough credits' }],
		['200 by its code', 200, { status: 'ERROR', message: 'x', code: 'OUT_OF_TOKENS' }],
		['200 by its words alone', 200, { message: 'Out of tokens' }],
		['200 in an object', 200, { error: { message: 'OUT_OF_TOKENS' } }],
	];

	it.each(shapes)('with status %s is recognized', async (_, status, body) => {
		const server = await startServer((_arrived, response) => sendJson(response, body, status));
		const result = await runNode(run('image.generate', { credentials: account(server.url) }));
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/^ProductAI has no tokens left for this account/),
			description: 'Nothing was made. Buy tokens in ProductAI Studio, then run it again',
		});
		expect(result.error?.message).not.toMatch(UNWANTED_WORDS);
		if (Object.keys(body).length > 0) {
			expect(failureOf(result)).toEqual({ cause: 'quota-exhausted' });
		}
		expect(server.arrived).toHaveLength(1);
	});

	it('in a prompt is only a prompt', async () => {
		const prompt = 'A sign that says OUT_OF_TOKENS, not enough credits';
		const server = await startServer((_, response) =>
			sendJson(response, reply({ id: 1, status: 'COMPLETED', prompt })),
		);
		const result = await runNode(
			run('image.generate', { parameters: { prompt }, credentials: account(server.url) }),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([{ id: '1', status: 'COMPLETED', prompt }]);
	});
});

describe('A refusal', () => {
	it.each<[number, IDataObject, string, string]>([
		[
			401,
			{ status: 'ERROR', message: 'Invalid API key', code: 'INVALID_API_KEY' },
			'ProductAI did not accept the API key: Invalid API key',
			'credential-invalid',
		],
		[
			200,
			{ status: 'ERROR', message: 'Invalid API key', code: 'INVALID_API_KEY' },
			'ProductAI did not accept the API key: Invalid API key',
			'credential-invalid',
		],
	])('with status %i and %j is what it is', async (status, body, message, cause) => {
		const server = await startServer((_, response) => sendJson(response, body, status));
		const result = await runNode(run('image.generate', { credentials: account(server.url) }));
		expect(result.error?.message).toBe(message);
		expect(failureOf(result)).toMatchObject({ cause });
		expect(readable(result)).not.toContain(KEY);
	});

	it('because of too many requests is waited out, and tells until when if it goes on', async () => {
		const body = { name: 'ApiError', message: 'RATE_LIMIT_EXCEEDED', details: 'Try later' };
		const server = await startServer((_, response) => sendJson(response, body, 429));
		const result = await runNode(
			run('image.generate', {
				parameters: { options: { maximumWait: 2 } },
				credentials: account(server.url),
			}),
		);
		expect(result.error?.message).toMatch(
			/^ProductAI asks to slow down: it takes 15 requests a minute, looks at jobs included: RATE_LIMIT_EXCEEDED: Try later \(until \S+, which is longer than the 2 minutes of "Maximum Wait"\)$/,
		);
		expect(failureOf(result)).toMatchObject({ cause: 'rate-limited' });
		expect(server.arrived.length).toBeGreaterThan(1);
	});

	it('because of too many requests does not show when there is room again', async () => {
		const body = { name: 'ApiError', message: 'RATE_LIMIT_EXCEEDED', details: 'Try later' };
		const server = await startServer((arrived, response, number) =>
			number < 2 ? sendJson(response, body, 429) : studio(['COMPLETED'])(arrived, response, number),
		);
		const result = await runNode(
			run('image.generate', {
				parameters: { options: { maximumWait: 60 } },
				credentials: account(server.url),
			}),
		);
		expect(result.error).toBeUndefined();
		expect(server.to(GENERATE)).toHaveLength(3);
	});

	it.each([500, 502, 503, 504])(
		'with status %i leaves open whether tokens were spent, so it is not sent again',
		async (status) => {
			const server = await startServer((_, response) => {
				response.writeHead(status, { 'retry-after': '1' });
				response.end();
			});
			const { error } = await runNode(run('image.generate', { credentials: account(server.url) }));
			expect(error?.description).toContain('Look at the images and the tokens');
			expect(server.arrived).toHaveLength(1);
		},
	);

	it.each([
		['INVALID_IMAGE_URL', 400, /public and leads to a PNG, JPG or WebP/],
		['INVALID_MODEL', 400, /another model/],
		['JOB_NOT_FOUND', 404, /belongs to the account/],
	])('%s says what to do', async (code, status, advice) => {
		const server = await startServer((_, response) =>
			sendJson(response, { status: 'ERROR', message: 'No', code }, status),
		);
		const { error } = await runNode(run('image.generate', { credentials: account(server.url) }));
		expect(error?.description).toMatch(advice);
	});
});

describe('The credential', () => {
	const valid = reply({ valid: true, tokens_remaining: 1250, plan: 'standard' });

	it('is tested with the key check, the key as it was copied', async () => {
		const server = await startServer((_, response) => sendJson(response, valid));
		expect(await testCredential(entry(server.url, ` ${KEY}\n`))).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		expect(server.arrived.map(({ path, headers }) => [path, headers['x-api-key']])).toEqual([
			[KEY_CHECK, KEY],
		]);
	});

	it.each<[string, number, IDataObject, RegExp]>([
		['refused', 401, { message: 'No' }, /401|Unauthorized/i],
		[
			'refused with a good status',
			200,
			{ status: 'ERROR', message: 'No', code: 'INVALID_API_KEY' },
			/did not accept the API key/,
		],
	])('is not OK when it is %s', async (_, status, body, message) => {
		const server = await startServer((_arrived, response) => sendJson(response, body, status));
		const result = await testCredential(entry(server.url));
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
	});

	it('works in n8n’s own HTTP Request node', async () => {
		const server = await startServer((_, response) => sendJson(response, valid));
		const result = await runNode({
			node: new PredefinedCall(CREDENTIAL, `${server.url}${KEY_CHECK}`),
			credentials: account(server.url),
		});
		expect(jsonOf(result)).toEqual([valid]);
		expect(server.arrived[0]?.headers['x-api-key']).toBe(KEY);
	});
});
