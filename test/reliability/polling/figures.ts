/** What was gone through, for docs/reliability.md. */
export const figures = {
	sequences: 0,
	polls: 0,
	emitted: 0,
	failed: 0,
	short: 0,
	crashed: 0,
	testRuns: 0,
};
