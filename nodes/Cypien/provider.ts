import type { IDataObject } from 'n8n-workflow';

import type { JobOutcome, JobStatus } from '../shared/jobs';
import type { Provider } from '../shared/provider';
import { fillPath } from '../shared/request';
import { isRecord, toText } from '../shared/values';
import { accountOf } from './account';
import { readCypienMessage } from './messages';

/** Final states; queued, processing, paused and anything that the documents do not name count as running. */
const OUTCOMES: Record<string, JobOutcome> = {
	completed: 'succeeded',
	failed: 'failed',
	cancelled: 'cancelled',
	canceled: 'cancelled',
};

/** A completed job may hold products without success: its progress says how many, and that is left to the user. */
export function jobStatus(job: IDataObject): JobStatus {
	const state = (toText(job.status) || 'unknown').toLowerCase();
	const { message } = readCypienMessage(job);
	const progress = isRecord(job.progress) ? job.progress : {};
	const { processed_products: current, total_products: total } = progress;
	return {
		outcome: OUTCOMES[state] ?? 'running',
		state,
		...(message === undefined ? {} : { message }),
		...(typeof current === 'number' && typeof total === 'number'
			? { progress: { current, total } }
			: {}),
	};
}

/** Generation replies say what is left of the hour, and when the next one begins. */
function exhaustedUntil(body: unknown): number | undefined {
	const info = isRecord(body) ? body.rate_limit_info : undefined;
	if (!isRecord(info) || info.hourly_remaining !== 0) return undefined;
	const resetsAt = Date.parse(toText(info.next_reset_at));
	return Number.isNaN(resetsAt) ? undefined : resetsAt;
}

const NOT_ACCEPTED = 'Nothing of this request was accepted';

/** Cypien: a token from an API key, generation over a whole workspace, limits an hour and a day. */
export const cypien: Provider = {
	displayName: 'Cypien',
	credential: {
		type: 'cypienApi',
		authorize: (data) => {
			const { baseUrl, workspaceId } = accountOf(data);
			return {
				baseUrl,
				headers: { authorization: `Bearer ${toText(data.accessToken)}` },
				defaults: { workspaceId },
			};
		},
		session: { tokenProperty: 'accessToken', probePath: '/v1/auth/me' },
	},
	// The standard plan runs one job at a time.
	concurrency: 1,
	limits: [
		{
			name: 'generation',
			bucket: ({ method, path }) =>
				method === 'POST' && path.endsWith('/generate') ? '' : undefined,
		},
	],
	exhaustedUntil,
	readMessage: readCypienMessage,
	statuses: {
		403: {
			message: 'does not allow this to the API key',
			advice:
				'Give the API key of the credential the permission in Cypien, e.g. generate_content, or use another credential',
		},
		404: {
			message: 'does not know what was asked for',
			advice:
				'Check the IDs. Variants take the numeric inventory product ID, e.g. 13302, and not the prod_ ID of the product list',
		},
	},
	codes: {
		HOURLY_RATE_LIMIT_EXCEEDED: {
			kind: 'quota',
			message: 'has no requests left in this hour: the hourly limit of the plan is used up',
			advice: `${NOT_ACCEPTED}. Run it again after the limit resets, at the latest in an hour, or choose a larger plan. One generated variant costs one request`,
		},
		DAILY_RATE_LIMIT_EXCEEDED: {
			kind: 'quota',
			message: 'has no requests left for today: the daily limit of the plan is used up',
			advice: `${NOT_ACCEPTED}. Run it again tomorrow, or choose a larger plan. One generated variant costs one request`,
		},
		CONCURRENT_LIMIT_EXCEEDED: {
			kind: 'rate-limited',
			message: 'runs as many jobs of this account at once as the plan allows',
			advice: `${NOT_ACCEPTED}. Run it again when a running job has ended, and keep "Items at Once" in the options at 1`,
		},
	},
	whereToLook: 'Look at the jobs in Cypien, or at the variants of the products',
	job: {
		read: async (jobId, get) => {
			const job = await get(fillPath('/v1/jobs/{jobId}/status', { jobId }));
			return isRecord(job) ? job : {};
		},
		status: jobStatus,
		pauses: { firstLookMs: 0, shortestMs: 10_000, longestMs: 30_000 },
	},
};

/** The log-in as an operation: it carries no token, and a 401 is about the values of the item. */
export const cypienAnonymous: Provider = {
	...cypien,
	credential: {
		type: 'cypienApi',
		authorize: (data) => ({ baseUrl: accountOf(data).baseUrl, headers: {} }),
	},
	statuses: {
		...cypien.statuses,
		401: {
			message: 'did not accept the API key or the workspace of the item',
			advice: 'Check the API key and the workspace ID of this item. The credential is not used',
		},
	},
};
