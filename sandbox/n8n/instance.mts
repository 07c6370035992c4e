import type { N8nInstallation } from './paths.mts';
import { requireFreePort } from './ports.mts';
import { startN8nProcess } from './process.mts';
import { N8nRest } from './rest.mts';
import type { Service } from './service.mts';

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
 * @throws UserError when the port is taken, n8n ends while starting, or is not ready within five minutes; the last
 *   lines of its log are in the message.
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const { portOption = 'another `port`', env = {}, ...process } = options;
	const { port } = process;
	await requireFreePort(port, 'n8n', portOption);
	const rest = new N8nRest(`http://127.0.0.1:${port}`);
	const service = await startN8nProcess({
		...process,
		title: 'n8n',
		args: ['start'],
		env,
		isReady: () => rest.isReady(),
	});
	return { ...service, url: `http://localhost:${port}`, rest };
}
