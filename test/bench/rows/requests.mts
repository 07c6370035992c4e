import type { ApiCounts } from '../children/api/settings.mts';
import type { RunResult } from '../children/works/settings.mts';
import { withApi } from '../measuring/api.mts';
import { Clients, complete, type Client } from '../measuring/client.mts';
import { alternate, atMost, figures, type Comparison, type Row } from '../measuring/row.mts';

const ITEMS = 5000;
const AT_ONCE = 20;
const RUNS = 3;
/** It takes 9 s, and 15 s over TLS. */
const HTTP_REQUEST_RUNS = 1;

const reading = (order: { oneOperation?: boolean; concurrency: number }): Client => ({
	work: { name: 'readProjects', by: 'xcScribe', ...order },
	items: ITEMS,
});

const CLIENTS = {
	ours: reading({ concurrency: AT_ONCE }),
	script: { script: { work: 'readProjects', concurrency: AT_ONCE }, items: ITEMS },
	// It cannot be told a number: it starts all items at once.
	httpRequest: { work: { name: 'readProjects', by: 'httpRequest' }, items: ITEMS },
	oneOperation: reading({ concurrency: AT_ONCE, oneOperation: true }),
} satisfies Record<string, Client>;

type Name = keyof typeof CLIENTS;
type Result = RunResult & ApiCounts;
type Results = ReadonlyMap<Name, readonly Result[]>;

/** Many items, one small request each: what a request costs the processor, and how many connections they take. */
export const requestsRow: Row = {
	name: 'requests',
	async run(context) {
		const clients = await Clients.prepare(context.tarball);
		const measure = async (tls: boolean, names: readonly Name[]): Promise<Results> =>
			await withApi({ tls }, async (api) => {
				const run = async (name: Name): Promise<Result> =>
					complete(name, ITEMS, await clients.run(CLIENTS[name], api));
				const quick = await alternate(names, atMost(RUNS, context), run);
				const slow = await alternate(['httpRequest'], atMost(HTTP_REQUEST_RUNS, context), run);
				return new Map<Name, Result[]>([...quick, ...slow]);
			});
		const plain = await measure(false, ['ours', 'script', 'oneOperation']);
		const encrypted = await measure(true, ['ours', 'script']);
		return [...compare('HTTP', plain), ...compare('TLS', encrypted), compareForms(plain)];
	},
};

const costOf = ({ cpuMs }: Result): number => (cpuMs * 1000) / ITEMS;

function compare(protocol: string, results: Results): Comparison[] {
	const ours = results.get('ours') ?? [];
	const nodes = figures(ours, results.get('httpRequest') ?? []);
	const script = figures(ours, results.get('script') ?? []);
	const sides = {
		title: `${ITEMS.toLocaleString('en')} items, one request each, ${protocol}`,
		ours: `XC Scribe, ${AT_ONCE} at once`,
		runs: ours.length,
	};
	return [
		{
			...sides,
			peer: 'HTTP Request (all at once)',
			peerRuns: results.get('httpRequest')?.length ?? 0,
			measurements: [
				nodes('CPU for one request', 'µs', costOf, { ratio: 1 / 3 }),
				nodes('time', 's', ({ wallMs }) => wallMs / 1000),
				nodes('peak memory beyond the start', 'MB', ({ peakMegabytes }) => peakMegabytes),
				nodes('connections', 'count', ({ connections }) => connections, { value: AT_ONCE }),
			],
		},
		{
			...sides,
			peer: `a plain undici script, ${AT_ONCE} at once`,
			measurements: [
				script('CPU for one request', 'µs', costOf, { ratio: 1.5 }),
				script('time', 's', ({ wallMs }) => wallMs / 1000),
				script('connections', 'count', ({ connections }) => connections),
			],
		},
	];
}

/** What it costs that the node has many operations, although an item uses one. */
function compareForms(results: Results): Comparison {
	const ours = results.get('ours') ?? [];
	const figure = figures(ours, results.get('oneOperation') ?? []);
	return {
		title: `${ITEMS.toLocaleString('en')} items, one request each, HTTP`,
		ours: 'XC Scribe with all operations',
		peer: 'XC Scribe with one operation',
		runs: ours.length,
		measurements: [figure('CPU for one request', 'µs', costOf, { ratio: 1.1 })],
	};
}
