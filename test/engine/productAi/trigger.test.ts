import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { times } from '../counting';
import { forgetProcess } from '../forgetProcess';
import { refusing } from '../polls';
import { HOUR, MINUTE, stepClock } from '../steppedClock';
import { API_KEY, JOB_NOT_FOUND, jobRecord, jsonOf, Receiver } from './calls';

let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	forgetProcess();
	clock = stepClock();
});

const RECEIVED = {
	status: 200,
	body: '{"message":"Webhook call received"}',
	answeredByNode: true,
	answeredBefore: true,
	error: undefined,
};

const IMAGE = 'https://cdn.example/7.png';
const DONE = jobRecord(7, 'COMPLETED', { image_url: IMAGE });
const READY = {
	event: 'imageReady',
	confirmed: true,
	id: '7',
	status: 'COMPLETED',
	prompt: 'On marble',
	image_url: IMAGE,
};

describe('A call that says that an image is made', () => {
	it('is answered before the job is read, and emits what the API says of it', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [DONE]);
		const delivery = await receiver.success('7');
		expect(delivery).toMatchObject(RECEIVED);
		// Its body named another image.
		expect(delivery.started).toEqual([{ json: READY }]);
		expect(receiver.looks()).toBe(1);
		expect(receiver.stage.server.arrived[0]?.headers['x-api-key']).toBe(API_KEY);
	});

	it.each([7, ' 7 ', '7'])('may name its job as %j', async (id) => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [DONE]);
		expect(jsonOf(await receiver.success(id))).toEqual([READY]);
	});

	it.each<[string, number, IDataObject]>([
		['404', 404, JOB_NOT_FOUND],
		['404 without words', 404, {}],
		['its own code', 200, { status: 'ERROR', message: 'No such job', code: 'JOB_NOT_FOUND' }],
	])('starts nothing when the account does not have the job: %s', async (_what, status, body) => {
		const receiver = await Receiver.start();
		receiver.stage.instead = refusing(status, body);
		expect(await receiver.success('7')).toMatchObject({ ...RECEIVED, started: undefined });
		expect(receiver.trigger.saved()).toEqual({});
		// It may come to be known.
		receiver.stage.instead = undefined;
		receiver.jobs.set('7', [DONE]);
		expect(jsonOf(await receiver.success('7'))).toEqual([READY]);
	});

	it('waits for a job that still runs for the API', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [jobRecord(7, 'NOT_STARTED'), jobRecord(7, 'RUNNING'), DONE]);
		const before = clock.now();
		expect(jsonOf(await receiver.success('7'))).toEqual([READY]);
		expect(receiver.looks('7')).toBe(3);
		expect(clock.now() - before).toBeGreaterThanOrEqual(10_000);
	});

	it('gives a job up that still runs after a minute, and looks anew with the next call', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [jobRecord(7, 'RUNNING')]);
		const before = clock.now();
		expect(await receiver.success('7')).toMatchObject({ ...RECEIVED, started: undefined });
		expect(clock.now() - before).toBeGreaterThanOrEqual(MINUTE);
		expect(clock.now() - before).toBeLessThan(2 * MINUTE);
		expect(receiver.looks('7')).toBeLessThan(15);
		receiver.jobs.set('7', [DONE]);
		expect(jsonOf(await receiver.success('7'))).toEqual([READY]);
	});

	it('emits that the image failed when the job says so', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [jobRecord(7, 'ERROR')]);
		expect(jsonOf(await receiver.success('7'))).toEqual([
			{ event: 'imageFailed', confirmed: true, id: '7', status: 'ERROR', prompt: 'On marble' },
		]);
	});

	it('whose event is not chosen starts nothing, now and when it comes again', async () => {
		const receiver = await Receiver.start({ events: ['imageFailed'], download: true });
		receiver.jobs.set('7', [DONE]);
		expect(await receiver.success('7')).toMatchObject({ ...RECEIVED, started: undefined });
		expect(await receiver.success('7')).toMatchObject({ started: undefined });
		expect(receiver.looks()).toBe(1);
	});
});

describe('A call that says that an image could not be made', () => {
	it('names no job, so it is not confirmed, and no two of them are the same', async () => {
		const receiver = await Receiver.start();
		const failed = [{ event: 'imageFailed', confirmed: false, status: 'error' }];
		expect(jsonOf(await receiver.call({ status: 'error' }))).toEqual(failed);
		expect(jsonOf(await receiver.call({ status: 'error' }))).toEqual(failed);
		expect(receiver.looks()).toBe(0);
	});

	it('emits nothing of what else its body says', async () => {
		const receiver = await Receiver.start();
		const body = { status: 'ERROR', confirmed: true, image_url: 'https://liar.example', id: 7 };
		expect(jsonOf(await receiver.call(body))).toEqual([
			{ event: 'imageFailed', confirmed: false, status: 'ERROR' },
		]);
	});

	it('starts nothing when its event is not chosen', async () => {
		const receiver = await Receiver.start({ events: ['imageReady'] });
		expect(await receiver.call({ status: 'error' })).toMatchObject({
			status: 200,
			started: undefined,
		});
	});

	it('is confirmed when it names its job all the same', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [DONE]);
		expect(jsonOf(await receiver.call({ status: 'error', job_id: '7' }))).toEqual([READY]);
	});
});

describe('A body that is no call of ProductAI', () => {
	it.each<[string, object | string]>([
		['an array', []],
		['null', 'null'],
		['nothing', ''],
		['a success without a job', { status: 'success', image_url: IMAGE }],
		['another status without a job', { status: 'pending' }],
		['no status', {}],
		['a job that is a path', { status: 'success', job_id: '../key-check' }],
		['a job with a query', { status: 'success', job_id: '7?x=1' }],
		['a job in a list', { status: 'success', job_id: ['7'] }],
		['a job in an object', { status: 'success', job_id: { id: 7 } }],
		['a long job ID', { status: 'success', job_id: '7'.repeat(65) }],
		['a job within 40 objects', JSON.parse('{"job_id":'.repeat(40) + '7' + '}'.repeat(40))],
	])('is refused, and no job is looked at: %s', async (_what, body) => {
		const receiver = await Receiver.start();
		expect(await receiver.call(body, { parsed: {} })).toMatchObject({
			status: 400,
			body: '{"message":"Bad request"}',
			started: undefined,
		});
		expect(receiver.looks()).toBe(0);
	});

	it('is refused by content type and size, too', async () => {
		const receiver = await Receiver.start();
		const form = { contentType: 'application/x-www-form-urlencoded' };
		expect((await receiver.call('status=error', form)).status).toBe(415);
		const large = { status: 'error', more: 'x'.repeat(1024 * 1024) };
		expect((await receiver.call(large)).status).toBe(413);
	});
});

describe('Webhook Secret', () => {
	const SECRET = 'a-long-random-text';
	const REFUSED = {
		status: 401,
		body: '{"message":"Unauthorized"}',
		started: undefined,
		answeredByNode: true,
	};

	it.each<[string, Record<string, string>]>([
		['missing', {}],
		['empty', { secret: '' }],
		['wrong', { secret: 'another-random-text' }],
		['cut off', { secret: SECRET.slice(0, -1) }],
		['too long', { secret: `${SECRET}x` }],
		['in another case', { secret: SECRET.toUpperCase() }],
		['under another name', { Secret: SECRET, token: SECRET }],
	])('that is %s refuses every call, and no job is looked at', async (_what, query) => {
		const receiver = await Receiver.start({}, { webhookSecret: SECRET });
		receiver.jobs.set('7', [DONE]);
		const answers = [
			await receiver.success('7', { query }),
			await receiver.call({ status: 'error' }, { query }),
			await receiver.call('[]', { query }),
		];
		for (const answer of answers) expect(answer).toMatchObject(REFUSED);
		expect(new Set(answers.map(({ headers }) => JSON.stringify(headers))).size).toBe(1);
		expect(receiver.looks()).toBe(0);
		expect(receiver.trigger.saved()).toEqual({});
	});

	it('that is right lets the call in, and is not shown', async () => {
		const receiver = await Receiver.start({}, { webhookSecret: ` ${SECRET} ` });
		receiver.jobs.set('7', [DONE]);
		const delivery = await receiver.success('7', { query: { secret: SECRET } });
		expect(jsonOf(delivery)).toEqual([READY]);
		expect(JSON.stringify(delivery)).not.toContain(SECRET);
	});

	it('that nobody has entered is not asked for', async () => {
		const receiver = await Receiver.start({}, { webhookSecret: '  ' });
		receiver.jobs.set('7', [DONE]);
		const delivery = await receiver.success('7', { query: { secret: 'anything' } });
		expect(jsonOf(delivery)).toEqual([READY]);
	});
});

describe('The same job', () => {
	it('starts the workflow once, and is read once', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [DONE]);
		await receiver.success('7');
		expect(await receiver.success(7)).toMatchObject({ ...RECEIVED, started: undefined });
		expect(receiver.looks()).toBe(1);
		forgetProcess();
		receiver.trigger.restart();
		expect(await receiver.success('7')).toMatchObject({ started: undefined });
		expect(receiver.looks()).toBe(1);
		clock.pass(24 * HOUR);
		expect(jsonOf(await receiver.success('7'))).toEqual([READY]);
	});

	it('that is told of 20 times at once is read once', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [DONE]);
		const calls = Array.from({ length: 20 }, async () => await receiver.success('7'));
		const deliveries = await Promise.all(calls);
		expect(deliveries.flatMap((delivery) => jsonOf(delivery) ?? [])).toEqual([READY]);
		expect(receiver.looks()).toBe(1);
		for (const delivery of deliveries) expect(delivery).toMatchObject(RECEIVED);
	});

	it('starts each test run, and the workflow each time with a window of 0', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [DONE]);
		const tests = await times(2, async () => await receiver.success('7', { mode: 'manual' }));
		expect(tests.map(jsonOf)).toEqual([[READY], [READY]]);
		expect(receiver.trigger.saved()).toEqual({});
		receiver.trigger.edit({ options: { repeatWindow: 0 } });
		const calls = await times(2, async () => await receiver.success('7'));
		expect(calls.map(jsonOf)).toEqual([[READY], [READY]]);
	});

	it('is forgotten when the workflow is turned off', async () => {
		const receiver = await Receiver.start();
		receiver.jobs.set('7', [DONE]);
		await receiver.success('7');
		expect(await receiver.trigger.hook('delete')).toBe(true);
		expect(receiver.trigger.saved()).toEqual({});
		expect(jsonOf(await receiver.success('7'))).toEqual([READY]);
	});
});
