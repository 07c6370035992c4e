import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { XcScribeTrigger } from '../../../nodes/XcScribe/XcScribeTrigger.node';
import { watchStage, type Stage } from '../polls';
import type { PublishedTrigger, PublishOptions } from '../triggers';
import { account, byId, jobRecord, PROJECT, sendJson, type Answer } from './support';

export const PATH = `/api/v1/projects/${PROJECT}`;

/** XC Scribe lists no more jobs of a project. */
export const LISTED_JOBS = 50;

/** The project of the tests as XC Scribe holds it; tests change it as they like. */
export class WatchedProject {
	items: IDataObject[] = [];
	posts: IDataObject[] = [];
	/** Newest first. */
	jobs: IDataObject[] = [];
	balance: unknown = { total_balance: '100.0000' };

	readonly answer: Answer = ({ path, query }, response) => {
		const status = query.get('status');
		const having = (rows: IDataObject[]) => rows.filter((row) => row.status === status);
		if (path === `${PATH}/items`) return sendJson(response, having(this.items));
		if (path === `${PATH}/blog-posts`) return sendJson(response, having(this.posts));
		if (path === `${PATH}/jobs`) {
			return sendJson(response, this.jobs.slice(0, LISTED_JOBS).map(listed));
		}
		if (path === '/api/v1/billing/balance') return sendJson(response, this.balance);
		const job = this.jobs.find(({ id }) => id === path.replace('/api/v1/jobs/', ''));
		if (job === undefined) sendJson(response, { detail: 'Not found' }, 404);
		else sendJson(response, job);
	};

	/** A job begins, or goes on to another state. */
	setJob(id: string, status: string, more: IDataObject = {}): void {
		const known = this.jobs.find((job) => job.id === id);
		if (known === undefined) this.jobs.unshift(jobRecord(id, status, more));
		else Object.assign(known, { status, ...more });
	}
}

/** The list of jobs says less than the jobs themselves. */
function listed(job: IDataObject): IDataObject {
	const hidden = ['result', 'progress_detail'];
	return Object.fromEntries(Object.entries(job).filter(([key]) => !hidden.includes(key)));
}

/** An item as XC Scribe describes it. */
export const itemRecord = (id: string, status: string): IDataObject => ({
	id,
	external_id: `sku-${id}`,
	item_type: 'product',
	source_data: { name: 'Tea' },
	generated_content: { description: 'Green tea' },
	confidence_score: 0.9,
	status,
	ai_model_used: 'model-1',
	created_at: '2026-01-01T00:00:00Z',
	data_source_id: null,
	data_source_name: null,
	metadata: {},
	excluded_at: null,
});

/** The project, and a trigger that watches it. */
export interface Watching {
	project: WatchedProject;
	stage: Stage;
	trigger: PublishedTrigger;
}

/** A published trigger of the project, before its first poll. */
export async function watching(
	parameters: INodeParameters,
	options: Partial<Omit<PublishOptions, 'parameters' | 'credentials'>> = {},
): Promise<Watching> {
	const project = new WatchedProject();
	const watched = await watchStage(
		project.answer,
		{
			node: new XcScribeTrigger(),
			parameters: { projectId: byId(PROJECT), ...parameters },
			...options,
		},
		account,
	);
	return { project, ...watched };
}
