import type { IDataObject } from 'n8n-workflow';

import { choice } from '../shared/fields';
import { fingerprint, markOf, type Ground } from '../shared/ground';
import type { ApiClient } from '../shared/http/apiClient';
import { hasEnded, isOpen, JOB_MARK_LENGTH, jobMark } from '../shared/jobWatch';
import { timeOf } from '../shared/jobs';
import { pollingOptions, type PollingTrigger } from '../shared/polling';
import { toText } from '../shared/values';
import type { Budget, Reading, Sighting, Start, Watch } from '../shared/watch';
import { cernel, jobResult, jobStatus, PAGE_SIZE, readJobPage } from './provider';

/** Events by the mark of a job that has ended. */
const EVENTS: Record<string, string> = {
	s: 'jobSucceeded',
	p: 'jobPartlySucceeded',
	f: 'jobFailed',
};

/** Marks by the state in which a job ends. */
const MARKS: Record<string, string> = { SUCCESS: 's', PARTIAL_SUCCESS: 'p', FAILURE: 'f' };

/** What an item is. */
const OUTPUT = { job: 'job', jobWithResults: 'jobWithResults', results: 'results' } as const;

/** Polls for ended jobs; one execution tells of whole jobs, where Cernel's webhook calls for each text. */
export const cernelJobTrigger: PollingTrigger = {
	provider: cernel,
	events: [
		{
			value: 'jobSucceeded',
			name: 'Job Succeeded',
			description: 'All texts of a job are written',
		},
		{
			value: 'jobPartlySucceeded',
			name: 'Job Partly Succeeded',
			description: 'A job has ended, and some of its elements failed; their tokens are refunded',
		},
		{
			value: 'jobFailed',
			name: 'Job Failed',
			description: 'A job has ended without any text',
		},
	],
	initialEvents: ['jobSucceeded', 'jobPartlySucceeded', 'jobFailed'],
	fields: {
		output: choice({
			displayName: 'Output',
			description: 'What to output for each job that has ended',
			values: [
				{
					name: 'Job',
					value: OUTPUT.job,
					description: 'One item a job: its state and its costs, without the texts',
				},
				{
					name: 'Job With Result Rows',
					value: OUTPUT.jobWithResults,
					description: 'One item a job, with its texts in the field results',
				},
				{
					name: 'Result Rows',
					value: OUTPUT.results,
					description: 'One item for each text; a job without any is one item',
				},
			],
			required: true,
		}),
	},
	options: pollingOptions,
	watches: ({ events, values }, client) => [jobWatch(events, toText(values.output), client)],
};

/**
 * How much older than the newest known job a job may be and still be new: the clocks of a provider's servers differ, and
 * many jobs may have the same time.
 */
const OVERLAP_MS = 10 * 60_000;

/** Jobs that lie deeper in the list are no longer watched: 1,000 newer ones. */
const MOST_PAGES = 20;

/**
 * All jobs of the account, newest first, read from the top down to known ground. The cursor is the time of the newest job
 * of the last complete look, by Cernel's clock alone.
 */
function jobWatch(events: ReadonlySet<string>, output: string, client: ApiClient): Watch {
	return {
		key: 'jobs',
		markLength: JOB_MARK_LENGTH,
		read: async (ground, start, budget) => await readJobs(ground, start, budget, client),
		happened(before, now) {
			const event = EVENTS[now];
			return event !== undefined && events.has(event) && hasEnded(before, now) ? [event] : [];
		},
		async rows(_event, { id, row }) {
			if (output === OUTPUT.job) return [row];
			const results = await jobResult(id, row, client.look);
			if (output === OUTPUT.jobWithResults) return [{ ...row, results }];
			return results.length === 0
				? [row]
				: results.map((result) => ({ job_state: row.job_state, ...result }));
		},
	};
}

async function readJobs(
	ground: Ground,
	start: Start,
	budget: Budget,
	client: ApiClient,
): Promise<Reading> {
	const newestBefore = ground.cursor === undefined ? -Infinity : Number(ground.cursor);
	const isYoung = ({ row }: Sighting): boolean => createdAt(row) >= newestBefore - OVERLAP_MS;
	const missing = new Set([...ground.marks].filter(([, mark]) => isOpen(mark)).map(([key]) => key));
	const found: Sighting[] = [];
	for (let page = 1; page <= MOST_PAGES; page++) {
		if (page > 1 && budget.isOver()) {
			return { sightings: found.reverse(), unseen: 'keep', isPartial: true };
		}
		const jobs = (await readJobPage(page, client.look)).map(sight);
		// An unknown job that is older than known ground was over before the trigger began.
		found.push(...jobs.filter((job) => isYoung(job) || markOf(ground, job.id) !== undefined));
		for (const { id } of jobs) missing.delete(fingerprint(id));
		const isKnownFromHere =
			start === 'now'
				? !jobs.some(({ mark }) => isOpen(mark))
				: missing.size === 0 && !jobs.some(isYoung);
		if (isKnownFromHere || jobs.length < PAGE_SIZE) break;
	}
	const times = found.map(({ row }) => createdAt(row)).filter((time) => time !== Infinity);
	const newest = Math.max(newestBefore, ...times);
	return {
		// What has ended long ago need not be remembered: its age tells that it is not new.
		sightings: found
			.reverse()
			.filter(
				({ id, mark, row }) =>
					isOpen(mark) || createdAt(row) >= newest - OVERLAP_MS || markOf(ground, id) !== mark,
			),
		unseen: 'forget',
		...(newest === -Infinity ? {} : { cursor: String(newest) }),
	};
}

const sight = (row: IDataObject): Sighting => ({
	id: toText(row.job_id),
	mark: MARKS[jobStatus(row).state.toUpperCase()] ?? jobMark('running'),
	row,
});

/** By Cernel's own clock; a time that cannot be read counts as new. */
function createdAt(row: IDataObject): number {
	const time = timeOf(row.created_at);
	return Number.isNaN(time) ? Infinity : time;
}
