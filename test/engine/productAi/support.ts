import { jest } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ProductAiApi } from '../../../credentials/ProductAiApi.credentials';
import { ProductAi } from '../../../nodes/ProductAi/ProductAi.node';
import { productAi } from '../../../nodes/ProductAi/provider';
import { CredentialStore, type CredentialEntry, type RunOptions } from '../harness';
import { sendJson, type Answer } from '../xcScribe/support';

export const CREDENTIAL = 'productAiApi';
export const KEY = 'key-1';

export const GENERATE = '/v1/api/generate';
export const UPSCALE = '/v1/api/upscale';
export const JOB = '/v1/api/job/';
export const KEY_CHECK = '/v1/api/key-check';

export const PHOTO = 'https://shop.example/lipstick.jpg';
export const OTHER_PHOTO = 'https://shop.example/table,marble.jpg?w=1,2';

/** What a user entered, the base URL with its version as by default. */
export const entry = (url: string, apiKey = KEY): CredentialEntry => ({
	type: new ProductAiApi(),
	data: { apiKey, baseUrl: `${url}/v1` },
});

export const account = (url: string, apiKey = KEY): CredentialStore =>
	new CredentialStore([entry(url, apiKey)]);

/** A run of one operation, e.g. `image.generate`, with what it cannot do without. */
export function run(
	operationId: string,
	{
		parameters,
		...rest
	}: Omit<RunOptions, 'node' | 'parameters'> & { parameters?: INodeParameters },
): RunOptions {
	const [resource = '', operation = ''] = operationId.split('.');
	return {
		node: new ProductAi(),
		parameters: { resource, operation, imageUrl: PHOTO, prompt: 'On marble', ...parameters },
		...rest,
	};
}

/** Jobs are looked at every few milliseconds until the end of the test. */
export function hurry(): void {
	if (productAi.job === undefined) throw new Error('ProductAI has jobs');
	jest.replaceProperty(productAi.job, 'pauses', { firstLookMs: 0, shortestMs: 5, longestMs: 5 });
}

/** ProductAI's shape of a reply; the outer status is OK whatever became of the job. */
export const reply = (data: IDataObject): IDataObject => ({ status: 'OK', data });

/**
 * ProductAI that starts the jobs 1, 2, …; their states come one a look, the last one for ever.
 * @param imageUrl address of the finished image
 */
export function studio(states: string[], imageUrl = 'https://cdn.example/1.png'): Answer {
	let started = 0;
	let looks = 0;
	return ({ path }, response) => {
		if (path.startsWith(JOB)) {
			const status = states[Math.min(looks++, states.length - 1)] ?? '';
			const id = Number(path.slice(JOB.length));
			const done = status === 'COMPLETED' ? { image_url: imageUrl } : {};
			sendJson(response, reply({ id, status, prompt: 'On marble', ...done }));
		} else sendJson(response, reply({ id: ++started, status: 'RUNNING', prompt: 'On marble' }));
	};
}
