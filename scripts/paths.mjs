import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** What runs leave behind: logs, locks, the packed product, the demo's n8n. Ignored by git, safe to delete. */
export const cacheFolder = join(projectRoot, '.cache');

/** The project's Node 24, from the npm package `node`. */
export const node24 = join(
	projectRoot,
	'node_modules/node/bin',
	process.platform === 'win32' ? 'node.exe' : 'node',
);
