import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { bundledPackages } from '../../scripts/package/bundled.mts';
import { billOfMaterials } from '../../scripts/package/sbom.mts';
import { thirdPartyLicences } from '../../scripts/package/thirdParty.mts';
import { projectRoot } from '../../scripts/paths.mjs';

const Lock = z.object({
	packages: z.record(
		z.object({ version: z.string().optional(), integrity: z.string().optional() }),
	),
});

const product = { name: '@me/sample', version: '1.0.0', description: 'Samples', license: 'MIT' };
const { packages: locked } = Lock.parse(
	JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')),
);
const bundled = (...inputs: string[]) => bundledPackages(projectRoot, inputs);

describe('what is bundled', () => {
	it('is found in the names of the files, each package once, and nothing of our own', async () => {
		const packages = await bundled(
			'nodes/shared/values.ts',
			'node_modules/zod/v3/index.js',
			'node_modules/zod/v3/types.js',
			'node_modules/diff/libesm/index.js',
		);
		expect(packages.map(({ name, version }) => ({ name, version }))).toEqual([
			{ name: 'diff', version: locked['node_modules/diff']?.version },
			{ name: 'zod', version: locked['node_modules/zod']?.version },
		]);
	});

	it('is the same when the packages lie in another folder', async () => {
		const elsewhere = join(projectRoot, 'test/release');
		expect(await bundledPackages(elsewhere, ['../../node_modules/zod/v3/index.js'])).toEqual(
			await bundled('node_modules/zod/v3/index.js'),
		);
	});

	it('comes with all licences: of the package, of a folder in it, and of code that came without one', async () => {
		const parser = 'node_modules/undici/lib/llhttp/llhttp-wasm.js';
		const fetch = 'node_modules/undici/lib/web/fetch/body.js';
		const text = thirdPartyLicences(await bundled(parser, fetch), ['A notice in a file']);
		expect(text).toContain('Matteo Collina and Undici contributors');
		expect(text).toContain('Ethan Arrowood');
		expect(text).toContain('Copyright Fedor Indutny, 2018.');
		expect(text).toContain('A notice in a file');
		const without = thirdPartyLicences(await bundled('node_modules/undici/index.js'), []);
		expect(without).not.toContain('Fedor Indutny');
	});
});

describe('the bill of materials', () => {
	it('names each bundled package with its checksum in the registry, and nothing that changes from build to build', async () => {
		const packages = await bundled('node_modules/zod/v3/index.js');
		const { version = '', integrity = '' } = locked['node_modules/zod'] ?? {};
		const purl = `pkg:npm/zod@${version}`;
		const sbom = billOfMaterials(product, packages, locked);
		expect(sbom).toMatchObject({
			bomFormat: 'CycloneDX',
			metadata: { component: { name: '@me/sample', purl: 'pkg:npm/%40me/sample@1.0.0' } },
			components: [
				{
					name: 'zod',
					version,
					purl,
					licenses: [{ license: { id: 'MIT' } }],
					hashes: [
						{
							alg: 'SHA-512',
							content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex'),
						},
					],
				},
			],
			dependencies: [
				{ ref: 'pkg:npm/%40me/sample@1.0.0', dependsOn: [purl] },
				{ ref: purl, dependsOn: [] },
			],
		});
		expect(Object.keys(sbom)).not.toContain('serialNumber');
		expect(JSON.stringify(sbom)).not.toContain('timestamp');
	});

	it('is refused for a package that the lock file does not know', async () => {
		const packages = await bundled('node_modules/zod/v3/index.js');
		expect(() => billOfMaterials(product, packages, {})).toThrow(
			'package-lock.json has no SHA-512 of node_modules/zod',
		);
	});
});
