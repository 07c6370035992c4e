// Part of `node scripts/run.mjs setup`: what the tests in a real n8n need from Debian.

import { requireChromium } from '../../scripts/chromium.mts';
import { UserError } from '../../scripts/userError.mjs';
import { findPostgres } from './postgres.mts';
import { findRedis } from './redis.mts';

const findChromium = async (): Promise<string> => await requireChromium('The review page');

for (const find of [findRedis, findPostgres, findChromium]) {
	try {
		console.log(`${await find()} is installed.`);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		// Everything but those tests works without it.
		console.log(`For npm run test:e2e and test:queue only: ${error.message}`);
	}
}
