import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { hostNpm } from '../../scripts/hostNpm.mjs';
import { UserError } from '../../scripts/userError.mjs';
import { errorMessage } from '../errorMessage.mts';

const run = promisify(execFile);

const Manifest = z
	.object({ name: z.string().min(1), version: z.string().min(1) })
	.catchall(z.unknown());

const Ledger = z.object({ dependencies: z.record(z.string()).default({}) }).catchall(z.unknown());

export type CommunityPackage = {
	name: string;
	version: string;
	/** Where n8n loads it from. */
	folder: string;
};

/**
 * Puts a packed npm package into an n8n user folder the way n8n installs community packages: unpacked below
 * `.n8n/nodes/node_modules`, without development and peer dependencies, its own dependencies installed inside its
 * folder without running scripts, and noted in `.n8n/nodes/package.json`. (n8n's own route for this takes a package
 * from a registry only.) n8n must not be running: it looks for packages when it starts.
 *
 * @param options.tarball A file that `npm pack` made.
 * @param options.userFolder What n8n gets as N8N_USER_FOLDER; made when missing.
 * @returns What was installed.
 * @throws UserError when the tarball cannot be unpacked or its dependencies cannot be installed.
 */
export async function installCommunityPackage(options: {
	tarball: string;
	userFolder: string;
}): Promise<CommunityPackage> {
	const nodesFolder = join(options.userFolder, '.n8n/nodes');
	// Unpacked beside its final place: the package's name is known only from inside.
	const unpacked = join(nodesFolder, `.unpacked-${process.pid}`);
	await mkdir(unpacked, { recursive: true });
	try {
		await run('tar', ['-xzf', options.tarball, '-C', unpacked, '--strip-components=1']);
		const { name, version } = await keepRuntimeDependencies(unpacked);
		await installDependencies(unpacked);
		const folder = join(nodesFolder, 'node_modules', name);
		await rm(folder, { recursive: true, force: true });
		await mkdir(join(folder, '..'), { recursive: true });
		await rename(unpacked, folder);
		await noteInLedger(join(nodesFolder, 'package.json'), name, version);
		return { name, version, folder };
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw new UserError(
			`The package ${options.tarball} could not be installed into n8n: ${errorMessage(error)}`,
			error,
		);
	} finally {
		await rm(unpacked, { recursive: true, force: true });
	}
}

/** n8n removes these so that a package can never bring its own n8n-workflow. */
const NOT_AT_RUNTIME = new Set(['devDependencies', 'peerDependencies', 'optionalDependencies']);

async function keepRuntimeDependencies(folder: string): Promise<z.infer<typeof Manifest>> {
	const file = join(folder, 'package.json');
	const manifest = Manifest.parse(JSON.parse(await readFile(file, 'utf8')));
	const kept = Object.fromEntries(
		Object.entries(manifest).filter(([field]) => !NOT_AT_RUNTIME.has(field)),
	);
	await writeFile(file, JSON.stringify(kept, null, 2));
	return manifest;
}

async function installDependencies(folder: string): Promise<void> {
	const npm = hostNpm();
	await run(
		npm.command,
		[
			...npm.prefix,
			'install',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		],
		{ cwd: folder, env: npm.env },
	);
}

async function noteInLedger(file: string, name: string, version: string): Promise<void> {
	const present = await readFile(file, 'utf8').catch(() => undefined);
	const ledger =
		present === undefined
			? { name: 'installed-nodes', private: true, dependencies: {} }
			: Ledger.parse(JSON.parse(present));
	const dependencies = { ...ledger.dependencies, [name]: version };
	await writeFile(file, JSON.stringify({ ...ledger, dependencies }, null, 2));
}
