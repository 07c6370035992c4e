import { execFile } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { currentN8n } from '../../../sandbox/n8n/paths.mts';
import { cacheFolder, projectRoot } from '../../../scripts/paths.mjs';

const run = promisify(execFile);

/** A folder from which programs see the modules of the installed n8n, and nothing else. */
export interface EngineFolder {
	/** The product as it is published, unpacked. */
	product: string;
	/** Where n8n's own nodes are. */
	nodesBase: string;
	/** Makes a program of test/bench/children ready to run there. */
	program(name: string): Promise<string>;
	/** Settings that keep n8n-core silent and away from the user's own n8n. */
	env: Readonly<Record<string, string>>;
}

/**
 * Unpacks the product where its `require('n8n-workflow')` finds the one of the installed n8n, as it does
 * in a real one: the peer's node, the engine and our node then share one set of modules.
 */
export async function prepareEngineFolder(tarball: string): Promise<EngineFolder> {
	const folder = join(cacheFolder, 'bench/engine');
	const product = join(folder, 'product');
	await rm(folder, { recursive: true, force: true });
	await mkdir(product, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', product, '--strip-components=1']);
	const modules = join(currentN8n.folder, 'node_modules');
	await symlink(modules, join(folder, 'node_modules'), 'junction');
	return {
		product,
		nodesBase: join(modules, 'n8n-nodes-base'),
		program: async (name) => await bundle(name, folder),
		env: {
			N8N_USER_FOLDER: join(folder, 'home'),
			N8N_ENCRYPTION_KEY: 'a-key-for-measuring',
			N8N_LOG_LEVEL: 'silent',
			// What n8n sets, and what libraries look at to leave out checks.
			NODE_ENV: 'production',
			NO_PROXY: 'localhost,127.0.0.1',
			no_proxy: 'localhost,127.0.0.1',
		},
	};
}

/** The harness of the engine tests is written for a bundler's resolution, which Node does not have. */
async function bundle(name: string, folder: string): Promise<string> {
	const outfile = join(folder, `${name}.cjs`);
	await build({
		entryPoints: [join(projectRoot, 'test/bench/children', `${name}.ts`)],
		outfile,
		bundle: true,
		packages: 'external',
		platform: 'node',
		target: 'node24',
		format: 'cjs',
		logLevel: 'warning',
	});
	return outfile;
}
