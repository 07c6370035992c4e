import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { XcScribeTrigger } from '../../../nodes/XcScribe/XcScribeTrigger.node';
import { toText } from '../../engine/guards';
import { itemRecord, LISTED_JOBS } from '../../engine/xcScribe/project';
import { account, byId, jobRecord, sendJson, type Answer } from '../../engine/xcScribe/support';
import type { XcScribeAction, XcScribeSelection } from './xcScribeScripts';
import { toldInOrder, type Look, type Publish, type Seen, type Thing, type World } from './world';

export const publishXcScribe: Publish = (url) => ({
	node: new XcScribeTrigger(),
	credentials: account(url),
});

/** Marks of a job. */
const OPEN = 'open';
const ENDED = 'ended';
/** In a list that was looked at, but after the place where time was over: it has to be told all the same. */
const OWED = 'owed';

/** More jobs than that are not begun, so that no test takes for ever. */
const MOST_JOBS = 150;

const BALANCE = '/api/v1/billing/balance';
const pathOf = (project: string): string => `/api/v1/projects/${project}`;

interface Job {
	id: string;
	type: string;
	status: string;
	failed: number;
}

interface Project {
	items: IDataObject[];
	posts: IDataObject[];
	/** Newest first. */
	jobs: Job[];
}

const hasEnded = ({ status }: Job): boolean => !['queued', 'running'].includes(status);

const recordOf = ({ id, type, status, failed }: Job): IDataObject =>
	jobRecord(id, status, { job_type: type, result: { failed_count: failed } });

/** XC Scribe with two projects. Things carry a number that grows each time that they reach a status. */
export class XcScribeWorld implements World<XcScribeAction, XcScribeSelection> {
	private readonly projects = new Map<string, Project>();
	private balance = 100;
	/** How often the balance has changed. */
	private balances = 0;
	private reached = 0;
	private begunJobs = 0;

	readonly answer: Answer = ({ path, query }, response) => {
		if (path === BALANCE) return sendJson(response, this.balanceRow());
		const [, name = '', list = ''] = /^\/api\/v1\/projects\/([^/]+)\/(.+)$/.exec(path) ?? [];
		const project = this.project(name);
		const status = query.get('status');
		if (list === 'items' || list === 'blog-posts') {
			const rows = list === 'items' ? project.items : project.posts;
			return sendJson(
				response,
				rows.filter((row) => row.status === status),
			);
		}
		if (list === 'jobs') {
			const rows = project.jobs.slice(0, LISTED_JOBS).map(recordOf);
			for (const row of rows) delete row.result;
			return sendJson(response, rows);
		}
		const job = [...this.projects.values()]
			.flatMap(({ jobs }) => jobs)
			.find(({ id }) => path === `/api/v1/jobs/${id}`);
		return job === undefined
			? sendJson(response, { detail: 'Not found' }, 404)
			: sendJson(response, recordOf(job));
	};

	act(action: XcScribeAction): void {
		switch (action.what) {
			case 'item':
			case 'post': {
				const { items, posts } = this.project(action.project);
				return this.setStatus(action.what === 'item' ? items : posts, action.index, action.status);
			}
			case 'jobs':
				for (let n = 0; n < action.count && this.begunJobs < MOST_JOBS; n++) {
					this.begunJobs += 1;
					const { type, status, failed } = action;
					const job = { id: `job-${this.begunJobs}`, type, status, failed };
					this.project(action.project).jobs.unshift(job);
				}
				return;
			case 'end': {
				const running = this.project(action.project).jobs.filter((job) => !hasEnded(job));
				const picked = running[action.index % Math.max(1, running.length)];
				for (const job of action.all ? running : [picked]) {
					if (job !== undefined)
						Object.assign(job, { status: action.status, failed: action.failed });
				}
				return;
			}
			case 'balance':
				this.balances += 1;
				this.balance = action.total;
		}
	}

	parameters({
		events,
		project,
		itemStatuses,
		postStatuses,
		threshold,
	}: XcScribeSelection): INodeParameters {
		return {
			events: [...events],
			projectId: byId(project),
			itemStatuses: [...itemStatuses],
			blogPostStatuses: [...postStatuses],
			balanceThreshold: threshold,
			simplify: false,
		};
	}

	lists({ events, project, itemStatuses, postStatuses, threshold }: XcScribeSelection): string[] {
		const path = pathOf(project);
		const has = (event: string): boolean => events.includes(event);
		return [
			...(has('itemStatus') ? itemStatuses.map((each) => `${path}/items?status=${each}`) : []),
			...(has('blogPostStatus')
				? postStatuses.map((each) => `${path}/blog-posts?status=${each}`)
				: []),
			...(has('jobFinished') || has('syncFailed') ? [`${path}/jobs`] : []),
			...(has('balanceLow') ? [`${BALANCE} ${threshold}`] : []),
		];
	}

	listOf(url: string, { threshold }: XcScribeSelection): string | undefined {
		if (url === BALANCE) return `${BALANCE} ${threshold}`;
		return url.startsWith('/api/v1/jobs/') ? undefined : url;
	}

	isSettled(): boolean {
		return false;
	}

	look(list: string, seen: Seen, selection: XcScribeSelection, events: ReadonlySet<string>): Look {
		if (list.startsWith(BALANCE)) return this.balanceLook(seen, selection, events);
		if (list.endsWith('/jobs')) return this.jobsLook(seen, selection, events);
		const event = eventOf(list);
		const things = this.rowsIn(list, selection).map((row): Thing => ({
			id: toText(row.id),
			mark: 'there',
			items: seen.has(toText(row.id)) || !events.has(event) ? [] : [shown(event, row, selection)],
		}));
		return { things, keepsUnseen: false };
	}

	showable(list: string, selection: XcScribeSelection): IDataObject[] {
		const { things } = this.look(list, new Map(), selection, new Set(selection.events));
		return things.toReversed().flatMap(({ items }) => items);
	}

	identity(item: IDataObject): string {
		const { event, id, reached, crossing } = item;
		return JSON.stringify([event, id, reached, crossing]);
	}

	told(...args: Parameters<typeof toldInOrder>): ReturnType<typeof toldInOrder> {
		return toldInOrder(...args);
	}

	/** One that was above the threshold, or never seen, and is below now. */
	private balanceLook(
		seen: Seen,
		{ threshold }: XcScribeSelection,
		events: ReadonlySet<string>,
	): Look {
		const isLow = this.balance < threshold;
		const isEvent = isLow && seen.get('balance') !== 'low' && events.has('balanceLow');
		const item = { event: 'balanceLow', threshold, ...this.balanceRow() };
		const thing = { id: 'balance', mark: isLow ? 'low' : 'enough', items: isEvent ? [item] : [] };
		return { things: [thing], keepsUnseen: true };
	}

	/**
	 * The 50 newest, and those that were seen and have not been told, however old: first these. What began and was pushed out
	 * between two looks is not to be seen at XC Scribe; a hint has to say so.
	 */
	private jobsLook(seen: Seen, selection: XcScribeSelection, events: ReadonlySet<string>): Look {
		const { jobs } = this.project(selection.project);
		const listed = jobs.slice(0, LISTED_JOBS);
		const hidden = jobs
			.slice(LISTED_JOBS)
			.filter(({ id }) => seen.has(id) && seen.get(id) !== ENDED);
		const things = [...listed, ...hidden].reverse().map((job): Thing => ({
			id: job.id,
			mark: hasEnded(job) ? ENDED : OPEN,
			items: hasEnded(job) && seen.get(job.id) !== ENDED ? jobItems(job, selection, events) : [],
			...(seen.has(job.id) ? {} : { markWhenCut: OWED }),
		}));
		const wasSeen = ({ id }: Job): boolean => seen.has(id) && seen.get(id) !== OWED;
		const hasGap = listed.length === LISTED_JOBS && seen.size > 0 && !listed.some(wasSeen);
		const first = things.find(({ items }) => items.length > 0)?.items[0];
		if (hasGap && first !== undefined) first.hint = HINT;
		return { things, keepsUnseen: true };
	}

	private rowsIn(list: string, { project }: XcScribeSelection): IDataObject[] {
		const { items, posts } = this.project(project);
		const rows = list.includes('/items?') ? items : posts;
		return rows.filter(({ status }) => list.endsWith(`=${toText(status)}`));
	}

	private setStatus(rows: IDataObject[], index: number, status: string): void {
		const row = rows[index];
		if (row === undefined || row.status === status) return;
		this.reached += 1;
		Object.assign(row, { status, reached: this.reached });
	}

	private balanceRow(): IDataObject {
		return { total_balance: String(this.balance), crossing: this.balances };
	}

	private project(name: string): Project {
		const known = this.projects.get(name);
		if (known !== undefined) return known;
		const rows = (kind: string): IDataObject[] =>
			Array.from({ length: 2 }, (_, n) => itemRecord(`${name}-${kind}-${n}`, 'pending'));
		const project = { items: rows('item'), posts: rows('post'), jobs: [] };
		this.projects.set(name, project);
		return project;
	}
}

const HINT =
	'XC Scribe lists the 50 newest jobs of a project, and all of them are new since the last poll: others may have been missed. Poll more often.';

const eventOf = (list: string): string =>
	list.includes('/items?') ? 'itemStatus' : 'blogPostStatus';

const shown = (event: string, row: IDataObject, { project }: XcScribeSelection): IDataObject => ({
	event,
	project_id: project,
	...row,
});

function jobItems(
	job: Job,
	selection: XcScribeSelection,
	events: ReadonlySet<string>,
): IDataObject[] {
	const isFailedSync = job.type === 'sync' && (job.status === 'failed' || job.failed > 0);
	return [
		...(events.has('jobFinished') ? ['jobFinished'] : []),
		...(events.has('syncFailed') && isFailedSync ? ['syncFailed'] : []),
	].map((event) => shown(event, recordOf(job), selection));
}
