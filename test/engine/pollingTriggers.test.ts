import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { PLAYS } from './pollingScenes';
import { changeAccount, emitted, refusing, silent, takeArrived, thrownBy } from './polls';
import { MINUTE, stepClock } from './steppedClock';
import type { Scheduler } from './triggers';
import { sendJson } from './xcScribe/support';

// Set before each test, so that no test waits for a limit or a pause.
let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	clock = stepClock();
});

const SCHEDULERS: Scheduler[] = ['regular', 'durable'];

describe.each(PLAYS)('The trigger of $name', (play) => {
	describe.each(SCHEDULERS)('with the %s scheduler', (scheduler) => {
		it('emits what happens after it was published, each event once', async () => {
			const { trigger, happen } = await play.begin({ scheduler });
			happen();
			expect(await emitted(trigger)).toEqual([]);
			// n8n's durable scheduler drops what an activation remembers when it emits nothing, so the baseline is the next one.
			if (scheduler === 'durable') expect(await emitted(trigger)).toEqual([]);
			const second = happen();
			expect(await emitted(trigger)).toEqual([second]);
			expect(await emitted(trigger)).toEqual([]);
			const others = [happen(), happen()];
			expect(await emitted(trigger)).toEqual(others);
			expect(await emitted(trigger)).toEqual([]);
		});

		it('goes on after a restart of n8n with what happened meanwhile', async () => {
			const { trigger, happen } = await play.begin({ scheduler });
			await trigger.poll();
			await trigger.poll();
			trigger.restart();
			const event = happen();
			expect(await emitted(trigger)).toEqual([event]);
			trigger.restart();
			expect(await emitted(trigger)).toEqual([]);
		});
	});

	it('has a baseline even where nothing is there: the first event is emitted', async () => {
		const { trigger, happen } = await play.begin();
		expect(await emitted(trigger)).toEqual([]);
		const first = happen();
		expect(await emitted(trigger)).toEqual([first]);
	});

	it('begins with what is there when that is wanted, in the order in which it happened', async () => {
		const { trigger, happen } = await play.beginWithExisting();
		const there = [happen(), happen(), happen()];
		expect(await emitted(trigger)).toEqual(there);
		const next = happen();
		expect(await emitted(trigger)).toEqual([next]);
	});

	it('does not begin anew when "Start With What Is There" is turned on later', async () => {
		const { trigger, happen } = await play.begin();
		happen();
		await trigger.poll();
		trigger.edit({ options: { startWithExisting: true } });
		expect(await emitted(trigger)).toEqual([]);
		const event = happen();
		expect(await emitted(trigger)).toEqual([event]);
	});

	describe('in a test run of the editor', () => {
		it('shows the newest three of what is there, and leaves the state alone', async () => {
			const { trigger, happen } = await play.begin();
			await trigger.poll();
			const saved = trigger.saved();
			const [, second, third, fourth] = [happen(), happen(), happen(), happen()];
			const shown = [fourth, third, second];
			expect(await emitted(trigger, { mode: 'manual' })).toEqual(shown);
			expect(await emitted(trigger, { mode: 'manual' })).toEqual(shown);
			expect(trigger.saved()).toEqual(saved);
			expect(await emitted(trigger)).toHaveLength(4);
		});

		it('says so when there is nothing to show', async () => {
			const { trigger } = await play.begin();
			const error = await thrownBy(trigger, { mode: 'manual' });
			expect(error).toBeInstanceOf(NodeOperationError);
			expect(error).toMatchObject({
				message: 'There is nothing to show yet: none of the chosen events has happened so far',
				description: expect.stringContaining(
					'Publish the workflow, and it runs with the first one',
				),
			});
			expect(trigger.saved()).toEqual({});
		});
	});

	describe('when the provider refuses', () => {
		it.each([400, 403, 404, 422, 500])(
			'with %i, throws its words, emits nothing and keeps its state',
			async (status) => {
				const { stage, trigger, happen } = await play.begin();
				await trigger.poll();
				const saved = trigger.saved();
				const event = happen();

				stage.instead = refusing(status, play.refusal('Words of the provider'));
				const error = await thrownBy(trigger);
				expect(error).toBeInstanceOf(NodeApiError);
				expect(error).toMatchObject({
					httpCode: String(status),
					message: expect.stringContaining('Words of the provider'),
				});
				expect(trigger.saved()).toEqual(saved);

				stage.instead = undefined;
				expect(await emitted(trigger)).toEqual([event]);
			},
		);

		it('with 429, says so with its status, after the pauses that fit into a poll', async () => {
			const { stage, trigger, happen } = await play.begin();
			await trigger.poll();
			const event = happen();
			stage.instead = refusing(429, play.refusal('Slow down'), { 'retry-after': '3600' });
			const error = await thrownBy(trigger);
			expect(error).toBeInstanceOf(NodeApiError);
			expect(error).toMatchObject({
				httpCode: '429',
				message: expect.stringMatching(
					/Slow down.* \(until \S+Z, which is longer than can be waited for here\)$/,
				),
				description: expect.stringContaining('the next poll'),
			});
			// A trigger has neither of these options.
			expect(JSON.stringify(error)).not.toMatch(/Maximum Wait|Items at Once/);
			expect(stage.server.arrived).toHaveLength(2);

			stage.instead = undefined;
			clock.pass(60 * MINUTE);
			expect(await emitted(trigger)).toEqual([event]);
		});

		it('with 429 once, waits as long as it is asked to and goes on', async () => {
			const { stage, trigger, happen } = await play.begin();
			await trigger.poll();
			const event = happen();
			const before = clock.now();
			stage.instead = (_arrived, response) => {
				stage.instead = undefined;
				sendJson(response, play.refusal('Slow down'), 429, { 'retry-after': '7' });
			};
			expect(await emitted(trigger)).toEqual([event]);
			expect(clock.now() - before).toBeGreaterThanOrEqual(7000);
		});

		it('at the activation, does not let the workflow be published', async () => {
			const { stage, trigger, happen } = await play.begin();
			stage.instead = refusing(403, play.refusal('Not for you'));
			expect(await thrownBy(trigger)).toBeInstanceOf(NodeApiError);
			expect(trigger.saved()).toEqual({});
			stage.instead = undefined;
			happen();
			expect(await emitted(trigger)).toEqual([]);
		});
	});

	it('says that the provider takes longer than a poll may, and loses nothing', async () => {
		const { stage, trigger, happen } = await play.begin();
		await trigger.poll();
		const saved = trigger.saved();
		const event = happen();
		stage.instead = silent;
		const error = await thrownBy(trigger, { budgetMs: 1000 });
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: `${play.name} did not answer within the 1 s that n8n gives a poll`,
			description: expect.stringContaining('Nothing is lost'),
		});
		expect(trigger.saved()).toEqual(saved);
		stage.instead = undefined;
		expect(await emitted(trigger)).toEqual([event]);
	});

	it('gives a poll 50 seconds where n8n does not say how long it may take', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout');
		const { trigger, happen } = await play.begin();
		await trigger.poll({ budgetMs: null });
		const event = happen();
		expect(await emitted(trigger, { budgetMs: null })).toEqual([event]);
		expect(timeout.mock.calls).toEqual([[50_000], [50_000]]);
	});

	it('emits an event once when two polls overlap', async () => {
		const { trigger, happen } = await play.begin();
		await trigger.poll();
		const event = happen();
		const [first, second] = await Promise.all([emitted(trigger), emitted(trigger)]);
		expect([...first, ...second]).toEqual([event]);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('polls again after a poll that overlapped with one that did not succeed', async () => {
		const { stage, trigger, happen } = await play.begin();
		await trigger.poll();
		const event = happen();
		stage.instead = refusing(403, play.refusal('No'));
		await Promise.all([thrownBy(trigger), thrownBy(trigger)]);
		stage.instead = undefined;
		expect(await emitted(trigger)).toEqual([event]);
	});

	it.each([
		['text', 'fine'],
		['a list within something else', { data: { items: [] } }],
		['null', null],
	])('does not take %s for an empty list', async (_what, body) => {
		const { stage, trigger, happen } = await play.begin();
		happen();
		await trigger.poll();
		stage.instead = refusing(200, body);
		expect(await thrownBy(trigger)).toMatchObject({
			message: expect.stringMatching(/^\w[\w ]+ answered with something that is no list of /),
		});
		stage.instead = undefined;
		expect(await emitted(trigger)).toEqual([]);
	});

	it('begins anew with another account, where the same names mean other things', async () => {
		const { trigger, happen } = await play.begin();
		happen();
		await trigger.poll();

		changeAccount(trigger, 'second');
		trigger.edit({});
		happen();
		expect(await emitted(trigger)).toEqual([]);
		const event = happen();
		expect(await emitted(trigger)).toEqual([event]);
	});

	it('asks for nothing and says what is missing when no event is chosen', async () => {
		const { stage, trigger } = await play.begin();
		trigger.edit({ events: [] });
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: '"Events" is empty',
			description: 'Open the trigger and correct the named fields',
		});
		expect(takeArrived(stage.server)).toEqual([]);
	});
});
