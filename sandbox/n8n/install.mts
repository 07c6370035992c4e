import { basename, relative } from 'node:path';
import { hostNpm } from '../../scripts/hostNpm.mjs';
import { ensureNpmTree } from '../../scripts/npmTree.mjs';
import { cacheFolder } from '../../scripts/paths.mjs';
import { printError } from '../../scripts/userError.mjs';
import { currentN8n, oldestN8n, type N8nInstallation } from './paths.mts';

/** The only native package that n8n needs and that does not ship a ready build. */
const sqlite = {
	name: 'sqlite3',
	provides: 'node_modules/sqlite3/build/Release/node_sqlite3.node',
	label: 'Fetching or building the SQLite driver',
};

/**
 * Installs a pinned n8n into its folder unless that was done before (then it returns at once).
 *
 * @param installation Which one; that of the demo when not given.
 * @returns Whether anything had to be installed.
 * @throws UserError when the disk is too full, the registry cannot be reached or a step fails.
 */
export async function installN8n(installation: N8nInstallation = currentN8n): Promise<boolean> {
	const { folder, version, node } = installation;
	const ownNode = relative(folder, node);
	return await ensureNpmTree({
		folder,
		name: basename(folder),
		title: `n8n ${version}`,
		cache: cacheFolder,
		gigabytes: 4,
		announcement: `n8n ${version} is about 2.9 GB of packages; this takes 3-8 minutes the first time.`,
		rebuild: [
			sqlite,
			...(ownNode.startsWith('..')
				? []
				: [{ name: 'node', provides: ownNode, label: 'Fetching its Node through npm' }]),
		],
		npm: hostNpm,
	});
}

if (import.meta.main) {
	try {
		const oldest = process.argv.includes('--oldest');
		const installation = oldest ? oldestN8n : currentN8n;
		const installed = await installN8n(installation);
		console.log(`n8n ${installation.version} ${installed ? 'is' : 'was'} installed.`);
	} catch (error) {
		printError(error);
		process.exitCode = 1;
	}
}
