import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { z } from 'zod';

import type { Effect } from '../../../nodes/shared/http/retry';
import { Cernel } from '../../../nodes/Cernel/Cernel.node';
import { Cypien } from '../../../nodes/Cypien/Cypien.node';
import { ProductAi } from '../../../nodes/ProductAi/ProductAi.node';
import { XcScribe } from '../../../nodes/XcScribe/XcScribe.node';
import type { ProviderName } from '../../../sandbox/provider.mts';
import { toText } from '../../engine/guards';
import { newItems, newProjects, type Stage } from '../stage';

/** An operation that the faults of the matrix strike. */
export interface Subject {
	provider: ProviderName;
	/** Resource and operation, such as `project.get`. */
	operation: string;
	effect: Exclude<Effect, 'once'>;
	/** Its token comes from a log-in, which can be repeated. */
	logsIn: boolean;
	/** The provider lists its jobs, so that the job of a lost reply is found. */
	canBeAsked: boolean;
	/** Only the status of the reply counts. */
	ignoresBody: boolean;
	node(): INodeType;
	parameters: INodeParameters;
	/** How many times as fast the node's clock runs: less where the provider's own times are compared with it. */
	speed: number;
	/** Makes what `count` items are about and gives the items. */
	prepare(stage: Stage, count: number): Promise<IDataObject[]>;
	/** Whether a row is the result of that item: the provider is asked where the row does not tell. */
	belongs(row: IDataObject, item: IDataObject, stage: Stage): Promise<boolean>;
	/** Identifies what a row stands for: no two items may share one. */
	idOf(row: IDataObject, item: IDataObject): unknown;
}

/** How fast the node's clock runs: its limits, pauses and patience pass in no time. */
export const SPEED = 500;

/** Where the provider's times are compared with the node's, both may not be minutes apart. */
const SPEED_BESIDE_REAL_TIMES = 20;

/** How far the node's clock begins behind that of the sandbox, in ms, as it will soon be ahead. */
export const BEHIND_MS = 60_000;

/** What differs between the calls that a single n8n field value addresses. */
const byId = (expression: string): INodeParameters[string] => ({
	__rl: true,
	mode: 'id',
	value: expression,
});

const defaults = { logsIn: false, canBeAsked: false, ignoresBody: false, speed: SPEED };
const xcScribe = {
	...defaults,
	provider: 'xcScribe',
	logsIn: true,
	node: () => new XcScribe(),
} as const;
const cernel = { ...defaults, provider: 'cernel', node: () => new Cernel() } as const;
const cypien = { ...defaults, provider: 'cypien', logsIn: true, node: () => new Cypien() } as const;
const productAi = { ...defaults, provider: 'productAi', node: () => new ProductAi() } as const;

const SHOP = 'https://alpenglow.example';
const jobStarted = z.object({ job_id: z.string() });
const jobs = z.array(z.object({ id: z.string() }));
const cernelJobs = z.object({
	results: z.array(
		z.object({ job_id: z.string(), products: z.array(z.object({ number: z.string() })) }),
	),
});

let numbers = 0;
/** Article numbers that no earlier test has used, so that no earlier job is about the same. */
const newNumbers = (count: number): string[] =>
	Array.from({ length: count }, () => `N-${++numbers}`);

const projects = async (stage: Stage, count: number): Promise<IDataObject[]> =>
	(await newProjects(stage, count)).map((projectId, n) => ({ projectId, name: `Name ${n}` }));

/** A reading, a paid and a state-setting operation of each provider that has one. */
export const subjects: readonly Subject[] = [
	{
		...xcScribe,
		operation: 'project.get',
		effect: 'reads',
		parameters: { projectId: byId('={{ $json.projectId }}') },
		prepare: projects,
		belongs: async (row, item) => row.id === item.projectId,
		idOf: (row) => row.id,
	},
	{
		...xcScribe,
		operation: 'item.regenerate',
		effect: 'creates',
		parameters: {
			projectId: byId('={{ $json.projectId }}'),
			itemId: byId('={{ $json.itemId }}'),
			contentType: 'product_description',
		},
		prepare: async (stage, count) => {
			const { projectId, itemIds } = await newItems(stage, count);
			return itemIds.map((itemId) => ({ projectId, itemId }));
		},
		belongs: async (row, item) => row.id === item.itemId,
		idOf: (row) => row.id,
	},
	{
		...xcScribe,
		operation: 'job.create',
		effect: 'creates',
		canBeAsked: true,
		speed: SPEED_BESIDE_REAL_TIMES,
		parameters: {
			projectId: byId('={{ $json.projectId }}'),
			jobType: 'generation',
			contentType: 'product_description',
			waitForCompletion: false,
		},
		prepare: projects,
		belongs: async (row, item, stage) => {
			const path = `/api/v1/projects/${toText(item.projectId)}/jobs`;
			const of = await stage.call(jobs, 'xcScribe', path);
			return of.length === 1 && of[0]?.id === row.job_id;
		},
		idOf: (row) => row.job_id,
	},
	{
		...xcScribe,
		operation: 'project.update',
		effect: 'sets',
		parameters: {
			projectId: byId('={{ $json.projectId }}'),
			updateFields: { name: '={{ $json.name }}' },
		},
		prepare: projects,
		belongs: async (row, item) => row.id === item.projectId && row.name === item.name,
		idOf: (row) => row.id,
	},
	{
		...xcScribe,
		operation: 'project.softDelete',
		effect: 'sets',
		ignoresBody: true,
		parameters: { projectId: byId('={{ $json.projectId }}') },
		prepare: projects,
		belongs: async (row, item, stage) => {
			const { body } = await stage.ask('xcScribe', '/api/v1/projects');
			const left = jobs.parse(body);
			return row.deleted === true && left.every(({ id }) => id !== item.projectId);
		},
		idOf: (_row, item) => item.projectId,
	},
	{
		...cernel,
		operation: 'job.get',
		effect: 'reads',
		parameters: { jobId: byId('={{ $json.jobId }}') },
		prepare: async (stage, count) => {
			const items: IDataObject[] = [];
			for (const number of newNumbers(count)) {
				const body = { domain: SHOP, site_id: 0, products: [{ number }] };
				const queued = await stage.call(jobStarted, 'cernel', '/products', {
					method: 'POST',
					body,
				});
				items.push({ jobId: queued.job_id, number });
			}
			for (const { jobId } of items) await rowsOfJob(stage, toText(jobId));
			return items;
		},
		belongs: async (row, item) => row.id === item.number,
		idOf: (row) => row.id,
	},
	{
		...cernel,
		operation: 'product.generate',
		effect: 'creates',
		canBeAsked: true,
		speed: SPEED_BESIDE_REAL_TIMES,
		parameters: {
			domain: byId(SHOP),
			siteId: byId('0'),
			number: '={{ $json.number }}',
			waitForCompletion: false,
			options: { batchSize: 1 },
		},
		prepare: async (_stage, count) => newNumbers(count).map((number) => ({ number })),
		belongs: async (row, item, stage) => {
			const { results } = await stage.call(cernelJobs, 'cernel', '/jobs?per_page=100');
			const mine = results.filter(({ products }) =>
				products.some(({ number }) => number === item.number),
			);
			return mine.length === 1 && mine[0]?.job_id === row.job_id;
		},
		idOf: (row) => row.job_id,
	},
	{
		...cypien,
		operation: 'variant.getAll',
		effect: 'reads',
		parameters: { inventoryProductId: '={{ $json.id }}' },
		prepare: async (_stage, count) =>
			Array.from({ length: count }, (_, n) => ({ id: String(13302 + n) })),
		belongs: async (row, item) => toText(row.inventoryProductId) === item.id,
		idOf: (row) => row.inventoryProductId,
	},
	{
		...cypien,
		operation: 'title.generate',
		effect: 'creates',
		parameters: {
			additionalFields: { workspaceId: '={{ $json.product }}' },
			waitForCompletion: false,
		},
		prepare: async (stage, count) => {
			const schema = z.object({
				products: z.array(z.object({ id: z.string(), tags: z.array(z.unknown()) })),
			});
			const { products } = await stage.call(schema, 'cypien', '/v1/inventory/products');
			const tagged = products.filter(({ tags }) => tags.length > 0);
			return tagged.slice(0, count).map(({ id }) => ({ product: id }));
		},
		belongs: async (row) => typeof row.job_id === 'string' && row.products_queued === 1,
		idOf: (row) => row.job_id,
	},
	{
		...cypien,
		operation: 'apiKey.delete',
		effect: 'sets',
		ignoresBody: true,
		parameters: { keyId: '={{ $json.keyId }}' },
		prepare: async (stage, count) => {
			const items: IDataObject[] = [];
			for (let n = 0; n < count; n++) {
				const body = {
					name: `Key ${n}`,
					permissions: ['generate_content'],
					rateLimit: 'standard',
					workspaceId: 123,
				};
				const reply = await stage.call(z.unknown(), 'cypien', '/v1/api-keys', {
					method: 'POST',
					body,
				});
				items.push({ keyId: keyIdIn(reply) });
			}
			return items;
		},
		belongs: async (row, item, stage) => {
			const { body } = await stage.ask('cypien', '/v1/api-keys');
			return row.deleted === true && !JSON.stringify(body).includes(toText(item.keyId));
		},
		idOf: (_row, item) => item.keyId,
	},
	{
		...productAi,
		operation: 'job.get',
		effect: 'reads',
		parameters: { jobId: '={{ $json.jobId }}' },
		prepare: async (stage, count) => {
			const schema = z.object({ data: z.object({ id: z.number() }) });
			const items: IDataObject[] = [];
			for (let n = 0; n < count; n++) {
				const { data } = await stage.call(schema, 'productAi', '/api/upscale', {
					method: 'POST',
					body: { image_url: 'https://shop.example/lamp.png' },
				});
				items.push({ jobId: String(data.id) });
			}
			return items;
		},
		belongs: async (row, item) => row.id === item.jobId,
		idOf: (row) => row.id,
	},
	{
		...productAi,
		operation: 'image.generate',
		effect: 'buys',
		parameters: {
			imageUrl: 'https://shop.example/lamp.png',
			prompt: '={{ $json.prompt }}',
			waitForCompletion: false,
		},
		prepare: async (_stage, count) => newNumbers(count).map((prompt) => ({ prompt })),
		belongs: async (row, item) => row.prompt === item.prompt,
		idOf: (row) => row.id,
	},
];

const jobRows = z.array(z.unknown());

/** A job's rows are there when it has ended. */
async function rowsOfJob(stage: Stage, jobId: string): Promise<void> {
	const path = `/jobs/${encodeURIComponent(jobId)}`;
	while ((await stage.call(jobRows, 'cernel', path)).length === 0) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** The reply of a creation is not documented; its id stands at the top or below `data`. */
function keyIdIn(reply: unknown): string {
	const direct = z.object({ id: z.string() });
	const nested = z.object({ data: direct }).transform(({ data }) => data);
	return z.union([direct, nested]).parse(reply).id;
}
