import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { CernelApi } from '../../../credentials/CernelApi.credentials';
import { CernelJobTrigger } from '../../../nodes/Cernel/CernelJobTrigger.node';
import { watchStage, type Stage } from '../polls';
import { CredentialStore, type PublishedTrigger, type PublishOptions } from '../triggers';
import { sendJson, type Answer } from '../xcScribe/support';

export const PAGE_SIZE = 50;

/** The token of the tests' account. */
export const TOKEN = 'ck_live_3f9a1c7e5b2d4860';

/** What a user entered; `data` overrides it. */
export const account = (baseUrl: string, data: Record<string, string> = {}): CredentialStore =>
	new CredentialStore([{ type: new CernelApi(), data: { apiToken: TOKEN, baseUrl, ...data } }]);

/** A job as Cernel lists it; without a time zone, as Cernel writes times. */
export const jobRecord = (id: string, state: string, createdAt: string): IDataObject => ({
	job_id: id,
	job_state: state,
	created_at: createdAt,
	user: 'ann@shop.example',
	token_cost: 2,
	token_refund: 0,
	failed_product_count: 0,
	failed_category_count: 0,
	products: [{ number: `p-${id}` }],
	categories: [],
});

/** A text of a job. */
export const resultRow = (id: string, language = 'Danish'): IDataObject => ({
	id,
	language,
	name: `Name of ${id}`,
	status: 'SUCCESS',
	report: null,
});

/** Cernel's list of jobs; tests change it as they like. */
export class JobList {
	/** Newest first. */
	jobs: IDataObject[] = [];
	/** Texts by job; a job that is not here is answered with 404. */
	results = new Map<string, IDataObject[]>();
	/** Called when a page has been answered, before the next one is asked for. */
	afterPage: (page: number) => void = () => undefined;

	readonly answer: Answer = ({ path, query }, response) => {
		if (path !== '/jobs') {
			const rows = this.results.get(path.slice('/jobs/'.length));
			if (rows === undefined) sendJson(response, { detail: 'Not found' }, 404);
			else sendJson(response, rows);
			return;
		}
		const page = Number(query.get('page'));
		const size = Number(query.get('per_page'));
		const results = this.jobs.slice((page - 1) * size, page * size);
		const pages = Math.ceil(this.jobs.length / size);
		sendJson(response, {
			page,
			per_page: size,
			page_count: pages,
			total: this.jobs.length,
			results,
		});
		this.afterPage(page);
	};

	/** A job begins, the newest of all. */
	begin(id: string, state = 'queued', createdAt = '2026-01-01T12:00:00'): IDataObject {
		const job = jobRecord(id, state, createdAt);
		this.jobs.unshift(job);
		return job;
	}

	/** A job ends, with these texts. @returns the job as it is listed then */
	end(id: string, state: string, rows: IDataObject[] = []): IDataObject {
		const job = this.jobs.find(({ job_id: known }) => known === id);
		if (job === undefined) throw new Error(`No job ${id} has begun`);
		job.job_state = state;
		this.results.set(id, rows);
		return { ...job };
	}
}

/** The list, and a trigger that watches it. */
export interface Watching {
	list: JobList;
	stage: Stage;
	trigger: PublishedTrigger;
}

/** A published trigger of all jobs, before its first poll. */
export async function watching(
	parameters: INodeParameters = {},
	options: Partial<Omit<PublishOptions, 'parameters' | 'credentials'>> = {},
): Promise<Watching> {
	const list = new JobList();
	const watched = await watchStage(
		list.answer,
		{ node: new CernelJobTrigger(), parameters, ...options },
		account,
	);
	return { list, ...watched };
}
