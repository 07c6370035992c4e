const jest = (...args) => [
	'node',
	// nock 15 is an ES module only, so tests run as ES modules; jest reaches those through this option.
	'--experimental-vm-modules',
	'--disable-warning=ExperimentalWarning',
	'node_modules/jest/bin/jest.js',
	...args,
];

const lint = [
	['eslint', '.'],
	['prettier', '--check', '.'],
];
const types = [
	['tsc', '--noEmit'],
	['tsc', '--noEmit', '--project', 'nodes/ContentReview/page/browser'],
];

/**
 * What `node scripts/run.mjs <task>` runs: command lines, one after the other, on Node 24 and from the repository's
 * root. Arguments after the task go to the last one.
 *
 * @type {Record<string, string[][]>}
 */
export const tasks = {
	start: [['node', 'sandbox/demo.mts']],
	test: [...lint, ...types, jest()],
	jest: [jest()],
	e2e: [jest('--config', 'jest.e2e.config.mjs')],
	queue: [jest('--config', 'jest.queue.config.mjs')],
	upgrade: [jest('--config', 'jest.upgrade.config.mjs')],
	build: [['gulp', 'build']],
	lint,
	types,
	format: [['prettier', '--write', '.']],
	bench: [['node', 'test/bench/main.mts']],
	generate: [['node', 'scripts/generate.mts']],
	'record:workflows': [['node', 'scripts/recordWorkflows.mts']],
	'check:package': [['node', 'scripts/checkPackage.mts']],
	'coverage:operations': [['node', 'scripts/coverage.mts']],
	// Installs everything, n8n too, and runs nothing: for a machine that will lose its network.
	setup: [
		['node', 'sandbox/n8n/install.mts'],
		['node', 'sandbox/n8n/installServices.mts'],
	],
};
