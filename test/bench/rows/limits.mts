import type { LimitedCounts, LimitedSettings } from '../children/api/limited.mts';
import type { RunResult } from '../children/works/settings.mts';
import { withLimitedApi } from '../measuring/api.mts';
import { Clients, type EngineClient } from '../measuring/client.mts';
import { alternate, atMost, type Comparison, type Row } from '../measuring/row.mts';

const RUNS = 2;

/** Work that a provider's limits decide the time of. */
interface LimitedWork {
	/** For `--only`. */
	name: string;
	title: string;
	ours: string;
	provider: LimitedSettings['provider'];
	work: EngineClient['work'];
	items: number;
	/** How many times faster than in reality the time of both sides passes. */
	speed: number;
	/** What a job takes, in seconds of reality. */
	jobSeconds: number;
	/** What the limits allow at best, in seconds of reality, and how that comes about. */
	minimum: { seconds: number; because: string };
	/** Requests that start something, at most. */
	submissions: number;
}

type Result = RunResult & LimitedCounts;

/** A part that holds our node against the shortest time that a provider's limits allow. */
export const limitedRow = (limited: LimitedWork): Row => ({
	name: limited.name,
	async run(full) {
		const { name, provider, speed, jobSeconds, work, items } = limited;
		const context = atMost(RUNS, full);
		const clients = await Clients.prepare(context.tarball);
		const results = await withLimitedApi({ provider, speed, jobSeconds }, async (api) =>
			alternate([name], context, async () => {
				const result: Result = await clients.run({ work, items, speed }, api);
				if (result.failure !== undefined) full.progress(result.failure);
				return result;
			}),
		);
		return [{ ...compare(limited, results.get(name) ?? []), runs: context.runs }];
	},
});

function compare(limited: LimitedWork, results: readonly Result[]): Comparison {
	const { minimum, speed } = limited;
	return {
		title: `${limited.title} (time ${speed}x)`,
		ours: limited.ours,
		peer: 'the minimum that the limits allow',
		note: `minimum: ${minimum.because}. Time from the first request on, since reading the items is not faster than in reality.`,
		measurements: [
			{
				what: 'time',
				unit: 's',
				ours: results.map(({ wallMs, preparationMs, done }) =>
					// A run that lost items has not got done at all.
					done === limited.items ? ((wallMs - preparationMs) * speed) / 1000 : Infinity,
				),
				peer: [minimum.seconds],
				goal: { ratio: 1.05 },
			},
			{
				what: 'items lost',
				unit: 'count',
				ours: results.map(({ done }) => limited.items - done),
				goal: { value: 0 },
			},
			{
				what: 'requests that start work',
				unit: 'count',
				ours: results.map(({ submissions }) => submissions),
				goal: { value: limited.submissions },
			},
			{
				what: 'refused with 429',
				unit: 'count',
				ours: results.map(({ refused }) => refused),
				goal: { value: 0 },
			},
			{
				what: 'requests',
				unit: 'count',
				ours: results.map(({ requests }) => requests),
			},
			{
				what: 'paid for twice',
				unit: 'count',
				ours: results.map(({ duplicates }) => duplicates),
				goal: { value: 0 },
			},
		],
	};
}
