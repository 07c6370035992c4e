import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { times, upTo } from '../counting';
import { forgetProcess } from '../forgetProcess';
import { forbidNetwork, releaseNetwork } from '../http';
import { HOUR, MINUTE, SECOND, stepClock } from '../steppedClock';
import { Receiver, row, WEBHOOK } from './calls';

let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	forbidNetwork();
	forgetProcess();
	clock = stepClock();
});
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

/** Calls again from another process, which knows what n8n has saved and no more. */
function inAnotherProcess({ trigger }: Receiver): void {
	forgetProcess();
	trigger.restart();
}

describe('The same call', () => {
	it('starts the workflow once and is answered with 200 each time', async () => {
		const receiver = new Receiver();
		expect(await receiver.call(row())).toMatchObject({ status: 200, started: [{}] });
		expect(await receiver.call(row())).toMatchObject({ status: 200, started: undefined });
		// The texts may differ: what tells a call is element, job, language and site.
		expect(await receiver.call(row({ name: 'Another name' }))).toMatchObject({
			status: 200,
			body: '{"message":"Webhook call received"}',
			started: undefined,
		});
	});

	it('starts the workflow once when it comes 20 times at once', async () => {
		const receiver = new Receiver();
		const deliveries = await Promise.all(upTo(20).map(async () => await receiver.call(row())));
		expect(deliveries.filter(({ started }) => started !== undefined)).toHaveLength(1);
		expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
	});

	it('at both URLs is the same call', async () => {
		const receiver = new Receiver();
		expect(await receiver.started(row(), { webhook: WEBHOOK.product })).toBeDefined();
		expect(await receiver.started(row(), { webhook: WEBHOOK.category })).toBeUndefined();
	});

	it('after a restart, or in another process, is known from what was saved', async () => {
		const receiver = new Receiver();
		await receiver.call(row());
		inAnotherProcess(receiver);
		expect(await receiver.started(row())).toBeUndefined();
		expect(await receiver.started(row({ language: 'German' }))).toBeDefined();
		inAnotherProcess(receiver);
		expect(await receiver.started(row())).toBeUndefined();
		expect(await receiver.started(row({ language: 'German' }))).toBeUndefined();
	});

	it('of a flood is saved at most once a second, and altogether with a later call', async () => {
		const receiver = new Receiver();
		const flood = upTo(30).map((n) => row({ id: String(n) }));
		for (const call of flood) await receiver.call(call);
		const { calls: saved } = receiver.trigger.saved();
		clock.pass(SECOND);
		await receiver.call(row({ id: 'later' }));
		expect(receiver.trigger.saved().calls).not.toBe(saved);
		inAnotherProcess(receiver);
		for (const call of flood) expect(await receiver.started(call)).toBeUndefined();
	});

	it('starts the workflow again when the window is over, which is a day', async () => {
		const receiver = new Receiver();
		await receiver.call(row());
		clock.pass(24 * HOUR - MINUTE);
		expect(await receiver.started(row())).toBeUndefined();
		clock.pass(MINUTE);
		expect(await receiver.started(row())).toBeDefined();
		inAnotherProcess(receiver);
		clock.pass(24 * HOUR);
		expect(await receiver.started(row())).toBeDefined();
	});

	it('is known as long as the user says', async () => {
		const receiver = new Receiver({ options: { repeatWindow: 1 } });
		await receiver.call(row());
		clock.pass(59 * MINUTE);
		expect(await receiver.started(row())).toBeUndefined();
		clock.pass(MINUTE);
		expect(await receiver.started(row())).toBeDefined();
	});

	it('starts the workflow each time with a window of 0, and nothing is saved', async () => {
		const receiver = new Receiver({ options: { repeatWindow: 0 } });
		const started = await times(3, async () => await receiver.started(row()));
		expect(started).toEqual(Array(3).fill(expect.objectContaining({ status: 'SUCCESS' })));
		expect(receiver.trigger.saved()).toEqual({});
	});

	it('starts each test run of the editor, which neither knows nor makes repeats', async () => {
		const receiver = new Receiver();
		const mode = 'manual';
		const started = await times(3, async () => await receiver.started(row(), { mode }));
		expect(started).toEqual(Array(3).fill(expect.objectContaining({ status: 'SUCCESS' })));
		expect(receiver.trigger.saved()).toEqual({});
		expect(await receiver.started(row())).toBeDefined();
		expect(await receiver.started(row(), { mode })).toBeDefined();
		expect(await receiver.started(row())).toBeUndefined();
	});
});

describe('Another call', () => {
	it.each([
		['element', { id: '2' }],
		['job', { job_id: '2' }],
		['language', { language: 'German' }],
		['language, which it does not name', { language: undefined }],
		['site', { site_id: 7 }],
	])('is one of another %s', async (_what, more) => {
		const receiver = new Receiver();
		await receiver.call(row());
		expect(await receiver.started(row(more))).toMatchObject({ event: 'productGenerated' });
		expect(await receiver.started(row(more))).toBeUndefined();
		expect(await receiver.started(row())).toBeUndefined();
	});

	it('is not taken for the same one because its parts, put together, look like it', async () => {
		const receiver = new Receiver();
		await receiver.call(row({ id: 'a","b', job_id: 'c' }));
		expect(await receiver.started(row({ id: 'b', job_id: 'c","a' }))).toBeDefined();
		expect(await receiver.started(row({ id: 'a', job_id: 'c","b' }))).toBeDefined();
	});
});

describe('The hooks', () => {
	it('find nothing to create at Cernel, and create nothing', async () => {
		const { trigger } = new Receiver();
		expect(await trigger.hook('checkExists')).toBe(false);
		expect(await trigger.hook('create')).toBe(true);
		expect(trigger.saved()).toEqual({});
	});

	it('forget all calls when the workflow is turned off', async () => {
		const receiver = new Receiver();
		await receiver.call(row());
		expect(receiver.trigger.saved()).toHaveProperty('calls');
		expect(await receiver.trigger.hook('delete')).toBe(true);
		expect(receiver.trigger.saved()).toEqual({});
		expect(await receiver.started(row())).toBeDefined();
	});

	it('of a test run leave what production knows alone', async () => {
		const receiver = new Receiver();
		await receiver.call(row());
		// Not saved yet: that is done once a second.
		await receiver.call(row({ id: '2' }));
		await receiver.trigger.hook('create', { mode: 'manual' });
		await receiver.trigger.hook('delete', { mode: 'manual' });
		expect(await receiver.started(row())).toBeUndefined();
		expect(await receiver.started(row({ id: '2' }))).toBeUndefined();
	});
});
