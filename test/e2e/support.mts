import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installCommunityPackage } from '../../sandbox/n8n/communityPackage.mts';
import { installN8n } from '../../sandbox/n8n/install.mts';
import { startN8n, type N8n } from '../../sandbox/n8n/instance.mts';
import { findFreePort } from '../../sandbox/n8n/ports.mts';
import { startN8nQueue } from '../../sandbox/n8n/queue.mts';
import type { Worker } from '../../sandbox/n8n/worker.mts';
import { packProduct } from '../../sandbox/productPackage.mts';
import { SandboxClient, sandboxLogin } from '../../sandbox/sandboxClient.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.mts';

/** A real n8n with the packed package, and the sandbox beside it. */
export interface Stage {
	n8n: N8n;
	sandbox: Sandbox;
	client: SandboxClient;
	end(): Promise<void>;
}

/** The same with n8n in queue mode: `n8n` hands over what the workers run. */
export interface QueueStage extends Stage {
	workers: readonly Worker[];
}

const owner = {
	email: 'e2e@product-content.example',
	password: 'Sandbox-e2e-1',
	firstName: 'End',
	lastName: 'ToEnd',
};

/** Sets everything up in a folder of its own; takes minutes on a new machine, seconds afterwards. */
export async function setStage(options: SandboxOptions = {}): Promise<Stage> {
	const userFolder = await folderWithPackage();
	const n8n = await startN8n({
		port: await findFreePort(),
		userFolder,
		logFile: join(userFolder, 'n8n.log'),
	});
	return await open(n8n, options, async () => {
		await n8n.stop();
		await rm(userFolder, { recursive: true, force: true });
	});
}

/**
 * Sets up n8n in queue mode with two workers that take one execution at a time each, so that two executions of the
 * same time run in two processes.
 */
export async function setQueueStage(options: SandboxOptions = {}): Promise<QueueStage> {
	const folder = await folderWithPackage();
	const queue = await startN8nQueue({
		workers: 2,
		workerConcurrency: 1,
		packagesFrom: folder,
		folder,
	});
	const stage = await open(queue.main, options, async () => {
		await queue.stop();
		await rm(folder, { recursive: true, force: true });
	});
	return { ...stage, workers: queue.workers };
}

async function folderWithPackage(): Promise<string> {
	await installN8n();
	const tarball = await packProduct();
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	await installCommunityPackage({ tarball, userFolder });
	return userFolder;
}

async function open(n8n: N8n, options: SandboxOptions, close: () => Promise<void>): Promise<Stage> {
	const sandbox = await startSandbox(options);
	await n8n.rest.signIn(owner);
	return {
		n8n,
		sandbox,
		client: new SandboxClient(sandbox.url),
		end: async () => {
			await close();
			await sandbox.close();
		},
	};
}

/** Data of an XC Scribe credential for the sandbox. */
export function xcScribeAccount(
	sandbox: Sandbox,
	changes: Record<string, string> = {},
): Record<string, string> {
	return { ...sandboxLogin, totpSecret: '', baseUrl: `${sandbox.url}/xc-scribe`, ...changes };
}

/** What a workflow file says of a node, but for its place. */
export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: object;
	/** Only the first input item counts. */
	executeOnce?: boolean;
}

/** A workflow of a manual trigger and the given nodes, one after the other. */
export function chain(name: string, nodes: readonly WorkflowNode[]): unknown {
	const all = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		...nodes,
	];
	return {
		name,
		nodes: all.map((node, index) => ({ ...node, id: `node-${index}`, position: [index * 220, 0] })),
		connections: Object.fromEntries(
			all
				.slice(0, -1)
				.map((node, index) => [
					node.name,
					{ main: [[{ node: all[index + 1]?.name, type: 'main', index: 0 }]] },
				]),
		),
		settings: {},
	};
}
