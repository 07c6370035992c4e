import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { hostNpm } from '../scripts/hostNpm.mjs';
import { takeLock } from '../scripts/lock.mjs';
import { runLongStep } from '../scripts/longStep.mjs';
import { cacheFolder, node24, projectRoot } from '../scripts/paths.mjs';

/** All that decides what is in the package. */
const SOURCES = [
	'nodes',
	'credentials',
	'package.json',
	'package-lock.json',
	'gulpfile.js',
	'scripts/inline.mjs',
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
		await build();
		const tarball = await pack();
		await writeFile(stampFile, JSON.stringify({ hash, tarball }));
		return tarball;
	} finally {
		release();
	}
}

async function build(): Promise<void> {
	await runLongStep({
		label: 'Building the package',
		command: node24,
		args: [join(projectRoot, 'node_modules/.bin/gulp'), 'build'],
		cwd: projectRoot,
		env: process.env,
		log: join(cacheFolder, 'logs', 'build.log'),
	});
}

async function pack(): Promise<string> {
	const npm = hostNpm();
	await runLongStep({
		label: 'Packing it',
		command: npm.command,
		args: [...npm.prefix, 'pack', '--ignore-scripts', '--pack-destination', packageFolder],
		cwd: projectRoot,
		env: npm.env,
		log: join(cacheFolder, 'logs', 'pack.log'),
	});
	const name = (await readdir(packageFolder)).find((file) => file.endsWith('.tgz'));
	if (name === undefined) throw new Error(`npm pack left no tarball in ${packageFolder}`);
	return join(packageFolder, name);
}

async function readStamp(): Promise<z.infer<typeof Stamp> | undefined> {
	const text = await readFile(stampFile, 'utf8').catch(() => undefined);
	return text === undefined ? undefined : Stamp.parse(JSON.parse(text));
}

async function hashSources(): Promise<string> {
	const hash = createHash('sha256');
	for (const source of SOURCES) {
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
