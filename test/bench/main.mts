// `npm run bench`: what this package costs, beside its peers, in the same run and on the same machine.

import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installN8n } from '../../sandbox/n8n/install.mts';
import { packProduct } from '../../sandbox/productPackage.mts';
import { takeLock } from '../../scripts/lock.mjs';
import { cacheFolder } from '../../scripts/paths.mjs';
import { printError } from '../../scripts/userError.mjs';
import { evaluate } from './measuring/evaluate.mts';
import { describeMachine, drawMachine, type Machine } from './measuring/machine.mts';
import type { Comparison, Row } from './measuring/row.mts';
import { drawTable } from './measuring/table.mts';
import { readOptions, usage, type BenchOptions } from './options.mts';
import { busyRow } from './rows/busy.mts';
import { cernelRow } from './rows/cernel.mts';
import { editorRow } from './rows/editor.mts';
import { imagesRow } from './rows/images.mts';
import { jobsRow } from './rows/jobs.mts';
import { loadRow } from './rows/load.mts';
import { memoryRow } from './rows/memory.mts';
import { pollRow } from './rows/poll.mts';
import { requestsRow } from './rows/requests.mts';
import { reviewRow } from './rows/review.mts';
import { sizeRow } from './rows/size.mts';
import { startRow } from './rows/start.mts';
import { streamRow } from './rows/stream.mts';
import { webhooksRow } from './rows/webhooks.mts';

const rows: readonly Row[] = [
	jobsRow,
	busyRow,
	cernelRow,
	imagesRow,
	requestsRow,
	memoryRow,
	streamRow,
	webhooksRow,
	pollRow,
	startRow,
	editorRow,
	reviewRow,
	loadRow,
	sizeRow,
];
const names = rows.map(({ name }) => name);

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2), names);
	if (options.help) {
		console.log(usage(names));
		return;
	}
	const release = await takeLock(join(cacheFolder, 'locks', 'bench.lock'), {
		takenMessage: (pid) =>
			`The benchmark is running already (process ${pid}), and two of them would measure each other.`,
	});
	try {
		await measure(options);
	} finally {
		release();
	}
}

async function measure(options: BenchOptions): Promise<void> {
	await installN8n();
	const tarball = options.package === undefined ? await packProduct() : resolve(options.package);
	const started = performance.now();
	const machine = await describeMachine();
	const comparisons: Comparison[] = [];
	for (const row of rows) {
		if (options.only.length > 0 && !options.only.includes(row.name)) continue;
		const progress = (text: string) => console.log(`- ${row.name}, ${text}`);
		comparisons.push(...(await row.run({ runs: options.runs, tarball, progress })));
	}
	const seconds = (performance.now() - started) / 1000;
	console.log(`
${drawMachine(machine)}${busy(machine)}
Medians of ${options.runs} runs (fewer where a heading says so), the smallest and the largest value in brackets. Less is better, but for what counts a second.

${drawTable(comparisons, options.runs)}
${seconds.toFixed(0)} s in all.`);
	if (options.json === undefined) return;
	const report = {
		measuredAt: new Date().toISOString(),
		seconds,
		runs: options.runs,
		machine,
		comparisons: comparisons.map((comparison) => ({
			...comparison,
			measurements: comparison.measurements.map(evaluate),
		})),
	};
	await writeFile(options.json, `${JSON.stringify(report, null, '\t')}\n`);
	console.log(`All values are in ${options.json}.`);
}

/** Work of others makes every time longer, and not ours and the peer's by the same factor. */
function busy({ load, cores }: Machine): string {
	return load > cores / 2
		? '\nThis machine was busy when the benchmark began: measure again when nothing else runs.'
		: '';
}

try {
	await main();
} catch (error) {
	printError(error);
	process.exitCode = 1;
}
