import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { hostNpm } from '../scripts/hostNpm.mjs';
import { takeLock } from '../scripts/lock.mjs';
import { runLongStep } from '../scripts/longStep.mjs';
import { cacheFolder, node24, projectRoot } from '../scripts/paths.mjs';

/** All that decides what is in the package, from the repository's root. */
export const packageSources: readonly string[] = [
	'nodes',
	'credentials',
	'package.json',
	'package-lock.json',
	'gulpfile.js',
	'scripts/inline.mjs',
	'scripts/package',
	'tsconfig.json',
	'tsconfig.build.json',
	'README.md',
	'LICENSE',
];

const packageFolder = join(cacheFolder, 'package');
const stampFile = join(packageFolder, 'packed.json');

const Stamp = z.object({ hash: z.string(), tarball: z.string() });

/**
 * Builds and packs this project as it would be published, unless its sources are those of the last time.
 *
 * @returns The tarball's path.
 * @throws UserError when the build or `npm pack` fails.
 */
export async function packProduct(): Promise<string> {
	const release = await takeLock(join(cacheFolder, 'locks', 'package.lock'));
	try {
		const hash = await hashSources();
		const packed = await readStamp();
		if (packed?.hash === hash && existsSync(packed.tarball)) return packed.tarball;
		await rm(packageFolder, { recursive: true, force: true });
		await mkdir(packageFolder, { recursive: true });
		const tarball = await buildAndPack({
			folder: projectRoot,
			task: 'build',
			env: process.env,
			destination: packageFolder,
		});
		await writeFile(stampFile, JSON.stringify({ hash, tarball }));
		return tarball;
	} finally {
		release();
	}
}

/**
 * Builds and packs without asking whether that is necessary.
 *
 * @param options.folder Holds the sources and node_modules.
 * @param options.task gulp's task: "build", or "emit" to leave the types unchecked.
 * @param options.env Environment of the build.
 * @param options.destination An existing folder without tarballs, where the tarball is put.
 * @returns The tarball's path.
 * @throws UserError when the build or `npm pack` fails.
 */
export async function buildAndPack(options: {
	folder: string;
	task: 'build' | 'emit';
	env: NodeJS.ProcessEnv;
	destination: string;
}): Promise<string> {
	const { folder, destination } = options;
	const npm = hostNpm();
	await runLongStep({
		label: 'Building the package',
		command: node24,
		args: [join(projectRoot, 'node_modules/.bin/gulp'), options.task],
		cwd: folder,
		env: options.env,
		log: join(cacheFolder, 'logs', 'build.log'),
	});
	await runLongStep({
		label: 'Packing it',
		command: npm.command,
		args: [...npm.prefix, 'pack', '--ignore-scripts', '--pack-destination', destination],
		cwd: folder,
		env: npm.env,
		log: join(cacheFolder, 'logs', 'pack.log'),
	});
	const name = (await readdir(destination)).find((file) => file.endsWith('.tgz'));
	if (name === undefined) throw new Error(`npm pack left no tarball in ${destination}`);
	return join(destination, name);
}

async function readStamp(): Promise<z.infer<typeof Stamp> | undefined> {
	const text = await readFile(stampFile, 'utf8').catch(() => undefined);
	return text === undefined ? undefined : Stamp.parse(JSON.parse(text));
}

async function hashSources(): Promise<string> {
	const hash = createHash('sha256');
	for (const source of packageSources) {
		for (const file of await filesBelow(join(projectRoot, source))) {
			hash.update(`${relative(projectRoot, file)}\0`).update(await readFile(file));
		}
	}
	return hash.digest('hex');
}

async function filesBelow(path: string): Promise<string[]> {
	const found = await stat(path).catch(() => undefined);
	if (!found) return [];
	if (found.isFile()) return [path];
	const entries = await readdir(path, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}
