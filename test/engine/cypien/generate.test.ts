import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode } from '../harness';
import { jsonBody, jsonOf, numbered, pairsOf, sendJson, startServer } from '../xcScribe/support';
import {
	account,
	CONTENT,
	generator,
	hurry,
	jobRecord,
	JOBS,
	queued,
	refusal,
	run,
	variants,
	VARIANTS,
} from './support';

beforeEach(hurry);

describe('What is sent', () => {
	const bodies: Array<[string, INodeParameters, string, IDataObject]> = [
		[
			'content.generate',
			{},
			CONTENT,
			{ content_types: ['description'], language: 'tr-TR', workspace_id: '123' },
		],
		[
			'title.generate',
			{ language: ' en-US ' },
			'/v1/title/generate',
			{ title_types: ['title'], language: 'en-US', workspace_id: '123' },
		],
		[
			'googleFeed.generate',
			{ googlefeedTypes: '={{ ["google_feed", "other"] }}' },
			'/v1/googlefeed/generate',
			{ googlefeed_types: ['google_feed', 'other'], language: 'tr-TR', workspace_id: '123' },
		],
		['tag.generate', {}, '/v1/tags/generate', { workspace_id: '123' }],
		[
			'tag.generate',
			{ additionalFields: { mode: '={{ "manual" }}', workspaceId: '={{ 69 }}' } },
			'/v1/tags/generate',
			{ mode: 'manual', workspace_id: '69' },
		],
		[
			'content.generate',
			{
				additionalFields: {
					additionalBodyFields: '{"brand_id": "7", "language": "xx", "content_types": []}',
				},
			},
			CONTENT,
			{ content_types: ['description'], language: 'tr-TR', workspace_id: '123', brand_id: '7' },
		],
	];

	it.each(bodies)('by %s with %j', async (operation, parameters, path, body) => {
		const server = await startServer(generator(['completed']));
		const { error } = await runNode(
			run(operation, {
				parameters: { ...parameters, waitForCompletion: false },
				credentials: account(server.url),
			}),
		);
		expect(error).toBeUndefined();
		expect(server.arrived.map((each) => each.path)).toEqual([path]);
		expect(server.arrived.map(jsonBody)).toEqual([body]);
	});

	it.each<[string, INodeParameters, string]>([
		[
			'an unknown language',
			{ language: 'Turkish, please' },
			'"Language" must be a language tag (BCP 47), e.g. tr-TR; got "Turkish, please"',
		],
		['no type', { contentTypes: '={{ [] }}' }, '"Content Types" is empty'],
		[
			'a type that is none',
			{ contentTypes: '={{ [1] }}' },
			'"Content Types" must be a list of texts',
		],
		[
			'an array for an object',
			{ additionalFields: { additionalBodyFields: '[1]' } },
			'"Additional Body Fields (JSON)" must be a JSON object, e.g. {"key": "value"}; got an array',
		],
		[
			'a product ID that is none',
			{ variantsOf: '13302, a/b' },
			'"Read Variants of Products" must be an ID made of letters, digits, "-" and "_"; got "a/b"',
		],
	])('is nothing with %s', async (_, parameters, message) => {
		const server = await startServer(generator(['completed']));
		const { error } = await runNode(
			run('content.generate', { parameters, credentials: account(server.url) }),
		);
		expect(error).toMatchObject({ name: 'NodeOperationError', message });
		expect(server.arrived).toEqual([]);
	});

	it('to create an API key is the workspace as a number', async () => {
		const server = await startServer((_, response) => sendJson(response, { key: 'secret' }));
		const options = run('apiKey.create', {
			parameters: { name: 'n8n', permissions: ['generate_content'] },
			credentials: account(server.url),
		});
		expect(jsonOf(await runNode(options))).toEqual([{ key: 'secret' }]);
		expect(server.arrived.map(jsonBody)).toEqual([
			{ name: 'n8n', permissions: ['generate_content'], workspaceId: 123 },
		]);
		expect(options.node.description.sensitiveOutputFields).toContain('key');
	});
});

describe('A job', () => {
	it('is waited for over queued, processing, paused and unknown states', async () => {
		const server = await startServer(
			generator(['queued', 'processing', 'paused', 'thinking', 'COMPLETED']),
		);
		const result = await runNode(run('content.generate', { credentials: account(server.url) }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([jobRecord('job-1', 'COMPLETED')]);
		expect(server.to(JOBS).map(({ path }) => path)).toEqual(Array(5).fill('/v1/jobs/job-1/status'));
	});

	it('that completed with failed products is a success that says so', async () => {
		const server = await startServer(generator(['completed'], { failed: 2 }));
		const result = await runNode(run('content.generate', { credentials: account(server.url) }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject([{ progress: { failed_products: 2 } }]);
	});

	it.each([
		['failed', 'Job job-1 did not succeed'],
		['cancelled', 'Job job-1 was cancelled at the provider'],
		['canceled', 'Job job-1 was cancelled at the provider'],
	])('that is %s stops the node with its ID', async (state, message) => {
		const server = await startServer(generator(['queued', state]));
		const { error } = await runNode(run('content.generate', { credentials: account(server.url) }));
		expect(error?.message).toBe(message);
	});

	it('of each item is its own', async () => {
		let started = 0;
		const server = await startServer(({ path }, response) =>
			path.startsWith(JOBS)
				? sendJson(response, jobRecord(path.split('/')[3] ?? '', 'completed'))
				: sendJson(response, queued(`job-${++started}`)),
		);
		const result = await runNode(
			run('title.generate', { credentials: account(server.url), input: numbered(3) }),
		);
		expect(jsonOf(result).map(({ job_id: id }) => id)).toEqual(['job-1', 'job-2', 'job-3']);
		expect(pairsOf(result)).toEqual([0, 1, 2]);
		// The standard plan runs one job at a time.
		expect(server.mostInFlight).toBe(1);
	});
});

describe('A reply that is complete already', () => {
	const sync = {
		job_id: 'no_products_1758297482555',
		processing_mode: 'sync',
		products_found: 0,
		products_queued: 0,
		results: [],
		messages: [{ type: 'warning', message: 'No products found for tagging' }],
	};

	it.each([
		['sync', sync],
		['without a product', { ...sync, processing_mode: 'async' }],
		['in capitals', { ...sync, job_id: 'tags_1', processing_mode: 'SYNC' }],
	])('(%s) is put out and its job not looked at', async (_, reply) => {
		const server = await startServer((_, response) => sendJson(response, reply));
		const result = await runNode(run('tag.generate', { credentials: account(server.url) }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([reply]);
		expect(server.to(JOBS)).toEqual([]);
	});

	it('is followed by the variants that were asked for all the same', async () => {
		const server = await startServer(({ path }, response) =>
			sendJson(response, path.startsWith(VARIANTS) ? variants('5') : sync),
		);
		const result = await runNode(
			run('tag.generate', { parameters: { variantsOf: '5' }, credentials: account(server.url) }),
		);
		expect(jsonOf(result)).toEqual([{ ...variants('5'), job: sync }]);
	});
});

describe('Variants', () => {
	const parameters = { variantsOf: '13302, 13303' };

	it('are read when the job has ended, one item a product, each with the job', async () => {
		const server = await startServer(generator(['processing', 'completed']));
		const result = await runNode(
			run('content.generate', { parameters, credentials: account(server.url) }),
		);
		const job = jobRecord('job-1', 'completed');
		expect(jsonOf(result)).toEqual([
			{ ...variants('13302'), job },
			{ ...variants('13303'), job },
		]);
		expect(pairsOf(result)).toEqual([0, 0]);
		expect(server.arrived.map(({ path }) => path)).toEqual([
			CONTENT,
			'/v1/jobs/job-1/status',
			'/v1/jobs/job-1/status',
			`${VARIANTS}13302`,
			`${VARIANTS}13303`,
		]);
		// What is read afterwards is no part of the request.
		expect(server.to(CONTENT).map(jsonBody)).toEqual([
			{ content_types: ['description'], language: 'tr-TR', workspace_id: '123' },
		]);
	});

	it('of products from an expression are read, too', async () => {
		const server = await startServer(generator(['completed']));
		const result = await runNode(
			run('title.generate', {
				parameters: { variantsOf: '={{ [1, 2] }}' },
				credentials: account(server.url),
			}),
		);
		expect(jsonOf(result).map(({ inventoryProductId: id }) => id)).toEqual([1, 2]);
	});

	it('are not read without waiting', async () => {
		const server = await startServer(generator(['completed']));
		const result = await runNode(
			run('content.generate', {
				parameters: { ...parameters, waitForCompletion: false },
				credentials: account(server.url),
			}),
		);
		expect(jsonOf(result)).toEqual([queued('job-1')]);
		expect(server.arrived).toHaveLength(1);
	});

	it('that cannot be read do not lose the job', async () => {
		const server = await startServer(
			generator(['completed'], {
				variants: (_, response) =>
					sendJson(response, refusal('NOT_FOUND', 'Product not found'), 404),
			}),
		);
		const result = await runNode(
			run('content.generate', {
				parameters,
				credentials: account(server.url),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result, 1)).toEqual([
			{
				error:
					'Cypien does not know what was asked for: Product not found (NOT_FOUND) (after job job-1 had ended)',
				details: expect.objectContaining({
					status: 404,
					code: 'NOT_FOUND',
					jobId: 'job-1',
					advice: expect.stringMatching(/numeric inventory product ID.*Job job-1 has ended/),
				}),
			},
		]);
	});
});

describe('Control', () => {
	it.each(['pause', 'resume', 'cancel'])('can %s a job', async (action) => {
		const reply = { success: true, job_id: 'job-1', action, current_status: 'x' };
		const server = await startServer((_, response) => sendJson(response, reply));
		const result = await runNode(
			run('job.control', {
				parameters: { jobId: 'job-1', action },
				credentials: account(server.url),
			}),
		);
		expect(jsonOf(result)).toEqual([reply]);
		expect(server.arrived.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'PUT /v1/jobs/job-1/control',
		]);
		expect(server.arrived.map(jsonBody)).toEqual([{ action }]);
	});

	it('does nothing else', async () => {
		const server = await startServer((_, response) => sendJson(response, {}));
		const { error } = await runNode(
			run('job.control', {
				parameters: { jobId: 'job-1', action: '={{ "delete" }}' },
				credentials: account(server.url),
			}),
		);
		expect(error?.message).toBe('"Action" must be one of: pause, resume, cancel; got "delete"');
		expect(server.arrived).toEqual([]);
	});
});

describe('Products', () => {
	it('are split into items up to the limit, simplified unless the user wants all', async () => {
		const product = (n: number) => ({
			id: `prod_${n}`,
			sku_id: `S-${n}`,
			title: 'T',
			pictures: [],
		});
		const server = await startServer((_, response) =>
			sendJson(response, { products: [1, 2, 3].map(product), total_count: 3, _metadata: {} }),
		);
		const credentials = account(server.url);
		const two = await runNode(run('product.getAll', { parameters: { limit: 2 }, credentials }));
		const all = await runNode(
			run('product.getAll', { parameters: { returnAll: true, simplify: false }, credentials }),
		);
		expect(jsonOf(two)).toEqual(
			[1, 2].map((n) => ({ id: `prod_${n}`, sku_id: `S-${n}`, title: 'T' })),
		);
		expect(jsonOf(all)).toEqual([1, 2, 3].map(product));
	});
});
