import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * n8n-core reads these when its first service is made: they keep it out of the home folder, silent, and away from
 * the settings and proxies of whoever runs the tests.
 */
export default function setup() {
	for (const name of Object.keys(process.env)) {
		if (name.startsWith('N8N_') || /^(https?|no|all)_proxy$/i.test(name)) delete process.env[name];
	}
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'product-content-tests-'));
	process.env.N8N_ENCRYPTION_KEY = 'a-key-for-tests';
	process.env.N8N_LOG_LEVEL = 'silent';
}
