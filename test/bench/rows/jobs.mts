import type { ApiCounts } from '../children/api/settings.mts';
import type { RunResult } from '../children/works/settings.mts';
import { withApi } from '../measuring/api.mts';
import { Clients, complete, type Client } from '../measuring/client.mts';
import { alternate, atMost, figures, type Comparison, type Row } from '../measuring/row.mts';
import { JOB_MS, LATENCY_MS, PRODUCTS, scriptAt, textsBy, worldText } from './jobClients.mts';

const AT_ONCE = 50;
/** A loop takes a third of a second an item: a part of the products tells what all of them would take. */
const LOOP_PRODUCTS = 50;
const LOOP_RUNS = 1;
const RUNS = 3;

const CLIENTS = {
	ours: { ...textsBy('xcScribe', { concurrency: AT_ONCE }), items: PRODUCTS },
	allAtOnce: { ...textsBy('allAtOnce', { pauseMs: JOB_MS }), items: PRODUCTS },
	script: { ...scriptAt(AT_ONCE), items: PRODUCTS },
} satisfies Record<string, Client>;

const LOOP: Client = { ...textsBy('loop', { pauseMs: JOB_MS }), items: LOOP_PRODUCTS };

type Result = RunResult & ApiCounts;

/** Many jobs through our node, through n8n's own nodes and through a plain script. */
export const jobsRow: Row = {
	name: 'jobs',
	async run(full) {
		const context = atMost(RUNS, full);
		const clients = await Clients.prepare(context.tarball);
		return await withApi({ tls: true, latencyMs: LATENCY_MS, jobMs: JOB_MS }, async (api) => {
			const measure = async (name: string, client: Client): Promise<Result> =>
				complete(name, client.items, await clients.run(client, api));
			const names = ['ours', 'allAtOnce', 'script'] as const;
			const results = await alternate(
				names,
				context,
				async (name) => await measure(name, CLIENTS[name]),
			);
			const loops = await alternate(['loop'], atMost(LOOP_RUNS, context), async (name) =>
				scaled(await measure(name, LOOP), PRODUCTS / LOOP_PRODUCTS),
			);
			const ours = results.get('ours') ?? [];
			return [
				beside('a plain undici script, 50 at once', ours, results.get('script') ?? [], 1.15),
				beside(
					'HTTP Request for all items, Wait, HTTP Request',
					ours,
					results.get('allAtOnce') ?? [],
					1,
				),
				{
					...beside(
						`Loop Over Items, HTTP Request, Wait, HTTP Request, If (${LOOP_PRODUCTS} products, scaled x ${PRODUCTS / LOOP_PRODUCTS})`,
						ours,
						loops.get('loop') ?? [],
						1 / 30,
					),
					peerRuns: Math.min(LOOP_RUNS, context.runs),
				},
			];
		});
	},
};

function beside(
	peer: string,
	ours: readonly Result[],
	peers: readonly Result[],
	ratio: number,
): Comparison {
	const figure = figures(ours, peers);
	return {
		title: worldText,
		runs: ours.length,
		ours: `XC Scribe, ${AT_ONCE} at once`,
		peer,
		measurements: [
			figure('time', 's', ({ wallMs }) => wallMs / 1000, { ratio }),
			figure('CPU', 's', ({ cpuMs }) => cpuMs / 1000),
			figure('requests', 'count', ({ requests }) => requests),
			figure('connections', 'count', ({ connections }) => connections),
			{
				what: 'ours: until the first request',
				unit: 's',
				ours: ours.map(({ preparationMs }) => preparationMs / 1000),
			},
		],
	};
}

/** What grows with the items, for more of them. */
function scaled(result: Result, factor: number): Result {
	return {
		...result,
		wallMs: result.wallMs * factor,
		cpuMs: result.cpuMs * factor,
		requests: result.requests * factor,
		connections: result.connections * factor,
	};
}
