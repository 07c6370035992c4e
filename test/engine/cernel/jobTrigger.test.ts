import { beforeEach, describe, expect, it } from '@jest/globals';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { times, upTo } from '../counting';
import { emitted, refusing, takeArrived, thrownBy, WITH_EXISTING } from '../polls';
import { SECOND, stepClock } from '../steppedClock';
import { sendJson } from '../xcScribe/support';
import { PAGE_SIZE, resultRow, watching } from './jobList';

let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	clock = stepClock();
});

const JOB = { output: 'job' };
const page = (number: number): string => `/jobs?page=${number}&per_page=${PAGE_SIZE}`;

/** A moment of Cernel's, so many minutes after another one, in its way of writing. */
const at = (minute: number): string =>
	new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString().replace('.000Z', '');

const idsOf = (jobs: Array<{ job_id?: unknown }>): unknown[] => jobs.map(({ job_id: id }) => id);

describe('A job that ends', () => {
	it.each([
		['SUCCESS', 'jobSucceeded'],
		['PARTIAL_SUCCESS', 'jobPartlySucceeded'],
		['FAILURE', 'jobFailed'],
		['success', 'jobSucceeded'],
	])('with %s is emitted as it is listed, with the event %s', async (state, event) => {
		const { list, stage, trigger } = await watching(JOB);
		list.begin('one');
		expect(await emitted(trigger)).toEqual([]);
		const job = list.end('one', state, [resultRow('p-one')]);
		takeArrived(stage.server);
		expect(await emitted(trigger)).toEqual([{ event, ...job }]);
		// Its texts are not read for this output.
		expect(takeArrived(stage.server)).toEqual([page(1)]);
		expect(await emitted(trigger)).toEqual([]);
	});

	it.each(['queued', 'STARTED', 'anything else', ''])('has not ended with "%s"', async (state) => {
		const { list, trigger } = await watching({ ...JOB, ...WITH_EXISTING });
		list.begin('one', state);
		expect(await emitted(trigger)).toEqual([]);
		list.end('one', 'SUCCESS');
		expect(await emitted(trigger)).toHaveLength(1);
	});

	it('is left out when its event is not chosen, also when that is chosen later', async () => {
		const { list, trigger } = await watching({ ...JOB, events: ['jobFailed'] });
		await trigger.poll();
		list.begin('good', 'SUCCESS');
		list.begin('bad', 'FAILURE');
		expect(idsOf(await emitted(trigger))).toEqual(['bad']);
		trigger.edit({ events: ['jobFailed', 'jobSucceeded'] });
		expect(await emitted(trigger)).toEqual([]);
		list.begin('next', 'SUCCESS');
		expect(idsOf(await emitted(trigger))).toEqual(['next']);
	});
});

describe('The output', () => {
	const TEXTS = [resultRow('p-1', 'Danish'), resultRow('p-1', 'German')];

	it('is a job with its texts', async () => {
		const { list, stage, trigger } = await watching({ output: 'jobWithResults' });
		list.begin('one');
		await trigger.poll();
		const job = list.end('one', 'SUCCESS', TEXTS);
		takeArrived(stage.server);
		const results = TEXTS.map((text) => ({ job_id: 'one', ...text }));
		expect(await emitted(trigger)).toEqual([{ event: 'jobSucceeded', ...job, results }]);
		expect(takeArrived(stage.server)).toEqual([page(1), '/jobs/one']);
	});

	it('is an item for each text, with the state of its job', async () => {
		const { list, trigger } = await watching({ output: 'results' });
		list.begin('one');
		await trigger.poll();
		list.end('one', 'PARTIAL_SUCCESS', TEXTS);
		expect(await emitted(trigger)).toEqual(
			TEXTS.map((text) => ({
				event: 'jobPartlySucceeded',
				job_id: 'one',
				job_state: 'PARTIAL_SUCCESS',
				...text,
			})),
		);
	});

	it('is the job itself when it has brought no text', async () => {
		const { list, trigger } = await watching({ output: 'results' });
		list.begin('one');
		await trigger.poll();
		const job = list.end('one', 'FAILURE', []);
		expect(await emitted(trigger)).toEqual([{ event: 'jobFailed', ...job }]);
	});

	it.each([
		['results', {}],
		['jobWithResults', { results: [] }],
	])(
		'%s is the job without texts when Cernel knows no texts of it, and the trigger goes on',
		async (output, more) => {
			const { list, trigger } = await watching({ output });
			await trigger.poll();
			list.begin('without');
			const job = list.end('without', 'FAILURE');
			list.results.delete('without');
			expect(await emitted(trigger)).toEqual([{ event: 'jobFailed', ...job, ...more }]);
			list.begin('next');
			list.end('next', 'SUCCESS', TEXTS);
			expect(idsOf(await emitted(trigger))).toContain('next');
		},
	);

	it('of a test run shows the newest jobs, at most three texts of each', async () => {
		const { list, trigger } = await watching({ output: 'results' });
		for (const n of upTo(2)) {
			list.begin(`job-${n}`);
			list.end(
				`job-${n}`,
				'SUCCESS',
				['a', 'b', 'c', 'd'].map((id) => resultRow(id)),
			);
		}
		const shown = await emitted(trigger, { mode: 'manual' });
		expect(shown.map(({ job_id: job, id }) => [job, id])).toEqual([
			['job-2', 'a'],
			['job-2', 'b'],
			['job-2', 'c'],
		]);
		expect(trigger.saved()).toEqual({});
	});
});

describe('The list is read', () => {
	it('from the top down to known ground, page by page', async () => {
		const { list, stage, trigger } = await watching(JOB);
		for (const n of upTo(120)) list.begin(`old-${n}`, 'SUCCESS', at(0));
		await trigger.poll();
		// None of them may be new later, so all that may seem to be have to be known.
		expect(takeArrived(stage.server)).toEqual([page(1), page(2), page(3)]);
		// Half an hour later, more than a page of jobs has ended.
		for (const n of upTo(60)) list.begin(`new-${n}`, 'SUCCESS', at(30));
		expect(idsOf(await emitted(trigger))).toEqual(upTo(60).map((n) => `new-${n}`));
		expect(takeArrived(stage.server)).toEqual([page(1), page(2), page(3), page(4)]);
		// The old jobs are now too old to be new.
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([page(1), page(2), page(3)]);
	});

	it('for a baseline as far as jobs may still seem to be new, however little time there is', async () => {
		const { list, trigger } = await watching(JOB);
		for (const n of upTo(120)) list.begin(`old-${n}`, 'SUCCESS', at(0));
		list.afterPage = () => clock.pass(9 * SECOND);
		expect(await emitted(trigger, { budgetMs: 10 * SECOND })).toEqual([]);
		list.begin('new', 'SUCCESS', at(1));
		list.afterPage = () => undefined;
		expect(idsOf(await emitted(trigger))).toEqual(['new']);
	});

	it('without losing or repeating one of many jobs with the same time', async () => {
		const { list, trigger } = await watching(JOB);
		for (const n of upTo(30)) list.begin(`old-${n}`, 'SUCCESS', at(0));
		await trigger.poll();
		for (const n of upTo(30)) list.begin(`new-${n}`, 'SUCCESS', at(0));
		expect(idsOf(await emitted(trigger))).toEqual(upTo(30).map((n) => `new-${n}`));
		for (const n of upTo(3)) list.begin(`newer-${n}`, 'SUCCESS', at(0));
		expect(idsOf(await emitted(trigger))).toEqual(['newer-1', 'newer-2', 'newer-3']);
	});

	it('down to a job that runs, and emits it when it ends three pages deep', async () => {
		const { list, stage, trigger } = await watching(JOB);
		list.begin('slow', 'queued', at(0));
		await trigger.poll();
		for (const n of upTo(2 * PAGE_SIZE + 10)) list.begin(`job-${n}`, 'SUCCESS', at(60 + n));
		expect(await emitted(trigger)).toHaveLength(2 * PAGE_SIZE + 10);
		expect(await emitted(trigger)).toEqual([]);
		takeArrived(stage.server);
		const job = list.end('slow', 'PARTIAL_SUCCESS');
		expect(await emitted(trigger)).toEqual([{ event: 'jobPartlySucceeded', ...job }]);
		expect(takeArrived(stage.server)).toEqual([page(1), page(2), page(3)]);
		// Nothing runs there any more; the second page is where jobs begin to be old enough.
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([page(1), page(2)]);
	});

	it('although it shifts between two of its pages: a job that is shown twice is emitted once', async () => {
		const { list, stage, trigger } = await watching(JOB);
		list.begin('first', 'SUCCESS', at(0));
		await trigger.poll();
		for (const n of upTo(PAGE_SIZE + 5)) list.begin(`job-${n}`, 'SUCCESS', at(1));
		takeArrived(stage.server);
		list.afterPage = (number) => {
			if (number === 1) for (const n of upTo(3)) list.begin(`late-${n}`, 'SUCCESS', at(2));
			list.afterPage = () => undefined;
		};
		expect(idsOf(await emitted(trigger))).toEqual(upTo(PAGE_SIZE + 5).map((n) => `job-${n}`));
		expect(takeArrived(stage.server)).toEqual([page(1), page(2)]);
		expect(idsOf(await emitted(trigger))).toEqual(['late-1', 'late-2', 'late-3']);
	});

	it('down to the end when times cannot be read, and every job is emitted once', async () => {
		const { list, trigger } = await watching(JOB);
		for (const n of upTo(60)) list.begin(`old-${n}`, 'SUCCESS', 'yesterday');
		list.begin('running', 'queued', 'yesterday');
		await trigger.poll();
		list.end('running', 'SUCCESS');
		list.begin('new', 'SUCCESS', 'today');
		expect(idsOf(await emitted(trigger))).toEqual(['running', 'new']);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('to its last page and no further, because what comes there is not documented', async () => {
		const { list, stage, trigger } = await watching({ ...JOB, ...WITH_EXISTING });
		for (const n of upTo(PAGE_SIZE)) list.begin(`job-${n}`, 'SUCCESS');
		stage.instead = (arrived, response, number) =>
			arrived.query.get('page') === '1'
				? list.answer(arrived, response, number)
				: refusing(404, { detail: 'Invalid page.' })(arrived, response, number);
		expect(await emitted(trigger)).toHaveLength(PAGE_SIZE);
	});

	it('with a pause of a second between two look-ups, as Cernel asks', async () => {
		const { list, stage, trigger } = await watching({ output: 'results', ...WITH_EXISTING });
		for (const n of upTo(3)) {
			list.begin(`job-${n}`);
			list.end(`job-${n}`, 'SUCCESS', [resultRow('a')]);
		}
		const before = clock.now();
		expect(await emitted(trigger)).toHaveLength(3);
		expect(stage.server.arrived).toHaveLength(4);
		expect(clock.now() - before).toBeGreaterThanOrEqual(3 * SECOND);
	});
});

describe('When there is no time', () => {
	it('to read all texts, the others come with the next polls, in order', async () => {
		const { list, trigger } = await watching({ output: 'jobWithResults' });
		await trigger.poll();
		for (const n of upTo(15)) {
			list.begin(`job-${n}`, 'queued', at(n));
			list.end(`job-${n}`, 'SUCCESS', [resultRow('a')]);
		}
		// A look-up a second, and 8 of 10 s may pass before nothing more is begun.
		const polls = await times(4, async () =>
			idsOf(await emitted(trigger, { budgetMs: 10 * SECOND })),
		);
		expect(polls.flat()).toEqual(upTo(15).map((n) => `job-${n}`));
		expect(polls[0]?.length).toBeLessThan(11);
		expect(polls.at(-1)).toEqual([]);
	});

	it('to read all pages, jobs come with later polls, each once and in order', async () => {
		const { list, trigger } = await watching(JOB);
		list.begin('old', 'SUCCESS', at(0));
		await trigger.poll();
		for (const n of upTo(2 * PAGE_SIZE)) list.begin(`job-${n}`, 'SUCCESS', at(30));
		// The first page takes all the time that there is.
		list.afterPage = () => clock.pass(9 * SECOND);
		const short = idsOf(await emitted(trigger, { budgetMs: 10 * SECOND }));
		expect(short.length).toBeLessThan(2 * PAGE_SIZE);
		list.afterPage = () => undefined;
		const others = await times(3, async () => idsOf(await emitted(trigger)));
		expect([...short, ...others.flat()]).toEqual(upTo(2 * PAGE_SIZE).map((n) => `job-${n}`));
	});
});

describe('A refusal in the middle', () => {
	it('of the texts leaves all jobs to the next poll', async () => {
		const { list, stage, trigger } = await watching({ output: 'results' });
		await trigger.poll();
		const saved = trigger.saved();
		for (const n of upTo(3)) {
			list.begin(`job-${n}`);
			list.end(`job-${n}`, 'SUCCESS', [resultRow('a')]);
		}
		stage.instead = (arrived, response, number) =>
			arrived.path === '/jobs/job-2'
				? refusing(403, { detail: 'Not yours' })(arrived, response, number)
				: list.answer(arrived, response, number);
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ message: expect.stringContaining('Not yours') });
		expect(trigger.saved()).toEqual(saved);
		stage.instead = undefined;
		expect(idsOf(await emitted(trigger))).toEqual(['job-1', 'job-2', 'job-3']);
	});

	it('of the second page emits nothing of the first one', async () => {
		const { list, stage, trigger } = await watching(JOB);
		list.begin('old', 'SUCCESS', at(0));
		await trigger.poll();
		for (const n of upTo(PAGE_SIZE + 5)) list.begin(`job-${n}`, 'SUCCESS', at(30));
		stage.instead = (arrived, response, number) =>
			arrived.query.get('page') === '2'
				? refusing(500, 'Out of order')(arrived, response, number)
				: list.answer(arrived, response, number);
		expect(await thrownBy(trigger)).toMatchObject({ httpCode: '500' });
		stage.instead = undefined;
		expect(await emitted(trigger)).toHaveLength(PAGE_SIZE + 5);
	});

	it('of the token says what to correct, without the token', async () => {
		const { stage, trigger } = await watching(JOB);
		stage.instead = ({ headers }, response) =>
			sendJson(response, { detail: `Bad ${String(headers.authorization)}` }, 401);
		const error = await thrownBy(trigger);
		expect(error).toMatchObject({
			httpCode: '401',
			message: 'Cernel did not accept the credential: Bad ***',
			description: 'Open the credential, correct it and test it',
		});
	});
});

describe('What is wrong in the form', () => {
	it.each([
		[{ output: '' }, '"Output" is empty'],
		[{ output: 'rows' }, '"Output" must be one of: job, jobWithResults, results; got "rows"'],
		[{ events: [], output: '' }, '"Events" is empty; "Output" is empty'],
	])('is named, and nothing is sent: %j', async (parameters, message) => {
		const { stage, trigger } = await watching(parameters);
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message });
		expect(takeArrived(stage.server)).toEqual([]);
	});
});
