import { requireFreePort } from './ports.mts';
import { startN8nProcess } from './process.mts';
import type { Service } from './service.mts';
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
 * @throws UserError when the port is taken, it ends while starting, or is not ready within five minutes.
 */
export async function startWebhookProcessor(
	options: WebhookProcessorOptions,
): Promise<WebhookProcessor> {
	const { port } = options;
	await requireFreePort(port, 'the webhook processor', 'another `port`');
	const session = new N8nSession(`http://127.0.0.1:${port}`);
	const service = await startN8nProcess({
		...options,
		title: 'The webhook processor of n8n',
		args: ['webhook'],
		isReady: () => session.answers('/healthz/readiness'),
	});
	return { ...service, url: `http://localhost:${port}` };
}
