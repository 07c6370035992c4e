import { parseArgs } from 'node:util';
import { readCatalogueFile } from './catalogue/catalogueFile.mts';
import { demoToken } from './cernel/account.mts';
import { demoApiKey, demoWorkspaces } from './cypien/apiKeys.mts';
import { inventoryIds } from './cypien/inventory.mts';
import { demoKey } from './productAi/account.mts';
import { startSandbox } from './server.mts';
import type { Sandbox } from './server.mts';
import { accountPassword, demoApiKey as pluginKey, totpSecret } from './xcScribe/accounts.mts';

const DEFAULT_PORT = '4010';

const usage = `Usage: node sandbox/main.mts [--port ${DEFAULT_PORT}] [--host 127.0.0.1] [--catalogue products.csv]`;

try {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: DEFAULT_PORT },
			host: { type: 'string', default: '127.0.0.1' },
			catalogue: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(usage);
	} else {
		const sandbox = await startSandbox({
			port: readPort(values.port),
			host: values.host,
			catalogue: await readCatalogueFile(values.catalogue),
		});
		introduce(sandbox);
		closeOnSignal(sandbox);
	}
} catch (error) {
	console.error(explain(error));
	process.exitCode = 1;
}

function readPort(text: string): number {
	const port = Number(text);
	if (!Number.isInteger(port) || port < 0 || port > 65535) {
		throw new RangeError(`--port must be a number from 0 to 65535, not ${text}`);
	}
	return port;
}

function introduce({ url }: Sandbox): void {
	console.log(`The sandbox listens on ${url}

  XC Scribe   base URL ${url}/xc-scribe
              content@sandbox.example   ${accountPassword}
              totp@sandbox.example      ${accountPassword}   TOTP secret ${totpSecret}
              mail@sandbox.example      ${accountPassword}   codes: ${url}/sandbox/mails
              setup@sandbox.example     ${accountPassword}   second factor not set up yet
              admin@sandbox.example     ${accountPassword}   role admin
              API key                   ${pluginKey}   plugin endpoints
  Cernel      base URL ${url}/cernel
              token ${demoToken}
  Cypien      base URL ${url}/cypien
              API key ${demoApiKey}
${demoWorkspaces.map(({ id, name }) => `              workspace ${id}   ${name}`).join('\n')}
              inventory products (for variants) from ${inventoryIds.first} on
  ProductAI   base URL ${url}/product-ai
              API key ${demoKey}
  Shop        ${url}/shop/products, ${url}/shop/catalogue.csv
  Control     ${url}/sandbox/requests, POST ${url}/sandbox/reset, POST ${url}/sandbox/faults,
              PUT ${url}/sandbox/webhooks

Stop it with Ctrl+C.`);
}

function closeOnSignal(sandbox: Sandbox): void {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
}

function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const code = 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') {
		return 'The port is taken, perhaps by another sandbox. Choose one with --port, or --port 0 for any.';
	}
	return code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? `${error.message}\n${usage}` : error.message;
}
