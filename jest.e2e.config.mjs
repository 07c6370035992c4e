import { base } from './jest.config.mjs';

/** The runs in a real n8n: minutes, most of them waiting for the pauses that n8n and the providers ask for. */
export default {
	...base,
	testMatch: ['<rootDir>/test/e2e/**/*.test.{ts,mts}'],
	testTimeout: 15 * 60_000,
	testSequencer: '<rootDir>/test/slowestFirst.mjs',
};
