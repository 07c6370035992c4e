import type { IDataObject } from 'n8n-workflow';

import { normalizeBaseUrl } from '../shared/http/baseUrl';
import type { Get, JobOutcome, JobStatus } from '../shared/jobs';
import type { Provider, ProviderMessage } from '../shared/provider';
import { fillPath } from '../shared/request';
import { isRecord, toText } from '../shared/values';

/** Final states; the documents list no others, so anything else counts as running until the timeout. */
const OUTCOMES: Record<string, JobOutcome> = {
	SUCCESS: 'succeeded',
	PARTIAL_SUCCESS: 'succeeded',
	FAILURE: 'failed',
};

/** The job list is newest first: a job of this run stands on one of its first pages. */
const PAGES_TO_LOOK_AT = 3;
const PAGE_SIZE = 50;

/** `GET /jobs/{id}` says nothing about the state, so the job is looked up in the list. */
async function readJob(jobId: string, get: Get): Promise<IDataObject> {
	for (let page = 1; page <= PAGES_TO_LOOK_AT; page++) {
		const body = await get(`/jobs?page=${page}&per_page=${PAGE_SIZE}`);
		const results: unknown = isRecord(body) ? body.results : undefined;
		const jobs = Array.isArray(results) ? results.filter(isRecord) : [];
		const job = jobs.find((candidate) => candidate.job_id === jobId);
		if (job !== undefined) return job;
		if (jobs.length < PAGE_SIZE) break;
	}
	return {};
}

function jobStatus(job: IDataObject): JobStatus {
	const state = toText(job.job_state) || 'not listed yet';
	return { outcome: OUTCOMES[state.toUpperCase()] ?? 'running', state };
}

/** The generated rows, one an element and language, each with the id of its job. */
async function jobResult(jobId: string, _job: IDataObject, get: Get): Promise<IDataObject[]> {
	const rows = await get(fillPath('/jobs/{job_id}', { job_id: jobId }));
	return Array.isArray(rows) ? rows.filter(isRecord).map((row) => ({ job_id: jobId, ...row })) : [];
}

/** The shapes of refusals are not documented: the first text that is found counts. */
function readMessage(body: unknown): ProviderMessage {
	if (!isRecord(body)) return typeof body === 'string' ? { message: body } : {};
	for (const key of ['detail', 'error', 'message', 'status']) {
		if (typeof body[key] === 'string') return { message: body[key] };
	}
	const complaints = Object.entries(body).map(
		([field, messages]) => `${field}: ${[messages].flat().map(toText).join(', ')}`,
	);
	return complaints.length === 0 ? {} : { message: complaints.join('; ') };
}

/** Cernel: a token, elements queued as jobs, results read when the job list says that a job has ended. */
export const cernel: Provider = {
	displayName: 'Cernel',
	credential: {
		type: 'cernelApi',
		authorize: (data) => ({
			baseUrl: normalizeBaseUrl(data.baseUrl),
			headers: { authorization: `Token ${toText(data.apiToken)}` },
		}),
	},
	concurrency: 2,
	readMessage,
	statuses: {
		429: {
			message:
				'asks to slow down (it takes 10 generation requests a minute and 1 job look-up a second)',
			advice: 'Nothing of this request was accepted. Run it again a minute later',
		},
	},
	whereToLook: 'Look at the jobs (Job, Get Many)',
	job: {
		read: readJob,
		status: jobStatus,
		result: jobResult,
		pauses: { firstMs: 5000, growth: 1.5, longestMs: 15_000 },
	},
};
