// Part of `node scripts/run.mjs setup`: what the tests of n8n's queue mode need from Debian.

import { UserError } from '../../scripts/userError.mjs';
import { findPostgres } from './postgres.mts';
import { findRedis } from './redis.mts';

for (const find of [findRedis, findPostgres]) {
	try {
		console.log(`${await find()} is installed.`);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		// Everything but those tests works without it.
		console.log(`For npm run test:e2e only: ${error.message}`);
	}
}
