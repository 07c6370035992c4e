import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { systemClock } from '../../../nodes/shared/clock';
import { forgetLanes } from '../../../nodes/shared/http/lanes';
import { runNode } from '../harness';
import { quietClock } from '../quietClock';
import {
	failureOf,
	jsonOf,
	numbered,
	sendJson,
	startServer,
	UNWANTED_WORDS,
} from '../xcScribe/support';
import { account, CONTENT, generator, hurry, queued, refusal, run } from './support';

beforeEach(() => {
	quietClock({ startMs: Date.UTC(2030, 0, 1, 12, 30) });
});

const HOUR_MS = 3_600_000;

async function refusedWith(body: IDataObject, status: number) {
	const server = await startServer((_, response) => sendJson(response, body, status));
	const credentials = account(server.url);
	const stopped = await runNode(run('content.generate', { credentials }));
	const sentByOne = server.arrived.length;
	forgetLanes();
	const continued = await runNode(
		run('content.generate', { credentials, onError: 'continueErrorOutput' }),
	);
	return { stopped, item: jsonOf(continued, 1)[0], server, sentByOne };
}

const pauseOf = (item: IDataObject | undefined): number =>
	Number(Reflect.get(Object(item?.details), 'retryAfterMs'));

// The documents name no status for these codes.
const STATUSES = [429, 400, 403, 503];

const inPlaces: Array<[string, (code: string, reset: string) => IDataObject]> = [
	['the refusal', (code, next_reset_at) => refusal(code, 'Limit reached', { next_reset_at })],
	[
		'its details',
		(code, next_reset_at) => refusal(code, 'Limit reached', { details: { next_reset_at } }),
	],
	[
		'the limits beside it',
		(code, next_reset_at) => ({
			...refusal(code, 'Limit reached'),
			rate_limit_info: { hourly_remaining: 0, daily_remaining: 4, next_reset_at },
		}),
	],
];

describe('HOURLY_RATE_LIMIT_EXCEEDED', () => {
	const CODE = 'HOURLY_RATE_LIMIT_EXCEEDED';
	const LONG = { options: { maximumWait: 90 } };
	const inHalfAnHour = () => new Date(systemClock.now() + HOUR_MS / 2).toISOString();

	it.each(STATUSES)('with status %i is told at once, with the next full hour', async (status) => {
		const { stopped, item, sentByOne } = await refusedWith(
			refusal(CODE, 'Limit of 50 reached'),
			status,
		);
		expect(sentByOne).toBe(1);
		expect(stopped.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/hourly limit of the plan is used up/),
			description: expect.stringMatching(/Nothing of this request was accepted.*Maximum Wait/),
			httpCode: String(status),
		});
		expect(stopped.error?.message).toContain(`Limit of 50 reached (${CODE})`);
		expect(stopped.error?.message).not.toMatch(UNWANTED_WORDS);
		expect(stopped.error?.message).toContain('(until 2030-01-01T13:00:00.000Z, which is longer');
		expect(failureOf(stopped)).toEqual({
			cause: 'quota-exhausted',
			retryAfterMs: expect.any(Number),
		});
		expect(item).toMatchObject({
			details: { kind: 'quota', code: CODE, status, until: expect.any(String) },
		});
	});

	it.each(inPlaces)('with a reset time in %s says when', async (_, body) => {
		const reset = inHalfAnHour();
		const { stopped, item, sentByOne } = await refusedWith(body(CODE, reset), 429);
		expect(stopped.error?.message).toContain(`(${CODE}; the limit resets at ${reset})`);
		expect(pauseOf(item)).toBe(HOUR_MS / 2);
		expect(failureOf(stopped)).toMatchObject({ retryAfterMs: expect.any(Number) });
		expect(sentByOne).toBe(1);
	});

	it('is waited out when "Maximum Wait" allows it, and the generation is started once', async () => {
		hurry();
		const reset = systemClock.now() + HOUR_MS / 2;
		const generate = generator(['completed']);
		const server = await startServer((arrived, response, number) =>
			number === 0
				? sendJson(
						response,
						refusal(CODE, 'Limit reached', { next_reset_at: new Date(reset).toISOString() }),
						429,
					)
				: generate(arrived, response, number),
		);
		const result = await runNode(
			run('content.generate', { parameters: LONG, credentials: account(server.url) }),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject([{ job_id: 'job-1', status: 'completed' }]);
		expect(server.to(CONTENT)).toHaveLength(2);
		expect(systemClock.now()).toBeGreaterThanOrEqual(reset);
	});

	it('holds back the generations after it, of other runs, too', async () => {
		const reset = inHalfAnHour();
		const server = await startServer((_, response) =>
			sendJson(response, refusal(CODE, 'Limit reached', { next_reset_at: reset }), 429),
		);
		const credentials = account(server.url);
		for (let runs = 0; runs < 2; runs++) {
			const result = await runNode(
				run('content.generate', {
					credentials,
					input: numbered(3),
					onError: 'continueErrorOutput',
				}),
			);
			expect(jsonOf(result, 1)).toMatchObject(
				Array(3).fill({ details: { kind: 'quota', code: CODE, until: expect.any(String) } }),
			);
		}
		expect(server.arrived).toHaveLength(1);
	});

	it('is not even met when the reply before told that nothing is left', async () => {
		const server = await startServer((_, response) =>
			sendJson(response, {
				...queued('job-1'),
				rate_limit_info: {
					hourly_remaining: 0,
					daily_remaining: 700,
					next_reset_at: inHalfAnHour(),
				},
			}),
		);
		const result = await runNode(
			run('content.generate', {
				parameters: { waitForCompletion: false },
				credentials: account(server.url),
				input: numbered(2),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result)).toMatchObject([{ job_id: 'job-1' }]);
		expect(jsonOf(result, 1)).toMatchObject([
			{
				error: expect.stringMatching(/limit of the plan is used up \(until /),
				details: { kind: 'quota' },
			},
		]);
		expect(server.arrived).toHaveLength(1);
	});
});

describe('DAILY_RATE_LIMIT_EXCEEDED', () => {
	const CODE = 'DAILY_RATE_LIMIT_EXCEEDED';

	it.each(STATUSES)('with status %i is final: nobody waits for tomorrow', async (status) => {
		const { stopped, item, sentByOne } = await refusedWith(
			refusal(CODE, 'Limit of 800 reached'),
			status,
		);
		expect(stopped.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/daily limit of the plan is used up/),
			description: expect.stringMatching(/Run it again tomorrow/),
			httpCode: String(status),
		});
		expect(stopped.error?.message).toContain(`Limit of 800 reached (${CODE})`);
		expect(stopped.error?.message).not.toMatch(UNWANTED_WORDS);
		expect(failureOf(stopped)).toEqual({ cause: 'quota-exhausted' });
		expect(item).toMatchObject({ details: { kind: 'quota', code: CODE, status } });
		expect(sentByOne).toBe(1);
	});

	it.each(inPlaces)('with a reset time in %s says when, and does not wait', async (_, body) => {
		const reset = new Date(systemClock.now() + 5000).toISOString();
		const { stopped, sentByOne } = await refusedWith(body(CODE, reset), 429);
		expect(stopped.error?.message).toContain(`(${CODE}; the limit resets at ${reset})`);
		expect(sentByOne).toBe(1);
	});
});

describe('CONCURRENT_LIMIT_EXCEEDED', () => {
	const CODE = 'CONCURRENT_LIMIT_EXCEEDED';

	it.each(STATUSES)('with status %i is tried again until the patience ends', async (status) => {
		const { stopped, item, sentByOne } = await refusedWith(
			refusal(CODE, 'Limit of 5 reached'),
			status,
		);
		expect(stopped.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/as many jobs of this account at once as the plan allows/),
			description: expect.stringContaining('Nothing of this request was accepted'),
			httpCode: String(status),
		});
		expect(stopped.error?.message).toContain(`Limit of 5 reached (${CODE})`);
		expect(stopped.error?.message).not.toMatch(UNWANTED_WORDS);
		expect(failureOf(stopped)).toEqual({
			cause: 'rate-limited',
			retryAfterMs: expect.any(Number),
		});
		expect(item).toMatchObject({ details: { kind: 'rate-limited', code: CODE, status } });
		expect(sentByOne).toBeGreaterThan(1);
	});

	it('does not show when the running job ends in time', async () => {
		hurry();
		const generate = generator(['completed']);
		const server = await startServer((arrived, response, number) =>
			number < 4
				? sendJson(response, refusal(CODE, 'Limit reached'), 429)
				: generate(arrived, response, number),
		);
		const result = await runNode(
			run('content.generate', {
				parameters: { options: { maximumWait: 60 } },
				credentials: account(server.url),
			}),
		);
		expect(result.error).toBeUndefined();
		expect(server.to(CONTENT)).toHaveLength(5);
	});
});

describe('A refusal', () => {
	it('names message, details and code once each', async () => {
		const { stopped } = await refusedWith(
			refusal('BAD_REQUEST', 'Invalid request', { details: 'language is not supported' }),
			400,
		);
		expect(stopped.error?.message).toBe(
			'Cypien did not accept the request: Invalid request: language is not supported (BAD_REQUEST)',
		);
	});

	it('for a missing permission says how to get it', async () => {
		const { stopped } = await refusedWith(refusal('FORBIDDEN', 'generate_content missing'), 403);
		expect(stopped.error?.description).toContain(
			'Give the API key of the credential the permission',
		);
	});

	it.each<[string, IDataObject, string]>([
		[
			'of the framework',
			{ statusCode: 400, message: ['language must be a string'], error: 'Bad Request' },
			'language must be a string',
		],
		['with a text', { error: 'No such workspace' }, 'No such workspace'],
		['with nothing to read', { error: { details: { deep: 1 } } }, '(400)'],
		['with a reset time that is none', refusal('X', 'Y', { next_reset_at: 'soon' }), 'Y (X)'],
	])('%s is read, too', async (_, body, words) => {
		const { stopped } = await refusedWith(body, 400);
		expect(stopped.error?.message).toMatch(/^Cypien did not accept the request/);
		expect(stopped.error?.message.endsWith(words)).toBe(true);
	});

	it('that leaves open whether a generation was started says where to look', async () => {
		const { stopped, item } = await refusedWith(refusal('INTERNAL_SERVER_ERROR', 'Oops'), 500);
		expect(stopped.error?.description).toContain('Look at the jobs in Cypien');
		expect(item).toMatchObject({ details: { kind: 'outcome-unknown' } });
	});
});
