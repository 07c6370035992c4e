import type { MemoryResult } from '../children/works/settings.mts';
import { withApi } from '../measuring/api.mts';
import { Clients, complete, type EngineClient } from '../measuring/client.mts';
import { alternate, atMost, figures, type Comparison, type Row } from '../measuring/row.mts';

/** Each look for memory collects garbage, which makes a run long; the values hardly differ from run to run. */
const RUNS = 1;

const reading = (items: number, concurrency: number): EngineClient => ({
	work: { name: 'readProjects', by: 'xcScribe', concurrency },
	items,
	// So that both are looked at equally often.
	lookEveryMs: items / 100,
});

const CLIENTS = {
	'1,000 items, 20 at once': reading(1000, 20),
	'10,000 items, 20 at once': reading(10_000, 20),
	'1,000 items, 100 at once': reading(1000, 100),
	'10,000 items, 100 at once': reading(10_000, 100),
} satisfies Record<string, EngineClient>;

type Name = keyof typeof CLIENTS;

/** What our node holds beside the items of n8n, for few and for many items. */
export const memoryRow: Row = {
	name: 'memory',
	async run(full) {
		const context = atMost(RUNS, full);
		const clients = await Clients.prepare(context.tarball);
		const names: Name[] = [
			'1,000 items, 20 at once',
			'10,000 items, 20 at once',
			'1,000 items, 100 at once',
			'10,000 items, 100 at once',
		];
		const results = await withApi({}, async (api) =>
			alternate(names, context, async (name) => {
				const client = CLIENTS[name];
				return complete(name, client.items, await clients.runForMemory(client, api));
			}),
		);
		const compare = (ours: Name, peer: Name): Comparison => ({
			...comparison(results.get(ours) ?? [], results.get(peer) ?? []),
			ours,
			peer,
			runs: context.runs,
		});
		return [
			compare('10,000 items, 20 at once', '1,000 items, 20 at once'),
			compare('10,000 items, 100 at once', '1,000 items, 100 at once'),
		];
	},
};

/** Growing with the items by less than this much is not growing with them: 0.5 kB an item. */
const TOLERANCE_MEGABYTES = 5;

function comparison(ours: readonly MemoryResult[], peer: readonly MemoryResult[]) {
	const figure = figures(ours, peer);
	return {
		title: 'Memory in use while items are read',
		note: "looked at again and again, each time after a garbage collection; n8n's own items: what is still in use at the end, with all input and output items",
		measurements: [
			figure(
				"peak beyond n8n's own items",
				'MB',
				({ peakMegabytes, resultMegabytes }) => peakMegabytes - resultMegabytes,
				{ difference: TOLERANCE_MEGABYTES },
			),
			figure("n8n's own items", 'MB', ({ resultMegabytes }) => resultMegabytes),
		],
	};
}
