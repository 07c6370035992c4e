import type { IDataObject } from 'n8n-workflow';

import { amount, choices, type Field } from '../shared/fields';
import { markOf, type Ground } from '../shared/ground';
import type { ApiClient } from '../shared/http/apiClient';
import { isNotFound } from '../shared/http/faults';
import { hasEnded, isOpen, JOB_MARK_LENGTH, jobMark } from '../shared/jobWatch';
import type { Reply } from '../shared/operation';
import { summarized } from '../shared/output';
import { pollingOptions, type PollingTrigger } from '../shared/polling';
import { fillPath } from '../shared/request';
import { during, simplify } from '../shared/triggerForm';
import { isRecord, toText } from '../shared/values';
import { watchedRows } from '../shared/watchedRows';
import type { Reading, Sighting, Watch } from '../shared/watch';
import { blogPostListReply } from './operations/blogReplies';
import { project } from './operations/fields';
import { BLOG_POST_STATUSES, ITEM_STATUSES } from './operations/knownValues';
import { itemListReply, jobReply } from './operations/replies';
import { jobStatus, xcScribe } from './provider';

const EVENT = {
	itemStatus: 'itemStatus',
	jobFinished: 'jobFinished',
	blogPostStatus: 'blogPostStatus',
	syncFailed: 'syncFailed',
	balanceLow: 'balanceLow',
} as const;

/** XC Scribe lists no more jobs of a project than this. */
const LISTED_JOBS = 50;

const statuses = (displayName: string, values: typeof ITEM_STATUSES, initial: string[]): Field =>
	choices({
		displayName,
		description: 'A thing that reaches one of them is an event, each time that it does',
		values,
		default: initial,
		required: true,
	});

/** XC Scribe calls no webhooks, so all events are found by looking. */
export const xcScribeTrigger: PollingTrigger = {
	provider: xcScribe,
	events: [
		{
			value: EVENT.itemStatus,
			name: 'Item Reached Status',
			description: 'An item is generated, flagged, approved, rejected or synced',
		},
		{
			value: EVENT.jobFinished,
			name: 'Job Finished',
			description: 'A job of the project is completed, failed or cancelled',
		},
		{
			value: EVENT.blogPostStatus,
			name: 'Blog Post Reached Status',
			description: 'A blog post is ready, scheduled, published or failed',
		},
		{
			value: EVENT.syncFailed,
			name: 'Sync Failed',
			description: 'A sync job failed, or could not write some of its items to the shop',
		},
		{
			value: EVENT.balanceLow,
			name: 'XCT Balance Low',
			description:
				'The XCT balance fell below a threshold, once each time. Needs an account with the role admin.',
		},
	],
	initialEvents: [EVENT.itemStatus],
	fields: {
		project_id: during(
			[EVENT.itemStatus, EVENT.jobFinished, EVENT.blogPostStatus, EVENT.syncFailed],
			{ ...project, form: { ...project.form, description: 'The project to watch' } },
		),
		item_statuses: during(
			[EVENT.itemStatus],
			statuses('Item Statuses', ITEM_STATUSES, ['generated', 'flagged']),
		),
		blog_post_statuses: during(
			[EVENT.blogPostStatus],
			statuses('Blog Post Statuses', BLOG_POST_STATUSES, ['ready']),
		),
		balance_threshold: during(
			[EVENT.balanceLow],
			amount({
				displayName: 'Balance Threshold',
				description: 'XCT below which the balance counts as low',
				positive: true,
				required: true,
			}),
		),
		simplify: during(
			[EVENT.itemStatus, EVENT.jobFinished, EVENT.blogPostStatus, EVENT.syncFailed],
			simplify,
		),
	},
	options: pollingOptions,
	watches({ events, values }, client) {
		const projectId = toText(values.project_id);
		const path = fillPath('/api/v1/projects/{project_id}', { project_id: projectId || '-' });
		const shown = { projectId, simplify: values.simplify !== false };
		return [
			...(events.has(EVENT.itemStatus)
				? textsOf(values.item_statuses).map((status) =>
						statusWatch(EVENT.itemStatus, `${path}/items`, status, itemListReply, shown, client),
					)
				: []),
			...(events.has(EVENT.blogPostStatus)
				? textsOf(values.blog_post_statuses).map((status) =>
						statusWatch(
							EVENT.blogPostStatus,
							`${path}/blog-posts`,
							status,
							blogPostListReply,
							shown,
							client,
						),
					)
				: []),
			...(events.has(EVENT.jobFinished) || events.has(EVENT.syncFailed)
				? [jobWatch(`${path}/jobs`, events, shown, client)]
				: []),
			...(events.has(EVENT.balanceLow)
				? [balanceWatch(Number(values.balance_threshold), client)]
				: []),
		];
	},
};

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(toText) : []);

/** How rows of a project are shown. */
interface Shown {
	projectId: string;
	simplify: boolean;
}

/** A row as it is emitted: rows of a project do not name it themselves. */
function show(row: IDataObject, reply: Reply, { projectId, simplify }: Shown): IDataObject {
	const summary = 'summary' in reply ? reply.summary : undefined;
	return { project_id: projectId, ...summarized(row, summary, { simplify, limit: Infinity }) };
}

async function readList(path: string, noun: string, client: ApiClient): Promise<IDataObject[]> {
	return watchedRows(await client.get(path), xcScribe, noun);
}

/**
 * Things that have a status. The list is read whole with each poll: a thing that was not in it before has reached the
 * status, and one that has left it and comes back reaches it again.
 */
function statusWatch(
	event: string,
	path: string,
	status: string,
	reply: Reply,
	shown: Shown,
	client: ApiClient,
): Watch {
	const filtered = `${path}?${new URLSearchParams({ status }).toString()}`;
	const noun = event === EVENT.itemStatus ? 'items' : 'blog posts';
	return {
		key: filtered,
		markLength: 0,
		async read() {
			const rows = await readList(filtered, noun, client);
			return {
				sightings: rows.map((row) => ({
					id: toText(row.id),
					mark: '',
					row: show(row, reply, shown),
				})),
				unseen: 'forget',
			};
		},
		happened: (before) => (before === undefined ? [event] : []),
	};
}

/** The jobs of a project; those that go on are read by themselves when the list no longer reaches them. */
function jobWatch(
	path: string,
	events: ReadonlySet<string>,
	shown: Shown,
	client: ApiClient,
): Watch {
	const readJob = async (id: string): Promise<IDataObject> => {
		const job = await client.get(fillPath('/api/v1/jobs/{job_id}', { job_id: id }));
		return isRecord(job) ? job : {};
	};
	const sight = (row: IDataObject): Sighting => ({
		id: toText(row.id),
		mark: jobMark(jobStatus(row).outcome),
		row,
	});
	return {
		key: path,
		markLength: JOB_MARK_LENGTH,
		async read(ground) {
			const listed = (await readList(path, 'jobs', client)).toReversed().map(sight);
			const known = new Set(listed.map(({ id }) => id));
			const hidden: Sighting[] = [];
			for (const id of openIds(ground)) {
				if (known.has(id)) continue;
				// A job that was deleted has no end that could be told.
				const job = await readJob(id).catch((thrown: unknown) =>
					isNotFound(thrown) ? undefined : Promise.reject(thrown),
				);
				if (job !== undefined) hidden.push(sight({ id, ...job }));
			}
			const sightings = [...hidden, ...listed];
			const idsOf = (some: readonly Sighting[]): string => some.map(({ id }) => id).join(' ');
			return {
				sightings,
				unseen: 'forget',
				cursor: idsOf(sightings.filter(({ mark }) => isOpen(mark))),
				// Those that have ended and are not emitted yet may be pushed out of the list until then.
				cursorWhenCut: idsOf(
					sightings.filter(({ id, mark }) => isOpen(mark) || hasEnded(markOf(ground, id), mark)),
				),
				...gapIn(listed, ground),
			};
		},
		happened: (before, now) =>
			hasEnded(before, now)
				? [EVENT.jobFinished, EVENT.syncFailed].filter((event) => events.has(event))
				: [],
		async rows(event, { id, row }) {
			if (event === EVENT.syncFailed && row.job_type !== 'sync') return [];
			const job = await readJob(id);
			if (event === EVENT.syncFailed && !hasFailures(job)) return [];
			return [show(job, jobReply, shown)];
		},
	};
}

/** Jobs that went on at the last look. */
const openIds = ({ cursor = '' }: Ground): string[] => cursor.split(' ').filter((id) => id !== '');

/** A full list in which nothing is known may have pushed others out unseen. */
function gapIn(listed: readonly Sighting[], ground: Ground): Pick<Reading, 'gap'> {
	const isFull = listed.length >= LISTED_JOBS && ground.marks.size > 0;
	if (!isFull || listed.some(({ id }) => markOf(ground, id) !== undefined)) return {};
	return {
		gap: `XC Scribe lists the ${LISTED_JOBS} newest jobs of a project, and all of them are new since the last poll: others may have been missed. Poll more often.`,
	};
}

/** A sync job that is completed may still have items that the shop did not take: its result counts them. */
function hasFailures(job: IDataObject): boolean {
	const { result } = job;
	const failed = isRecord(result) ? Number(result.failed_count ?? 0) : 0;
	return jobStatus(job).outcome === 'failed' || failed > 0;
}

/** Amounts are texts, e.g. "12.5000"; NaN for what holds none, which is not the same as 0. */
function numberIn(value: unknown): number {
	const text = toText(value).trim();
	return text === '' ? NaN : Number(text);
}

const LOW = 'l';
const ENOUGH = 'e';

function balanceWatch(threshold: number, client: ApiClient): Watch {
	return {
		key: `balance ${threshold}`,
		markLength: 1,
		async read() {
			const balance = await client.get('/api/v1/billing/balance');
			const row = isRecord(balance) ? { threshold, ...balance } : { threshold };
			const total = isRecord(balance) ? numberIn(balance.total_balance) : NaN;
			const sighting = { id: 'balance', mark: total < threshold ? LOW : ENOUGH, row };
			// A reply without a number says nothing about the balance.
			return { sightings: Number.isNaN(total) ? [] : [sighting], unseen: 'keep' };
		},
		happened: (before, now) => (now === LOW && before !== LOW ? [EVENT.balanceLow] : []),
	};
}
