import { hostNpm } from '../../scripts/hostNpm.mjs';
import { ensureNpmTree } from '../../scripts/npmTree.mjs';
import { cacheFolder } from '../../scripts/paths.mjs';
import { printError } from '../../scripts/userError.mjs';
import { n8nFolder, n8nVersion } from './paths.mts';

/**
 * Installs the pinned n8n into sandbox/n8n unless that was done before (then it returns at once).
 *
 * @returns Whether anything had to be installed.
 * @throws UserError when the disk is too full, the registry cannot be reached or a step fails.
 */
export async function installN8n(): Promise<boolean> {
	return await ensureNpmTree({
		folder: n8nFolder,
		name: 'n8n',
		title: 'n8n',
		cache: cacheFolder,
		gigabytes: 4,
		announcement: `n8n ${n8nVersion} is about 2.9 GB of packages; this takes 3-8 minutes the first time.`,
		rebuild: [
			{
				// The only native package that n8n needs and that does not ship a ready build for Node 24.
				name: 'sqlite3',
				provides: 'node_modules/sqlite3/build/Release/node_sqlite3.node',
				label: 'Fetching or building the SQLite driver',
			},
		],
		npm: hostNpm,
	});
}

if (import.meta.main) {
	try {
		const installed = await installN8n();
		console.log(installed ? `n8n ${n8nVersion} is installed.` : `n8n ${n8nVersion} was installed.`);
	} catch (error) {
		printError(error);
		process.exitCode = 1;
	}
}
