import type { IDataObject } from 'n8n-workflow';

import { fingerprint, markOf, type Ground } from '../shared/ground';
import { timeOf, type Get } from '../shared/jobs';
import { isOpen, jobMark } from '../shared/jobWatch';
import { toText } from '../shared/values';
import type { Budget, Reading, Sighting, Start } from '../shared/watch';
import { watchedRows } from '../shared/watchedRows';
import { cernel, jobStatus, readJobPage } from './provider';

/** Marks by the state in which a job ends. */
const MARKS: Record<string, string> = { SUCCESS: 's', PARTIAL_SUCCESS: 'p', FAILURE: 'f' };

/**
 * How much older than the newest known job a job may be and still be new: the clocks of a provider's servers differ, and
 * many jobs may have the same time.
 */
const OVERLAP_MS = 10 * 60_000;

/** Jobs that lie deeper in the list are no longer watched: 1,000 newer ones. */
const MOST_PAGES = 20;

/**
 * Reads the list of the account's jobs, newest first, from the top down to known ground.
 *
 * Where time ends before, nothing of it is taken, because what is older has to be emitted first: the next look goes on
 * downwards from there. From the bottom the looks come up again, stretch by stretch, each of them read downwards to where the
 * one before it began: a list that grows meanwhile pushes its jobs down, so that none is passed over.
 */
export async function readJobs(
	ground: Ground,
	start: Start,
	budget: Budget,
	get: Get,
): Promise<Reading> {
	const place = placeOf(ground);
	if (start !== 'existing') return toReading(await readTop(start, budget, get), ground, place);
	const lower = await readDown(place.page, ground, budget, get);
	if (lower.end === 'nowhere') {
		// What lies above is read again when a look has come to the ground.
		const cursor = cursorOf({ ...place, page: lower.page });
		return { sightings: [], unseen: 'keep', isPartial: true, cursor };
	}
	if (place.page === 1) return toReading(lower, ground, place);
	const upper = budget.isOver() ? undefined : await readDown(1, ground, budget, get, lower);
	if (upper === undefined || upper.end === 'nowhere') {
		const page = Math.max(1, place.page - Math.max(1, lower.page - place.page));
		return {
			...toReading(lower, ground, place),
			isPartial: true,
			cursor: cursorOf({ ...place, page }),
		};
	}
	// What was read last counts.
	const below = [...lower.jobs].filter(([id]) => !upper.jobs.has(id));
	const jobs = new Map([...upper.jobs, ...below]);
	return toReading({ ...upper, jobs, end: 'known' }, ground, { ...place, page: 1 });
}

/** What a look knows when it begins. */
interface Place {
	/** The time of the newest job of the last look that came to the ground, by Cernel's clock alone. */
	newest: number;
	/** The page to go on with: 1 unless something was left. */
	page: number;
}

function placeOf({ cursor = '' }: Ground): Place {
	const [newest = '', page = '1'] = cursor.split(' ');
	return { newest: newest === '' ? -Infinity : Number(newest), page: Number(page) };
}

const cursorOf = ({ newest, page }: Place): string =>
	page === 1 ? String(newest) : `${newest} ${page}`;

/** A stretch of the list that was read without a gap. */
interface Stretch {
	/** By id, from the top down; of one that moved from a page to the next, what was seen last. */
	jobs: Map<string, Sighting>;
	/** The lowest page of it. */
	page: number;
	/** The time of its newest job, or that of the last look. */
	newest: number;
	/** Where it ends: below all that may be new, at a job that is known, or where time was over. */
	end: 'ground' | 'known' | 'nowhere';
}

/**
 * Reads from a page down to the ground, or, when time is over, to a job that is known. It reads two pages at least, so that
 * looks with little time get on.
 * @param below a stretch to which this one has to come down; that is as good as the ground then
 */
async function readDown(
	from: number,
	ground: Ground,
	budget: Budget,
	get: Get,
	below?: Stretch,
): Promise<Stretch> {
	const { newest: newestBefore } = placeOf(ground);
	const isYoung = ({ row }: Sighting): boolean => createdAt(row) >= newestBefore - OVERLAP_MS;
	const isMarked = ({ id }: Sighting): boolean => markOf(ground, id) !== undefined;
	const missing = new Set([...ground.marks].filter(([, mark]) => isOpen(mark)).map(([key]) => key));
	const jobs = new Map<string, Sighting>();
	let newest = newestBefore;
	for (let page = from; ; page++) {
		const { rows, isLast } = await readPage(page, get);
		for (const job of rows) {
			missing.delete(fingerprint(job.id));
			// An unknown job that is older than known ground was over before the trigger began.
			if (isYoung(job) || isMarked(job)) {
				jobs.delete(job.id);
				jobs.set(job.id, job);
			}
		}
		newest = newestOf(newest, rows);
		const isGround = missing.size === 0 && !rows.some(isYoung);
		if (isGround || isLast || page >= MOST_PAGES) return { jobs, page, newest, end: 'ground' };
		const last = rows.at(-1);
		if (last !== undefined && below?.jobs.has(last.id)) return { jobs, page, newest, end: 'known' };
		if (page > from && budget.isOver()) {
			const isKnown = last === undefined || !isYoung(last) || isMarked(last);
			return { jobs, page, newest, end: isKnown && below === undefined ? 'known' : 'nowhere' };
		}
	}
}

/**
 * Reads the top of a list that was never looked at. A baseline has to hold all that still goes on, and all that will still
 * count as young with the next look; somebody who wants to see a few needs one that has ended.
 */
async function readTop(
	start: Exclude<Start, 'existing'>,
	budget: Budget,
	get: Get,
): Promise<Stretch> {
	const jobs = new Map<string, Sighting>();
	let newest = -Infinity;
	for (let page = 1; ; page++) {
		const { rows, isLast } = await readPage(page, get);
		for (const job of rows) {
			jobs.delete(job.id);
			jobs.set(job.id, job);
		}
		newest = newestOf(newest, rows);
		const isYoung = ({ row }: Sighting): boolean => createdAt(row) >= newest - OVERLAP_MS;
		const isEnough =
			start === 'sample'
				? rows.some(({ mark }) => !isOpen(mark))
				: !rows.some(({ mark }) => isOpen(mark)) && !rows.some(isYoung);
		if (isEnough || isLast || page >= MOST_PAGES) return { jobs, page, newest, end: 'ground' };
		if (!budget.isOver()) continue;
		// What was not read was there before the baseline: it must not be young enough to count as new later.
		const oldest = createdAt(rows.at(-1)?.row ?? {});
		const after = oldest === Infinity ? newest : oldest + OVERLAP_MS + 1;
		return { jobs, page, newest: Math.max(newest, after), end: 'ground' };
	}
}

async function readPage(page: number, get: Get): Promise<{ rows: Sighting[]; isLast: boolean }> {
	const { results, isLast } = await readJobPage(page, get);
	return { rows: watchedRows(results, cernel, 'jobs').map(sight), isLast };
}

/** A stretch in the order of emission. Only one that reaches the ground tells what may be forgotten. */
function toReading({ jobs, newest, end }: Stretch, ground: Ground, before: Place): Reading {
	const sightings = [...jobs.values()].reverse();
	const cursor = { newest: end === 'ground' ? newest : before.newest, page: 1 };
	return {
		// What had ended before the last look began need not be remembered: its age tells that it is not new.
		sightings: sightings.filter(
			({ id, mark, row }) =>
				isOpen(mark) || createdAt(row) >= before.newest - OVERLAP_MS || markOf(ground, id) !== mark,
		),
		unseen: end === 'ground' ? 'forget' : 'keep',
		...(cursor.newest === -Infinity ? {} : { cursor: cursorOf(cursor) }),
	};
}

const sight = (row: IDataObject): Sighting => ({
	id: toText(row.job_id),
	mark: MARKS[jobStatus(row).state.toUpperCase()] ?? jobMark('running'),
	row,
});

/** By Cernel's own clock; a time that cannot be read counts as new. */
function createdAt(row: IDataObject): number {
	const time = timeOf(row.created_at);
	return Number.isNaN(time) ? Infinity : time;
}

const newestOf = (newest: number, rows: readonly Sighting[]): number =>
	Math.max(newest, ...rows.map(({ row }) => createdAt(row)).filter((time) => time !== Infinity));
