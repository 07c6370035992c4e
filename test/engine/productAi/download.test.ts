import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';

import { readBinary, runNode, type BinaryMode } from '../harness';
import { jsonOf, readable, startServer } from '../xcScribe/support';
import { account, GENERATE, hurry, JOB, KEY, run, studio } from './support';

beforeEach(hurry);

const MODES: BinaryMode[] = ['default', 'filesystem'];

/** Bytes that are no text, so that a change of encoding would show. */
const IMAGE = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7) % 256));

const image = (response: ServerResponse) => {
	response.writeHead(200, { 'content-type': 'image/jpeg' });
	response.end(IMAGE);
};

/** ProductAI and, on a host of its own, the finished image. */
async function made(
	path: string,
	answer: (response: ServerResponse, path: string) => void = image,
	options: {
		parameters?: INodeParameters;
		binaryMode?: BinaryMode;
		onError?: 'continueErrorOutput';
	} = {},
) {
	const host = await startServer((arrived, response) => answer(response, arrived.path));
	const server = await startServer(studio(['RUNNING', 'COMPLETED'], `${host.url}${path}`));
	const { parameters, ...rest } = options;
	const result = await runNode(
		run('image.generate', {
			parameters: { download: true, ...parameters },
			credentials: account(server.url),
			...rest,
		}),
	);
	return { host, server, result };
}

describe.each(MODES)('In binary mode %s', (binaryMode) => {
	it('the image holds the bytes as they came, and its host gets no key', async () => {
		const { host, server, result } = await made('/made/lipstick-1.jpg', image, { binaryMode });
		expect(result.error).toBeUndefined();
		const [item] = result.outputs[0] ?? [];
		expect(item?.json).toMatchObject({ id: '1', image_url: `${host.url}/made/lipstick-1.jpg` });
		const data = item?.binary?.data;
		expect(data).toMatchObject({ fileName: 'lipstick-1.jpg', mimeType: 'image/jpeg' });
		expect(data && (await readBinary(data)).equals(IMAGE)).toBe(true);
		expect(item?.pairedItem).toEqual({ item: 0 });

		expect(host.arrived).toHaveLength(1);
		expect(JSON.stringify(host.arrived[0]?.headers)).not.toContain(KEY);
		expect(host.arrived[0]?.headers['x-api-key']).toBeUndefined();
		expect(server.to(GENERATE)).toHaveLength(1);
	});

	it('a broken image is no file, but its job and address are kept', async () => {
		const { host, server, result } = await made(
			'/made/1.jpg',
			(response) => {
				response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': '100000' });
				response.write(IMAGE.subarray(0, 100), () => setTimeout(() => response.destroy(), 20));
			},
			{ binaryMode, onError: 'continueErrorOutput' },
		);
		expect(jsonOf(result)).toEqual([]);
		expect(jsonOf(result, 1)).toEqual([
			{
				error: expect.stringMatching(/broke before .* \(after job 1 had ended\)$/),
				details: expect.objectContaining({
					jobId: '1',
					advice: expect.stringContaining('read it by its ID before you run it again'),
					result: expect.objectContaining({ image_url: `${host.url}/made/1.jpg` }),
				}),
			},
		]);
		expect(server.to(GENERATE)).toHaveLength(1);
	});
});

describe('The image', () => {
	it('is left where it is unless it is wanted', async () => {
		const { host, result } = await made('/1.png', image, { parameters: { download: false } });
		expect(result.outputs[0]?.[0]?.binary).toBeUndefined();
		expect(host.arrived).toEqual([]);
	});

	it('is put where the user wants it, and named "image.png" when its address names no file', async () => {
		const { result } = await made('/made/?id=1', image, {
			parameters: { outputDataFieldName: 'photo' },
		});
		const { binary = {} } = result.outputs[0]?.[0] ?? {};
		expect(Object.keys(binary)).toEqual(['photo']);
		expect(binary.photo).toMatchObject({ fileName: 'image.png', mimeType: 'image/jpeg' });
	});

	it('is followed over redirects, still without the key', async () => {
		const { host, result } = await made('/old.png', (response, path) => {
			if (path === '/old.png') response.writeHead(302, { location: '/new.png' }).end();
			else image(response);
		});
		expect(result.error).toBeUndefined();
		expect(host.arrived.map(({ path }) => path)).toEqual(['/old.png', '/new.png']);
		expect(host.arrived.map(({ headers }) => headers['x-api-key'])).toEqual([undefined, undefined]);
	});

	it('that is gone names job and status, and the key stays a secret', async () => {
		const { server, result } = await made('/gone.png', (response) =>
			response.writeHead(404).end('gone'),
		);
		expect(result.error?.message).toMatch(
			/could not be downloaded \(404\) \(after job 1 had ended\)/,
		);
		expect(result.error?.description).toContain('Job 1 has ended');
		expect(readable(result)).not.toContain(KEY);
		expect(server.to(GENERATE)).toHaveLength(1);
	});

	it('of a job that is read can be had, too', async () => {
		const host = await startServer((_, response) => image(response));
		const server = await startServer(studio(['COMPLETED'], `${host.url}/7.webp`));
		const result = await runNode(
			run('job.get', {
				parameters: { jobId: '7', download: true },
				credentials: account(server.url),
			}),
		);
		expect(result.outputs[0]?.[0]?.binary?.data?.fileName).toBe('7.webp');
		expect(server.arrived.map(({ path }) => path)).toEqual([`${JOB}7`]);
	});
});
