import { expect } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PublishedTrigger } from '../../engine/triggers';
import { productRecord, variantRecord } from '../../engine/cypien/inventory';
import { jobRecord as cernelJob, PAGE_SIZE } from '../../engine/cernel/jobList';
import { itemRecord } from '../../engine/xcScribe/project';
import { byId, jobRecord, PROJECT, sendJson, type Answer } from '../../engine/xcScribe/support';
import { publishCernel } from './cernelWorld';
import { publishCypien } from './cypienWorld';
import { AMPLE_MS, type Provider } from './provider';
import type { Publish } from './world';
import { publishXcScribe } from './xcScribeWorld';

/** A list of many things that all have to be remembered. */
export interface Crowd {
	name: string;
	publish: Publish;
	parameters: INodeParameters;
	/** Answers with so many things. */
	answer(count: number): Answer;
	/** More of them than that are not watched. */
	most?: number;
}

/** As long as the ids of XC Scribe and Cernel are. */
const uuid = (n: number): string => `${String(n).padStart(8, '0')}-8a54-4d53-9a41-6b1f0e2c7a90`;

const many = (count: number, row: (n: number) => IDataObject): IDataObject[] =>
	Array.from({ length: count }, (_, n) => row(n));

const scribe = (events: string[]): INodeParameters => ({
	events,
	projectId: byId(PROJECT),
	itemStatuses: ['generated'],
	blogPostStatuses: ['ready'],
});

/** One of each kind of list. */
export const CROWDS: Crowd[] = [
	{
		name: 'items of XC Scribe in a status',
		publish: publishXcScribe,
		parameters: scribe(['itemStatus']),
		answer: (count) => (_arrived, response) =>
			sendJson(
				response,
				many(count, (n) => itemRecord(uuid(n), 'generated')),
			),
	},
	{
		name: 'running jobs of XC Scribe',
		publish: publishXcScribe,
		parameters: scribe(['jobFinished', 'syncFailed']),
		answer: (count) => (_arrived, response) =>
			sendJson(
				response,
				many(count, (n) => jobRecord(uuid(n), 'running')),
			),
	},
	{
		name: 'jobs of Cernel',
		publish: publishCernel,
		parameters: { output: 'job' },
		most: 1000,
		answer:
			(count) =>
			({ query }, response) => {
				const begin = (Number(query.get('page')) - 1) * PAGE_SIZE;
				const rows = many(Math.min(PAGE_SIZE, count - begin), (n) =>
					cernelJob(uuid(begin + n), 'SUCCESS', '2026-01-01T12:00:00'),
				);
				sendJson(response, { results: rows });
			},
	},
	{
		name: 'products of Cypien',
		publish: publishCypien,
		parameters: {
			events: ['productCreated', 'productUpdated', 'readyForTagging', 'tagsSuggested'],
		},
		answer: (count) => (_arrived, response) =>
			sendJson(response, { products: many(count, (n) => productRecord(`prod_${n}`)) }),
	},
	{
		name: 'texts of Cypien',
		publish: publishCypien,
		parameters: { events: ['variantGenerated'], inventoryProductIds: '1' },
		answer: (count) => (_arrived, response) =>
			sendJson(response, {
				descriptionVariants: many(count, (n) => variantRecord(uuid(n), `Text ${n}`)),
			}),
	},
];

/** The state of a trigger that has seen a crowd of that size. */
export async function stateWith(
	{ publish, parameters, answer }: Crowd,
	provider: Provider,
	count: number,
): Promise<IDataObject> {
	provider.serve(answer(count));
	const trigger = new PublishedTrigger({ ...publish(provider.url), parameters });
	expect(await trigger.poll({ budgetMs: AMPLE_MS })).toEqual([]);
	return trigger.saved();
}

/** What a trigger emits that finds this state, in its first poll and in one after a thing has come. */
export async function emittedFrom(
	{ publish, parameters, answer }: Crowd,
	provider: Provider,
	staticData: IDataObject,
): Promise<[number, number]> {
	const trigger = new PublishedTrigger({
		...publish(provider.url),
		parameters,
		staticData,
		// Turning a workflow on begins anew anyway.
		activation: 'update',
	});
	provider.serve(answer(20));
	const first = await trigger.poll({ budgetMs: AMPLE_MS });
	provider.serve(answer(21));
	const second = await trigger.poll({ budgetMs: AMPLE_MS });
	return [first.length, second.length];
}
