// `npm run generate`: writes what is derived from the declarations of the operations, so that it is never written by hand:
// docs/operations.md, the output schemas of the nodes, and the record of their parameters.
//
// A change of parameters that would break saved workflows is not recorded unless `--accept-breaking` says that it is meant.

import { bundledProduct } from './generate/bundle.mts';
import {
	currentParameters,
	generatedFiles,
	PARAMETERS_FILE,
	recordedParameters,
	recordParameters,
	updateFiles,
} from './generate/files.mts';
import { readProduct, type ProductNode } from './generate/product.mts';
import { compareParameters } from './generate/stability.mts';

const ACCEPT = '--accept-breaking';

async function main(args: readonly string[]): Promise<number> {
	const unknown = args.filter((arg) => arg !== ACCEPT);
	if (unknown.length > 0) {
		console.error(`Unknown: ${unknown.join(' ')}. The only option is ${ACCEPT}.`);
		return 2;
	}
	const nodes = await readProduct(await bundledProduct());
	const files = await generatedFiles(nodes);
	const { outdated, superfluous } = await updateFiles(files);
	for (const file of outdated) console.log(`wrote ${file}`);
	for (const file of superfluous) console.log(`removed ${file}`);
	console.log(`${files.size} files are up to date.`);
	return await updateRecord(nodes, args.includes(ACCEPT));
}

async function updateRecord(nodes: readonly ProductNode[], accept: boolean): Promise<number> {
	const parameters = currentParameters(nodes);
	const { breaking, harmless } = compareParameters(await recordedParameters(), parameters);
	if (breaking.length > 0 && !accept) {
		console.error(
			`\nThese changes would break saved workflows, so ${PARAMETERS_FILE} was left as it is:\n` +
				breaking.map((line) => `  ${line}\n`).join('') +
				`Take them back, or, if they are meant: npm run generate -- ${ACCEPT}`,
		);
		return 1;
	}
	await recordParameters(parameters);
	console.log(
		`${PARAMETERS_FILE} is up to date (${harmless.length} additions, ${breaking.length} breaking changes).`,
	);
	return 0;
}

process.exitCode = await main(process.argv.slice(2));
