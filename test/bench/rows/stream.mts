import type { ApiCounts } from '../children/api/settings.mts';
import type { RunResult } from '../children/works/settings.mts';
import { withApi } from '../measuring/api.mts';
import { Clients, complete, type Client, type EngineClient } from '../measuring/client.mts';
import {
	alternate,
	atMost,
	figures,
	type Comparison,
	type Row,
	type RowContext,
} from '../measuring/row.mts';

const EVENTS = 100_000;
/** To see whether memory grows with the events. */
const FEW_EVENTS = 10_000;
const RUNS = 3;
/** Each look for memory collects garbage, and the values hardly differ from run to run. */
const MEMORY_RUNS = 1;
/** A stream at full speed leaves no turns for looks at the memory, and is over after 0.2 s. */
const CHUNK_PAUSE_MS = 20;
const LOOK_EVERY_MS = 10;
/** What of the stream is under way differs from look to look. */
const TOLERANCE_MEGABYTES = 5;

const inNode = (events: number): EngineClient => ({
	work: { name: 'streamEvents', events },
	items: 1,
	lookEveryMs: LOOK_EVERY_MS,
});

const SCRIPT: Client = { script: { work: 'readEvents' }, items: EVENTS };

/** A long stream of server-sent events, summed up, beside a loop that does nothing but parse it. */
export const streamRow: Row = {
	name: 'stream',
	async run(full) {
		const context = atMost(RUNS, full);
		const clients = await Clients.prepare(context.tarball);
		return [
			await compareSpeed(clients, context, false),
			await compareSpeed(clients, context, true),
			await compareMemory(clients, atMost(MEMORY_RUNS, context)),
		];
	},
};

const title = (what: string): string =>
	`A stream of ${EVENTS.toLocaleString('en')} events, put out as a summary, ${what}`;

async function compareSpeed(
	clients: Clients,
	context: RowContext,
	tls: boolean,
): Promise<Comparison> {
	const results = await withApi({ tls }, async (api) =>
		alternate(['ours', 'script'], context, async (name): Promise<RunResult & ApiCounts> => {
			const client = name === 'ours' ? inNode(EVENTS) : SCRIPT;
			return complete(name, client.items, await clients.run(client, api));
		}),
	);
	const figure = figures(results.get('ours') ?? [], results.get('script') ?? []);
	return {
		title: title(tls ? 'TLS' : 'HTTP'),
		ours: 'XC Scribe',
		peer: 'a bare loop of undici and eventsource-parser',
		runs: context.runs,
		measurements: [
			// Half the speed is twice the time.
			figure('time', 'ms', ({ wallMs }) => wallMs, { ratio: 2 }),
			figure('CPU', 'ms', ({ cpuMs }) => cpuMs),
			figure('peak memory beyond the start', 'MB', ({ peakMegabytes }) => peakMegabytes),
		],
	};
}

async function compareMemory(clients: Clients, context: RowContext): Promise<Comparison> {
	const results = await withApi({ chunkPauseMs: CHUNK_PAUSE_MS }, async (api) =>
		alternate(['many', 'few'], context, async (name) => {
			const client = inNode(name === 'many' ? EVENTS : FEW_EVENTS);
			return complete(name, client.items, await clients.runForMemory(client, api));
		}),
	);
	const figure = figures(results.get('many') ?? [], results.get('few') ?? []);
	return {
		title: title('HTTP'),
		ours: `XC Scribe, ${EVENTS.toLocaleString('en')} events`,
		peer: `the same with ${FEW_EVENTS.toLocaleString('en')} events`,
		runs: context.runs,
		note: `looked at again and again, each time after a garbage collection; a pause of ${CHUNK_PAUSE_MS} ms after every 64 kB`,
		measurements: [
			figure('peak of memory in use', 'MB', ({ peakMegabytes }) => peakMegabytes, {
				difference: TOLERANCE_MEGABYTES,
			}),
		],
	};
}
