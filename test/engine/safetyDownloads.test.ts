import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { IBinaryData, IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { saveFile } from '../../nodes/shared/downloads';
import { send } from '../../nodes/shared/http/client';
import { transportFault } from '../../nodes/shared/http/transportFault';
import { FileSaver } from './fixtures/fileSaver';
import { readBinary, runNode, type BinaryMode } from './harness';
import { account as productAi, GENERATE, hurry, run, studio } from './productAi/support';
import { account as xcScribe, jsonOf, scribe, startServer } from './xcScribe/support';

beforeEach(hurry);

const MEGABYTE = 1024 * 1024;
const MODES: BinaryMode[] = ['default', 'filesystem'];

/** A file of this many megabytes, and how many bytes of it were written. */
function fileOf(megabytes: number, headers: Record<string, string | number> = {}) {
	const seen = { written: 0 };
	const send = (response: ServerResponse): void => {
		response.writeHead(200, { 'content-type': 'text/csv', ...headers });
		const chunk = Buffer.alloc(64 * 1024, 'a');
		const write = (): void => {
			while (!response.destroyed && seen.written < megabytes * MEGABYTE) {
				seen.written += chunk.length;
				if (!response.write(chunk)) return void response.once('drain', write);
			}
			response.end();
		};
		write();
	};
	return { seen, send };
}

describe.each(MODES)('In binary mode %s', (binaryMode) => {
	const exported = async (
		send: (response: ServerResponse) => void,
		options: INodeParameters = {},
	) => {
		const server = await startServer((_, response) => send(response));
		const result = await runNode(
			scribe('content.exportCsv', {
				parameters: { options },
				credentials: xcScribe(server.url),
				onError: 'continueErrorOutput',
				binaryMode,
			}),
		);
		expect(await server.idle()).toBe(0);
		return result;
	};

	const tooLarge = (megabytes: number) => ({
		error: `The file is larger than ${megabytes} MB`,
		details: {
			kind: 'unreadable',
			advice: 'Raise "Maximum Download Size (MB)" in the options',
			status: 200,
		},
	});

	it('a file of 26 MB is broken off', async () => {
		const { seen, send } = fileOf(40);
		const result = await exported(send);
		expect(jsonOf(result, 1)).toEqual([tooLarge(25)]);
		expect(jsonOf(result)).toEqual([]);
		expect(seen.written).toBeLessThan(35 * MEGABYTE);
	});

	it('a file that says that it is larger is not read', async () => {
		const { seen, send } = fileOf(40, { 'content-length': 40 * MEGABYTE });
		expect(jsonOf(await exported(send), 1)).toEqual([tooLarge(25)]);
		expect(seen.written).toBeLessThan(10 * MEGABYTE);
	});

	it('a file that becomes larger when it is decompressed is broken off', async () => {
		const content = gzipSync(Buffer.alloc(60 * MEGABYTE));
		const result = await exported((response) => {
			response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': content.length });
			response.end(content);
		});
		expect(jsonOf(result, 1)).toEqual([tooLarge(25)]);
	});

	it('the user decides how large a file may be', async () => {
		expect(jsonOf(await exported(fileOf(2).send, { maximumDownloadSize: 1 }), 1)).toEqual([
			tooLarge(1),
		]);
		const result = await exported(fileOf(30).send, { maximumDownloadSize: 30 });
		const data = result.outputs[0]?.[0]?.binary?.data;
		expect(data && (await readBinary(data)).length).toBe(30 * MEGABYTE);
	});

	it('a compressed file is stored as what it was', async () => {
		const result = await exported((response) => {
			response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/csv' });
			response.end(gzipSync('sku;text\n'));
		});
		const data = result.outputs[0]?.[0]?.binary?.data;
		expect(data && String(await readBinary(data))).toBe('sku;text\n');
	});

	it('a result that is paid for is kept when its image is too large', async () => {
		const host = await startServer((_, response) => fileOf(3).send(response));
		const server = await startServer(studio(['COMPLETED'], `${host.url}/1.png`));
		const result = await runNode(
			run('image.generate', {
				parameters: { download: true, options: { maximumDownloadSize: 2 } },
				credentials: productAi(server.url),
				onError: 'continueErrorOutput',
				binaryMode,
			}),
		);
		expect(jsonOf(result, 1)).toMatchObject([
			{
				error: 'The file is larger than 2 MB (after job 1 had ended)',
				details: {
					advice: expect.stringContaining('Raise "Maximum Download Size (MB)" in the options'),
					jobId: '1',
					result: { image_url: `${host.url}/1.png` },
				},
			},
		]);
		expect(server.to(GENERATE)).toHaveLength(1);
	});
});

it.each([0, -1, 'many'])('A limit of %j MB is refused before anything is sent', async (size) => {
	const server = await startServer((_, response) => response.end());
	const { error } = await runNode(
		scribe('content.exportCsv', {
			parameters: { options: { maximumDownloadSize: size } },
			credentials: xcScribe(server.url),
		}),
	);
	expect(error?.message).toContain('"Maximum Download Size (MB)" must be');
	expect(server.arrived).toEqual([]);
});

describe('Saving a file', () => {
	/** A node that saves what an address answers, for which the whole file may take this long. */
	const saver = (url: string, withinMs: number, store?: (file: Readable) => Promise<IBinaryData>) =>
		new FileSaver(async function (this: IExecuteFunctions) {
			if (store !== undefined) {
				this.helpers.prepareBinaryData = async (file) =>
					file instanceof Readable ? await store(file) : { data: '', mimeType: '' };
			}
			const request = { method: 'GET', headers: {}, replyWithinMs: 5000 } as const;
			const data = await saveFile(this, await send({ ...request, url }), {
				fallback: { name: 'file', mimeType: 'text/plain' },
				maximumBytes: MEGABYTE,
				withinMs,
				brokenOff: (cause) => transportFault(cause, { method: 'GET', host: 'the host' }),
			});
			return [[{ json: {}, binary: { data }, pairedItem: 0 }]];
		});

	it.each(MODES)('ends when it drips for ever, in binary mode %s', async (binaryMode) => {
		const server = await startServer((_, response) => {
			const timer = setInterval(() => response.write('a'), 10);
			response.on('close', () => clearInterval(timer));
		});
		const { error } = await runNode({ node: saver(server.url, 200), binaryMode });
		expect(error?.message).toBe('the host did not answer in time');
		expect(await server.idle()).toBe(0);
	});

	it('leaves no timer behind', async () => {
		const server = await startServer((_, response) => response.end('a'));
		const timers = () =>
			process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
		await runNode({ node: saver(server.url, 60_000) });
		const before = timers();
		for (let n = 0; n < 5; n += 1) await runNode({ node: saver(server.url, 60_000) });
		expect(timers()).toBeLessThan(before + 5);
	});

	it('tells of a store that is full, and lets go of the file', async () => {
		const server = await startServer((_, response) => fileOf(1).send(response));
		const full = async (file: Readable): Promise<IBinaryData> => {
			file.destroy();
			await pause(50);
			throw new Error('No space left');
		};
		const { error } = await runNode({ node: saver(server.url, 5000, full) });
		expect(error?.message).toBe('No space left');
		expect(await server.idle()).toBe(0);
	});
});
