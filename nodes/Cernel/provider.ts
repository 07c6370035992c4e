import type { IDataObject } from 'n8n-workflow';

import { normalizeBaseUrl } from '../shared/http/baseUrl';
import { decode } from '../shared/http/body';
import { systemClock } from '../shared/clock';
import type { ApiRequest } from '../shared/http/apiClient';
import {
	isCreatedAround,
	type Get,
	type JobOutcome,
	type JobSearch,
	type JobStatus,
} from '../shared/jobs';
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

/** A page of the job list. */
export interface JobPage {
	/** The jobs, newest first; anything else when the reply holds no list. */
	results: unknown;
	/** What comes after the last page is not documented: it is not asked for. */
	isLast: boolean;
}

/** @param page counted from 1 */
export async function readJobPage(page: number, get: Get): Promise<JobPage> {
	const body = await get(`/jobs?page=${page}&per_page=${PAGE_SIZE}`);
	const { results, page_count: pages } = isRecord(body) ? body : {};
	const isShort = !Array.isArray(results) || results.length < PAGE_SIZE;
	return { results, isLast: isShort || (typeof pages === 'number' && page >= pages) };
}

/** The jobs of a page, for somebody who waits for some of them: a reply without a list lists none of them. */
const jobsOn = ({ results }: JobPage): IDataObject[] =>
	Array.isArray(results) ? results.filter(isRecord) : [];

/** `GET /jobs/{id}` says nothing about the state, so jobs are looked up in the list: one read for all of a run. */
async function readJobs(jobIds: ReadonlySet<string>, get: Get): Promise<Map<string, IDataObject>> {
	const found = new Map<string, IDataObject>();
	for (let page = 1; page <= PAGES_TO_LOOK_AT && found.size < jobIds.size; page++) {
		const read = await readJobPage(page, get);
		for (const job of jobsOn(read)) {
			const id = toText(job.job_id);
			if (jobIds.has(id)) found.set(id, job);
		}
		if (read.isLast) break;
	}
	return found;
}

/** A lost job is known by its elements: all that the request held, and no others. */
async function findLostJobs(
	{ input, known }: JobSearch,
	sentAtMs: number,
	get: Get,
): Promise<string[]> {
	const wanted = elementsOf(input.body);
	const jobs = jobsOn(await readJobPage(1, get));
	return jobs
		.filter((job) => isCreatedAround(job.created_at, sentAtMs, systemClock.now()))
		.filter((job) => elementsOf(job) === wanted)
		.map((job) => toText(job.job_id))
		.filter((id) => !known.has(id));
}

/** The products and categories of a request or a job, in one text that can be compared. */
function elementsOf({ products, categories }: IDataObject): string {
	const numbers = (list: unknown): string[] =>
		(Array.isArray(list) ? list.filter(isRecord) : []).map(({ number, external_id: id }) =>
			toText(number ?? id),
		);
	return JSON.stringify([numbers(products).sort(), numbers(categories).sort()]);
}

/** What a job record of Cernel says. */
export function jobStatus(job: IDataObject): JobStatus {
	const state = toText(job.job_state) || 'not listed yet';
	return { outcome: OUTCOMES[state.toUpperCase()] ?? 'running', state };
}

/** The generated rows, one an element and language, each with the id of its job. */
export async function jobResult(
	jobId: string,
	_job: IDataObject,
	get: Get,
): Promise<IDataObject[]> {
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

/** The shop that a request is about: the documents count requests by domain. */
function domainOf(body: ApiRequest['body']): string {
	const content = typeof body === 'string' ? decode(body).value : undefined;
	return isRecord(content) ? toText(content.domain) : '';
}

/** Cernel: a token, elements queued as jobs, results read when the job list says that a job has ended. */
export const cernel: Provider = {
	displayName: 'Cernel',
	credential: {
		type: 'cernelApi',
		authorize: (data) => ({
			baseUrl: normalizeBaseUrl(data.baseUrl),
			headers: { authorization: `Token ${toText(data.apiToken).trim()}` },
		}),
	},
	// Requests wait for their slots; jobs run side by side at Cernel.
	concurrency: 10,
	limits: [
		{
			name: 'generation',
			rate: { requests: 10, perMs: 60_000 },
			bucket: ({ method, body }) => (method === 'POST' ? domainOf(body) : undefined),
		},
		{
			name: 'jobs',
			rate: { requests: 1, perMs: 1000 },
			bucket: ({ method, path }) => (method === 'GET' && path.startsWith('/jobs') ? '' : undefined),
		},
	],
	readMessage,
	statuses: {
		429: {
			message:
				'asks to slow down (it takes 10 generation requests a minute and 1 job look-up a second)',
			advice:
				'Nothing of this request was accepted. Other tools with the same token count, too. Run it again a minute later',
		},
	},
	whereToLook: 'Look at the jobs (Job, Get Many)',
	job: {
		read: async (jobId, get) => (await readJobs(new Set([jobId]), get)).get(jobId) ?? {},
		list: {
			scope: () => '',
			read: async (_scope, jobIds, get) => await readJobs(jobIds, get),
			only: true,
		},
		lookAlike: ({ input }) => elementsOf(input.body),
		findLost: findLostJobs,
		status: jobStatus,
		result: jobResult,
		pauses: { firstLookMs: 2000, shortestMs: 5000, longestMs: 5000 },
	},
};
