import { join } from 'node:path';
import { node24, projectRoot } from '../../scripts/paths.mjs';

/** An n8n that is pinned in a folder of its own, and the Node that runs it. */
export type N8nInstallation = {
	/** Holds the package.json that pins n8n, and its node_modules. */
	folder: string;
	/** The version that package.json pins; named in messages. */
	version: string;
	/** The Node that runs it. */
	node: string;
};

/** The one that the demo and the end-to-end tests run. */
export const currentN8n: N8nInstallation = {
	folder: join(projectRoot, 'sandbox/n8n'),
	version: '2.41.1',
	node: node24,
};

const oldestFolder = join(projectRoot, 'sandbox/oldestN8n');

/** The oldest that the package supports, on the oldest Node; both are pinned in its folder. */
export const oldestN8n: N8nInstallation = {
	folder: oldestFolder,
	version: '2.0.0',
	node: join(oldestFolder, 'node_modules/node/bin/node'),
};

/** n8n's command-line program. */
export function programOf({ folder }: N8nInstallation): string {
	return join(folder, 'node_modules/n8n/bin/n8n');
}

export const n8nFolder = currentN8n.folder;

export const n8nProgram = programOf(currentN8n);

export const n8nVersion = currentN8n.version;
