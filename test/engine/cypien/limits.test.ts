import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { runNode } from '../harness';
import { failureOf, jsonOf, sendJson, startServer, UNWANTED_WORDS } from '../xcScribe/support';
import { account, refusal, run } from './support';

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

async function refusedWith(body: IDataObject, status: number) {
	const server = await startServer((_, response) => sendJson(response, body, status));
	const credentials = account(server.url);
	const stopped = await runNode(run('content.generate', { credentials }));
	const continued = await runNode(
		run('content.generate', { credentials, onError: 'continueErrorOutput' }),
	);
	return { stopped, item: jsonOf(continued, 1)[0], server };
}

describe.each([
	[
		'HOURLY_RATE_LIMIT_EXCEEDED',
		'quota',
		'quota-exhausted',
		/hourly limit of the plan is used up/,
		/Nothing of this request was accepted.*after the limit resets/,
	],
	[
		'DAILY_RATE_LIMIT_EXCEEDED',
		'quota',
		'quota-exhausted',
		/daily limit of the plan is used up/,
		/Run it again tomorrow/,
	],
	[
		'CONCURRENT_LIMIT_EXCEEDED',
		'rate-limited',
		'rate-limited',
		/as many jobs of this account at once as the plan allows/,
		/when a running job has ended/,
	],
])('%s', (code, kind, cause, meaning, advice) => {
	// The documents name no status for these codes.
	it.each([429, 400, 403, 503])('with status %i is shown as what it is', async (status) => {
		const { stopped, item } = await refusedWith(refusal(code, 'Limit of 50 reached'), status);
		expect(stopped.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(meaning),
			description: expect.stringMatching(advice),
			httpCode: String(status),
		});
		expect(stopped.error?.message).toContain(`Limit of 50 reached (${code})`);
		expect(stopped.error?.message).not.toMatch(UNWANTED_WORDS);
		expect(failureOf(stopped)).toEqual({ cause });
		expect(item).toMatchObject({ details: { kind, code, status } });
	});

	it.each<[string, (reset: string) => IDataObject]>([
		['the refusal', (next_reset_at) => refusal(code, 'Limit reached', { next_reset_at })],
		[
			'its details',
			(next_reset_at) => refusal(code, 'Limit reached', { details: { next_reset_at } }),
		],
		[
			'the limits beside it',
			(next_reset_at) => ({
				...refusal(code, 'Limit reached'),
				rate_limit_info: { hourly_remaining: 0, daily_remaining: 4, next_reset_at },
			}),
		],
	])('with a reset time in %s says when', async (_, body) => {
		const reset = inAnHour();
		const { stopped, item } = await refusedWith(body(reset), 429);
		expect(stopped.error?.message).toContain(`(${code}; the limit resets at ${reset})`);
		const pause = Number(Reflect.get(Object(item?.details), 'retryAfterMs'));
		expect(pause).toBeGreaterThan(3_590_000);
		expect(pause).toBeLessThanOrEqual(3_600_000);
		expect(failureOf(stopped)).toMatchObject({
			cause,
			retryAfterMs: expect.any(Number),
		});
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
