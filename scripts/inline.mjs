import { dirname, extname, relative, resolve, sep } from 'node:path';
import { buildSync } from 'esbuild';

const SUFFIX = '?inline';

/**
 * A style sheet or a browser script as one minified text, which a page carries in itself.
 *
 * @param {string} file Its absolute path; a script may leave out `.ts`.
 * @returns {string} The style sheet, or the script and all that it imports.
 */
export function inlined(file) {
	const { outputFiles } = buildSync({
		entryPoints: [extname(file) === '' ? `${file}.ts` : file],
		bundle: true,
		minify: true,
		write: false,
		platform: 'browser',
		target: 'es2022',
		format: 'iife',
		charset: 'utf8',
		legalComments: 'inline',
		logLevel: 'warning',
	});
	return outputFiles[0].text;
}

/**
 * Lets `import script from './browser/main?inline'` give the text of the bundled script, and likewise for style sheets.
 *
 * @type {import('esbuild').Plugin}
 */
export const inlineImports = {
	name: 'inline',
	setup(build) {
		const root = build.initialOptions.absWorkingDir ?? process.cwd();
		build.onResolve({ filter: /\?inline$/ }, ({ path, importer }) => {
			const file = resolve(dirname(importer), path.slice(0, -SUFFIX.length));
			// esbuild names the path in a comment of the output, where the build's own folder has no place.
			return {
				path: relative(root, file).split(sep).join('/'),
				pluginData: file,
				namespace: 'inline',
			};
		});
		build.onLoad({ filter: /.*/, namespace: 'inline' }, ({ pluginData: file }) => ({
			contents: inlined(file),
			loader: 'text',
		}));
	},
};
