import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { watching as watchingCernel } from './cernel/jobList';
import { productRecord, watching as watchingCypien } from './cypien/inventory';
import { WITH_EXISTING, type Stage } from './polls';
import type { PublishedTrigger, PublishOptions } from './triggers';
import { itemRecord, watching as watchingXcScribe } from './xcScribe/project';
import { PROJECT } from './xcScribe/support';

/** A polling trigger, and a provider at which something may happen. */
export interface Scene {
	stage: Stage;
	trigger: PublishedTrigger;
	/** Another event happens. @returns what is emitted for it */
	happen(): IDataObject;
}

/** What is the same for all polling triggers is tested with each of them in a scene like this. */
export interface Play {
	name: string;
	/** How the provider words a refusal. */
	refusal(words: string): IDataObject;
	begin(options?: Pick<PublishOptions, 'credentials' | 'scheduler' | 'staticData'>): Promise<Scene>;
	/** As `begin`, but all that is there already is emitted first. */
	beginWithExisting(): Promise<Scene>;
}

async function xcScribeScene(
	parameters: INodeParameters = {},
	options: Parameters<Play['begin']>[0] = {},
): Promise<Scene> {
	const { project, stage, trigger } = await watchingXcScribe(
		{ events: ['itemStatus'], itemStatuses: ['generated'], simplify: false, ...parameters },
		options,
	);
	return {
		stage,
		trigger,
		happen() {
			const item = itemRecord(`item-${project.items.length + 1}`, 'generated');
			project.items.push(item);
			return { event: 'itemStatus', project_id: PROJECT, ...item };
		},
	};
}

async function cernelScene(
	parameters: INodeParameters = {},
	options: Parameters<Play['begin']>[0] = {},
): Promise<Scene> {
	const { list, stage, trigger } = await watchingCernel({ output: 'job', ...parameters }, options);
	return {
		stage,
		trigger,
		happen() {
			const id = `job-${list.jobs.length + 1}`;
			list.begin(id);
			return { event: 'jobSucceeded', ...list.end(id, 'SUCCESS') };
		},
	};
}

async function cypienScene(
	parameters: INodeParameters = {},
	options: Parameters<Play['begin']>[0] = {},
): Promise<Scene> {
	const { inventory, stage, trigger } = await watchingCypien(
		{ events: ['productCreated'], simplify: false, ...parameters },
		options,
	);
	return {
		stage,
		trigger,
		happen() {
			const product = productRecord(`prod_${inventory.products.length + 1}`);
			inventory.products.push(product);
			return { event: 'productCreated', ...product };
		},
	};
}

export const PLAYS: Play[] = [
	{
		name: 'XC Scribe',
		refusal: (words) => ({ detail: words }),
		begin: async (options) => await xcScribeScene({}, options),
		beginWithExisting: async () => await xcScribeScene(WITH_EXISTING),
	},
	{
		name: 'Cernel',
		refusal: (words) => ({ detail: words }),
		begin: async (options) => await cernelScene({}, options),
		beginWithExisting: async () => await cernelScene(WITH_EXISTING),
	},
	{
		name: 'Cypien',
		refusal: (words) => ({ error: { code: 'REFUSED', message: words } }),
		begin: async (options) => await cypienScene({}, options),
		beginWithExisting: async () => await cypienScene(WITH_EXISTING),
	},
];
