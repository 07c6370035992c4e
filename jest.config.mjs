// nock 15 sees undici's requests but is ESM only, so the tests run as ES modules
// (node --experimental-vm-modules, Node 24).

/** Settings that all test runs share; jest.e2e.config.mjs builds on them. */
export const base = {
	rootDir: import.meta.dirname,
	// Only the tests' folder is crawled: sandbox/n8n holds a whole n8n installation.
	roots: ['<rootDir>/test'],
	testEnvironment: 'node',
	globalSetup: '<rootDir>/test/engine/globalSetup.mjs',
	globalTeardown: '<rootDir>/test/engine/globalTeardown.mjs',
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	extensionsToTreatAsEsm: ['.ts', '.mts'],
	transform: {
		// What the product imports with `?inline`.
		'\\.css$': '<rootDir>/scripts/jestInline.mjs',
		'/page/browser/main\\.ts$': '<rootDir>/scripts/jestInline.mjs',
		'^.+\\.m?ts$': [
			'ts-jest',
			{
				useESM: true,
				// tsc checks the types in a step of its own; here files are only transpiled.
				diagnostics: false,
				tsconfig: {
					target: 'es2022',
					module: 'esnext',
					moduleResolution: 'bundler',
					isolatedModules: true,
					esModuleInterop: true,
					inlineSourceMap: true,
				},
			},
		],
	},
	moduleNameMapper: {
		// n8n-workflow ships an ESM and a CommonJS build. n8n-core uses the latter, and so does the product in n8n:
		// with two copies in one process no `instanceof NodeApiError` would hold.
		'^n8n-workflow$': '<rootDir>/node_modules/n8n-workflow/dist/cjs/index.js',
	},
	maxWorkers: 2,
	restoreMocks: true,
};

export default {
	...base,
	testMatch: [
		'<rootDir>/test/{unit,engine,sandbox,contract,lint,reliability,release}/**/*.test.{ts,mts}',
		'<rootDir>/test/upgrade/*.test.{ts,mts}',
	],
	setupFilesAfterEnv: ['<rootDir>/test/oneMoreTry.ts'],
	// Only bounds a hang: a busy machine takes many times as long as an idle one.
	testTimeout: 180_000,
};
