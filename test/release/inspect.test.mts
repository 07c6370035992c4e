import { describe, expect, it } from '@jest/globals';

import { inspectPackage } from '../../scripts/package/inspect.mts';

const manifest = {
	name: 'n8n-nodes-sample',
	version: '1.0.0',
	scripts: { build: 'gulp', prepublishOnly: 'gulp' },
	peerDependencies: { 'n8n-workflow': '*' },
	n8n: {
		nodes: ['dist/nodes/Sample/Sample.node.js'],
		credentials: ['dist/credentials/SampleApi.credentials.js'],
	},
};

const good: Record<string, string> = {
	'package.json': JSON.stringify(manifest),
	'README.md': '# Sample',
	LICENSE: 'MIT',
	'dist/THIRD_PARTY_LICENSES.txt': '===\nzod 3.25.76 (MIT)\n===',
	'dist/sbom.cdx.json': JSON.stringify({ components: [{ name: 'zod', version: '3.25.76' }] }),
	'dist/credentials/SampleApi.credentials.js': 'icon = "file:../nodes/Sample/sample.svg"',
	'dist/nodes/Sample/Sample.node.js':
		'require("node:crypto"); require("n8n-workflow"); require("./operations"); require("../shared/values"); import("../../vendor/zod.js"); icon = "file:sample.svg"',
	'dist/nodes/Sample/Sample.node.json': '{}',
	'dist/nodes/Sample/sample.svg': '<svg/>',
	'dist/nodes/Sample/operations/index.js': '',
	'dist/nodes/Sample/__schema__/v1.0.0/post/get.json': '{}',
	'dist/nodes/shared/values.js': '',
	'dist/vendor/zod.js': '',
};

const inspect = (changes: Record<string, string | undefined>, bytes = 400_000): string[] => {
	const files = Object.entries({ ...good, ...changes }).filter(
		(entry): entry is [string, string] => entry[1] !== undefined,
	);
	return inspectPackage(new Map(files), { bytes, buildFolders: ['/home/me/sample'] });
};

const withManifest = (changes: object): Record<string, string> => ({
	'package.json': JSON.stringify({ ...manifest, ...changes }),
});

describe('the check of a packed package', () => {
	it('finds nothing in one that is complete', () => {
		expect(inspect({})).toEqual([]);
	});

	it('finds one that is too big', () => {
		expect(inspect({}, 1_000_000)).toEqual(['It has 1000000 bytes, not below 1000000.']);
	});

	it.each<[string, Record<string, string | undefined>, string]>([
		['no licence', { LICENSE: undefined }, 'LICENSE is missing.'],
		[
			'a test',
			{ 'dist/nodes/Sample/a.test.js': '' },
			'dist/nodes/Sample/a.test.js does not belong into it.',
		],
		[
			'a source map',
			{ 'dist/vendor/zod.js.map': '{}' },
			'dist/vendor/zod.js.map does not belong into it.',
		],
		['a source', { 'nodes/a.ts': '' }, 'nodes/a.ts does not belong into it.'],
		[
			'a source map that is named',
			{ 'dist/vendor/zod.js': 'x\n//# sourceMappingURL=zod.js.map' },
			'dist/vendor/zod.js names a source map.',
		],
		[
			'a folder of the build machine',
			{ 'dist/vendor/zod.js': '// inline:/home/me/sample/a.css' },
			'dist/vendor/zod.js names the folder /home/me/sample of the machine that built it.',
		],
		[
			'a dependency',
			withManifest({ dependencies: { zod: '3.25.76' } }),
			'package.json has dependencies, which npm would install.',
		],
		[
			'a script that runs when it is installed',
			withManifest({ scripts: { postinstall: 'node x.js' } }),
			'package.json has the script "postinstall", which npm would run.',
		],
		[
			'a second peer dependency',
			withManifest({ peerDependencies: { 'n8n-workflow': '*', zod: '*' } }),
			'package.json should have n8n-workflow "*" as its only peer dependency.',
		],
		[
			'a node that was not built',
			withManifest({ n8n: { ...manifest.n8n, nodes: ['dist/nodes/Other/Other.node.js'] } }),
			'package.json registers dist/nodes/Other/Other.node.js, which is missing.',
		],
		[
			'an icon that is not there',
			{ 'dist/nodes/Sample/sample.svg': undefined },
			'dist/nodes/Sample/Sample.node.js lacks sample.svg.',
		],
		[
			'a module that is not there',
			{ 'dist/nodes/shared/values.js': undefined },
			'dist/nodes/Sample/Sample.node.js imports ../shared/values, which is not there.',
		],
		[
			'a library that is not bundled',
			{ 'dist/vendor/zod.js': 'require("undici")' },
			'dist/vendor/zod.js imports undici, which is not there.',
		],
		[
			'a bundled library without its licence',
			{ 'dist/THIRD_PARTY_LICENSES.txt': '===\nzod 3.25.7 (MIT)\n===' },
			'dist/THIRD_PARTY_LICENSES.txt has no licence of zod 3.25.76.',
		],
	])('finds %s', (_what, changes, finding) => {
		expect(inspect(changes)).toContain(finding);
	});
});
