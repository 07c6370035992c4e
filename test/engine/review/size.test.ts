import { describe, expect, it } from '@jest/globals';
import {
	NodeConnectionTypes,
	WAIT_INDEFINITELY,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { WaitingExecution } from '../waiting';
import { limitOf, products, review, send } from './support';

/** Waits, and keeps nothing: what an execution takes without a review. */
class Waiter implements INodeType {
	readonly description: INodeTypeDescription = {
		displayName: 'Waiter',
		name: 'waiter',
		group: ['transform'],
		version: 1,
		description: 'Waits',
		defaults: { name: 'Waiter' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	async execute(this: IExecuteFunctions) {
		await this.putExecutionToWait(WAIT_INDEFINITELY);
		return [];
	}
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} kB`;

/** Texts of the size that shops have. */
const input = products(1_000).map(({ json }, n) => {
	const text = `Text of product ${n}. `.repeat(30);
	return { json: { ...json, text, old: `${text} Old.`, html: `<p>${text}</p>` } };
});

describe('A review of 1,000 items', () => {
	it.each([
		{ name: 'without a time limit', parameters: {} },
		...['undecided', 'reject', 'approve', 'fail'].map((outcome) => ({
			name: `with the outcome "${outcome}"`,
			parameters: limitOf(outcome),
		})),
	])('$name less than doubles what n8n saves', async ({ name, parameters }) => {
		const alone = (await WaitingExecution.start({ node: new Waiter(), input })).savedBytes;
		const { savedBytes } = await review({ input, parameters });
		process.stdout.write(
			`1,000 items ${name}: ${kilobytes(alone)} saved without a review, ${kilobytes(savedBytes)} with it\n`,
		);
		expect(savedBytes).toBeGreaterThan(alone);
		expect(savedBytes).toBeLessThan(2 * alone);
	});

	it('passes all of them on', async () => {
		const started = performance.now();
		const execution = await review({ input });
		const waiting = performance.now();
		const page = await execution.get();
		const shown = performance.now();
		const form = Object.fromEntries(
			input.map((_, index) => [`d.${index}`, index % 4 === 0 ? 'rejected' : 'approved']),
		);
		await send(execution, { ...form, 'e.999.0': 'Edited' });
		const decided = performance.now();
		process.stdout.write(
			`1,000 items: waits after ${Math.round(waiting - started)} ms, page of ${kilobytes(page.body.length)} in ${Math.round(shown - waiting)} ms, decided in ${Math.round(decided - shown)} ms (with the page before it)\n`,
		);
		const [approved, rejected] = [execution.received(0), execution.received(1)];
		expect([approved.length, rejected.length]).toEqual([750, 250]);
		for (const { json, source } of [...approved, ...rejected]) expect(source).toBe(json.id);
		expect(approved.at(-1)?.json).toMatchObject({ id: 999, text: 'Edited' });
	});
});
