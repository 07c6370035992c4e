import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

import { inlineImports } from '../inline.mjs';
import { cacheFolder, projectRoot } from '../paths.mjs';
import { productFiles, type Load } from './product.mts';

/**
 * Makes the product's files importable for Node: they import each other without extensions, which only a bundler resolves.
 * All of them become one file, so that what a module holds exists once.
 */
export async function bundledProduct(): Promise<Load> {
	const files = await productFiles();
	const outfile = join(cacheFolder, 'generate/product.mjs');
	await mkdir(join(cacheFolder, 'generate'), { recursive: true });
	await build({
		stdin: {
			contents: files
				.map((file, index) => `export * as file${index} from ${JSON.stringify(`./${file}`)};`)
				.join('\n'),
			resolveDir: projectRoot,
		},
		outfile,
		bundle: true,
		packages: 'external',
		platform: 'node',
		target: 'node24',
		format: 'esm',
		logLevel: 'warning',
		plugins: [inlineImports, commonJsWorkflow],
	});
	const bundle: unknown = await import(pathToFileURL(outfile).href);
	return async (file) => {
		const name = `file${files.indexOf(file)}`;
		return typeof bundle === 'object' && bundle !== null
			? await Promise.resolve<unknown>(Reflect.get(bundle, name))
			: undefined;
	};
}

/** n8n-workflow's ES modules import each other without extensions, too; its CommonJS build works everywhere. */
const commonJsWorkflow: Plugin = {
	name: 'commonjs-workflow',
	setup(building) {
		const file = createRequire(import.meta.url).resolve('n8n-workflow');
		building.onResolve({ filter: /^n8n-workflow$/ }, () => ({
			path: pathToFileURL(file).href,
			external: true,
		}));
	},
};
