import type { IDataObject } from 'n8n-workflow';

import { normalizeBaseUrl } from '../shared/http/baseUrl';
import type { Get, JobOutcome, JobStatus } from '../shared/jobs';
import { partOf } from '../shared/output';
import type { Provider } from '../shared/provider';
import { fillPath } from '../shared/request';
import { isRecord, toText } from '../shared/values';
import { OUT_OF_TOKENS, readProductAiMessage, refusalIn } from './messages';

/** Final states; NOT_STARTED, RUNNING and anything that the documents do not name count as running. */
const OUTCOMES: Record<string, JobOutcome> = {
	COMPLETED: 'succeeded',
	ERROR: 'failed',
};

/** What a job record of ProductAI says. */
export function jobStatus(job: IDataObject): JobStatus {
	const state = toText(job.status) || 'unknown';
	const { message } = readProductAiMessage(job);
	return {
		outcome: OUTCOMES[state.toUpperCase()] ?? 'running',
		state,
		...(message === undefined ? {} : { message }),
	};
}

/** The record of a job. */
export async function readJob(jobId: string, get: Get): Promise<IDataObject> {
	const job = partOf(await get(fillPath('/api/job/{job_id}', { job_id: jobId })), 'data');
	return isRecord(job) ? job : {};
}

/** No look at once: it would cost one of 15 requests a minute, and no image is made in less. */
export const JOB_PAUSES = { firstLookMs: 5000, shortestMs: 5000, longestMs: 10_000 };

const TOP_UP = {
	kind: 'quota',
	message: 'has no tokens left for this account',
	advice: 'Nothing was made. Buy tokens in ProductAI Studio, then run it again',
} as const;

const BAD_KEY = {
	kind: 'credential',
	message: 'did not accept the API key',
	advice: 'Open the credential and enter the key of the page API Access in ProductAI Studio',
} as const;

const SLOW_DOWN = {
	kind: 'rate-limited',
	message: 'asks to slow down: it takes 15 requests a minute, looks at jobs included',
	advice: 'Other tools with the same key count, too. Run it again a minute later',
} as const;

/** ProductAI: an API key, 15 requests a minute for everything, tokens taken when a job starts. */
export const productAi: Provider = {
	displayName: 'ProductAI',
	credential: {
		type: 'productAiApi',
		authorize: (data) => ({
			baseUrl: normalizeBaseUrl(data.baseUrl),
			headers: { 'x-api-key': toText(data.apiKey).trim() },
		}),
	},
	// Requests wait for their slots; one more than a minute's worth keeps the slots in use while images are made.
	concurrency: 16,
	limits: [{ name: 'requests', rate: { requests: 15, perMs: 60_000 }, bucket: () => '' }],
	chargesAtOnce: true,
	readMessage: readProductAiMessage,
	refusalIn,
	statuses: { 401: BAD_KEY, 402: TOP_UP, 429: SLOW_DOWN },
	codes: {
		[OUT_OF_TOKENS]: TOP_UP,
		INVALID_API_KEY: BAD_KEY,
		RATE_LIMIT_EXCEEDED: SLOW_DOWN,
		INVALID_IMAGE_URL: {
			kind: 'refused',
			message: 'cannot use the image',
			advice: 'Check that the image URL is public and leads to a PNG, JPG or WebP file below 10 MB',
		},
		INVALID_MODEL: {
			kind: 'refused',
			message: 'does not know the model',
			advice: 'Choose another model of the list, or check the ID of the custom model',
		},
		JOB_NOT_FOUND: {
			kind: 'refused',
			message: 'does not know the job',
			advice: 'Check the job ID: a job belongs to the account of the API key that started it',
		},
	},
	whereToLook: 'Look at the images and the tokens in ProductAI Studio',
	job: {
		read: readJob,
		status: jobStatus,
		pauses: JOB_PAUSES,
	},
};
