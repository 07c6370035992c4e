import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { IDataObject, OnError } from 'n8n-workflow';

import { forgetLanes } from '../../nodes/shared/http/lanes';
import type { FaultInput } from '../../sandbox/faults/kinds.mts';
import { speedUpClock } from '../engine/fastClock';
import { toDataObject } from '../engine/guards';
import { runNode, type RunResult } from '../engine/harness';
import { jsonOf, pairsOf } from '../engine/xcScribe/support';
import { BEHIND_MS, subjects, type Subject } from './matrix/subjects';
import { Stage } from './stage';

/** Items are sent one after the other, so that the n-th request is that of the n-th item. */
const ITEMS = 8;

const refusal: FaultInput = { kind: 'status', status: 400, body: { detail: 'Not like this' } };
const lost: FaultInput = { kind: 'reset-before-reply' };

/** Which items meet a fault, and what their details have to say. */
const struck = new Map<number, { fault: FaultInput; details: IDataObject }>([
	[
		1,
		{
			fault: refusal,
			details: { kind: 'refused', status: 400, advice: expect.any(String) },
		},
	],
	[
		4,
		{
			fault: lost,
			details: {
				kind: 'outcome-unknown',
				code: expect.any(String),
				advice: expect.stringContaining('before you run it again'),
			},
		},
	],
	[7, { fault: refusal, details: { kind: 'refused', status: 400 } }],
]);

const paid = subjects.filter(({ effect }) => effect === 'creates' || effect === 'buys');

let stage: Stage;

beforeAll(async () => {
	stage = await Stage.set();
});

afterEach(() => {
	stage.sandbox.clearFaults();
	forgetLanes();
});

afterAll(async () => {
	await stage.sandbox.close();
});

async function run(
	subject: Subject,
	items: readonly IDataObject[],
	onError: OnError,
): Promise<RunResult> {
	const [resource = '', operation = ''] = subject.operation.split('.');
	const { options, ...parameters } = subject.parameters;
	for (const [index, { fault }] of struck) {
		// Each rule counts the requests that the rules before it let pass.
		const before = [...struck.keys()].filter((other) => other < index).length;
		stage.sandbox.injectFault({
			operation: `${subject.provider}.${subject.operation}`,
			fault,
			after: index - before,
		});
	}
	// Behind the sandbox's own clock at first, since a job that is older than its request is not looked at.
	speedUpClock(subject.speed, Date.now() - BEHIND_MS);
	return await runNode({
		node: subject.node(),
		parameters: {
			resource,
			operation,
			...parameters,
			options: { ...toDataObject(options ?? {}), concurrency: 1 },
		},
		input: items.map((json) => ({ json })),
		credentials: stage.accounts[subject.provider],
		onError,
	});
}

const all = Array.from({ length: ITEMS }, (_, n) => n);
const good = all.filter((n) => !struck.has(n));
const bad = [...struck.keys()];

describe.each(paid.map((subject) => [subject.provider, subject.operation, subject] as const))(
	'%s %s over good and bad items',
	(provider, operation, subject) => {
		it('with Continue puts out all of them in order, the bad ones with details', async () => {
			const items = await subject.prepare(stage, ITEMS);
			const result = await run(subject, items, 'continueRegularOutput');
			expect(result.status).toBe('success');
			expect(pairsOf(result)).toEqual(all);
			for (const [index, json] of jsonOf(result).entries()) {
				const fault = struck.get(index);
				if (fault === undefined) {
					expect(json).not.toHaveProperty('error');
					expect(await subject.belongs(json, items[index] ?? {}, stage)).toBe(true);
				} else {
					expect(json.error).toEqual(expect.any(String));
					expect(json.details).toMatchObject(fault.details);
				}
			}
		});

		it('with an error output puts each of them on the right one', async () => {
			const items = await subject.prepare(stage, ITEMS);
			const result = await run(subject, items, 'continueErrorOutput');
			expect(result.status).toBe('success');
			expect([pairsOf(result, 0), pairsOf(result, 1)]).toEqual([good, bad]);
			for (const [n, json] of jsonOf(result, 0).entries()) {
				expect(json).not.toHaveProperty('error');
				expect(await subject.belongs(json, items[good[n] ?? -1] ?? {}, stage)).toBe(true);
			}
			for (const [n, json] of jsonOf(result, 1).entries()) {
				const index = bad[n] ?? -1;
				expect(json.error).toEqual(expect.any(String));
				expect(json.details).toMatchObject(struck.get(index)?.details ?? {});
				// n8n lays the values of the input item beside them.
				expect(json).toMatchObject(items[index] ?? {});
			}
		});

		it('without either stops at the first bad one, names it, and sends nothing more', async () => {
			const items = await subject.prepare(stage, ITEMS);
			const id = `${provider}.${operation}`;
			const askedBefore = stage.asked(id);
			const result = await run(subject, items, 'stopWorkflow');
			expect(result.status).toBe('error');
			expect(result.error).toMatchObject({
				message: expect.stringContaining('did not accept the request'),
				context: { itemIndex: 1 },
			});
			expect(stage.asked(id) - askedBefore).toBe(2);
		});
	},
);
