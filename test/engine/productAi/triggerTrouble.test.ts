import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import { forgetProcess } from '../forgetProcess';
import { readBinary } from '../harness';
import { refusing, takeArrived } from '../polls';
import { stepClock } from '../steppedClock';
import type { Delivery } from '../triggers';
import { sendJson, startServer } from '../xcScribe/support';
import { API_KEY, JOB_NOT_FOUND, jobRecord, jsonOf, Receiver } from './calls';

let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	forgetProcess();
	clock = stepClock();
});

const DONE = jobRecord(7, 'COMPLETED', { image_url: 'https://cdn.example/7.png' });

describe('When the job cannot be read', () => {
	it.each([
		[500, { name: 'ApiError', message: 'Out of order' }, /: Out of order \(tried 5 times\)$/],
		[403, { message: 'Not for you' }, /: Not for you$/],
		[200, 'no object', /./],
	])(
		'with %i, the call is emitted as not confirmed, and tried again',
		async (status, body, words) => {
			const receiver = await Receiver.start();
			receiver.jobs.set('7', [DONE]);
			if (status !== 200) receiver.stage.instead = refusing(status, body);
			else receiver.stage.instead = (_, response) => response.end('<html>A page</html>');
			const delivery = await receiver.success('7');
			expect(delivery).toMatchObject({ status: 200, answeredBefore: true, error: undefined });
			expect(jsonOf(delivery)).toEqual([
				{
					event: 'notConfirmed',
					confirmed: false,
					id: '7',
					message: expect.stringMatching(words),
					advice: expect.any(String),
				},
			]);
			expect(receiver.trigger.saved()).toEqual({});
			receiver.stage.instead = undefined;
			expect(jsonOf(await receiver.success('7'))).toMatchObject([{ event: 'imageReady', id: '7' }]);
		},
	);

	it('because the API key is refused, says so without the key', async () => {
		const receiver = await Receiver.start();
		receiver.stage.instead = ({ headers }, response) =>
			sendJson(response, { message: `Bad key ${String(headers['x-api-key'])}` }, 401);
		const delivery = await receiver.success('7');
		expect(jsonOf(delivery)).toMatchObject([
			{ event: 'notConfirmed', message: 'ProductAI did not accept the API key: Bad key ***' },
		]);
		expect(JSON.stringify(delivery)).not.toContain(API_KEY);
	});

	it('because ProductAI asks to wait for an hour, says until when', async () => {
		const receiver = await Receiver.start();
		receiver.stage.instead = refusing(429, { message: 'Slow down' }, { 'retry-after': '3600' });
		const [item] = jsonOf(await receiver.success('7')) ?? [];
		expect(item).toMatchObject({
			event: 'notConfirmed',
			message: expect.stringMatching(
				/Slow down \(until 2026-01-01T13:00:\S+, which is longer than can be waited for here\)$/,
			),
		});
		// The trigger has no such option.
		expect(JSON.stringify(item)).not.toContain('Maximum Wait');
	});

	it('because nothing listens there, says so', async () => {
		const receiver = await Receiver.start({}, { baseUrl: 'http://127.0.0.1:9/v1' });
		expect(jsonOf(await receiver.success('7'))).toMatchObject([
			{ event: 'notConfirmed', message: expect.stringContaining('could not be reached') },
		]);
	});

	it('starts nothing when that event is not chosen, and the call is tried again', async () => {
		const receiver = await Receiver.start({ events: ['imageReady'] });
		receiver.jobs.set('7', [DONE]);
		receiver.stage.instead = refusing(403, {});
		expect(await receiver.success('7')).toMatchObject({ status: 200, started: undefined });
		receiver.stage.instead = undefined;
		expect(jsonOf(await receiver.success('7'))).toMatchObject([{ event: 'imageReady' }]);
	});
});

describe('A flood of made-up jobs', () => {
	it('has at most 100 of them waiting, and the others are told to come later', async () => {
		const receiver = await Receiver.start();
		let release = (): void => undefined;
		const released = new Promise<void>((resolve) => {
			release = resolve;
		});
		receiver.stage.instead = async (_arrived, response) => {
			await released;
			sendJson(response, JOB_NOT_FOUND, 404);
		};
		const answered: Delivery[] = [];
		const flood = Array.from({ length: 150 }, async (_, n) => {
			answered.push(await receiver.success(`made-up-${n}`));
		});
		while (answered.length < 50) await nextTurn();
		expect(new Set(answered.map(({ status, body }) => `${status} ${body}`))).toEqual(
			new Set(['503 {"message":"Busy"}']),
		);
		// ProductAI takes 15 requests a minute, and no more are under way.
		expect(receiver.looks()).toBeLessThanOrEqual(15);
		const before = clock.now();
		release();
		await Promise.all(flood);
		const statuses = answered.map(({ status }) => status);
		expect(statuses.filter((status) => status === 503)).toHaveLength(50);
		expect(statuses.filter((status) => status === 200)).toHaveLength(100);
		expect(answered.filter(({ started }) => started !== undefined)).toEqual([]);
		expect(receiver.looks()).toBe(100);
		expect(clock.now() - before).toBeGreaterThanOrEqual(5 * 60_000);

		// Then there is room again.
		receiver.stage.instead = undefined;
		receiver.jobs.set('7', [DONE]);
		expect(jsonOf(await receiver.success('7'))).toMatchObject([{ event: 'imageReady' }]);
	});
});

describe('Download Image', () => {
	const MEGABYTE = 1024 * 1024;
	/** Bytes that are no text, so that a change of encoding would show. */
	const FILE = Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 7) % 256));

	const image = (response: ServerResponse, bytes = FILE): void => {
		response.writeHead(200, { 'content-type': 'image/png' }).end(bytes);
	};

	/** A call about a finished image that lies on a host of its own. */
	async function made(
		parameters: INodeParameters,
		answer: (response: ServerResponse) => void = image,
	) {
		const host = await startServer((_, response) => answer(response));
		const receiver = await Receiver.start({ download: true, ...parameters });
		const url = `${host.url}/made/7.png`;
		receiver.jobs.set('7', [jobRecord(7, 'RUNNING'), { ...DONE, image_url: url }]);
		return { host, receiver, url };
	}

	it('puts the image into the item, from the address that the API gives, without the key', async () => {
		const { host, receiver, url } = await made({});
		const delivery = await receiver.success('7');
		const [item] = delivery.started ?? [];
		expect(item?.json).toMatchObject({ event: 'imageReady', image_url: url });
		expect(item?.json).not.toHaveProperty('downloadError');
		expect(item?.binary?.data).toMatchObject({ fileName: '7.png', mimeType: 'image/png' });
		const data = item?.binary?.data;
		expect(data && (await readBinary(data)).equals(FILE)).toBe(true);
		expect(JSON.stringify(host.arrived.map(({ headers }) => headers))).not.toContain(API_KEY);
	});

	it('puts it where the user wants it', async () => {
		const { receiver } = await made({ outputDataFieldName: 'photo' });
		const [item] = (await receiver.success('7')).started ?? [];
		expect(Object.keys(item?.binary ?? {})).toEqual(['photo']);
	});

	it('leaves it where it is unless it is wanted', async () => {
		const { host, receiver } = await made({ download: false });
		const [item] = (await receiver.success('7')).started ?? [];
		expect(item).toMatchObject({ json: { event: 'imageReady' } });
		expect(item).not.toHaveProperty('binary');
		expect(host.arrived).toEqual([]);
	});

	it.each<[string, INodeParameters, (response: ServerResponse) => void, RegExp]>([
		[
			'is too large',
			{ options: { maximumDownloadSize: 1 } },
			(response) => image(response, Buffer.alloc(MEGABYTE + 1)),
			/^The file is larger than 1 MB$/,
		],
		[
			'is too large and does not say so before',
			{ options: { maximumDownloadSize: 1 } },
			(response) => {
				response.writeHead(200, { 'content-type': 'image/png' });
				response.write(Buffer.alloc(MEGABYTE));
				response.end(Buffer.alloc(MEGABYTE));
			},
			/^The file is larger than 1 MB$/,
		],
		['is gone', {}, (response) => response.writeHead(404).end(), /could not be downloaded \(404\)/],
		['breaks off', {}, (response) => response.destroy(), /./],
	])(
		'that %s leaves the item with its address and says why',
		async (_what, parameters, answer, words) => {
			const { receiver, url } = await made(parameters, answer);
			const delivery = await receiver.success('7');
			expect(delivery.started).toEqual([
				{
					json: {
						event: 'imageReady',
						confirmed: true,
						id: '7',
						status: 'COMPLETED',
						prompt: 'On marble',
						image_url: url,
						downloadError: expect.stringMatching(words),
					},
				},
			]);
			// The image is made: the same call is a repeat.
			expect((await receiver.success('7')).started).toBeUndefined();
		},
	);

	it('of exactly the largest size is taken', async () => {
		const { receiver } = await made({ options: { maximumDownloadSize: 1 } }, (response) =>
			image(response, Buffer.alloc(MEGABYTE)),
		);
		const [item] = (await receiver.success('7')).started ?? [];
		expect(item?.json).not.toHaveProperty('downloadError');
		expect(item?.binary?.data).toBeDefined();
	});

	it('fetches nothing before the API has confirmed it, and never what the call names', async () => {
		const { host, receiver } = await made({});
		const stranger = await startServer((_, response) => image(response));
		const call = { status: 'success', job_id: '9', image_url: `${stranger.url}/1.png` };
		expect((await receiver.call(call)).started).toBeUndefined();
		expect((await receiver.call({ ...call, status: 'error' })).started).toBeUndefined();
		expect(host.arrived).toEqual([]);

		const looksAtDownload: number[] = [];
		const { receiver: other } = await made({}, (response) => {
			looksAtDownload.push(other.looks('7'));
			image(response);
		});
		await other.call({ ...call, job_id: '7' });
		expect(looksAtDownload).toEqual([2]);
		expect(takeArrived(stranger)).toEqual([]);
	});
});
