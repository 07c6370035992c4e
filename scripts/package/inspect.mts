import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { z } from 'zod';

/** A packed package: its files by their path in it, e.g. "dist/vendor/zod.js". */
export type PackedFiles = ReadonlyMap<string, string>;

const MAX_BYTES = 1_000_000;

const REQUIRED = [
	'package.json',
	'README.md',
	'LICENSE',
	'dist/THIRD_PARTY_LICENSES.txt',
	'dist/sbom.cdx.json',
];

/** What else may be in it; tests, source maps and whatever lay around are none of these. */
const EXPECTED = [
	/^dist\/(nodes|credentials)\/([^/]+\/)*[^/.]+(\.node|\.credentials)?\.js$/,
	/^dist\/(nodes|credentials)\/([^/]+\/)*[^/]+\.svg$/,
	/^dist\/nodes\/[^/]+\/[^/.]+\.node\.json$/,
	/^dist\/nodes\/[^/]+\/__schema__\/([^/]+\/)*[^/]+\.json$/,
	/^dist\/vendor\/[^/]+\.js$/,
];

/** npm would install or run these on the machine of whoever installs the package. */
const INSTALLED = ['dependencies', 'optionalDependencies', 'bundleDependencies'];
const RUN_AT_INSTALLATION = ['preinstall', 'install', 'postinstall', 'prepare'];

/** The host's own n8n-workflow, the only library that is not in the package. */
const PROVIDED = 'n8n-workflow';

const Manifest = z
	.object({
		scripts: z.record(z.string()).default({}),
		peerDependencies: z.record(z.string()).default({}),
		n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
	})
	.passthrough();

const Sbom = z.object({ components: z.array(z.object({ name: z.string(), version: z.string() })) });

/**
 * Checks a packed package as whoever installs it would meet it. Pure.
 *
 * @param files All its files.
 * @param options.bytes Size of the tarball.
 * @param options.buildFolders Folders of the machine that built it; their names may not be in it.
 * @returns What is wrong, a sentence each; empty is good.
 */
export function inspectPackage(
	files: PackedFiles,
	options: { bytes: number; buildFolders: readonly string[] },
): string[] {
	const manifest = files.get('package.json');
	return [
		...(options.bytes < MAX_BYTES
			? []
			: [`It has ${options.bytes} bytes, not below ${MAX_BYTES}.`]),
		...REQUIRED.filter((file) => !files.has(file)).map((file) => `${file} is missing.`),
		...[...files.keys()].filter(isUnexpected).map((file) => `${file} does not belong into it.`),
		...(manifest === undefined ? [] : inspectManifest(manifest, files)),
		...inspectNotices(files),
		...[...files].flatMap(([file, text]) => [
			...options.buildFolders
				.filter((folder) => text.includes(folder))
				.map((folder) => `${file} names the folder ${folder} of the machine that built it.`),
			...(file.endsWith('.js') ? inspectCode(file, text, files) : []),
		]),
	];
}

function isUnexpected(file: string): boolean {
	return !REQUIRED.includes(file) && !EXPECTED.some((pattern) => pattern.test(file));
}

function inspectManifest(text: string, files: PackedFiles): string[] {
	const manifest = Manifest.parse(JSON.parse(text));
	const { n8n, scripts, peerDependencies } = manifest;
	return [
		...INSTALLED.filter((field) => field in manifest).map(
			(field) => `package.json has ${field}, which npm would install.`,
		),
		...RUN_AT_INSTALLATION.filter((name) => name in scripts).map(
			(name) => `package.json has the script "${name}", which npm would run.`,
		),
		...(peerDependencies[PROVIDED] === '*' && Object.keys(peerDependencies).length === 1
			? []
			: [`package.json should have ${PROVIDED} "*" as its only peer dependency.`]),
		...[...n8n.nodes, ...n8n.credentials]
			.filter((file) => !files.has(file))
			.map((file) => `package.json registers ${file}, which is missing.`),
	];
}

/** The licences and the bill of materials have to speak of the same packages. */
function inspectNotices(files: PackedFiles): string[] {
	const licences = files.get('dist/THIRD_PARTY_LICENSES.txt');
	const sbom = files.get('dist/sbom.cdx.json');
	if (licences === undefined || sbom === undefined) return [];
	return Sbom.parse(JSON.parse(sbom))
		.components.map(({ name, version }) => `${name} ${version}`)
		.filter((title) => !licences.includes(`\n${title} (`))
		.map((title) => `dist/THIRD_PARTY_LICENSES.txt has no licence of ${title}.`);
}

function inspectCode(file: string, text: string, files: PackedFiles): string[] {
	const within = (path: string): string => posix.join(posix.dirname(file), path);
	const icons = found(text, /"file:([^"]+\.svg)"/g);
	const modules = found(text, /\b(?:require|import)\("([^"]+)"\)/g);
	return [
		...(/\/\/[#@] sourceMappingURL=/.test(text) ? [`${file} names a source map.`] : []),
		...icons.filter((icon) => !files.has(within(icon))).map((icon) => `${file} lacks ${icon}.`),
		...modules
			.filter((name) =>
				name.startsWith('.')
					? !['', '.js', '.json', '/index.js'].some((ending) => files.has(within(name) + ending))
					: !isBuiltin(name) && name !== PROVIDED,
			)
			.map((name) => `${file} imports ${name}, which is not there.`),
	];
}

function found(text: string, pattern: RegExp): string[] {
	return [...new Set([...text.matchAll(pattern)].map(([, value = '']) => value))];
}
