import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { CernelApi } from '../../../credentials/CernelApi.credentials';
import { Cernel } from '../../../nodes/Cernel/Cernel.node';
import { CredentialStore, runNode, type RunOptions } from '../harness';
import { quietClock } from '../quietClock';
import { byId, jsonOf, pairsOf, sendJson, startServer, type Arrived } from '../xcScribe/support';

beforeEach(() => {
	quietClock();
});

const SHOP = 'https://shop.example.com';

const queuedSchema = z.object({
	products: z.array(
		z.object({ number: z.string().optional(), external_id: z.string().optional() }),
	),
});

/** Cernel with jobs that end at once; `rowsOf` says what a job brings for the elements that it was given. */
async function cernel(
	rowsOf: (identifiers: string[]) => IDataObject[] = (identifiers) =>
		identifiers.map((id) => ({ id, language: 'Danish', status: 'SUCCESS' })),
	state = 'SUCCESS',
) {
	const jobs: string[][] = [];
	const server = await startServer(({ method, path, body }, response) => {
		if (method === 'POST') {
			const queued = queuedSchema.parse(JSON.parse(body.toString()));
			jobs.push(queued.products.map(({ number, external_id: id }) => number ?? id ?? ''));
			sendJson(response, { status: 'queued', job_id: `job-${jobs.length}` }, 202);
		} else if (path === '/jobs') {
			const results = jobs.map((_, index) => ({ job_id: `job-${index + 1}`, job_state: state }));
			sendJson(response, { page: 1, per_page: 50, page_count: 1, total: jobs.length, results });
		} else {
			const index = Number(path.split('-').at(-1)) - 1;
			sendJson(response, rowsOf(jobs[index] ?? []));
		}
	});
	return { server, jobs };
}

const posts = (arrived: Arrived[]): Arrived[] => arrived.filter(({ method }) => method === 'POST');

const products = (numbers: string[]): INodeExecutionData[] =>
	numbers.map((number) => ({ json: { number } }));

const range = (count: number): string[] => Array.from({ length: count }, (_, n) => `p${n}`);

function run(
	baseUrl: string,
	input: INodeExecutionData[],
	parameters: INodeParameters = {},
	onError: RunOptions['onError'] = 'stopWorkflow',
) {
	return runNode({
		node: new Cernel(),
		parameters: {
			resource: 'product',
			operation: 'generate',
			domain: byId(SHOP),
			siteId: byId('0'),
			number: '={{ $json.number }}',
			...parameters,
		},
		input,
		onError,
		credentials: new CredentialStore([
			{ type: new CernelApi(), data: { apiToken: 'secret-token', baseUrl } },
		]),
	});
}

describe('Products of many items', () => {
	it('leave 100 in a request, and each text comes back paired with its product', async () => {
		const { server, jobs } = await cernel();
		const result = await run(server.url, products(range(1000)));

		expect(result.error).toBeUndefined();
		expect(jobs.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 100));
		expect(jsonOf(result).map(({ id }) => id)).toEqual(range(1000));
		expect(pairsOf(result)).toEqual(range(1000).map((_, n) => n));
		expect(jsonOf(result)[0]).toMatchObject({ job_id: 'job-1', language: 'Danish' });
	});

	it('come back once for each language', async () => {
		const { server } = await cernel((ids) =>
			['Danish', 'German'].flatMap((language) => ids.map((id) => ({ id, language }))),
		);
		const result = await run(server.url, products(['a', 'b']));
		expect(jsonOf(result).map(({ id, language }) => [id, language])).toEqual([
			['a', 'Danish'],
			['a', 'German'],
			['b', 'Danish'],
			['b', 'German'],
		]);
		expect(pairsOf(result)).toEqual([0, 0, 1, 1]);
	});

	it('share a request only with the same site', async () => {
		const { server } = await cernel();
		const input = [0, 543, 0, 543].map((site, n) => ({ json: { number: `p${n}`, site } }));
		const result = await run(server.url, input, { siteId: byId('={{ $json.site }}') });
		const bodies = posts(server.arrived).map(({ body }): unknown => JSON.parse(body.toString()));
		expect(bodies).toEqual([
			{ domain: SHOP, site_id: 0, products: [{ number: 'p0' }, { number: 'p2' }] },
			{ domain: SHOP, site_id: 543, products: [{ number: 'p1' }, { number: 'p3' }] },
		]);
		expect(pairsOf(result)).toEqual([0, 1, 2, 3]);
	});

	it('are cut into smaller requests when asked', async () => {
		const { server, jobs } = await cernel();
		await run(server.url, products(range(7)), { options: { batchSize: 3 } });
		expect(jobs.map(({ length }) => length).sort()).toEqual([1, 3, 3]);
	});

	it('are bought once when several items ask for the same', async () => {
		const { server, jobs } = await cernel();
		const result = await run(server.url, products(['a', 'b', 'a']));
		expect(jobs).toEqual([['a', 'b']]);
		expect(result.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
			[{ item: 0 }, { item: 2 }],
			{ item: 1 },
		]);
	});

	it('keep rows that nobody asked for', async () => {
		const { server } = await cernel((ids) => [...ids, 'stranger'].map((id) => ({ id })));
		const result = await run(server.url, products(['a', 'b']));
		expect(jsonOf(result).map(({ id }) => id)).toContain('stranger');
	});

	it('without a row are named on their item, and the others go on', async () => {
		const { server } = await cernel((ids) => ids.filter((id) => id !== 'b').map((id) => ({ id })));
		const result = await run(server.url, products(['a', 'b', 'c']), {}, 'continueErrorOutput');
		expect(jsonOf(result).map(({ id }) => id)).toEqual(['a', 'c']);
		expect(jsonOf(result, 1)).toMatchObject([
			{
				error: 'Job job-1 has ended without a result for b',
				details: { kind: 'job', jobId: 'job-1', element: 'b' },
			},
		]);
		expect(pairsOf(result, 1)).toEqual([1]);
	});

	it('whose job failed all say so, with the id of the job', async () => {
		const { server } = await cernel(undefined, 'FAILURE');
		const result = await run(server.url, products(['a', 'b']), {}, 'continueErrorOutput');
		expect(jsonOf(result, 1)).toMatchObject(
			['a', 'b'].map(() => ({
				error: expect.stringContaining('job-1'),
				details: { jobId: 'job-1', state: 'FAILURE' },
			})),
		);
	});

	it('more than a site can queue are not sent at all', async () => {
		const { server } = await cernel();
		const result = await run(server.url, products(range(2501)), {}, 'continueErrorOutput');
		expect(server.arrived).toHaveLength(0);
		expect(jsonOf(result, 1)).toHaveLength(2501);
		expect(jsonOf(result, 1)[0]?.error).toBe(
			'Cernel queues at most 2500 products of a site at once; this run has 2501',
		);
	});

	it('without an identifier leave alone, and the others are sent', async () => {
		const { server, jobs } = await cernel();
		const result = await run(server.url, products(['a', ' ', 'c']), {}, 'continueErrorOutput');
		expect(jobs).toEqual([['a', 'c']]);
		expect(jsonOf(result, 1)[0]?.error).toBe('"Product Number" is empty');
	});

	it.each([0, 101, 'many'])('refuse %s as a batch size before anything is sent', async (size) => {
		const { server } = await cernel();
		const result = await run(server.url, products(['a']), { options: { batchSize: size } });
		expect(result.error?.message).toBe('"Batch Size" must be a whole number from 1 to 100');
		expect(server.arrived).toHaveLength(0);
	});

	it('bring their own data along, and named fields win over free ones', async () => {
		const { server } = await cernel();
		await run(server.url, products(['a']), {
			operation: 'update',
			externalId: '={{ $json.number }}',
			name: 'Kännchen',
			updateFields: {
				gtin: '123',
				additionalProductFields: '{"name": "wrong", "specifications": {"colour": "red"}}',
				additionalPayload: '{"sites": [543], "domain": "https://wrong.example"}',
			},
		});
		expect(posts(server.arrived).map(({ body }): unknown => JSON.parse(body.toString()))).toEqual([
			{
				sites: [543],
				domain: SHOP,
				site_id: 0,
				products: [
					{ external_id: 'a', name: 'Kännchen', gtin: '123', specifications: { colour: 'red' } },
				],
			},
		]);
	});
});
