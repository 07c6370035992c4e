import { mkdirSync } from 'node:fs';
import { n8nEnvironment } from './environment.mts';
import { currentN8n, programOf, type N8nInstallation } from './paths.mts';
import { findFreePort } from './ports.mts';
import { startService, type Service, type ServiceOptions } from './service.mts';

export type N8nProcessOptions = Pick<
	ServiceOptions,
	'title' | 'logFile' | 'isReady' | 'stopWithinMs'
> & {
	/** What n8n's program is told to be: `start`, `worker` or `webhook`, with its options. */
	args: readonly string[];
	/** Where it listens, on 127.0.0.1. */
	port: number;
	/** Where it keeps its files and finds packages, made when missing; no other process of n8n may use it. */
	userFolder: string;
	/** Further environment variables; they win over the sandbox's own. */
	env: Readonly<Record<string, string>>;
	/** Which n8n, on which Node; that of the demo when not given. */
	installation?: N8nInstallation;
};

/**
 * Starts a process of an installed n8n, without calls to the outside, and waits until it is ready. It ends with this
 * process, however that ends (but for SIGKILL).
 *
 * @throws UserError when it ends while starting, or is not ready within five minutes; the last lines of its log are in
 *   the message.
 */
export async function startN8nProcess(options: N8nProcessOptions): Promise<Service> {
	const { args, port, userFolder, env, installation = currentN8n, ...service } = options;
	const { node } = installation;
	const brokerPort = await findFreePort();
	mkdirSync(userFolder, { recursive: true, mode: 0o700 });
	return await startService({
		...service,
		command: node,
		args: [programOf(installation), ...args],
		cwd: userFolder,
		env: n8nEnvironment({ port, brokerPort, userFolder, node, env }),
	});
}
