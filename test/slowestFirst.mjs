import TestSequencer from '@jest/test-sequencer';

/**
 * The longest ones, and first of all one that needs no n8n: it runs while the other worker installs n8n. Jest would begin
 * with the largest files, and these are the smallest.
 */
const FIRST = [
	'e2e/randomFaults.test.ts',
	'e2e/review/page.test.mts',
	'e2e/examples.test.mts',
	'e2e/triggers.test.mts',
	'queue/shop.test.mts',
];

/** Begins with what takes longest, so that no worker is left with it at the end. */
export default class SlowestFirst extends TestSequencer {
	/** @param {import('@jest/test-result').Test[]} tests */
	sort(tests) {
		const rank = (/** @type {{ path: string }} */ { path }) => {
			const index = FIRST.findIndex((name) => path.endsWith(`/${name}`));
			return index < 0 ? FIRST.length : index;
		};
		return [...tests].sort((a, b) => rank(a) - rank(b));
	}
}
