import { Expression } from 'n8n-workflow';

/** As n8n starts it, with the defaults of its configuration (n8n/dist/commands/base-command.js). */
export async function startExpressions(): Promise<void> {
	await Expression.initExpressionEngine({
		engine: 'vm',
		poolSize: 1,
		maxCodeCacheSize: 1024,
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
	});
}
