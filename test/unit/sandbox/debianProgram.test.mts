import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { requireDebianProgram } from '../../../scripts/debianProgram.mts';

const wanted = { name: 'sandbox-program', packageName: 'some-package', variable: 'SANDBOX_BIN' };

describe('a program of the machine', () => {
	let folder: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'program-'));
	});

	afterEach(async () => {
		delete process.env.SANDBOX_BIN;
		await rm(folder, { recursive: true, force: true });
	});

	it('is taken from the folder that the environment names, before all others', async () => {
		const file = join(folder, wanted.name);
		await writeFile(file, '');
		await chmod(file, 0o755);
		process.env[wanted.variable] = folder;

		expect(await requireDebianProgram({ ...wanted, folders: () => ['/elsewhere'] })).toBe(file);
	});

	it('is taken from the preferred folder when several have it', async () => {
		expect(
			await requireDebianProgram({ ...wanted, name: 'sh', folders: () => ['/nowhere', '/bin'] }),
		).toBe('/bin/sh');
	});

	it('is asked for by the name of its package, and not installed, where the named folder lacks it', async () => {
		process.env[wanted.variable] = folder;

		await expect(requireDebianProgram(wanted)).rejects.toThrow(
			/sandbox-program was not found.*apt-get install.*some-package.*SANDBOX_BIN/,
		);
	});
});
