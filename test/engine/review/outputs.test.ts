import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';

import { readBinary, storeBinary } from '../harness';
import { idsOf, product, products, review, send, verdicts } from './support';

/** Drops every third item and turns the rest around, paired as it should be. */
const mixed = (items: INodeExecutionData[]): INodeExecutionData[] =>
	items
		.map(({ json }, item) => ({ json, pairedItem: { item } }))
		.filter((_, index) => index % 3 !== 0)
		.reverse();

describe('The items of a review', () => {
	it('lead back to the node two steps before, when one between has mixed them', async () => {
		const execution = await review({ input: products(6), earlier: mixed });
		await send(execution, {
			'd.0': 'rejected',
			'd.1': 'approved',
			'd.2': 'rejected',
			'd.3': 'approved',
		});
		expect(idsOf(execution)).toEqual([
			[
				[4, 4],
				[1, 1],
			],
			[
				[5, 5],
				[2, 2],
			],
			[],
		]);
	});

	it('are all approved, or all rejected', async () => {
		const approved = await review();
		const answer = await send(approved, { rest: 'approved' });
		expect(answer.body).toContain('3 products approved, 0 products rejected');
		expect(idsOf(approved).map((items) => items.length)).toEqual([3, 0, 0]);
		const rejected = await review();
		await send(rejected, { 'd.0': 'rejected', 'd.1': 'rejected', 'd.2': 'rejected' });
		expect(idsOf(rejected).map((items) => items.length)).toEqual([0, 3, 0]);
		expect(rejected.finished).toBe(true);
	});

	it('keep their files', async () => {
		const file = await storeBinary('picture', { fileName: 'a.png', mimeType: 'image/png' });
		const input = [{ ...product(0), binary: { data: file } }, product(1)];
		const execution = await review({ input });
		await send(execution, { 'd.0': 'rejected', 'd.1': 'approved' });
		const [[approved] = [], [rejected] = []] = execution.outputs();
		expect(approved?.binary).toBeUndefined();
		expect(rejected?.binary).toEqual({ data: file });
		expect((await readBinary(file)).toString()).toBe('picture');
	});

	it('say what this review says, where an earlier one had said something', async () => {
		const [{ json } = product(0)] = products(1);
		const earlier = { decision: 'rejected', reviewer: 'Before', extra: true };
		const execution = await review({ input: [{ json: { ...json, review: earlier } }] });
		await send(execution, { 'd.0': 'approved', reviewer: 'Now', 'c.0': 'Good' });
		expect(verdicts(execution.received(0))).toEqual([
			{
				decision: 'approved',
				edited: [],
				comment: 'Good',
				reviewer: 'Now',
				decidedAt: expect.any(String),
			},
		]);
	});

	it('leave once, and with all their members, when n8n repeats a node that has an error', async () => {
		const input = products(2).map(({ json }) => ({ json: { ...json, error: 'of the provider' } }));
		const execution = await review({
			input,
			retryOnFail: { maxTries: 3, waitBetweenTries: 0 },
		});
		await send(execution, { 'd.0': 'approved', 'd.1': 'rejected', reviewer: 'Anna' });
		expect(idsOf(execution)).toEqual([[[0, 0]], [[1, 1]], []]);
		expect(execution.received(0)[0]?.json).toMatchObject({
			...input[0]?.json,
			review: { decision: 'approved', reviewer: 'Anna' },
		});
	});
});

describe('Nothing to review', () => {
	it.each([
		{ name: 'no items', input: [] },
		{ name: 'one empty item, which n8n makes up', input: [{ json: {} }] },
	])('passes on at once: $name', async ({ input }) => {
		const execution = await review({ input });
		expect(execution.status).toBe('success');
		expect(execution.waitTill).toBeUndefined();
		expect(execution.received(0).map(({ json }) => json)).toEqual(input.map(({ json }) => json));
		expect(execution.received(1)).toEqual([]);
	});

	it('is not an item that is empty but for a file', async () => {
		const file = await storeBinary('picture', { fileName: 'a.png', mimeType: 'image/png' });
		const execution = await review({
			input: [{ json: {}, binary: { photo: file } }],
			parameters: { fields: { values: [{ label: 'Photo', proposed: 'photo', kind: 'image' }] } },
		});
		expect(execution.status).toBe('waiting');
	});
});
