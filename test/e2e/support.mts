import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installCommunityPackage } from '../../sandbox/n8n/communityPackage.mts';
import { installN8n } from '../../sandbox/n8n/install.mts';
import { startN8n, type N8n } from '../../sandbox/n8n/instance.mts';
import type { WorkflowNode } from '../../sandbox/n8n/chain.mts';
import { findFreePort } from '../../sandbox/n8n/ports.mts';
import { currentN8n, type N8nInstallation } from '../../sandbox/n8n/paths.mts';
import {
	startN8nQueue,
	type End,
	type N8nQueue,
	type N8nQueueOptions,
} from '../../sandbox/n8n/queue.mts';
import type { CredentialReference } from '../../sandbox/n8n/rest.mts';
import { WorkflowFile } from '../../sandbox/n8n/workflowFile.mts';
import { packProduct } from '../../sandbox/productPackage.mts';
import { SandboxClient, sandboxLogin } from '../../sandbox/sandboxClient.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.mts';

/** What every stage has: a real n8n with the packed package, and the sandbox beside it. */
export interface Scene {
	n8n: N8n;
	sandbox: Sandbox;
	client: SandboxClient;
	end(): Promise<void>;
}

/** One n8n that does everything itself. */
export interface Stage extends Scene {
	/**
	 * Stops n8n and starts it again on the same user folder and port, signed in. `n8n` is another one afterwards; the
	 * `rest` of the one before still works. Webhooks answer at once, polling begins a moment later.
	 *
	 * @param whileDown Done while n8n does not run.
	 */
	restartN8n(whileDown?: () => Promise<void>): Promise<void>;
	/** What n8n has logged since its last start. */
	log(): Promise<string>;
}

/** n8n in queue mode: `n8n` hands over what the workers run. */
export interface QueueStage extends Scene {
	queue: N8nQueue;
	/**
	 * Ends all of n8n, its database and Redis too, and starts it again at the same addresses, signed in. `n8n` is another
	 * one afterwards.
	 */
	restart(end: End): Promise<void>;
}

const owner = {
	email: 'e2e@product-content.example',
	password: 'Sandbox-e2e-1',
	firstName: 'End',
	lastName: 'ToEnd',
};

/**
 * Sets everything up in a folder of its own; takes minutes on a new machine, seconds afterwards.
 *
 * @param env Further environment variables for n8n.
 * @param installation Which n8n; that of the demo when not given.
 */
export async function setStage(
	options: SandboxOptions = {},
	env: Readonly<Record<string, string>> = {},
	installation: N8nInstallation = currentN8n,
): Promise<Stage> {
	const userFolder = await folderWithPackage(installation);
	const port = await findFreePort();
	let starts = 0;
	const logFile = (): string => join(userFolder, `n8n-${starts}.log`);
	const start = async (): Promise<N8n> => {
		starts += 1;
		return await startN8n({ port, userFolder, installation, env, logFile: logFile() });
	};
	let n8n = await start();
	const scene = await open(n8n, options, async () => {
		await n8n.stop();
		await rm(userFolder, { recursive: true, force: true });
	});
	const stage: Stage = {
		...scene,
		restartN8n: async (whileDown) => {
			await n8n.stop();
			await whileDown?.();
			n8n = await start();
			stage.n8n = n8n;
			await n8n.rest.signIn(owner);
		},
		log: async () => await readFile(logFile(), 'utf8'),
	};
	return stage;
}

/**
 * Sets up n8n in queue mode. Unless told otherwise there are two workers that take one execution at a time each, so that
 * two executions of the same time run in two processes.
 */
export async function setQueueStage(
	options: SandboxOptions = {},
	processes: Partial<Omit<N8nQueueOptions, 'folder' | 'packagesFrom'>> = {},
): Promise<QueueStage> {
	const folder = await folderWithPackage();
	const queue = await startN8nQueue({
		workers: 2,
		workerConcurrency: 1,
		...processes,
		packagesFrom: folder,
		folder,
	});
	const scene = await open(queue.main, options, async () => {
		await queue.stop();
		await rm(folder, { recursive: true, force: true });
	});
	const stage: QueueStage = {
		...scene,
		queue,
		restart: async (end) => {
			await queue.restart(end);
			stage.n8n = queue.main;
			await stage.n8n.rest.signIn(owner);
		},
	};
	return stage;
}

async function folderWithPackage(installation?: N8nInstallation): Promise<string> {
	await installN8n(installation);
	const tarball = await packProduct();
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	await installCommunityPackage({ tarball, userFolder });
	return userFolder;
}

async function open(n8n: N8n, options: SandboxOptions, close: () => Promise<void>): Promise<Scene> {
	const sandbox = await startSandbox(options);
	const end = async (): Promise<void> => {
		await close();
		await sandbox.close();
	};
	try {
		await n8n.rest.signIn(owner);
	} catch (error) {
		await end();
		throw error;
	}
	return { n8n, sandbox, client: new SandboxClient(sandbox.url), end };
}

/** Data of an XC Scribe credential for the sandbox. */
export function xcScribeAccount(
	sandbox: Sandbox,
	changes: Record<string, string> = {},
): Record<string, string> {
	return { ...sandboxLogin, totpSecret: '', baseUrl: `${sandbox.url}/xc-scribe`, ...changes };
}

/** Enters credentials into n8n, given by their type; what they are called there is up to us. */
export async function createCredentials(
	{ n8n }: Pick<Scene, 'n8n'>,
	data: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Record<string, CredentialReference>> {
	const created = Object.entries(data).map(
		async ([type, fields]) =>
			[type, await n8n.rest.createOrUpdateCredential(`Sandbox ${type}`, type, fields)] as const,
	);
	return Object.fromEntries(await Promise.all(created));
}

/**
 * Reads one of the examples.
 *
 * @param name The file's name without ".json".
 * @param changes Parameters that replace those of the file, by the node's name.
 */
export async function readExample(
	name: string,
	changes: Readonly<Record<string, object>> = {},
): Promise<WorkflowFile> {
	const file = new URL(`../../examples/${name}.json`, import.meta.url);
	const workflow = WorkflowFile.parse(JSON.parse(await readFile(file, 'utf8')));
	const nodes = workflow.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...changes[node.name] },
	}));
	return { ...workflow, nodes };
}

/** Passes on what it gets, so that an execution shows what its trigger put out. */
export const keep: WorkflowNode = {
	name: 'Keep',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};

/**
 * Lets a poll trigger poll more often than n8n's menu allows. n8n refuses any expression that comes due twice a minute,
 * but not many of them that come due once each.
 *
 * @param seconds How often; a divisor of 60.
 * @returns The value of the node's parameter `pollTimes`.
 * @throws RangeError when minutes cannot be divided so.
 */
export function pollEverySeconds(seconds: number): object {
	if (!Number.isInteger(60 / seconds)) throw new RangeError(`${seconds} s do not divide a minute`);
	const due = Array.from({ length: 60 / seconds }, (_, index) => index * seconds);
	return {
		item: due.map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })),
	};
}
