import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { installCommunityPackage } from '../../../sandbox/n8n/communityPackage.mts';
import { startN8n, type N8n } from '../../../sandbox/n8n/instance.mts';
import { findFreePort } from '../../../sandbox/n8n/ports.mts';
import { cacheFolder } from '../../../scripts/paths.mjs';
import { owner } from '../measuring/n8n.mts';
import { cpuSecondsOf } from '../measuring/processes.mts';
import {
	alternate,
	atMost,
	type Comparison,
	type Measurement,
	type Row,
	type RowContext,
} from '../measuring/row.mts';
import { median } from '../measuring/statistics.mts';

const run = promisify(execFile);

const logFile = join(cacheFolder, 'logs', 'bench-n8n.log');
const OUR_NODE = 'n8n-nodes-product-content.xcScribe';

/** Two starts take half a minute. */
const RUNS = 3;

/** startN8n looks five times a second, which is too coarse for a difference of 5%. */
const POLL_MS = 10;
/** After this time n8n has ended what it does once after its start. */
const SETTLE_MS = 4000;
const SAMPLES = 5;
const SAMPLE_PAUSE_MS = 200;

interface Start {
	seconds: number;
	/** CPU seconds from the start until it was idle; undefined where the system does not tell. */
	cpuSeconds: number | undefined;
	megabytes: number;
}

type Variant = 'n8n alone' | 'n8n with the package';

/** The start of a real n8n with the package beside one without it. */
export const startRow: Row = {
	name: 'start',
	async run(context) {
		context.progress('preparing the user folders');
		// Outside of the project: a package below it would find the project's own n8n-workflow instead of n8n's, and load
		// that a second time.
		const folder = await mkdtemp(join(tmpdir(), 'product-content-bench-'));
		try {
			return [await compareStarts(folder, context)];
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	},
};

async function compareStarts(folder: string, full: RowContext): Promise<Comparison> {
	const context = atMost(RUNS, full);
	const prepared = await prepareFolders(folder, context.tarball);
	const variants: Variant[] = ['n8n alone', 'n8n with the package'];
	const results = await alternate(
		variants,
		context,
		async (variant) => await measureStart(folder, prepared[variant], variant),
	);
	const ours = results.get('n8n with the package') ?? [];
	const peer = results.get('n8n alone') ?? [];
	return {
		title: 'Start of n8n',
		ours: 'with the package',
		peer: 'without it',
		runs: context.runs,
		measurements: [
			{
				what: 'time until ready',
				unit: 's',
				ours: ours.map(({ seconds }) => seconds),
				peer: peer.map(({ seconds }) => seconds),
				goal: { ratio: 1.05 },
			},
			...cpuFigure(ours, peer),
			{
				what: 'memory once idle',
				unit: 'MB',
				ours: ours.map(({ megabytes }) => megabytes),
				peer: peer.map(({ megabytes }) => megabytes),
				goal: { difference: 30 },
			},
		],
	};
}

function cpuFigure(ours: readonly Start[], peer: readonly Start[]): Measurement[] {
	const cpu = (starts: readonly Start[]) => starts.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
	if (cpu(ours).length === 0) return [];
	return [{ what: 'CPU until idle', unit: 's', ours: cpu(ours), peer: cpu(peer) }];
}

/** User folders of an n8n that has made its database and settings; every start gets a copy. */
async function prepareFolders(folder: string, tarball: string): Promise<Record<Variant, string>> {
	const alone = join(folder, 'alone');
	const withPackage = join(folder, 'with-package');
	const n8n = await startN8n({ port: await findFreePort(), userFolder: alone, logFile });
	try {
		// The first sign-in makes the owner.
		await n8n.rest.signIn(owner);
	} finally {
		await n8n.stop();
	}
	await cp(alone, withPackage, { recursive: true });
	await installCommunityPackage({ tarball, userFolder: withPackage });
	return { 'n8n alone': alone, 'n8n with the package': withPackage };
}

async function measureStart(folder: string, prepared: string, variant: Variant): Promise<Start> {
	const userFolder = join(folder, 'run');
	await rm(userFolder, { recursive: true, force: true });
	await cp(prepared, userFolder, { recursive: true });
	const port = await findFreePort();
	const polling = new AbortController();
	const ready = secondsUntilReady(port, polling.signal);
	let n8n: N8n | undefined;
	try {
		n8n = await startN8n({ port, userFolder, logFile });
		const seconds = await ready;
		await sleep(SETTLE_MS);
		const megabytes = await memoryOf(n8n.pid);
		const cpuSeconds = await cpuSecondsOf(n8n.pid);
		await checkNodes(n8n, variant);
		return { seconds, cpuSeconds, megabytes };
	} finally {
		polling.abort();
		await n8n?.stop();
	}
}

/** A package that was not loaded would cost nothing. */
async function checkNodes({ rest }: N8n, variant: Variant): Promise<void> {
	await rest.signIn(owner);
	const loaded = (await rest.nodeTypes()).some(({ name }) => name === OUR_NODE);
	if (loaded !== (variant === 'n8n with the package')) {
		throw new Error(`${variant} has ${loaded ? '' : 'not '}loaded ${OUR_NODE}; see ${logFile}`);
	}
}

async function secondsUntilReady(port: number, signal: AbortSignal): Promise<number> {
	const started = performance.now();
	while (!signal.aborted) {
		const reply = await fetch(`http://127.0.0.1:${port}/healthz/readiness`).catch(() => undefined);
		await reply?.body?.cancel();
		if (reply?.ok === true) break;
		await sleep(POLL_MS);
	}
	return (performance.now() - started) / 1000;
}

/** RSS in MB, the median of a second. */
async function memoryOf(pid: number): Promise<number> {
	const samples: number[] = [];
	while (samples.length < SAMPLES) {
		const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
		samples.push(Number(stdout.trim()) / 1024);
		await sleep(SAMPLE_PAUSE_MS);
	}
	return median(samples);
}
