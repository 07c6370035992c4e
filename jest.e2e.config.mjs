import { base } from './jest.config.mjs';

/** The runs in a real n8n: minutes, one after the other. */
export default {
	...base,
	testMatch: ['<rootDir>/test/e2e/**/*.test.{ts,mts}'],
	testTimeout: 15 * 60_000,
	maxWorkers: 1,
};
