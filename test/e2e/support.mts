import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installCommunityPackage } from '../../sandbox/n8n/communityPackage.mts';
import { installN8n } from '../../sandbox/n8n/install.mts';
import { startN8n, type N8n } from '../../sandbox/n8n/instance.mts';
import { findFreePort } from '../../sandbox/n8n/ports.mts';
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

/** Sets everything up in a folder of its own; takes minutes on a new machine, seconds afterwards. */
export async function setStage(options: SandboxOptions = {}): Promise<Stage> {
	await installN8n();
	const tarball = await packProduct();
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	await installCommunityPackage({ tarball, userFolder });
	const sandbox = await startSandbox(options);
	const n8n = await startN8n({
		port: await findFreePort(),
		userFolder,
		logFile: join(userFolder, 'n8n.log'),
	});
	await n8n.rest.signIn({
		email: 'e2e@product-content.example',
		password: 'Sandbox-e2e-1',
		firstName: 'End',
		lastName: 'ToEnd',
	});
	return {
		n8n,
		sandbox,
		client: new SandboxClient(sandbox.url),
		end: async () => {
			await n8n.stop();
			await sandbox.close();
			await rm(userFolder, { recursive: true, force: true });
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
