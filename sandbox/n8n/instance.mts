import { mkdirSync } from 'node:fs';
import { n8nEnvironment } from './environment.mts';
import { currentN8n, programOf, type N8nInstallation } from './paths.mts';
import { findFreePort, requireFreePort } from './ports.mts';
import { N8nRest } from './rest.mts';
import { startService, type Service } from './service.mts';

export type N8nOptions = {
	/** Port of the editor and of REST, on 127.0.0.1. */
	port: number;
	/** Where this n8n keeps database, settings and packages; made when missing. */
	userFolder: string;
	/** Which n8n, on which Node; that of the demo when not given. */
	installation?: N8nInstallation;
	/** Further environment variables for n8n; they win over the sandbox's own. */
	env?: Readonly<Record<string, string>>;
	/** Where n8n's output goes; overwritten. */
	logFile: string;
	/** What to tell the user when the port is taken: the option that chooses another one. */
	portOption?: string;
};

/** A running n8n, signed in as its owner once `rest.signIn` was called. */
export type N8n = Service & {
	/** The editor's address, e.g. http://localhost:5678. */
	url: string;
	rest: N8nRest;
};

/**
 * Starts an installed n8n with SQLite, without calls to the outside, and waits until REST answers. n8n
 * ends with this process, however that ends (but for SIGKILL).
 *
 * @throws UserError when the port is taken, n8n ends while starting, or is not ready within three minutes; the last
 *   lines of its log are in the message.
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const { port, userFolder, installation = currentN8n, env = {}, logFile } = options;
	const { node } = installation;
	await requireFreePort(port, 'n8n', options.portOption ?? 'another `port`');
	const brokerPort = await findFreePort();
	const rest = new N8nRest(`http://127.0.0.1:${port}`);
	mkdirSync(userFolder, { recursive: true, mode: 0o700 });
	const service = await startService({
		title: 'n8n',
		command: node,
		args: [programOf(installation), 'start'],
		cwd: userFolder,
		env: n8nEnvironment({ port, brokerPort, userFolder, node, env }),
		logFile,
		isReady: () => rest.isReady(),
	});
	return { ...service, url: `http://localhost:${port}`, rest };
}
