import type { IDataObject } from 'n8n-workflow';

import { choice } from '../shared/fields';
import type { ApiClient } from '../shared/http/apiClient';
import { isNotFound } from '../shared/http/faults';
import { hasEnded, JOB_MARK_LENGTH } from '../shared/jobWatch';
import { pollingOptions, type PollingTrigger } from '../shared/polling';
import { toText } from '../shared/values';
import type { Sighting, Watch } from '../shared/watch';
import { readJobs } from './jobReading';
import { cernel, jobResult } from './provider';

/** Events by the mark of a job that has ended. */
const EVENTS: Record<string, string> = {
	s: 'jobSucceeded',
	p: 'jobPartlySucceeded',
	f: 'jobFailed',
};

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

/** All jobs of the account. */
function jobWatch(events: ReadonlySet<string>, output: string, client: ApiClient): Watch {
	return {
		key: 'jobs',
		markLength: JOB_MARK_LENGTH,
		read: async (ground, start, budget) => await readJobs(ground, start, budget, client.look),
		happened(before, now) {
			const event = EVENTS[now];
			return event !== undefined && events.has(event) && hasEnded(before, now) ? [event] : [];
		},
		// The job is in the list; its texts have to be asked for.
		...(output === OUTPUT.job
			? {}
			: { rows: async (_event, job) => await texts(job, output, client) }),
	};
}

async function texts(
	{ id, row }: Sighting,
	output: string,
	client: ApiClient,
): Promise<IDataObject[]> {
	// What Cernel answers for a job without texts is not documented: one that it does not know must not block the others.
	const results = await jobResult(id, row, client.look).catch((thrown: unknown) =>
		isNotFound(thrown) ? [] : Promise.reject(thrown),
	);
	if (output === OUTPUT.jobWithResults) return [{ ...row, results }];
	return results.length === 0
		? [row]
		: results.map((result) => ({ job_state: row.job_state, ...result }));
}
