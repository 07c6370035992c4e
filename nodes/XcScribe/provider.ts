import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { systemClock } from '../shared/clock';
import { normalizeBaseUrl } from '../shared/http/baseUrl';
import {
	isCreatedAround,
	type Get,
	type JobOutcome,
	type JobSearch,
	type JobStatus,
} from '../shared/jobs';
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

/** What a job record of XC Scribe says. */
export function jobStatus(job: IDataObject): JobStatus {
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

/** The 50 newest jobs of a project. */
async function readJobs(projectId: string, get: Get): Promise<IDataObject[]> {
	const body = await get(fillPath('/api/v1/projects/{project_id}/jobs', { project_id: projectId }));
	return Array.isArray(body) ? body.filter(isRecord) : [];
}

/** Jobs of the project and the kind that a request starts; none where the request does not say. */
async function jobsLike({ input, kind }: JobSearch, get: Get): Promise<IDataObject[]> {
	const { project_id: projectId } = input.path;
	if (projectId === undefined || kind === undefined) return [];
	return (await readJobs(projectId, get)).filter((job) => job.job_type === kind);
}

const baseUrlOf = (data: ICredentialDataDecryptedObject): string => normalizeBaseUrl(data.baseUrl);

/** XC Scribe: authentication by log-in, FastAPI messages, no documented rate limit, jobs to poll every 3 to 5 s. */
export const xcScribe: Provider = {
	displayName: 'XC Scribe',
	credential: {
		type: 'xcScribeApi',
		authorize: (data) => ({
			baseUrl: baseUrlOf(data),
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
		read: async (jobId, get) =>
			recordOf(await get(fillPath('/api/v1/jobs/{job_id}', { job_id: jobId }))),
		status: jobStatus,
		list: {
			scope: ({ path }) => path.project_id,
			read: async (projectId, jobIds, get) =>
				new Map(
					(await readJobs(projectId, get))
						.map((job): [string, IDataObject] => [toText(job.id), job])
						.filter(([id]) => jobIds.has(id)),
				),
		},
		lookAlike: ({ input, kind }) => JSON.stringify([input.path.project_id, kind]),
		findLost: async (search, sentAtMs, get) =>
			(await jobsLike(search, get))
				.filter((job) => isCreatedAround(job.created_at, sentAtMs, systemClock.now()))
				.map((job) => toText(job.id))
				.filter((id) => !search.known.has(id)),
		findActive: async (search, get) =>
			(await jobsLike(search, get))
				.filter((job) => jobStatus(job).outcome === 'running')
				.sort((a, b) => toText(b.created_at).localeCompare(toText(a.created_at)))
				.map((job) => toText(job.id)),
		summary: JOB_SUMMARY,
		pauses: { firstLookMs: 0, shortestMs: 40, longestMs: 5000 },
	},
};

/** XC Scribe as its administration sees it: what it changes is no job and no item. */
export const xcScribeAdmin: Provider = {
	...xcScribe,
	whereToLook:
		'Look in XC Scribe whether it took effect, e.g. at the XCT transactions, the users or the keys',
};

/** The calls before a log-in: they carry no token, and a 401 is about the values of the item, not the credential. */
export const xcScribeAnonymous: Provider = {
	...xcScribeAdmin,
	credential: {
		type: 'xcScribeApi',
		authorize: (data) => ({ baseUrl: baseUrlOf(data), headers: {} }),
	},
	statuses: {
		...xcScribe.statuses,
		401: {
			message: 'did not accept the log-in data of the item',
			advice: 'Check the email, password, code or token of this item. The credential is not used',
		},
	},
};

/** The plugin endpoints: an API key of the organization instead of a log-in, generations instead of jobs. */
export const xcScribePlugin: Provider = {
	...xcScribe,
	credential: {
		type: 'xcScribePluginApi',
		authorize: (data) => ({
			baseUrl: baseUrlOf(data),
			headers: { authorization: `Bearer ${toText(data.apiKey).trim()}` },
		}),
	},
	statuses: {
		...xcScribe.statuses,
		403: {
			message: 'does not allow this to the API key',
			advice:
				'Open the credential and check its API key: an admin may have deactivated or deleted it',
		},
	},
	whereToLook: 'Look at the XCT balance and the usage of the organization',
	job: {
		read: async (jobId, get) =>
			recordOf(await get(fillPath('/api/v1/plugin/generation/{job_id}/status', { job_id: jobId }))),
		status: jobStatus,
		pauses: { firstLookMs: 0, shortestMs: 40, longestMs: 3000 },
	},
};

const recordOf = (body: unknown): IDataObject => (isRecord(body) ? body : {});
