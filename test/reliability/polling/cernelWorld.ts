import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { CernelJobTrigger } from '../../../nodes/Cernel/CernelJobTrigger.node';
import { account, jobRecord, PAGE_SIZE, resultRow } from '../../engine/cernel/jobList';
import { sendJson, type Answer } from '../../engine/xcScribe/support';
import type { CernelAction, CernelSelection } from './cernelScripts';
import type { Look, Publish, Seen, Thing, Told, World } from './world';

export const publishCernel: Publish = (url) => ({
	node: new CernelJobTrigger(),
	credentials: account(url),
});

const LIST = 'jobs';
const OPEN = 'open';
const ENDED = 'ended';

/** Jobs that lie deeper than 1,000 newer ones are not watched: so many are not begun. */
const MOST_JOBS = 900;
const TIMES_MAY_DIFFER_BY_S = 600;

const EVENTS: Record<string, string> = {
	SUCCESS: 'jobSucceeded',
	PARTIAL_SUCCESS: 'jobPartlySucceeded',
	FAILURE: 'jobFailed',
};

interface Job {
	id: string;
	createdAt: number;
	tie: number;
	number: number;
	state: string;
	/** Whether a poll that has time has to tell it in its place among the others. */
	isInOrder: boolean;
	/**
	 * Whether it may stay untold for good: the baseline of an account reads down to a page where nothing runs and nothing is
	 * younger than ten minutes. A job that has run for longer, below such a page, is not found then.
	 */
	isOptional: boolean;
}

const hasEnded = ({ state }: Job): boolean => state !== 'queued';

/** Cernel: the jobs of an account, newest first by the clocks of its servers, in seconds. */
export class CernelWorld implements World<CernelAction, CernelSelection> {
	/** As listed. */
	private jobs: Job[] = [];
	private begun = 0;
	private nowSeconds = Date.parse('2026-01-01T12:00:00Z') / 1000;

	readonly answer: Answer = ({ path, query }, response) => {
		if (path !== '/jobs') {
			const job = this.jobs.find(({ id }) => path === `/jobs/${id}`);
			if (job === undefined) return sendJson(response, { detail: 'Not found' }, 404);
			return sendJson(response, resultsOf(job));
		}
		const page = Number(query.get('page'));
		const results = this.jobs.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(recordOf);
		return sendJson(response, {
			page,
			per_page: PAGE_SIZE,
			page_count: Math.ceil(this.jobs.length / PAGE_SIZE),
			total: this.jobs.length,
			results,
		});
	};

	act(action: CernelAction): void {
		switch (action.what) {
			case 'jobs':
				return this.begin(action);
			case 'end': {
				const running = this.jobs.filter((job) => !hasEnded(job));
				const picked = running[action.index % Math.max(1, running.length)];
				for (const job of action.all ? running : [picked]) {
					if (job !== undefined) job.state = action.state;
				}
				return;
			}
			case 'pass':
				this.nowSeconds += action.seconds;
		}
	}

	parameters({ events, output }: CernelSelection): INodeParameters {
		return { events: [...events], output };
	}

	lists(): string[] {
		return [LIST];
	}

	listOf(url: string): string | undefined {
		return url.startsWith('/jobs?') ? LIST : undefined;
	}

	isSettled(): boolean {
		return false;
	}

	look(_list: string, seen: Seen, { output }: CernelSelection, events: ReadonlySet<string>): Look {
		const things = this.jobs.toReversed().map((job): Thing => {
			const event = EVENTS[job.state];
			const isNew = event !== undefined && events.has(event) && seen.get(job.id) !== ENDED;
			return {
				id: job.id,
				mark: hasEnded(job) ? ENDED : OPEN,
				items: isNew ? itemsOf(job, event, output) : [],
				isOptional: job.isOptional,
			};
		});
		return { things, keepsUnseen: true };
	}

	showable(_list: string, { events, output }: CernelSelection): IDataObject[] {
		// No further than the first page that holds something that has ended.
		const first = Math.max(0, this.jobs.findIndex(hasEnded));
		return this.jobs.slice(0, (Math.floor(first / PAGE_SIZE) + 1) * PAGE_SIZE).flatMap((job) => {
			const event = EVENTS[job.state];
			return event !== undefined && events.includes(event) ? itemsOf(job, event, output) : [];
		});
	}

	identity({ job_id: id, event, id: element }: IDataObject): string {
		return JSON.stringify([id, event, element]);
	}

	/**
	 * What a poll has told, thing by thing. One that is cut tells the oldest of the jobs that are new; only what lies deeper in
	 * the list than that poll came may be told later: a job that was known to run, or that was put in below others.
	 */
	told({ things }: Look, items: readonly IDataObject[]): Told {
		const told: Thing[] = [];
		let at = 0;
		let cutAt: Thing | undefined;
		for (const thing of things) {
			if (thing.items.length === 0) continue;
			const candidates = items.slice(at, at + thing.items.length);
			if (isDeepStrictEqual(candidates, thing.items)) {
				if (cutAt !== undefined && this.job(cutAt).isInOrder) {
					throw new Error(`${thing.id} was told before ${cutAt.id}`);
				}
				told.push(thing);
				at += thing.items.length;
			} else if (thing.isOptional !== true) cutAt ??= thing;
		}
		return { cutAt, things: told };
	}

	baseline(): void {
		const [newest] = this.jobs;
		for (const [index, job] of this.jobs.entries()) {
			const isOld = (newest?.createdAt ?? 0) - job.createdAt > TIMES_MAY_DIFFER_BY_S;
			if (index >= PAGE_SIZE && isOld && !hasEnded(job)) job.isOptional = true;
		}
	}

	polled(): void {
		for (const job of this.jobs) if (!hasEnded(job)) job.isInOrder = false;
	}

	private begin({ count, skewSeconds, tie, state }: Extract<CernelAction, { what: 'jobs' }>): void {
		const createdAt = this.nowSeconds + skewSeconds;
		const old = this.jobs;
		const added: Job[] = [];
		while (added.length < count && this.begun < MOST_JOBS) {
			this.begun += 1;
			const number = this.begun;
			added.push({
				id: `job-${number}`,
				createdAt,
				tie,
				number,
				state,
				isInOrder: true,
				isOptional: false,
			});
		}
		this.jobs = [...old, ...added].sort(byAge);
		const [top] = old;
		for (const job of added) job.isInOrder = top === undefined || byAge(job, top) < 0;
	}

	private job({ id }: Thing): Job {
		const job = this.jobs.find((each) => each.id === id);
		if (job === undefined) throw new Error(`There is no job ${id}`);
		return job;
	}
}

const byAge = (a: Job, b: Job): number =>
	b.createdAt - a.createdAt || b.tie - a.tie || b.number - a.number;

const recordOf = ({ id, state, createdAt }: Job): IDataObject =>
	jobRecord(id, state, new Date(createdAt * 1000).toISOString().slice(0, 19));

/** Some jobs have no texts at all. */
const resultsOf = ({ id, number }: Job): IDataObject[] =>
	Array.from({ length: number % 3 }, (_, n) => resultRow(`${id}-${n}`));

function itemsOf(job: Job, event: string, output: string): IDataObject[] {
	const row = recordOf(job);
	if (output === 'job') return [{ event, ...row }];
	const results = resultsOf(job).map((result) => ({ job_id: job.id, ...result }));
	if (output === 'jobWithResults') return [{ event, ...row, results }];
	if (results.length === 0) return [{ event, ...row }];
	return results.map((result) => ({ event, job_state: job.state, ...result }));
}
