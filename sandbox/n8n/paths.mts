import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { node24, projectRoot } from '../../scripts/paths.mjs';

const Pins = z.object({ dependencies: z.object({ n8n: z.string() }) });

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
export const currentN8n = pinnedIn(join(projectRoot, 'sandbox/n8n'), node24);

const oldestFolder = join(projectRoot, 'sandbox/oldestN8n');

/** The oldest that the package supports, on the oldest Node; both are pinned in its folder. */
export const oldestN8n = pinnedIn(oldestFolder, join(oldestFolder, 'node_modules/node/bin/node'));

/** n8n's command-line program. */
export function programOf({ folder }: N8nInstallation): string {
	return join(folder, 'node_modules/n8n/bin/n8n');
}

function pinnedIn(folder: string, node: string): N8nInstallation {
	const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	return { folder, version: Pins.parse(manifest).dependencies.n8n, node };
}
