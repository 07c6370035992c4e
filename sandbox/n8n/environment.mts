import { delimiter, dirname } from 'node:path';
import { node24 } from '../../scripts/paths.mjs';

/** Settings of the developer's shell that would change the n8n under test, or the Node that runs it. */
const NOT_INHERITED =
	/^(N8N_|DB_|EXECUTIONS_|QUEUE_|CREDENTIALS_|NODES_|WORKFLOWS_|OFFLOAD_|WEBHOOK_URL$|GENERIC_TIMEZONE$|NODE_OPTIONS$|NODE_ENV$|JEST_|VITEST|npm_)/;

/**
 * The environment of an n8n that talks to loopback only and asks the user nothing.
 *
 * @param options.port Port of the editor and REST.
 * @param options.brokerPort Port of n8n's task broker (Code nodes).
 * @param options.userFolder Where n8n keeps database, settings and packages.
 * @param options.node The Node that runs it, for what n8n starts itself; Node 24 when not given.
 * @param options.env Additions; they win.
 */
export function n8nEnvironment(options: {
	port: number;
	brokerPort: number;
	userFolder: string;
	node?: string;
	env: Readonly<Record<string, string>>;
}): NodeJS.ProcessEnv {
	const inherited = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)),
	);
	const loopback = [process.env['NO_PROXY'] ?? process.env['no_proxy'], 'localhost', '127.0.0.1'];
	const noProxy = loopback.filter(Boolean).join(',');
	return {
		...inherited,
		PATH: [dirname(options.node ?? node24), process.env['PATH']].join(delimiter),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		// jest sets "test", on which n8n leaves out parts of itself.
		NODE_ENV: 'production',
		N8N_USER_FOLDER: options.userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: 'localhost',
		N8N_PORT: String(options.port),
		N8N_RUNNERS_BROKER_PORT: String(options.brokerPort),
		DB_TYPE: 'sqlite',
		// The login cookie has to work on http://localhost.
		N8N_SECURE_COOKIE: 'false',
		// Nothing may call outside.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
		// The providers are simulated on loopback.
		N8N_SSRF_PROTECTION_ENABLED: 'false',
		// No questions and advertisements between the user and the editor.
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_REINSTALL_MISSING_PACKAGES: 'false',
		N8N_RUNNERS_TASK_TIMEOUT: '300',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '8',
		...options.env,
	};
}
