import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Child } from '../measuring/childProcess.mts';
import { prepareEngineFolder, type EngineFolder } from '../measuring/engineFolder.mts';
import { alternate, type Comparison, type Measurement, type Row } from '../measuring/row.mts';

const ITEMS = 1000;
const API_SERVER = fileURLToPath(new URL('../children/apiServer.mts', import.meta.url));

const Listening = z.object({ url: z.string() });
const Counts = z.object({ requests: z.number(), logins: z.number(), connections: z.number() });
const Cost = z.object({ wallMs: z.number(), cpuMs: z.number(), peakMegabytes: z.number() });

type Result = z.infer<typeof Cost> & z.infer<typeof Counts>;

const VARIANTS = {
	'HTTP Request': { node: 'httpRequest' },
	'XC Scribe': { node: 'xcScribe' },
	// The most that the option allows. HTTP Request cannot be told a number: it starts all items at once.
	'XC Scribe, 100 at once': { node: 'xcScribe', concurrency: 100 },
	'XC Scribe with one operation': { node: 'xcScribe', oneOperation: true },
} as const;

type Variant = keyof typeof VARIANTS;

/** Many items, one small request each, through n8n's HTTP Request node and through ours, in n8n's engine. */
export const requestsRow: Row = {
	name: 'requests',
	async run(context) {
		const engine = await prepareEngineFolder(context.tarball);
		const program = await engine.program('requests');
		const server = new Child(API_SERVER);
		try {
			const { url } = await server.ask('listen', Listening);
			const variants: Variant[] = [
				'HTTP Request',
				'XC Scribe',
				'XC Scribe, 100 at once',
				'XC Scribe with one operation',
			];
			const results = await alternate(
				variants,
				context,
				async (variant) => await measure(variant, { engine, program, server, apiUrl: url }),
			);
			const peer = results.get('HTTP Request') ?? [];
			return [
				compare('XC Scribe', results.get('XC Scribe') ?? [], peer),
				compare('XC Scribe, 100 at once', results.get('XC Scribe, 100 at once') ?? [], peer),
				compareForms(
					results.get('XC Scribe') ?? [],
					results.get('XC Scribe with one operation') ?? [],
				),
			];
		} finally {
			await server.stop();
		}
	},
};

async function measure(
	variant: Variant,
	{
		engine,
		program,
		server,
		apiUrl,
	}: { engine: EngineFolder; program: string; server: Child; apiUrl: string },
): Promise<Result> {
	const { product, nodesBase, env } = engine;
	const settings = { ...VARIANTS[variant], apiUrl, product, nodesBase, items: ITEMS };
	const child = new Child(program, {
		args: [JSON.stringify(settings)],
		env,
		nodeOptions: ['--expose-gc'],
	});
	try {
		await child.ask('warmUp', z.null());
		await server.ask('reset', z.null());
		const cost = await child.ask('run', Cost);
		const counts = await server.ask('counts', Counts);
		if (counts.requests !== ITEMS) {
			throw new Error(`${variant} made ${counts.requests} requests for ${ITEMS} items`);
		}
		return { ...cost, ...counts };
	} finally {
		await child.stop();
	}
}

function compare(ours: string, results: readonly Result[], peers: readonly Result[]): Comparison {
	const figure = (
		what: string,
		unit: Measurement['unit'],
		key: keyof Result,
		goal: Pick<Measurement, 'goal'> = {},
	): Measurement => ({
		what,
		unit,
		ours: results.map((result) => result[key]),
		peer: peers.map((result) => result[key]),
		...goal,
	});
	return {
		title: `${ITEMS.toLocaleString('en')} items, one request each`,
		ours,
		peer: 'HTTP Request (all at once)',
		measurements: [
			figure('CPU', 'ms', 'cpuMs', { goal: { ratio: 1 / 3 } }),
			figure('time', 'ms', 'wallMs'),
			figure('peak memory beyond the start', 'MB', 'peakMegabytes'),
			figure('connections', 'count', 'connections'),
			figure('requests', 'count', 'requests'),
		],
	};
}

/** What it costs that the node has many operations, although an item uses one. */
function compareForms(all: readonly Result[], one: readonly Result[]): Comparison {
	return {
		title: `${ITEMS.toLocaleString('en')} items, one request each`,
		ours: 'XC Scribe with all operations',
		peer: 'XC Scribe with one operation',
		measurements: [
			{
				what: 'CPU',
				unit: 'ms',
				ours: all.map(({ cpuMs }) => cpuMs),
				peer: one.map(({ cpuMs }) => cpuMs),
				goal: { ratio: 1.1 },
			},
		],
	};
}
