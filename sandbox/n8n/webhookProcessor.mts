import { mkdirSync } from 'node:fs';
import { node24 } from '../../scripts/paths.mjs';
import { n8nEnvironment } from './environment.mts';
import { n8nProgram } from './paths.mts';
import { findFreePort, requireFreePort } from './ports.mts';
import { startService, type Service } from './service.mts';
import { N8nSession } from './session.mts';

export type WebhookProcessorOptions = {
	/** Where it takes calls, on 127.0.0.1. */
	port: number;
	/** Where it keeps its files and finds packages; no other n8n may use it. */
	userFolder: string;
	/** What leads it to the queue and the database of its n8n. */
	env: Readonly<Record<string, string>>;
	/** Where its output goes; overwritten. */
	logFile: string;
};

/** A process that answers calls of webhooks and of waiting executions, and hands over what they start. */
export type WebhookProcessor = Service & {
	/** Its address, without a slash at the end. */
	url: string;
};

/**
 * Starts a webhook processor of the installed n8n and waits until it answers. It ends with this process.
 *
 * @throws UserError when the port is taken, it ends while starting, or is not ready within three minutes.
 */
export async function startWebhookProcessor(
	options: WebhookProcessorOptions,
): Promise<WebhookProcessor> {
	const { port, userFolder, env, logFile } = options;
	await requireFreePort(port, 'the webhook processor', 'another `port`');
	const brokerPort = await findFreePort();
	const session = new N8nSession(`http://127.0.0.1:${port}`);
	mkdirSync(userFolder, { recursive: true, mode: 0o700 });
	const service = await startService({
		title: 'The webhook processor of n8n',
		command: node24,
		args: [n8nProgram, 'webhook'],
		cwd: userFolder,
		env: n8nEnvironment({ port, brokerPort, userFolder, env }),
		logFile,
		isReady: () => session.answers('/healthz/readiness'),
	});
	return { ...service, url: `http://localhost:${port}` };
}
