import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode, visibleParameters } from '../harness';
import {
	jsonBody,
	jsonOf,
	numbered,
	pairsOf,
	sendJson,
	startServer,
	UNWANTED_WORDS,
} from '../xcScribe/support';
import {
	account,
	GENERATE,
	hurry,
	JOB,
	KEY,
	OTHER_PHOTO,
	PHOTO,
	reply,
	run,
	studio,
	UPSCALE,
} from './support';

beforeEach(hurry);

const twoImages = { model: 'seedream', imageUrl: `${PHOTO}, ${OTHER_PHOTO}` };
const TWO = [PHOTO, OTHER_PHOTO];

describe('What is sent', () => {
	const bodies: Array<[string, INodeParameters, IDataObject]> = [
		['one image', { model: 'gpt-low' }, { model: 'gpt-low', image_url: PHOTO }],
		['two images with a comma', twoImages, { model: 'seedream', image_url: TWO }],
		[
			'two images on two lines',
			{ model: 'nanobananapro', imageUrl: `${PHOTO}\n${OTHER_PHOTO}\n` },
			{ model: 'nanobananapro', image_url: TWO },
		],
		[
			'two images of an expression',
			{ model: 'nanobanana', imageUrl: `={{ ${JSON.stringify(TWO)} }}` },
			{ model: 'nanobanana', image_url: TWO },
		],
		[
			'a list of one image',
			{ model: 'nanobanana', imageUrl: `={{ ["${PHOTO}"] }}` },
			{ model: 'nanobanana', image_url: PHOTO },
		],
		[
			'a model that the list does not have',
			{ model: '={{ "kontext-max" }}', imageUrl: `={{ ${JSON.stringify(TWO)} }}` },
			{ model: 'kontext-max', image_url: TWO },
		],
		[
			'options',
			{
				model: 'nanobanana',
				additionalFields: { outputFormat: 'jpg', aspectRatio: '={{ "4:3" }}', resolution: '4K' },
			},
			{
				model: 'nanobanana',
				image_url: PHOTO,
				output_format: 'jpg',
				aspect_ratio: '4:3',
				resolution: '4K',
			},
		],
	];

	it.each(bodies)('for %s', async (_, parameters, body) => {
		const server = await startServer(studio(['COMPLETED']));
		const { error } = await runNode(
			run('image.generate', { parameters, credentials: account(server.url) }),
		);
		expect(error).toBeUndefined();
		expect(server.to(GENERATE).map(jsonBody)).toEqual([{ prompt: 'On marble', ...body }]);
		expect(server.arrived.map(({ headers }) => headers['x-api-key'])).toEqual([KEY, KEY]);
	});

	it.each<[string, string, INodeParameters, string | RegExp]>([
		[
			'two images for a one-image model',
			'image.generate',
			{ ...twoImages, model: 'gpt-high' },
			'"Image URL" holds 2 images, but the model GPT High takes one. Two are taken by Nano Banana, Nano Banana Pro, Seedream',
		],
		[
			'three images',
			'image.generate',
			{ model: 'seedream', imageUrl: `${PHOTO}, ${PHOTO}, ${PHOTO}` },
			'"Image URL" must hold at most 2 URLs',
		],
		[
			'an image on a disk',
			'image.generate',
			{ imageUrl: 'file:///etc/passwd' },
			'"Image URL" must be a URL that starts with http:// or https://; got "file:///etc/passwd"',
		],
		[
			'a second image that is none',
			'image.generate',
			{ model: 'seedream', imageUrl: `${PHOTO}, lipstick.jpg` },
			/"Image URL" must be a URL .* got /,
		],
		[
			'an empty list of images',
			'image.generate',
			{ imageUrl: '={{ [] }}' },
			'"Image URL" is empty',
		],
		['an empty image', 'image.generate', { imageUrl: '={{ "" }}' }, '"Image URL" is empty'],
		[
			'two images to upscale',
			'image.upscale',
			{ imageUrl: '={{ ["a", "b"] }}' },
			/"Image URL" must/,
		],
		[
			'an image without a scheme to upscale',
			'image.upscale',
			{ imageUrl: 'shop.example/a.jpg' },
			'"Image URL" must be a URL that starts with http:// or https://; got "shop.example/a.jpg"',
		],
		['no prompt', 'image.generate', { prompt: '={{ " " }}' }, '"Prompt" is empty'],
		[
			'an unknown format',
			'image.generate',
			{ additionalFields: { outputFormat: '={{ "gif" }}' } },
			'"Output Format" must be one of: jpeg, jpg, png; got "gif"',
		],
	])('is nothing for %s', async (_, operation, parameters, message) => {
		const server = await startServer(studio(['COMPLETED']));
		const { error } = await runNode(
			run(operation, { parameters, credentials: account(server.url) }),
		);
		expect(error?.name).toBe('NodeOperationError');
		if (typeof message === 'string') expect(error?.message).toBe(message);
		else expect(error?.message).toMatch(message);
		expect(error?.message).not.toMatch(UNWANTED_WORDS);
		expect(server.arrived).toEqual([]);
	});
});

describe('A job', () => {
	it('is waited for over states that are not final, and its ID is text', async () => {
		const server = await startServer(studio(['NOT_STARTED', 'RUNNING', 'PAINTING', 'COMPLETED']));
		const result = await runNode(run('image.generate', { credentials: account(server.url) }));
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([
			{
				id: '1',
				status: 'COMPLETED',
				prompt: 'On marble',
				image_url: 'https://cdn.example/1.png',
			},
		]);
		expect(server.to(JOB).map(({ path }) => path)).toEqual(Array(4).fill(`${JOB}1`));
	});

	it('that is not waited for is put out as it was started', async () => {
		const server = await startServer(studio(['COMPLETED']));
		const result = await runNode(
			run('image.upscale', {
				parameters: { waitForCompletion: false },
				credentials: account(server.url),
			}),
		);
		expect(jsonOf(result)).toEqual([{ id: '1', status: 'RUNNING', prompt: 'On marble' }]);
		expect(server.arrived.map(({ path }) => path)).toEqual([UPSCALE]);
	});

	it('with the state ERROR does not succeed although the outer status is OK', async () => {
		const server = await startServer(studio(['RUNNING', 'ERROR']));
		const result = await runNode(
			run('image.generate', {
				credentials: account(server.url),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result, 1)).toMatchObject([
			{ error: 'Job 1 did not succeed', details: { kind: 'job', jobId: '1', state: 'ERROR' } },
		]);
	});

	it('that is read is put out whatever its state', async () => {
		const server = await startServer((_, response) =>
			sendJson(response, reply({ id: 7, status: 'ERROR' })),
		);
		const result = await runNode(
			run('job.get', { parameters: { jobId: '7' }, credentials: account(server.url) }),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([{ id: '7', status: 'ERROR' }]);
	});

	it('of each item is its own, one after the other', async () => {
		const server = await startServer(studio(['COMPLETED']));
		const result = await runNode(
			run('image.generate', { credentials: account(server.url), input: numbered(3) }),
		);
		expect(jsonOf(result).map(({ id }) => id)).toEqual(['1', '2', '3']);
		expect(pairsOf(result)).toEqual([0, 1, 2]);
		expect(server.mostInFlight).toBe(1);
	});

	it('has 5 minutes unless the user says otherwise', () => {
		const { node, parameters = {} } = run('image.generate', {});
		const options = visibleParameters(node.description, parameters).find(
			({ name }) => name === 'options',
		);
		expect(options?.options).toContainEqual(
			expect.objectContaining({ name: 'timeout', default: 5 }),
		);
	});
});
