const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { existsSync } = require('node:fs');
const { glob, mkdir, readFile, readdir, rm, writeFile } = require('node:fs/promises');
const { isBuiltin } = require('node:module');
const { dirname, join, relative, resolve, sep } = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { inlineImports } = require('./scripts/inline.mjs');

const ROOT = __dirname;
const DIST = join(ROOT, 'dist');
const VENDOR = join(DIST, 'vendor');
const LICENCES = join(DIST, 'THIRD_PARTY_LICENSES.txt');

const SOURCES = ['nodes/**/*.ts', 'credentials/**/*.ts'];
// Scripts of a page, which become a text within the page's module.
const BROWSER = /[/\\]page[/\\]browser[/\\]/;
const ASSETS = [
	'nodes/**/*.svg',
	'credentials/**/*.svg',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
];
// What the host provides: n8n gives every package the n8n-workflow that it runs itself.
const PROVIDED = new Set(['n8n-workflow']);

/** Libraries that the product's files import: found while they are emitted, bundled afterwards. */
const libraries = new Set();

async function clean() {
	await rm(DIST, { recursive: true, force: true });
}

async function types() {
	const tsc = require.resolve('typescript/bin/tsc');
	const child = spawn(process.execPath, [tsc, '--project', 'tsconfig.build.json'], {
		cwd: ROOT,
		stdio: 'inherit',
	});
	const [code] = await once(child, 'exit');
	if (code !== 0) throw new Error('The types do not fit; see above.');
}

/**
 * Every product file becomes one file in dist. They keep importing each other, so what a module holds (the connection
 * pool, the rate limits) exists once in the process, however many nodes use it.
 */
async function code() {
	libraries.clear();
	await esbuild.build({
		absWorkingDir: ROOT,
		entryPoints: await filesOf(SOURCES),
		outbase: ROOT,
		outdir: DIST,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		logLevel: 'warning',
		plugins: [inlineImports, { name: 'keep-imports', setup: keepImports }],
	});
}

function keepImports(build) {
	build.onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
		if (kind === 'entry-point') return undefined;
		// A data file has no place of its own in dist and becomes part of its importer.
		if (path.endsWith('.json')) return undefined;
		if (path.startsWith('.')) return { path, external: true };
		if (isBuiltin(path) || PROVIDED.has(path)) return { path, external: true };
		libraries.add(path);
		const from = join(DIST, relative(ROOT, dirname(importer)));
		const file = relative(from, join(VENDOR, vendorFile(path)));
		return { path: file.split(sep).join('/'), external: true };
	});
}

/** `@scope/name/part` -> `scope__name__part.js` */
function vendorFile(library) {
	return `${library.replace(/^@/, '').replaceAll('/', '__')}.js`;
}

/**
 * Libraries are bundled, one file each, because a community package may have no dependencies; and with that nothing is left
 * to install. They stay apart from the product's files so that each is loaded when it is first needed, and only once.
 */
async function vendor() {
	const { metafile, outputFiles } = await esbuild.build({
		absWorkingDir: ROOT,
		entryPoints: [...libraries]
			.sort()
			.map((library) => ({ in: library, out: vendorFile(library).replace(/\.js$/, '') })),
		outdir: VENDOR,
		bundle: true,
		minify: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		legalComments: 'external',
		metafile: true,
		write: false,
		logLevel: 'warning',
	});
	await mkdir(VENDOR, { recursive: true });
	const notices = [];
	for (const { path, text, contents } of outputFiles) {
		if (path.endsWith('.LEGAL.txt')) notices.push(text.trim());
		else await writeFile(path, contents);
	}
	await writeFile(LICENCES, await licencesOf(Object.keys(metafile.inputs), notices));
}

/** The licence of every package that has a file in a bundle, and the notices that stood in those files. */
async function licencesOf(inputs, notices) {
	const packages = new Set(inputs.map(packageOf).filter((folder) => folder !== undefined));
	const sections = [];
	for (const folder of [...packages].sort()) {
		const { name, version, license } = JSON.parse(
			await readFile(join(ROOT, folder, 'package.json'), 'utf8'),
		);
		const files = (await readdir(join(ROOT, folder))).filter((file) =>
			/^(licen[cs]e|copying|notice)([.-]|$)/i.test(file),
		);
		if (files.length === 0) throw new Error(`${folder} is bundled but has no licence file.`);
		const texts = await Promise.all(
			files.sort().map((file) => readFile(join(ROOT, folder, file), 'utf8')),
		);
		sections.push([`${name} ${version} (${license})`, ...texts.map((text) => text.trim())]);
	}
	if (notices.length > 0) sections.push(['Notices in bundled files', ...notices]);
	const line = '='.repeat(80);
	return [
		'This package contains code of the following packages.\n',
		...sections.map(([title, ...texts]) => `${line}\n${title}\n${line}\n\n${texts.join('\n\n')}\n`),
	].join('\n');
}

/** The folder of the package that a bundled file belongs to: the innermost one. */
function packageOf(input) {
	return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function assets() {
	return src(ASSETS, { base: ROOT, encoding: false, allowEmpty: true }).pipe(dest(DIST));
}

/** What package.json registers must be there: n8n would otherwise refuse the package when it is installed. */
async function registered() {
	const { n8n } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
	const missing = [...n8n.credentials, ...n8n.nodes].filter(
		(file) => !existsSync(resolve(ROOT, file)),
	);
	if (missing.length > 0)
		throw new Error(`package.json names what was not built: ${missing.join(', ')}`);
}

async function filesOf(patterns) {
	const found = [];
	for await (const file of glob(patterns, { cwd: ROOT })) {
		if (!/\.(test|d)\.ts$/.test(file) && !BROWSER.test(file)) found.push(file);
	}
	return found.sort();
}

/** Without the check of the types: for work on the build itself. */
const emit = series(clean, parallel(assets, series(code, vendor)), registered);

exports.clean = clean;
exports.types = types;
exports.emit = emit;
exports.build = series(types, emit);
exports.default = exports.build;
