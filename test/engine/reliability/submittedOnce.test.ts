import { beforeEach, describe, expect, it } from '@jest/globals';

import { runNode, type RunResult } from '../harness';
import { quietClock } from '../quietClock';
import { jsonOf, numbered, pairsOf } from '../xcScribe/support';
import { countsOf, PAID_WORKS, PaidServer, PURCHASES, RETRY, type PaidWork } from './paidWork';

beforeEach(() => {
	quietClock();
});

/** The third of the five requests meets something the first time, the others never. */
const third =
	<T>(first: T, otherwise: T) =>
	(work: number, ask: number): T =>
		work === 2 && ask === 1 ? first : otherwise;

/** Each input item has its own output, in input order. */
function expectAllItems({ input, itemOf }: PaidWork, result: RunResult): void {
	expect(result.error).toBeUndefined();
	const all = input.map((_, n) => n);
	expect(pairsOf(result)).toEqual(all);
	if (itemOf === undefined) expect(jsonOf(result)).toEqual(all.map(() => ({ deleted: true })));
	else expect(jsonOf(result).map(itemOf)).toEqual(all);
}

const ONCE = [1, 1, 1, 1, 1];

describe.each(PAID_WORKS.map((work): [string, PaidWork] => [work.name, work]))(
	'%s',
	(_name, work) => {
		it('is submitted once for each item, and leaves nothing in the execution', async () => {
			const { paid, server } = await PaidServer.start(work);
			const result = await runNode(work.run(server.url));
			expectAllItems(work, result);
			expect(countsOf(paid.asked)).toEqual(ONCE);
			expect(result.context).toEqual({});
		});

		it('is not submitted again by Retry On Fail after a refusal in the middle', async () => {
			const { paid, server } = await PaidServer.start(work, third('refused', 'accepted'));
			const result = await runNode(work.run(server.url, { retryOnFail: RETRY }));
			expectAllItems(work, result);
			expect(countsOf(paid.carriedOut)).toEqual(ONCE);
			expect(countsOf(paid.asked)).toEqual([1, 1, 2, 1, 1]);
			expect(result.context).toEqual({});
		});

		it('is not submitted again by Retry execution', async () => {
			const { paid, server } = await PaidServer.start(work, third('refused', 'accepted'));
			const failed = await runNode(work.run(server.url));
			expect(failed.error?.message).toContain('did not accept the request');
			const result = await runNode(work.run(server.url, { retryOf: failed }));
			expectAllItems(work, result);
			expect(countsOf(paid.carriedOut)).toEqual(ONCE);
			expect(result.context).toEqual({});
		});

		it('is submitted anew by Retry execution when the values were changed', async () => {
			const { paid, server } = await PaidServer.start(work, third('refused', 'accepted'));
			const failed = await runNode(work.run(server.url));
			const before = countsOf(paid.asked);
			const result = await runNode(
				work.run(server.url, { retryOf: failed, parameters: work.changed }),
			);
			expectAllItems(work, result);
			expect(countsOf(paid.asked)).toEqual(before.map((count) => count + 1));
		});

		it('is submitted by each run of a loop, also with equal items', async () => {
			const { paid, server } = await PaidServer.start(work, third('refused', 'accepted'));
			const result = await runNode(work.run(server.url, { retryOnFail: RETRY, arrivals: 2 }));
			expect(result.runData).toHaveLength(2);
			expectAllItems(work, result);
			expect(countsOf(paid.carriedOut)).toEqual([2, 2, 2, 2, 2]);
		});

		it('is submitted by the next run of a loop when an earlier one went on without an item', async () => {
			const { paid, server } = await PaidServer.start(work, third('refused', 'accepted'));
			const result = await runNode(
				work.run(server.url, {
					retryOnFail: RETRY,
					arrivals: 2,
					onError: 'continueErrorOutput',
				}),
			);
			expectAllItems(work, result);
			expect(countsOf(paid.carriedOut)).toEqual([2, 2, 1, 2, 2]);
		});
	},
);

describe.each(PURCHASES.map((work): [string, PaidWork] => [work.name, work]))(
	'%s with a lost reply',
	(_name, work) => {
		it('is not sent again by Retry On Fail, which says so and where to look', async () => {
			const { paid, server } = await PaidServer.start(work, third('reply lost', 'accepted'));
			const result = await runNode(work.run(server.url, { retryOnFail: RETRY }));
			expect(result.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(
					/^An earlier try of this node may have been carried out, so it was not sent again: /,
				),
				description: expect.stringMatching(/It may have been carried out all the same. Look at /),
			});
			expect(paid.asked.get(2)).toBe(1);
			expect(Math.max(...countsOf(paid.carriedOut))).toBe(1);
		});

		it('is sent again by Retry execution: who retries by hand has looked', async () => {
			const { paid, server } = await PaidServer.start(work, third('reply lost', 'accepted'));
			const failed = await runNode(work.run(server.url));
			expect(failed.error?.description).toContain('before you run it again');
			const result = await runNode(work.run(server.url, { retryOf: failed }));
			expectAllItems(work, result);
			expect(countsOf(paid.asked)).toEqual([1, 1, 2, 1, 1]);
		});
	},
);

describe.each(
	PURCHASES.filter(({ hasJobs }) => hasJobs).map((work): [string, PaidWork] => [work.name, work]),
)('%s whose job did not succeed', (_name, work) => {
	it('is submitted anew by the next try, and the others are not', async () => {
		const { paid, server } = await PaidServer.start(work, undefined, third(true, false));
		const result = await runNode(work.run(server.url, { retryOnFail: RETRY }));
		expectAllItems(work, result);
		expect(countsOf(paid.asked)).toEqual([1, 1, 2, 1, 1]);
	});
});

describe('A lost reply of a deletion', () => {
	it('is asked again, and what is gone counts as deleted', async () => {
		const [removal] = PAID_WORKS.slice(-1);
		if (removal === undefined) throw new Error('There is a deletion');
		const gone: PaidWork = {
			...removal,
			reply: (arrived, response, jobs) =>
				arrived.path.endsWith('-2')
					? response.writeHead(404).end()
					: removal.reply(arrived, response, jobs),
		};
		const { paid, server } = await PaidServer.start(gone, third('reply lost', 'accepted'));
		const result = await runNode(gone.run(server.url));
		expectAllItems(gone, result);
		expect(countsOf(paid.asked)).toEqual([1, 1, 2, 1, 1]);
	});

	it('without a try before it means that it was never there', async () => {
		const [removal] = PAID_WORKS.slice(-1);
		if (removal === undefined) throw new Error('There is a deletion');
		const { server } = await PaidServer.start({
			...removal,
			reply: (_, response) => response.writeHead(404).end(),
		});
		const result = await runNode(removal.run(server.url, { input: numbered(1) }));
		expect(result.error?.message).toContain('does not know what was asked for');
	});
});
