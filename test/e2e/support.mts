import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installCommunityPackage } from '../../sandbox/n8n/communityPackage.mts';
import { installN8n } from '../../sandbox/n8n/install.mts';
import { startN8n, type N8n } from '../../sandbox/n8n/instance.mts';
import type { WorkflowNode } from '../../sandbox/n8n/chain.mts';
import { findFreePort } from '../../sandbox/n8n/ports.mts';
import { startN8nQueue } from '../../sandbox/n8n/queue.mts';
import type { CredentialReference } from '../../sandbox/n8n/rest.mts';
import type { Worker } from '../../sandbox/n8n/worker.mts';
import { WorkflowFile } from '../../sandbox/n8n/workflowFile.mts';
import { packProduct } from '../../sandbox/productPackage.mts';
import { SandboxClient, sandboxLogin } from '../../sandbox/sandboxClient.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.mts';

/** What every stage has: a real n8n with the packed package, and the sandbox beside it. */
interface Scene {
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
	workers: readonly Worker[];
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
 */
export async function setStage(
	options: SandboxOptions = {},
	env: Readonly<Record<string, string>> = {},
): Promise<Stage> {
	const userFolder = await folderWithPackage();
	const port = await findFreePort();
	let starts = 0;
	const logFile = (): string => join(userFolder, `n8n-${starts}.log`);
	const start = async (): Promise<N8n> => {
		starts += 1;
		return await startN8n({ port, userFolder, env, logFile: logFile() });
	};
	const stage: Stage = {
		...(await open(await start(), options, async () => {
			await stage.n8n.stop();
			await rm(userFolder, { recursive: true, force: true });
		})),
		restartN8n: async (whileDown) => {
			await stage.n8n.stop();
			await whileDown?.();
			stage.n8n = await start();
			await stage.n8n.rest.signIn(owner);
		},
		log: async () => await readFile(logFile(), 'utf8'),
	};
	return stage;
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

async function open(n8n: N8n, options: SandboxOptions, close: () => Promise<void>): Promise<Scene> {
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
