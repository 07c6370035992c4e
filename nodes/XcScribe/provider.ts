import type { IDataObject } from 'n8n-workflow';

import { normalizeBaseUrl } from '../shared/http/baseUrl';
import type { JobOutcome, JobStatus } from '../shared/jobs';
import type { Provider } from '../shared/provider';
import { fillPath } from '../shared/request';
import { readXcScribeMessage } from './messages';
import { isRecord, toText } from '../shared/values';

/** Final states; anything else counts as running until the timeout (the reference lists five, without a promise). */
const OUTCOMES: Record<string, JobOutcome> = {
	completed: 'succeeded',
	failed: 'failed',
	cancelled: 'cancelled',
	canceled: 'cancelled',
};

/** What Simplify keeps of a job. */
export const JOB_SUMMARY = [
	'id',
	'job_type',
	'status',
	'progress_current',
	'progress_total',
	'result',
	'error',
	'created_at',
	'completed_at',
] as const;

function jobStatus(job: IDataObject): JobStatus {
	const state = (toText(job.status) || 'unknown').toLowerCase();
	return {
		outcome: OUTCOMES[state] ?? 'running',
		state,
		...(typeof job.error === 'string' && job.error !== '' ? { message: job.error } : {}),
		...(typeof job.progress_current === 'number' && typeof job.progress_total === 'number'
			? { progress: { current: job.progress_current, total: job.progress_total } }
			: {}),
	};
}

/** XC Scribe: authentication by log-in, FastAPI messages, no documented rate limit, jobs to poll every 3 to 5 s. */
export const xcScribe: Provider = {
	displayName: 'XC Scribe',
	credential: {
		type: 'xcScribeApi',
		authorize: (data) => ({
			baseUrl: normalizeBaseUrl(data.baseUrl),
			headers: { authorization: `Bearer ${toText(data.accessToken)}` },
		}),
		session: { tokenProperty: 'accessToken', probePath: '/api/v1/users/me' },
	},
	concurrency: 5,
	readMessage: readXcScribeMessage,
	statuses: {
		402: {
			message: 'stopped because the XCT balance is too low',
			advice: 'Top up the XCT balance of the organization, then run it again',
		},
		403: {
			message: 'does not allow this to the account',
			advice:
				'Check the credential and the role of its account: users, organization, billing and API keys need the role admin',
		},
	},
	whereToLook: 'Look at the jobs and the items of the project',
	job: {
		read: async (jobId, get) => {
			const job = await get(fillPath('/api/v1/jobs/{job_id}', { job_id: jobId }));
			return isRecord(job) ? job : {};
		},
		status: jobStatus,
		summary: JOB_SUMMARY,
		pauses: { firstMs: 3000, growth: 1.25, longestMs: 5000 },
	},
};
