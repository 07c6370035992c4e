import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';

import {
	cernelRow,
	cypienRow,
	cypienVariants,
	productAiJob,
	scribeItem,
} from '../../unit/review/items';
import type { WaitingExecution } from '../waiting';
import { ON_ERROR, idsAt, limitOf, oneField, review, send, verdicts } from './support';

const scribe = (id: number): INodeExecutionData => ({ json: { ...scribeItem, id } });
/** The second of three is no item of XC Scribe. */
const input = [scribe(0), { json: { id: 1, anything: 'else' } }, scribe(2)];
const parameters = { preset: 'xcScribeItem', title: '' };
const MESSAGE = 'The item is no XC Scribe item with something to review';

/** Where error items are, with the way on that the user chose. */
const outputOf = { continueErrorOutput: 2, continueRegularOutput: 1 } as const;

describe('With a preset', () => {
	it.each([
		{ preset: 'xcScribeItem', json: scribeItem, shown: 'Boils 1.7 litres in three minutes.' },
		{ preset: 'cernelRow', json: cernelRow, shown: 'Koger vand.' },
		{ preset: 'cypienProduct', json: cypienRow, shown: 'teapot' },
		{ preset: 'cypienProduct', json: cypienVariants, shown: 'Teapot feed' },
		{ preset: 'productAiImage', json: productAiJob, shown: 'https://cdn.productai.example/77.png' },
	])('$preset items are shown, and pass when approved', async ({ preset, json, shown }) => {
		const execution = await review({ input: [{ json }], parameters: { preset, title: '' } });
		expect((await execution.get()).body).toContain(shown);
		await send(execution, { 'd.0': 'approved' });
		expect(execution.received(0)[0]?.json).toEqual({ ...json, review: expect.anything() });
	});

	it.each(['xcScribeItem', 'cernelRow', 'cypienProduct', 'productAiImage'])(
		'%s an item of another kind stops the node before it waits, with its number and what to do',
		async (preset) => {
			const execution = await review({
				input: [{ json: { id: 1, anything: 'else' } }],
				parameters: { preset },
			});
			expect(execution.status).toBe('error');
			expect(execution.error).toMatchObject({
				message: expect.stringMatching(/^The item is no .+ with something to review$/),
				description: expect.stringContaining('"Own Fields"'),
				context: { itemIndex: 0 },
			});
		},
	);

	it('it is the second item that stops the node', async () => {
		const execution = await review({ input, parameters });
		expect(execution.error).toMatchObject({ message: MESSAGE, context: { itemIndex: 1 } });
	});

	it('an image that was not made stops the node', async () => {
		const json = { id: 1, status: 'FAILED', prompt: 'x' };
		const execution = await review({ input: [{ json }], parameters: { preset: 'productAiImage' } });
		expect(execution.error?.message).toContain('no ProductAI image');
	});
});

describe.each(ON_ERROR)('With "On Error" %s', (onError) => {
	const errorOutput = onError === 'continueErrorOutput' ? 2 : 1;

	it('only that item leaves as an error, and the others are reviewed', async () => {
		const execution = await review({ input, parameters, onError });
		expect(execution.status).toBe('waiting');
		const page = await execution.get();
		expect(page.body).toContain('id="item-1"');
		expect(page.body).not.toContain('id="item-2"');
		await send(execution, { 'd.0': 'approved', 'd.1': 'rejected' });
		expect(idsAt(execution, 0)).toEqual([[0, 0]]);
		expect(idsAt(execution, 1)).toContainEqual([2, 2]);
		const errors = execution.received(errorOutput).filter(({ json }) => 'error' in json);
		expect(errors).toMatchObject([{ json: { error: MESSAGE }, source: 1 }]);
		expect(allItems(execution)).toBe(3);
	});

	it('nothing waits when no item can be reviewed', async () => {
		const others = [{ json: { id: 0, other: 1 } }, { json: { id: 1, other: 1 } }];
		const execution = await review({ input: others, parameters, onError });
		expect(execution.finished).toBe(true);
		expect(execution.received(0)).toEqual([]);
		expect(execution.received(errorOutput)).toMatchObject([
			{ json: { error: MESSAGE }, source: 0 },
			{ json: { error: MESSAGE }, source: 1 },
		]);
	});

	it('parameters that make no review give an error for each item, none of them approved', async () => {
		const execution = await review({
			input,
			parameters: oneField({ proposed: 'a..b' }),
			onError,
		});
		expect(execution.finished).toBe(true);
		expect(execution.received(0)).toEqual([]);
		expect(execution.received(errorOutput).map(({ source }) => source)).toEqual([0, 1, 2]);
	});

	it.each([
		{ outcome: 'undecided', output: 2 },
		{ outcome: 'reject', output: 1 },
		{ outcome: 'approve', output: 0 },
	])('and the time is up with "$outcome", no item takes the place of another', async (each) => {
		const execution = await review({
			input,
			parameters: { ...parameters, ...limitOf(each.outcome) },
			onError,
		});
		await execution.timeUp();
		expect(execution.finished).toBe(true);
		const reviewed = execution.received(each.output).filter(({ json }) => 'review' in json);
		expect(reviewed.map(({ json }) => json.id)).toEqual([0, 2]);
		// Where n8n cannot pair them rightly they are paired with nothing.
		for (const { json, source } of reviewed) expect([json.id, undefined]).toContain(source);
		expect(verdicts(execution.received(0))).toHaveLength(each.output === 0 ? 2 : 0);
		const errors = [0, 1, 2, 3]
			.flatMap((output) => execution.received(output).map((item) => ({ ...item, output })))
			.filter(({ json }) => 'error' in json);
		expect(errors).toMatchObject([{ json: { error: MESSAGE } }]);
		expect(errors[0]?.output).not.toBe(0);
		expect([1, undefined]).toContain(errors[0]?.source);
	});

	it('and the time is up with "fail", each item is an error of its own', async () => {
		const execution = await review({
			input,
			parameters: { ...parameters, ...limitOf('fail') },
			onError,
		});
		await execution.timeUp();
		expect(execution.finished).toBe(true);
		const output = outputOf[onError === 'continueErrorOutput' ? onError : 'continueRegularOutput'];
		const place = output === 2 ? 3 : 1;
		const message = 'Nobody has decided before the time limit';
		expect(execution.received(place)).toMatchObject([
			{ json: { error: message }, source: 0 },
			{ json: { error: MESSAGE }, source: 1 },
			{ json: { error: message }, source: 2 },
		]);
		expect(allItems(execution)).toBe(3);
		expect(execution.received(0)).toEqual([]);
	});
});

const allItems = (execution: WaitingExecution): number => execution.outputs().flat().length;
