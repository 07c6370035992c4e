import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { hostNpm } from './hostNpm.mjs';
import { ensureNpmTree } from './npmTree.mjs';
import { cacheFolder, node24, projectRoot } from './paths.mjs';
import { UserError } from './userError.mjs';

/**
 * Installs what package-lock.json names, and Node 24, unless that was done before.
 *
 * @throws {UserError} With what went wrong and what to do.
 */
export async function ensureSetup() {
	await ensureNpmTree({
		folder: projectRoot,
		name: 'project',
		title: 'the project',
		cache: cacheFolder,
		gigabytes: 1,
		announcement: 'Setting up the project: about 0.7 GB of packages, 1-2 minutes the first time.',
		rebuild: [
			{
				name: 'node',
				provides: relative(projectRoot, node24),
				label: 'Fetching Node 24 through npm',
			},
		],
		npm: hostNpm,
	});
	const version = spawnSync(node24, ['--version'], { encoding: 'utf8' });
	if (version.status === 0 && version.stdout.startsWith('v24.')) return;
	throw new UserError(
		`The project's Node 24 does not run on this machine (${node24}: ` +
			`${version.error?.message ?? (version.stderr.trim() || version.stdout.trim())}). ` +
			'Delete the folder node_modules and run the command again.',
		version.error,
	);
}
