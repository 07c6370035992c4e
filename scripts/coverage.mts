// `npm run coverage:operations`: which operations of the providers' contract the nodes have, as a table by provider and resource.
// Ends with an error when one is missing, has another method or path, or is not asked for.

import {
	compareWithContract,
	totals,
	type ResourceCoverage,
} from './operationCoverage/compare.mts';
import { operationsToBuild } from './operationCoverage/contract.mts';
import { bundledProduct } from './generate/bundle.mts';
import { readProduct } from './generate/product.mts';

const nodes = await readProduct(await bundledProduct());
const coverage = compareWithContract(await operationsToBuild(), nodes);
const { declared, wanted, complete } = totals(coverage);

console.log(
	table([
		['Provider', 'Resource', 'To build', 'Declared', 'Missing'],
		...coverage.map((each) => [
			each.provider,
			each.resource,
			String(each.wanted),
			String(each.declared),
			each.missing.map((id) => id.split('.').at(-1)).join(', '),
		]),
	]),
);
list('Missing', ({ missing }) => missing);
list('Different from the contract', ({ different }) => different);
list('Not asked for', ({ unexpected }) => unexpected);
console.log(`\n${declared} of ${wanted}`);
process.exitCode = complete ? 0 : 1;

/** Columns as wide as their longest cell; numbers to the right. */
function table(rows: readonly string[][]): string {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	return rows
		.map((row) =>
			row
				.map((cell, column) => {
					const width = widths[column] ?? 0;
					return /^\d+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
				})
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function list(title: string, of: (coverage: ResourceCoverage) => string[]): void {
	const lines = coverage.flatMap(of);
	if (lines.length > 0)
		console.error(`\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}
