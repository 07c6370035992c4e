import { beforeEach, describe, expect, it, jest } from '@jest/globals';

import { XcScribeTrigger } from '../../../nodes/XcScribe/XcScribeTrigger.node';
import { times, upTo } from '../counting';
import { emitted, refusing, takeArrived, thrownBy, WITH_EXISTING } from '../polls';
import { SECOND, stepClock } from '../steppedClock';
import { LISTED_JOBS, PATH, watching } from './project';
import { PROJECT } from './support';

let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	clock = stepClock();
});

const FINISHED = { events: ['jobFinished'] };
const FAILED_SYNCS = { events: ['syncFailed'] };

describe('Job Finished', () => {
	it('emits a job that ends as it is read by itself, simplified', async () => {
		const { project, stage, trigger } = await watching(FINISHED);
		project.setJob('job-1', 'queued');
		expect(await emitted(trigger)).toEqual([]);
		project.setJob('job-1', 'running');
		expect(await emitted(trigger)).toEqual([]);
		takeArrived(stage.server);
		project.setJob('job-1', 'completed', { result: { generated: 4 }, progress_current: 4 });
		expect(await emitted(trigger)).toEqual([
			{
				event: 'jobFinished',
				project_id: PROJECT,
				id: 'job-1',
				job_type: 'generation',
				status: 'completed',
				progress_current: 4,
				progress_total: 4,
				result: { generated: 4 },
				error: null,
				created_at: '2026-01-01T00:00:00Z',
				completed_at: null,
			},
		]);
		expect(takeArrived(stage.server)).toEqual([`${PATH}/jobs`, '/api/v1/jobs/job-1']);
		// What has ended is not read again.
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([`${PATH}/jobs`]);
	});

	it.each(['completed', 'failed', 'cancelled', 'canceled', 'COMPLETED'])(
		'emits a job that was never seen to run and is %s',
		async (status) => {
			const { project, trigger } = await watching(FINISHED);
			await trigger.poll();
			project.setJob('job-1', status);
			expect(await emitted(trigger)).toMatchObject([{ id: 'job-1', status }]);
		},
	);

	it('emits jobs in the order in which they began', async () => {
		const { project, trigger } = await watching({ ...FINISHED, ...WITH_EXISTING });
		for (const n of upTo(4)) project.setJob(`job-${n}`, n === 2 ? 'running' : 'completed');
		expect((await emitted(trigger)).map(({ id }) => id)).toEqual(['job-1', 'job-3', 'job-4']);
		project.setJob('job-2', 'failed');
		expect((await emitted(trigger)).map(({ id }) => id)).toEqual(['job-2']);
	});

	it('leaves what there is no time for to the next polls, in order', async () => {
		const { project, stage, trigger } = await watching(FINISHED);
		await trigger.poll();
		for (const n of upTo(7)) project.setJob(`job-${n}`, 'completed');
		// Each job takes 3 s to read, and 8 of 10 s may pass before nothing more is begun.
		stage.instead = (arrived, response, number) => {
			if (arrived.path.startsWith('/api/v1/jobs/')) clock.pass(3 * SECOND);
			return project.answer(arrived, response, number);
		};
		const polls = await times(4, async () => {
			const jobs = await emitted(trigger, { budgetMs: 10 * SECOND });
			return jobs.map(({ id }) => id);
		});
		expect(polls).toEqual([
			['job-1', 'job-2', 'job-3'],
			['job-4', 'job-5', 'job-6'],
			['job-7'],
			[],
		]);
	});

	it('emits one job at least, however little time there is', async () => {
		const { project, stage, trigger } = await watching(FINISHED);
		await trigger.poll();
		for (const n of upTo(3)) project.setJob(`job-${n}`, 'completed');
		stage.instead = (arrived, response, number) => {
			clock.pass(20 * SECOND);
			return project.answer(arrived, response, number);
		};
		for (const n of upTo(3)) {
			const jobs = await emitted(trigger, { budgetMs: 10 * SECOND });
			expect(jobs.map(({ id }) => id)).toEqual([`job-${n}`]);
		}
	});

	it('emits nothing of three jobs when the second one cannot be read, and all of them then', async () => {
		const { project, stage, trigger } = await watching(FINISHED);
		await trigger.poll();
		const saved = trigger.saved();
		for (const n of upTo(3)) project.setJob(`job-${n}`, 'completed');
		stage.instead = (arrived, response, number) =>
			arrived.path === '/api/v1/jobs/job-2'
				? refusing(500, { detail: 'Out of order' })(arrived, response, number)
				: project.answer(arrived, response, number);
		expect(await thrownBy(trigger)).toMatchObject({
			httpCode: '500',
			message: 'XC Scribe could not answer: Out of order (tried 5 times)',
		});
		expect(trigger.saved()).toEqual(saved);
		stage.instead = undefined;
		expect((await emitted(trigger)).map(({ id }) => id)).toEqual(['job-1', 'job-2', 'job-3']);
	});
});

describe('A list of jobs that is full', () => {
	it('hides no job that was seen to run: it is read by itself until it ends', async () => {
		const { project, stage, trigger } = await watching(FINISHED);
		project.setJob('slow', 'running');
		await trigger.poll();
		for (const n of upTo(LISTED_JOBS)) project.setJob(`job-${n}`, 'running');
		takeArrived(stage.server);
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([`${PATH}/jobs`, '/api/v1/jobs/slow']);

		project.setJob('slow', 'completed');
		expect(await emitted(trigger)).toMatchObject([{ id: 'slow', status: 'completed' }]);
		takeArrived(stage.server);
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([`${PATH}/jobs`]);
	});

	it('does not stop the trigger when a job that it no longer lists has been deleted', async () => {
		const { project, trigger } = await watching(FINISHED);
		project.setJob('deleted', 'running');
		await trigger.poll();
		project.jobs = [];
		project.setJob('other', 'completed');
		expect((await emitted(trigger)).map(({ id }) => id)).toEqual(['other']);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('is a hint on the first item, and a warning in the log, when it knows none of the jobs', async () => {
		const { node, warnings } = warning();
		const { project, trigger } = await watching(FINISHED, { node });
		project.setJob('known', 'completed');
		await trigger.poll();
		for (const n of upTo(LISTED_JOBS)) project.setJob(`job-${n}`, 'completed');
		const hint = expect.stringMatching(/^XC Scribe lists the 50 newest jobs.*Poll more often\.$/);
		const jobs = await emitted(trigger);
		expect(jobs).toHaveLength(LISTED_JOBS);
		expect(jobs[0]).toMatchObject({ id: 'job-1', hint });
		expect(jobs.slice(1).filter((job) => 'hint' in job)).toEqual([]);
		expect(warnings).toEqual([[hint]]);
		expect(await emitted(trigger)).toEqual([]);
		expect(warnings).toHaveLength(1);
	});

	it('is no reason for a warning at the first poll, nor while it reaches back to known jobs', async () => {
		const { node, warnings } = warning();
		const { project, trigger } = await watching({ ...FINISHED, ...WITH_EXISTING }, { node });
		for (const n of upTo(LISTED_JOBS)) project.setJob(`job-${n}`, 'completed');
		expect(await emitted(trigger)).toHaveLength(LISTED_JOBS);
		for (const n of upTo(LISTED_JOBS - 1)) project.setJob(`more-${n}`, 'completed');
		const jobs = await emitted(trigger);
		expect(jobs).toHaveLength(LISTED_JOBS - 1);
		expect(jobs.filter((job) => 'hint' in job)).toEqual([]);
		expect(warnings).toEqual([]);
	});
});

describe('Sync Failed', () => {
	it.each([
		['a sync that failed', 'failed', null, 1],
		['a sync that could not write some items', 'completed', { failed_count: 2 }, 1],
		['a sync whose count is a text', 'completed', { failed_count: '2' }, 1],
		['a sync that wrote everything', 'completed', { failed_count: 0 }, 0],
		['a sync without a count', 'completed', { synced: 4 }, 0],
		['a sync without a result', 'completed', null, 0],
		['a sync that was cancelled', 'cancelled', null, 0],
	])('with %s', async (_what, status, result, count) => {
		const { project, trigger } = await watching(FAILED_SYNCS);
		project.setJob('job-1', 'running', { job_type: 'sync' });
		await trigger.poll();
		project.setJob('job-1', status, { result });
		const jobs = await emitted(trigger);
		expect(jobs).toHaveLength(count);
		expect(jobs).toMatchObject(
			jobs.map(() => ({ event: 'syncFailed', id: 'job-1', status, result })),
		);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('is not told of other jobs, which are not even read', async () => {
		const { project, stage, trigger } = await watching(FAILED_SYNCS);
		await trigger.poll();
		project.setJob('job-1', 'failed', { job_type: 'generation', result: { failed_count: 3 } });
		takeArrived(stage.server);
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([`${PATH}/jobs`]);
	});

	it('comes beside Job Finished when both are chosen', async () => {
		const { project, trigger } = await watching({ events: ['syncFailed', 'jobFinished'] });
		await trigger.poll();
		project.setJob('sync', 'failed', { job_type: 'sync', error: 'Shop is away' });
		project.setJob('texts', 'failed');
		expect((await emitted(trigger)).map(({ event, id }) => [event, id])).toEqual([
			['jobFinished', 'sync'],
			['syncFailed', 'sync'],
			['jobFinished', 'texts'],
		]);
	});
});

describe('A test run', () => {
	it('shows the jobs that ended last, and not those that run', async () => {
		const { project, trigger } = await watching(FINISHED);
		for (const n of upTo(5)) project.setJob(`job-${n}`, n === 4 ? 'running' : 'completed');
		const shown = await emitted(trigger, { mode: 'manual' });
		expect(shown.map(({ id }) => id)).toEqual(['job-5', 'job-3', 'job-2']);
	});
});

/** A trigger whose warnings in n8n's log are kept. */
function warning(): { node: XcScribeTrigger; warnings: unknown[][] } {
	const warnings: unknown[][] = [];
	const node = new XcScribeTrigger();
	const { poll } = node;
	node.poll = async function () {
		jest.spyOn(this.logger, 'warn').mockImplementation((...line) => {
			warnings.push(line);
		});
		return await poll.call(this);
	};
	return { node, warnings };
}
