// `npm run check:package`: packs the package as it would be published, looks at it as its users would get it, and builds it
// a second time elsewhere, which has to give the same bytes. `-- --to <folder>` leaves the tarball there, with its bill of
// materials and a checksum.

import { copyFile, cp, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { buildAndPack, packageSources, packProduct } from '../sandbox/productPackage.mts';
import { inspectPackage } from './package/inspect.mts';
import { lintPackage } from './package/lint.mts';
import { integrityOf, unpack } from './package/tarball.mts';
import { projectRoot } from './paths.mjs';
import { printError, UserError } from './userError.mjs';

async function checkPackage(args: string[]): Promise<void> {
	const { to } = parseArgs({ args, options: { to: { type: 'string' } } }).values;
	const work = await mkdtemp(join(tmpdir(), 'check-package-'));
	try {
		const tarball = await packProduct();
		const unpacked = join(work, 'unpacked');
		const files = await unpack(tarball, unpacked);
		const { size } = await stat(tarball);
		const integrity = await integrityOf(tarball);
		console.log(`${basename(tarball)}: ${files.size} files, ${size} bytes\n${integrity}`);

		const linted = await lintPackage(unpacked);
		console.log(`n8n's linter has read ${linted.files} files.`);
		const buildFolders = [projectRoot, homedir()];
		const findings = [...inspectPackage(files, { bytes: size, buildFolders }), ...linted.findings];
		if (findings.length > 0) {
			throw new UserError(`The package may not be published like this:\n${findings.join('\n')}`);
		}

		const again = await integrityOf(await packElsewhere(join(work, 'another/place')));
		if (again !== integrity) {
			throw new UserError(
				`A second build, in another folder, gave another package: ${again}\n` +
					'Look for what depends on the folder, the time or the order of files, e.g. by unpacking both.',
			);
		}
		console.log('A second build, in another folder, gave the same bytes.');
		if (to !== undefined) await hand(tarball, join(unpacked, 'dist/sbom.cdx.json'), resolve(to));
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}

/** Builds from a copy of the sources, with another time zone and language. */
async function packElsewhere(folder: string): Promise<string> {
	const sources = join(folder, 'sources');
	const destination = join(folder, 'packed');
	await mkdir(destination, { recursive: true });
	for (const source of packageSources) {
		await cp(join(projectRoot, source), join(sources, source), { recursive: true });
	}
	await symlink(join(projectRoot, 'node_modules'), join(sources, 'node_modules'), 'junction');
	return await buildAndPack({
		folder: sources,
		task: 'emit',
		env: { ...process.env, TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' },
		destination,
	});
}

/** Leaves what a release consists of in a folder. */
async function hand(tarball: string, sbom: string, folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	await copyFile(tarball, join(folder, basename(tarball)));
	await copyFile(sbom, join(folder, 'sbom.cdx.json'));
	await writeFile(join(folder, 'integrity.txt'), `${await integrityOf(tarball)}\n`);
	console.log(`Tarball, bill of materials and checksum are in ${folder}.`);
}

try {
	await checkPackage(process.argv.slice(2));
} catch (error) {
	printError(error);
	process.exitCode = 1;
}
