import e2e from './jest.e2e.config.mjs';

/** The runs in an n8n in queue mode, with a Redis and a PostgreSQL of its own. */
export default {
	...e2e,
	testMatch: ['<rootDir>/test/queue/**/*.test.mts'],
};
