import { CernelApi } from '../../../credentials/CernelApi.credentials';
import { ProductAiApi } from '../../../credentials/ProductAiApi.credentials';
import { XcScribeApi } from '../../../credentials/XcScribeApi.credentials';
import { Cernel } from '../../../nodes/Cernel/Cernel.node';
import { ProductAi } from '../../../nodes/ProductAi/ProductAi.node';
import { XcScribe } from '../../../nodes/XcScribe/XcScribe.node';
import { CredentialStore, type RunOptions } from '../../engine/harness';

/** What a node is doing when its execution is cancelled. */
export const situationNames = [
	'requests side by side',
	'a slot of the limit',
	'a pause after 429',
	'the pause before a repeat',
	'the first byte of a reply',
	'the rest of a body',
	'the end of a job',
	'the job of a lost reply',
	'the next event of a stream',
	'the rest of a download',
	'the log-in',
] as const;

export type SituationName = (typeof situationNames)[number];

/** n8n's own request of a log-in cannot be broken off: it ends with the reply, or after a minute. */
export const outlivesCancel = (name: SituationName): boolean => name === 'the log-in';

const PROJECT = '11111111-1111-4111-8111-111111111111';
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const input = (count: number): Array<{ json: { n: number } }> =>
	Array.from({ length: count }, (_, n) => ({ json: { n } }));

function scribe(
	url: string,
	operationId: string,
	{ count = 1, concurrency = 5, accessToken = 'token-1' } = {},
): RunOptions {
	const [resource = '', operation = ''] = operationId.split('.');
	return {
		node: new XcScribe(),
		parameters: {
			resource,
			operation,
			projectId: byId(PROJECT),
			contentType: 'product_description',
			options: { concurrency },
		},
		credentials: new CredentialStore([
			{
				type: new XcScribeApi(),
				data: { email: 'team@shop.example', password: 'pass-word-1', baseUrl: url, accessToken },
			},
		]),
		input: input(count),
	};
}

function productAi(url: string, count: number): RunOptions {
	return {
		node: new ProductAi(),
		parameters: { resource: 'job', operation: 'get', jobId: '1', download: count === 1 },
		credentials: new CredentialStore([
			{ type: new ProductAiApi(), data: { apiKey: 'key-1', baseUrl: url } },
		]),
		input: input(count),
	};
}

function cernel(url: string): RunOptions {
	return {
		node: new Cernel(),
		parameters: {
			resource: 'product',
			operation: 'generate',
			domain: byId('https://shop.example'),
			siteId: byId('0'),
			number: 'N-1',
		},
		credentials: new CredentialStore([
			{ type: new CernelApi(), data: { apiToken: 'token-1', baseUrl: url } },
		]),
	};
}

/** A run that gets into the situation with the provider of answers.ts at `url`. */
export const runs: Record<SituationName, (url: string) => RunOptions> = {
	'requests side by side': (url) => scribe(url, 'project.get', { count: 2000, concurrency: 20 }),
	'a slot of the limit': (url) => productAi(url, 40),
	'a pause after 429': (url) => scribe(url, 'project.get', { count: 30 }),
	'the pause before a repeat': (url) => scribe(url, 'project.get', { count: 30 }),
	'the log-in': (url) => scribe(url, 'project.get', { count: 10, accessToken: '' }),
	'the first byte of a reply': (url) => scribe(url, 'project.get', { count: 10 }),
	'the rest of a body': (url) => scribe(url, 'project.get', { count: 10 }),
	'the end of a job': (url) => scribe(url, 'import.execute', { count: 10 }),
	'the job of a lost reply': cernel,
	'the next event of a stream': (url) => scribe(url, 'content.generateStream'),
	'the rest of a download': (url) => productAi(url, 1),
};
