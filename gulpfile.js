const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { existsSync } = require('node:fs');
const { glob, mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const { isBuiltin } = require('node:module');
const { dirname, join, relative, resolve, sep } = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { inlineImports } = require('./scripts/inline.mjs');
const { bundledPackages } = require('./scripts/package/bundled.mts');
const { billOfMaterials } = require('./scripts/package/sbom.mts');
const { thirdPartyLicences } = require('./scripts/package/thirdParty.mts');

const ROOT = __dirname;
const DIST = join(ROOT, 'dist');
const VENDOR = join(DIST, 'vendor');
const LICENCES = join(DIST, 'THIRD_PARTY_LICENSES.txt');
const SBOM = join(DIST, 'sbom.cdx.json');

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
	const packages = await bundledPackages(ROOT, Object.keys(metafile.inputs));
	const product = await readJson('package.json');
	const { packages: locked } = await readJson('package-lock.json');
	const sbom = billOfMaterials(product, packages, locked);
	await writeFile(LICENCES, thirdPartyLicences(packages, notices));
	await writeFile(SBOM, `${JSON.stringify(sbom, null, '\t')}\n`);
}

function assets() {
	return src(ASSETS, { base: ROOT, encoding: false, allowEmpty: true }).pipe(dest(DIST));
}

/** What package.json registers must be there: n8n would otherwise refuse the package when it is installed. */
async function registered() {
	const { n8n } = await readJson('package.json');
	const missing = [...n8n.credentials, ...n8n.nodes].filter(
		(file) => !existsSync(resolve(ROOT, file)),
	);
	if (missing.length > 0)
		throw new Error(`package.json names what was not built: ${missing.join(', ')}`);
}

async function readJson(file) {
	return JSON.parse(await readFile(join(ROOT, file), 'utf8'));
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
