import { jest } from '@jest/globals';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { CypienApi } from '../../../credentials/CypienApi.credentials';
import { Cypien } from '../../../nodes/Cypien/Cypien.node';
import { cypien } from '../../../nodes/Cypien/provider';
import { CredentialStore, type CredentialEntry, type RunOptions } from '../harness';
import { sendJson, type Answer, type Arrived } from '../xcScribe/support';

export const CREDENTIAL = 'cypienApi';
export const TOKEN = 'token-1';

export const LOGIN = '/v1/auth/login';
export const ME = '/v1/auth/me';
export const JOBS = '/v1/jobs/';
export const VARIANTS = '/v1/inventory/variants/';
export const CONTENT = '/v1/content/generate';

/** What a user entered; `data` overrides it. */
export const entry = (
	baseUrl: string,
	data: ICredentialDataDecryptedObject = {},
): CredentialEntry => ({
	type: new CypienApi(),
	data: { apiKey: 'key-1', workspaceId: '123', baseUrl, ...data },
});

/** An account that is logged in already. */
export const account = (
	baseUrl: string,
	data: ICredentialDataDecryptedObject = {},
): CredentialStore => new CredentialStore([entry(baseUrl, { accessToken: TOKEN, ...data })]);

/** A run of one operation, e.g. `content.generate`. */
export function run(
	operationId: string,
	{
		parameters,
		...rest
	}: Omit<RunOptions, 'node' | 'parameters'> & { parameters?: INodeParameters },
): RunOptions {
	const [resource = '', operation = ''] = operationId.split('.');
	return { node: new Cypien(), parameters: { resource, operation, ...parameters }, ...rest };
}

/** Jobs are looked at every few milliseconds until the end of the test. */
export function hurry(): void {
	if (cypien.job === undefined) throw new Error('Cypien has jobs');
	jest.replaceProperty(cypien.job, 'pauses', { firstLookMs: 0, shortestMs: 5, longestMs: 5 });
}

export const bearer = ({ headers }: Arrived): string =>
	(headers.authorization ?? '').replace('Bearer ', '');

/** Cypien's shape of a refusal. */
export const refusal = (code: string, message: string, more: IDataObject = {}): IDataObject => ({
	error: {
		code,
		message,
		details: message,
		timestamp: '2026-01-01T00:00:00.000Z',
		path: CONTENT,
		...more,
	},
});

export const queued = (jobId: string): IDataObject => ({
	job_id: jobId,
	processing_mode: 'async',
	status: 'queued',
	status_url: `/jobs/${jobId}/status`,
	products_found: 2,
	products_queued: 2,
});

export const jobRecord = (jobId: string, status: string, failed = 0): IDataObject => ({
	job_id: jobId,
	job_type: 'content',
	status,
	processing_mode: 'async',
	workspace_id: 123,
	brand_id: '123',
	progress: {
		total_products: 4,
		processed_products: 3,
		success_products: 3 - failed,
		failed_products: failed,
		percentage: 75,
	},
	timing: { created_at: '2026-01-01T00:00:00.000Z' },
	configuration: { webhook_configured: false },
});

export const variants = (inventoryProductId: string): IDataObject => ({
	success: true,
	message: `Retrieved all variants for product ${inventoryProductId}`,
	inventoryProductId: Number(inventoryProductId),
	productName: `Product ${inventoryProductId}`,
	tags: ['tea'],
	descriptionVariants: [],
	titleVariants: [],
	googleFeedVariants: [],
	retrievedAt: '2026-01-01T00:00:00.000Z',
});

/** Cypien that queues one job; its states come one a look, the last one for ever. */
export function generator(
	states: string[],
	more: { failed?: number; variants?: Answer } = {},
): Answer {
	let looks = 0;
	return async (arrived, response, number) => {
		const { path } = arrived;
		if (path.startsWith(JOBS)) {
			const state = states[Math.min(looks++, states.length - 1)] ?? '';
			sendJson(response, jobRecord('job-1', state, more.failed));
		} else if (path.startsWith(VARIANTS)) {
			if (more.variants !== undefined) await more.variants(arrived, response, number);
			else sendJson(response, variants(path.slice(VARIANTS.length)));
		} else sendJson(response, queued('job-1'));
	};
}
