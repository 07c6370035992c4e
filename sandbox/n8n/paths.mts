import { join } from 'node:path';
import { projectRoot } from '../../scripts/paths.mjs';

/** Holds the package.json that pins n8n, and its node_modules. */
export const n8nFolder = join(projectRoot, 'sandbox/n8n');

/** n8n's command-line program. */
export const n8nProgram = join(n8nFolder, 'node_modules/n8n/bin/n8n');

/** The version that package.json pins; named in messages. */
export const n8nVersion = '2.41.1';
