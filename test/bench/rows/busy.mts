import type { ApiCounts } from '../children/api/settings.mts';
import type { RunResult } from '../children/works/settings.mts';
import { withApi, type ApiOptions } from '../measuring/api.mts';
import { Clients, complete, type Client } from '../measuring/client.mts';
import {
	alternate,
	atMost,
	figures,
	type Comparison,
	type Row,
	type RowContext,
} from '../measuring/row.mts';
import { JOB_MS, LATENCY_MS, PRODUCTS, scriptAt, textsBy, worldText } from './jobClients.mts';

const ALLOWED = 20;
/** More than the provider allows: our node is not told the limit and has to find it. */
const AT_ONCE = 50;

/** Each run takes 12 s and more. */
const JOBS_RUNS = 2;
const REQUESTS_RUNS = 1;

const CLIENTS = {
	ours: { ...textsBy('xcScribe', { concurrency: AT_ONCE }), items: PRODUCTS },
	allAtOnce: { ...textsBy('allAtOnce', { pauseMs: JOB_MS }), items: PRODUCTS },
	script: { ...scriptAt(ALLOWED), items: PRODUCTS },
} satisfies Record<string, Client>;

type Result = RunResult & ApiCounts;

/** Many jobs where the provider takes 20 at the same time and answers 429 beyond. */
export const busyRow: Row = {
	name: 'busy',
	async run(context) {
		const clients = await Clients.prepare(context.tarball);
		return [
			...(await measure(clients, atMost(JOBS_RUNS, context), `${ALLOWED} unfinished jobs`, {
				unfinishedJobs: ALLOWED,
			})),
			...(await measure(
				clients,
				atMost(REQUESTS_RUNS, context),
				`${ALLOWED} requests at the same time`,
				{ requestsAtOnce: ALLOWED },
			)),
		];
	},
};

async function measure(
	clients: Clients,
	context: RowContext,
	limit: string,
	options: ApiOptions,
): Promise<Comparison[]> {
	const world = { tls: true, latencyMs: LATENCY_MS, jobMs: JOB_MS, ...options };
	return await withApi(world, async (api) => {
		const names = ['ours', 'allAtOnce', 'script'] as const;
		const results = await alternate(names, context, async (name) => {
			const result: Result = await clients.run(CLIENTS[name], api);
			return name === 'script' ? complete(name, PRODUCTS, result) : result;
		});
		const title = `${worldText}; at most ${limit}, 429 beyond`;
		const sides = {
			title,
			ours: `XC Scribe, ${AT_ONCE} at once`,
			runs: context.runs,
		};
		const ours = results.get('ours') ?? [];
		const besideScript = figures(ours, results.get('script') ?? []);
		const besideNodes = figures(ours, results.get('allAtOnce') ?? []);
		return [
			{
				...sides,
				peer: `a plain undici script, ${ALLOWED} at once`,
				measurements: [
					besideScript('time', 's', seconds, { ratio: 1.25 }),
					besideScript('requests', 'count', ({ requests }) => requests),
					besideScript('refused with 429', 'count', ({ refused }) => refused),
				],
			},
			{
				...sides,
				peer: 'HTTP Request for all items, Wait, HTTP Request',
				measurements: [
					besideNodes('items lost', 'count', lost, { value: 0 }),
					besideNodes('jobs submitted twice', 'count', ({ duplicates }) => duplicates, {
						value: 0,
					}),
					besideNodes('jobs paid for and lost', 'count', paidAndLost, { value: 0 }),
					besideNodes('refused with 429', 'count', ({ refused }) => refused),
				],
			},
		];
	});
}

/** A run that lost items has not got done at all. */
const seconds = ({ done, wallMs }: Result): number =>
	done === PRODUCTS ? wallMs / 1000 : Infinity;

const lost = ({ done }: Result): number => PRODUCTS - done;

const paidAndLost = ({ done, submissions }: Result): number => Math.max(0, submissions - done);
