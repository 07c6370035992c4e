import { beforeEach, describe, expect, it } from '@jest/globals';
import { NodeApiError, NodeOperationError, type IDataObject } from 'n8n-workflow';

import { emitted, refusing, takeArrived, thrownBy, WITH_EXISTING } from '../polls';
import { stepClock } from '../steppedClock';
import { productRecord, PRODUCTS, variantRecord, watching, type Inventory } from './inventory';
import { jobRecord, JOBS, VARIANTS } from './support';

let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	clock = stepClock();
});

const ALL_OF_PRODUCTS = {
	events: ['productCreated', 'productUpdated', 'readyForTagging', 'tagsSuggested'],
};

/** Watches all events of products, with one product that is known. */
async function withProduct(more: IDataObject = {}) {
	const watched = await watching(ALL_OF_PRODUCTS);
	watched.inventory.products = [productRecord('prod_1', more)];
	await watched.trigger.poll();
	return watched;
}

/** The product changes. */
function change({ products }: Inventory, more: IDataObject): void {
	Object.assign(products[0] ?? {}, more);
}

const eventsOf = (items: IDataObject[]): unknown[] => items.map(({ event }) => event);

describe('A product', () => {
	it('that is new is emitted, simplified', async () => {
		const { inventory, stage, trigger } = await watching({ events: ['productCreated'] });
		await trigger.poll();
		inventory.products = [productRecord('prod_1')];
		expect(await emitted(trigger)).toEqual([
			{
				event: 'productCreated',
				id: 'prod_1',
				sku_id: 'sku-prod_1',
				title: 'Tea',
				categories: ['drinks'],
				primary_picture: 'https://cdn.example/1.jpg?signature=a',
				tags: [],
				suggested_tags: [],
				has_suggested_tags: false,
				ready_for_tagging: false,
				updated_at: '2026-01-01T00:00:00.000Z',
			},
		]);
		expect(takeArrived(stage.server)).toEqual([PRODUCTS, PRODUCTS]);
	});

	it.each<[string, IDataObject, string[]]>([
		['another title', { title: 'Green Tea' }, ['productUpdated']],
		['approved tags', { tags: ['green'] }, ['productUpdated']],
		['a field that nobody knows', { brand_new: 1 }, ['productUpdated']],
		['another picture', { pictures: ['https://cdn.example/3.jpg'] }, ['productUpdated']],
		['pictures to tag', { ready_for_tagging: true }, ['productUpdated', 'readyForTagging']],
		[
			'suggested tags',
			{ has_suggested_tags: true, suggested_tags: ['tea'] },
			['productUpdated', 'tagsSuggested'],
		],
	])('that has got %s is emitted for each event that this is', async (_what, more, events) => {
		const { inventory, trigger } = await withProduct();
		change(inventory, more);
		const items = await emitted(trigger);
		expect(eventsOf(items)).toEqual(events);
		expect(new Set(items.map(({ id }) => id))).toEqual(new Set(['prod_1']));
		expect(await emitted(trigger)).toEqual([]);
	});

	it.each([
		[
			'another signature in the address of its pictures',
			{
				pictures: ['https://cdn.example/1.jpg?signature=b', 'https://cdn.example/2.jpg?e=1#x'],
				primary_picture: 'https://cdn.example/1.jpg?signature=b',
			},
		],
		['nothing at all', {}],
	])('that has got %s has not changed', async (_what, more) => {
		const { inventory, trigger } = await withProduct();
		change(inventory, more);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('whose fields come in another order has not changed', async () => {
		const { inventory, trigger } = await withProduct();
		inventory.products = inventory.products.map((product) =>
			Object.fromEntries(Object.entries(product).reverse()),
		);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('is ready again when it was not in between', async () => {
		const { inventory, trigger } = await watching({ events: ['readyForTagging'] });
		inventory.products = [productRecord('prod_1', { ready_for_tagging: true })];
		expect(await emitted(trigger)).toEqual([]);
		change(inventory, { ready_for_tagging: false });
		expect(await emitted(trigger)).toEqual([]);
		change(inventory, { ready_for_tagging: true });
		expect(await emitted(trigger)).toMatchObject([{ event: 'readyForTagging' }]);
	});

	it('that is new and has everything is emitted for each event but an update', async () => {
		const { inventory, trigger } = await watching(ALL_OF_PRODUCTS);
		await trigger.poll();
		inventory.products = [
			productRecord('prod_1', { ready_for_tagging: true, has_suggested_tags: true }),
		];
		expect(eventsOf(await emitted(trigger))).toEqual([
			'productCreated',
			'readyForTagging',
			'tagsSuggested',
		]);
	});

	it('that is deleted has changed, and is neither ready nor created any more', async () => {
		const { inventory, trigger } = await withProduct();
		change(inventory, { deleted: true, ready_for_tagging: true, has_suggested_tags: true });
		expect(eventsOf(await emitted(trigger))).toEqual(['productUpdated']);
		inventory.products.push(productRecord('prod_2', { deleted: true }));
		expect(await emitted(trigger)).toEqual([]);
		// Back again, with all that it had.
		change(inventory, { deleted: false });
		expect(eventsOf(await emitted(trigger))).toEqual([
			'productUpdated',
			'readyForTagging',
			'tagsSuggested',
		]);
	});

	it('that vanishes for a while and returns is not created again', async () => {
		const { inventory, trigger } = await withProduct();
		const { products } = inventory;
		inventory.products = [];
		expect(await emitted(trigger)).toEqual([]);
		expect(await emitted(trigger)).toEqual([]);
		inventory.products = products;
		expect(await emitted(trigger)).toEqual([]);
		inventory.products = [];
		await trigger.poll();
		inventory.products = [productRecord('prod_1', { title: 'Green Tea' })];
		expect(eventsOf(await emitted(trigger))).toEqual(['productUpdated']);
	});

	it('keeps what is known of it when other events are chosen', async () => {
		const { inventory, trigger } = await withProduct();
		trigger.edit({ events: ['tagsSuggested'] });
		inventory.products.push(productRecord('prod_2'));
		expect(await emitted(trigger)).toEqual([]);
		trigger.edit(ALL_OF_PRODUCTS);
		expect(await emitted(trigger)).toEqual([]);
		inventory.products.push(productRecord('prod_3'));
		expect(await emitted(trigger)).toMatchObject([{ event: 'productCreated', id: 'prod_3' }]);
	});

	it('of many is remembered in little room', async () => {
		const { inventory, trigger } = await watching(ALL_OF_PRODUCTS);
		inventory.products = Array.from({ length: 1000 }, (_, n) => productRecord(`prod_${n}`));
		await trigger.poll();
		expect(JSON.stringify(trigger.saved()).length).toBeLessThan(20_000);
		expect(await emitted(trigger)).toEqual([]);
	});
});

describe('Variant Generated', () => {
	const TWO = { events: ['variantGenerated'], inventoryProductIds: '13302, 13303' };
	const ONE = { ...TWO, inventoryProductIds: '13302' };

	it('emits a text with its kind and product once it is there, and again when it is another one', async () => {
		const { inventory, stage, trigger } = await watching(ONE);
		const variant = variantRecord('v-1', null);
		inventory.variants.set('13302', { descriptionVariants: [variant] });
		expect(await emitted(trigger)).toEqual([]);
		for (const blank of ['', ' \n']) {
			variant.body = blank;
			expect(await emitted(trigger)).toEqual([]);
		}
		variant.body = 'Green tea from the hills.';
		const item = {
			event: 'variantGenerated',
			kind: 'description',
			inventoryProductId: '13302',
			productName: 'Product 13302',
			...variant,
		};
		expect(await emitted(trigger)).toEqual([item]);
		variant.status = 'SEEN';
		expect(await emitted(trigger)).toEqual([]);
		variant.body = 'Better green tea.';
		expect(await emitted(trigger)).toEqual([
			{ ...item, body: 'Better green tea.', status: 'SEEN' },
		]);
		variant.body = '';
		expect(await emitted(trigger)).toEqual([]);
		variant.body = 'Better green tea.';
		expect(await emitted(trigger)).toHaveLength(1);
		expect(new Set(takeArrived(stage.server))).toEqual(new Set([`${VARIANTS}13302`]));
	});

	it('tells descriptions, titles and feed texts with the same ID apart', async () => {
		const { inventory, trigger } = await watching({ ...ONE, ...WITH_EXISTING });
		inventory.variants.set('13302', {
			descriptionVariants: [variantRecord('v-1', 'A')],
			titleVariants: [variantRecord('v-1', 'A')],
			googleFeedVariants: [variantRecord('v-1', 'A')],
		});
		expect((await emitted(trigger)).map(({ kind }) => kind)).toEqual([
			'description',
			'title',
			'googleFeed',
		]);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('reads each product once, and a product that is added later begins with a baseline', async () => {
		const { inventory, stage, trigger } = await watching({
			...ONE,
			inventoryProductIds: '13302 13302',
		});
		inventory.variants.set('13302', { titleVariants: [variantRecord('v-1', 'A')] });
		inventory.variants.set('13303', { titleVariants: [variantRecord('v-2', 'B')] });
		await trigger.poll();
		trigger.edit({ inventoryProductIds: '13302,13303' });
		takeArrived(stage.server);
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([`${VARIANTS}13302`, `${VARIANTS}13303`]);
		inventory.variants.set('13303', { titleVariants: [variantRecord('v-2', 'C')] });
		expect(await emitted(trigger)).toMatchObject([{ body: 'C', inventoryProductId: '13303' }]);
	});

	it('goes on with the others when one of the products is deleted, but does not begin with one that is not there', async () => {
		const { inventory, trigger } = await watching(TWO);
		inventory.variants.set('13302', {});
		expect(await thrownBy(trigger)).toMatchObject({ httpCode: '404' });
		inventory.variants.set('13303', {});
		expect(await emitted(trigger)).toEqual([]);
		inventory.variants.delete('13302');
		inventory.variants.set('13303', { titleVariants: [variantRecord('v-2', 'B')] });
		expect(await emitted(trigger)).toMatchObject([{ body: 'B' }]);
	});

	it('emits nothing of the first product when the second one is refused', async () => {
		const { inventory, stage, trigger } = await watching(TWO);
		inventory.variants.set('13302', {});
		inventory.variants.set('13303', {});
		await trigger.poll();
		const saved = trigger.saved();
		inventory.variants.set('13302', { titleVariants: [variantRecord('v-1', 'A')] });
		stage.instead = (arrived, response, number) =>
			arrived.path === `${VARIANTS}13303`
				? refusing(403, { error: { code: 'FORBIDDEN', message: 'Not yours' } })(
						arrived,
						response,
						number,
					)
				: inventory.answer(arrived, response, number);
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ message: expect.stringContaining('Not yours (FORBIDDEN)') });
		expect(trigger.saved()).toEqual(saved);
		stage.instead = undefined;
		expect(await emitted(trigger)).toHaveLength(1);
	});

	it('comes to the product for which there was no time with the next poll, first', async () => {
		const { inventory, stage, trigger } = await watching(TWO);
		inventory.variants.set('13302', {});
		inventory.variants.set('13303', {});
		await trigger.poll();
		for (const id of ['13302', '13303']) {
			inventory.variants.set(id, { titleVariants: [variantRecord(`v-${id}`, 'A')] });
		}
		stage.instead = (arrived, response, number) => {
			clock.pass(9000);
			return inventory.answer(arrived, response, number);
		};
		takeArrived(stage.server);
		const polls = [];
		for (let n = 0; n < 3; n++) {
			const items = await emitted(trigger, { budgetMs: 10_000 });
			polls.push([items.map(({ uid }) => uid), takeArrived(stage.server)]);
		}
		expect(polls).toEqual([
			[['v-13302'], [`${VARIANTS}13302`]],
			[['v-13303'], [`${VARIANTS}13303`]],
			[[], [`${VARIANTS}13302`]],
		]);
	});
});

describe('Job Finished', () => {
	const JOB = { events: ['jobFinished'], jobIds: 'content_1, tags_2' };

	it('emits a job as it is when it ends, and does not ask for it again', async () => {
		const { inventory, stage, trigger } = await watching(JOB);
		inventory.jobs.set('content_1', jobRecord('content_1', 'processing'));
		inventory.jobs.set('tags_2', jobRecord('tags_2', 'paused'));
		expect(await emitted(trigger)).toEqual([]);
		const ended = jobRecord('content_1', 'completed', 1);
		inventory.jobs.set('content_1', ended);
		takeArrived(stage.server);
		expect(await emitted(trigger)).toEqual([{ event: 'jobFinished', ...ended }]);
		const both = [`${JOBS}content_1/status`, `${JOBS}tags_2/status`];
		expect(takeArrived(stage.server)).toEqual(both);
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual(both.slice(1));
		trigger.restart();
		inventory.jobs.set('tags_2', jobRecord('tags_2', 'Canceled'));
		expect(await emitted(trigger)).toMatchObject([{ job_id: 'tags_2' }]);
		takeArrived(stage.server);
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual([]);
	});

	it('does not emit a job that had ended before, unless that is wanted', async () => {
		const parameters = { ...JOB, jobIds: 'content_1' };
		const { inventory, trigger } = await watching(parameters);
		inventory.jobs.set('content_1', jobRecord('content_1', 'failed'));
		expect(await emitted(trigger)).toEqual([]);

		const other = await watching({ ...parameters, ...WITH_EXISTING });
		other.inventory.jobs.set('content_1', jobRecord('content_1', 'failed'));
		expect(await emitted(other.trigger)).toMatchObject([{ status: 'failed' }]);
		expect(await emitted(other.trigger)).toEqual([]);
	});

	it('does not let the workflow be published with a job ID that Cypien does not know', async () => {
		const { trigger } = await watching(JOB);
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			httpCode: '404',
			message: 'Cypien does not know what was asked for: No such resource (NOT_FOUND)',
			description: expect.stringContaining('Check the IDs'),
		});
		expect(trigger.saved()).toEqual({});
	});
});

describe('What is missing', () => {
	it.each([
		[{ events: ['variantGenerated'] }, '"Inventory Product IDs" is empty'],
		[{ events: ['jobFinished'], jobIds: ' ' }, '"Job IDs" is empty'],
		[
			{ events: ['variantGenerated', 'jobFinished'] },
			'"Inventory Product IDs" is empty; "Job IDs" is empty',
		],
		[
			{ events: ['jobFinished'], jobIds: 'a/b' },
			'"Job IDs" must be an ID made of letters, digits, "-" and "_"; got "a/b"',
		],
	])('is named, and nothing is sent: %j', async (parameters, message) => {
		const { stage, trigger } = await watching(parameters);
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message });
		expect(takeArrived(stage.server)).toEqual([]);
	});
});
