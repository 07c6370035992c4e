import { base } from './jest.config.mjs';

/** The runs in the oldest n8n and Node that are supported: minutes, one after the other. */
export default {
	...base,
	testMatch: ['<rootDir>/test/upgrade/n8n/**/*.test.{ts,mts}'],
	testTimeout: 15 * 60_000,
	maxWorkers: 1,
};
