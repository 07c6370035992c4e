import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';

import { readBinary, runNode, storeBinary, type BinaryMode } from '../harness';
import {
	account,
	byId,
	formBody,
	jsonOf,
	numbered,
	pairsOf,
	PROJECT,
	scribe,
	sendJson,
	startServer,
} from './support';

const MODES: BinaryMode[] = ['default', 'filesystem'];
const CSV = 'sku;text\nA-1;"Çay süzgeci, 0,5 l"\nA-2;"Größe ""XL"""\n';

const file =
	(content: string | Buffer, headers: Record<string, string> = {}) =>
	(response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'text/csv', ...headers });
		response.end(content);
	};

/** One download against a provider that answers like this. */
async function download(
	answer: (response: ServerResponse) => void,
	options: {
		parameters?: INodeParameters;
		binaryMode?: BinaryMode;
		onError?: 'continueErrorOutput';
	} = {},
) {
	const server = await startServer((_, response) => answer(response));
	const result = await runNode(
		scribe('content.exportCsv', { credentials: account(server.url), ...options }),
	);
	return { server, result };
}

describe.each(MODES)('In binary mode %s', (binaryMode) => {
	it.each([
		['its name, type and UTF-8 content', 'katalog çay.csv', CSV],
		['every one of its 5 million bytes', 'big.csv', 'ä;1\n'.repeat(1_000_000)],
	])('an upload arrives with %s', async (_, fileName, content) => {
		const server = await startServer((_, response) => sendJson(response, {}));
		const sheet = await storeBinary(content, { fileName, mimeType: 'text/csv' }, binaryMode);
		const { error } = await runNode(
			scribe('source.uploadFile', {
				parameters: {
					inputDataFieldName: 'sheet',
					additionalFields: { columnMapping: '{"sku": "SKU"}' },
				},
				credentials: account(server.url),
				input: [{ json: {}, binary: { sheet } }],
				binaryMode,
			}),
		);
		expect(error).toBeUndefined();
		expect(server.arrived.map(({ path }) => path)).toEqual([
			`/api/v1/projects/${PROJECT}/sources/file`,
		]);
		const [arrived] = server.arrived;
		const body = arrived && formBody(arrived);
		expect(body?.column_mapping).toBe('{"sku":"SKU"}');
		// Compared as a whole, but not printed: five million bytes tell nobody anything.
		expect(body?.file === `${fileName}|text/csv|${content}`).toBe(true);
	});

	it('a download holds the bytes as they came', async () => {
		const content = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf, 0, 255]), Buffer.from(CSV)]);
		const { result } = await download(
			file(content, { 'content-disposition': 'attachment; filename="texts.csv"' }),
			{ binaryMode },
		);
		const [item] = result.outputs[0] ?? [];
		const data = item?.binary?.data;
		expect(data).toMatchObject({
			fileName: 'texts.csv',
			fileExtension: 'csv',
			mimeType: 'text/csv',
		});
		expect(data && (await readBinary(data)).equals(content)).toBe(true);
		expect(item?.json).toEqual({
			fileName: 'texts.csv',
			mimeType: 'text/csv',
			fileSize: expect.anything(),
		});
	});

	it.each<[string, (response: ServerResponse) => void]>([
		[
			'with a known length',
			(response) => {
				response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '100000' });
				response.write('sku;text\n', () => setTimeout(() => response.destroy(), 20));
			},
		],
		[
			'in chunks',
			(response) => {
				response.writeHead(200, { 'content-type': 'text/csv' });
				response.write('sku;text\n', () => setTimeout(() => response.destroy(), 20));
			},
		],
	])('a download %s that breaks off is no file but a clear message', async (_, answer) => {
		const { result } = await download(answer, { binaryMode, onError: 'continueErrorOutput' });
		expect(jsonOf(result)).toEqual([]);
		expect(result.outputs[1]).toMatchObject([
			{
				json: {
					error: expect.stringContaining('broke before the reply was complete'),
					details: { kind: 'unavailable', advice: 'Run it again later' },
				},
			},
		]);
		expect(result.outputs[1]?.[0]?.binary).toBeUndefined();
	});
});

describe('A download', () => {
	const named: Array<[string, string | undefined, string]> = [
		['plain', 'attachment; filename=texts.csv', 'texts.csv'],
		['quoted', 'attachment; filename="my texts; all.csv"', 'my texts; all.csv'],
		['with escaped quotes', 'attachment; filename="a \\"b\\".csv"', 'a "b".csv'],
		['in UTF-8', "attachment; filename*=UTF-8''%C3%87ay%20s%C3%BCzgeci.csv", 'Çay süzgeci.csv'],
		[
			'in UTF-8 beside a plain one',
			'attachment; filename="cay.csv"; filename*=UTF-8\'\'%C3%87ay.csv',
			'Çay.csv',
		],
		['with a folder', 'attachment; filename="../../etc/passwd.csv"', 'passwd.csv'],
		['with a folder of Windows', 'attachment; filename="C:\\\\temp\\\\texts.csv"', 'texts.csv'],
		['that is only a folder', 'attachment; filename="folder/"', 'content.csv'],
		['that is empty', 'attachment; filename=""', 'content.csv'],
		['without a name', 'attachment', 'content.csv'],
		['malformed', 'attachment; filename="open', 'content.csv'],
		['missing', undefined, 'content.csv'],
	];

	it.each(named)('gets its name from the header: %s', async (_, disposition, fileName) => {
		const { result } = await download(
			file(CSV, disposition === undefined ? {} : { 'content-disposition': disposition }),
		);
		expect(result.error).toBeUndefined();
		expect(result.outputs[0]?.[0]?.binary?.data?.fileName).toBe(fileName);
		expect(jsonOf(result)).toMatchObject([{ fileName }]);
	});

	it.each([
		['text/csv; charset=utf-8', 'text/csv'],
		['application/zip', 'application/zip'],
	])('gets its type from the header: %s', async (type, mimeType) => {
		const { result } = await download(file(CSV, { 'content-type': type }));
		expect(result.outputs[0]?.[0]?.binary?.data?.mimeType).toBe(mimeType);
	});

	it('is put where the user wants it, with the filters in the query', async () => {
		const { result, server } = await download(file(CSV), {
			parameters: {
				outputDataFieldName: 'export',
				filters: { statusFilter: 'rejected', search: 'çay & süt', sourceId: byId('s-1') },
			},
		});
		expect(Object.keys(result.outputs[0]?.[0]?.binary ?? {})).toEqual(['export']);
		expect(Object.fromEntries(server.arrived[0]?.query ?? [])).toEqual({
			status_filter: 'rejected',
			search: 'çay & süt',
			source_id: 's-1',
		});
	});

	it('of many items gives each its own file', async () => {
		const server = await startServer(({ path }, response) => file(`${path}\n`)(response));
		const result = await runNode(
			scribe('content.exportCsv', {
				parameters: { projectId: byId('={{ "p-" + $json.n }}') },
				credentials: account(server.url),
				input: numbered(8),
			}),
		);
		expect(pairsOf(result)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		const texts = (result.outputs[0] ?? []).map(async ({ binary }) =>
			binary?.data === undefined ? '' : String(await readBinary(binary.data)),
		);
		expect(await Promise.all(texts)).toEqual(
			numbered(8).map((_, n) => `/api/v1/projects/p-${n}/export\n`),
		);
	});

	it('that is refused is no file', async () => {
		const { result } = await download((response) =>
			sendJson(response, { detail: 'Nothing approved yet' }, 409),
		);
		expect(result.error?.message).toContain('Nothing approved yet');
	});
});
