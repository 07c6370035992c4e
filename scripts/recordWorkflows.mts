// `npm run record:workflows`: saves a workflow for each node as this version does, for the tests of later ones. Once for
// each release; what was recorded is never changed.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';

import { bundledProduct } from './generate/bundle.mts';
import { readProduct } from './generate/product.mts';
import { savedWorkflow } from './generate/savedWorkflow.mts';
import { projectRoot } from './paths.mjs';
import { printError, UserError } from './userError.mjs';

const Manifest = z.object({ name: z.string(), version: z.string() });

async function record(): Promise<void> {
	const manifest: unknown = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
	const { name, version } = Manifest.parse(manifest);
	const folder = join(projectRoot, `test/upgrade/workflows-${version}`);
	if (existsSync(folder)) {
		throw new UserError(
			`${relative(projectRoot, folder)} exists: the workflows of a version are recorded once. ` +
				'Change the version in package.json first.',
		);
	}
	const nodes = await readProduct(await bundledProduct());
	await mkdir(folder, { recursive: true });
	for (const { description, declared } of nodes) {
		const choices = declared?.operations.map(({ resource, operation }) => ({
			resource,
			operation,
		}));
		const workflow = savedWorkflow(name, description, choices ?? [{}]);
		const file = join(folder, `${description.name}.json`);
		await writeFile(file, `${JSON.stringify(workflow, null, '\t')}\n`);
		console.log(`wrote ${relative(projectRoot, file)}: ${workflow.nodes.length} nodes`);
	}
}

try {
	await record();
} catch (error) {
	printError(error);
	process.exitCode = 1;
}
