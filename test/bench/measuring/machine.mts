import { readFile } from 'node:fs/promises';
import { cpus, freemem, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../../scripts/paths.mjs';
import { currentN8n } from '../../../sandbox/n8n/paths.mts';

const Manifest = z.object({ version: z.string() });

/** Where and with what the figures were measured; figures of two machines cannot be compared. */
export interface Machine {
	cpu: string;
	cores: number;
	memoryGigabytes: number;
	freeGigabytes: number;
	/** Processes that want a core, over the last minute: what else runs here makes the figures worse. */
	load: number;
	system: string;
	versions: Record<string, string>;
}

/** This machine, the versions of what is compared, and how busy it is now. */
export async function describeMachine(): Promise<Machine> {
	const cores = cpus();
	const gigabytes = (bytes: number) => Math.round((bytes / 1024 ** 3) * 10) / 10;
	const installed = join(currentN8n.folder, 'node_modules');
	return {
		cpu: cores[0]?.model.trim() ?? 'unknown',
		cores: cores.length,
		memoryGigabytes: gigabytes(totalmem()),
		freeGigabytes: gigabytes(freemem()),
		load: loadavg()[0] ?? 0,
		system: `${platform()} ${release()}`,
		versions: {
			Node: process.versions.node,
			n8n: await versionIn(join(installed, 'n8n')),
			'n8n-core': await versionIn(join(installed, 'n8n-core')),
			'n8n-nodes-base': await versionIn(join(installed, 'n8n-nodes-base')),
			undici: await versionIn(join(projectRoot, 'node_modules/undici')),
			'this package': await versionIn(projectRoot),
		},
	};
}

/** The machine in two lines. */
export function drawMachine(machine: Machine): string {
	const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
	return [
		`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGigabytes} GB (${machine.freeGigabytes} GB free), load ${machine.load.toFixed(1)}, ${machine.system}`,
		versions.join(', '),
	].join('\n');
}

async function versionIn(folder: string): Promise<string> {
	const text = await readFile(join(folder, 'package.json'), 'utf8');
	return Manifest.parse(JSON.parse(text)).version;
}
