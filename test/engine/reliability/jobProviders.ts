import type { ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';

import { systemClock } from '../../../nodes/shared/clock';
import { toText } from '../guards';
import {
	jobRecord,
	jsonBody,
	PROJECT,
	sendJson,
	startServer,
	type Arrived,
	type TestServer,
} from '../xcScribe/support';
import { productsOf } from './paidWork';

/** Providers that list their jobs. */

export interface ListedJob {
	id: string;
	/** What XC Scribe calls its kind. */
	type: string;
	status: string;
	createdAt: string;
	/** What Cernel was asked for. */
	products: string[];
}

/** What a provider does with a request that starts a job. */
export interface Submission {
	arrived: Arrived;
	response: ServerResponse;
	/** 0 for the first. */
	number: number;
	/** Makes a job, and lists it. */
	makeJob(more?: Partial<ListedJob>): ListedJob;
	/** The usual reply about a job. */
	reply(job: ListedJob): void;
}

export interface ProviderOptions {
	/** Makes a job and replies when left out. */
	submit?(submission: Submission): void;
	/** The state of a job at each look; `completed` when left out. */
	stateOf?(job: ListedJob, looks: number): string;
	/** Jobs that are there before. */
	jobs?: Array<Partial<ListedJob>>;
	/** Answers a look at jobs in its own way by returning true. */
	look?(arrived: Arrived, response: ServerResponse): boolean;
}

export interface JobProvider {
	server: TestServer;
	jobs: ListedJob[];
	submissions: () => Arrived[];
	looks: () => Arrived[];
}

/** How one provider speaks of jobs. */
interface Speech {
	describe(arrived: Arrived): Pick<ListedJob, 'type' | 'products'>;
	started(job: ListedJob): IDataObject;
	/** Answers everything but a submission. */
	read(path: string, jobs: ListedJob[], state: (job: ListedJob) => string): unknown;
}

async function start(speech: Speech, options: ProviderOptions): Promise<JobProvider> {
	const jobs: ListedJob[] = [];
	const looks = new Map<string, number>();
	const add = (more: Partial<ListedJob>): ListedJob => {
		const job: ListedJob = {
			id: `j-${jobs.length + 1}`,
			type: 'generation',
			status: 'completed',
			createdAt: new Date(systemClock.now()).toISOString(),
			products: [],
			...more,
		};
		jobs.push(job);
		return job;
	};
	for (const job of options.jobs ?? []) add(job);
	const state = (job: ListedJob): string => {
		const number = looks.get(job.id) ?? 0;
		looks.set(job.id, number + 1);
		return options.stateOf?.(job, number) ?? job.status;
	};
	let submitted = 0;
	const server = await startServer((arrived, response) => {
		if (arrived.method !== 'POST') {
			if (options.look?.(arrived, response) === true) return;
			return sendJson(response, speech.read(arrived.path, jobs, state));
		}
		const reply = (job: ListedJob): void => sendJson(response, speech.started(job), 202);
		const makeJob = (more: Partial<ListedJob> = {}): ListedJob =>
			add({ ...speech.describe(arrived), ...more });
		const submission = { arrived, response, number: submitted++, makeJob, reply };
		if (options.submit === undefined) reply(makeJob());
		else options.submit(submission);
	});
	return {
		server,
		jobs,
		submissions: () => server.arrived.filter(({ method }) => method === 'POST'),
		looks: () => server.arrived.filter(({ method }) => method === 'GET'),
	};
}

const IMPORT = `/api/v1/projects/${PROJECT}/import/execute`;
export const SCRIBE_JOBS = `/api/v1/projects/${PROJECT}/jobs`;
export const SCRIBE_JOB = '/api/v1/jobs/';

const scribeSpeech: Speech = {
	describe: (arrived) => ({
		type: arrived.path === IMPORT ? 'import' : toText(jsonBody(arrived).job_type),
		products: [],
	}),
	started: ({ id }) => ({ job_id: id, status: 'queued', estimated_batches: 1 }),
	read(path, jobs, state) {
		const record = (job: ListedJob): IDataObject =>
			jobRecord(job.id, state(job), { job_type: job.type, created_at: job.createdAt });
		// The list is the one of 50 newest jobs.
		if (path === SCRIBE_JOBS) return [...jobs].reverse().slice(0, 50).map(record);
		const found = jobs.find(({ id }) => path === `${SCRIBE_JOB}${id}`);
		return found === undefined ? {} : record(found);
	},
};

const cernelSpeech: Speech = {
	describe: (arrived) => ({ type: 'products', products: productsOf(arrived) }),
	started: ({ id }) => ({ status: 'queued', job_id: id }),
	read(path, jobs, state) {
		if (path !== '/jobs') {
			const job = jobs.find(({ id }) => path === `/jobs/${id}`);
			return (job?.products ?? []).map((id) => ({ id, language: 'Danish', status: 'SUCCESS' }));
		}
		const states: Record<string, string> = { completed: 'SUCCESS', failed: 'FAILURE' };
		const results = [...jobs].reverse().map((job) => ({
			job_id: job.id,
			job_state: states[state(job)] ?? 'STARTED',
			// Cernel's times name no zone.
			created_at: job.createdAt.slice(0, 19),
			products: job.products.map((number) => ({ number })),
			categories: [],
		}));
		return { page: 1, per_page: 50, page_count: 1, total: results.length, results };
	},
};

/** XC Scribe with one project and its jobs. */
export const startScribe = async (options: ProviderOptions = {}): Promise<JobProvider> =>
	await start(scribeSpeech, options);

/** Cernel with one shop and its jobs. */
export const startCernel = async (options: ProviderOptions = {}): Promise<JobProvider> =>
	await start(cernelSpeech, options);
