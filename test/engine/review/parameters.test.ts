import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { limitOf, oneField, products, review, send } from './support';

/** What stops the node before it waits. */
async function stopped(parameters: INodeParameters, input = products(2)) {
	const execution = await review({ input, parameters });
	expect(execution.status).toBe('error');
	expect(execution.waitTill).toBeUndefined();
	expect(execution.outputs()).toEqual([]);
	return execution.error;
}

describe('The fields', () => {
	it.each([
		{
			name: 'none',
			parameters: { fields: {} },
			message: 'There is no field to review',
			advice: 'Add one under "Fields"',
		},
		{
			name: 'an empty path',
			parameters: oneField({ proposed: ' ' }),
			message: '"Content Path" of field 1 (Text) is empty',
			advice: 'Write it like texts.title, images[0] or ["meta.title"]',
		},
		{
			name: 'a path that is none',
			parameters: oneField({ proposed: 'a..b' }),
			message: '"Content Path" of field 1 (Text) is "a..b", which is no path into an item',
			advice: 'Write it like texts.title, images[0] or ["meta.title"]',
		},
		{
			name: 'a path to a prototype',
			parameters: oneField({ proposed: 'text', current: '__proto__.polluted' }),
			message:
				'"Current Content Path" of field 1 (Text) is "__proto__.polluted", which is no path into an item',
			advice: 'Write it like texts.title, images[0] or ["meta.title"]',
		},
		{
			name: 'paths that no item has',
			parameters: {
				fields: {
					values: [
						{ label: 'A', proposed: 'no.such' },
						{ label: 'B', proposed: 'nor.this' },
					],
				},
			},
			message: 'The item has no value at no.such, nor.this',
			advice: 'Compare the paths under "Fields" with the items that come in',
		},
	])('stop the node before it waits: $name', async ({ parameters, message, advice }) => {
		expect(await stopped(parameters)).toMatchObject({ message, description: advice });
	});

	it('that one item does not have are shown as no value there', async () => {
		const [first, second] = products(2);
		const members = Object.entries(second?.json ?? {});
		const rest = Object.fromEntries(members.filter(([name]) => name !== 'text'));
		const execution = await review({ input: [first ?? { json: {} }, { json: rest }] });
		const page = (await execution.get()).body;
		const card = page.slice(page.indexOf('id="item-1"'));
		expect(card.slice(0, card.indexOf('data-field="1"'))).toContain('No value');
		expect(page).toContain('name="e.0.0"');
		expect(page).not.toContain('name="e.1.0"');
		const refused = await send(execution, { rest: 'approved', 'e.1.0': 'Put there' });
		expect(refused.status).toBe(422);
		await send(execution, { rest: 'approved' });
		expect(execution.received(0)[1]?.json).toEqual({ ...rest, review: expect.anything() });
	});

	it('that an item has empty can be filled in', async () => {
		const input = [{ json: { id: 0, text: '', name: 'Product' } }];
		const execution = await review({ input });
		expect((await execution.get()).body).toContain('name="e.0.0"');
		await send(execution, { 'd.0': 'approved', 'e.0.0': 'Filled in' });
		expect(execution.received(0)[0]?.json).toMatchObject({ text: 'Filled in' });
	});

	it('may be written as n8n writes paths, and are written back where they were read', async () => {
		const json = {
			'a.b': { title: 'Dots' },
			list: [{ text: 'zero' }, { text: 'one' }],
			'seo title': 'Space',
		};
		const paths = ['$json["a.b"].title', '$json.list[1].text', 'seo title'];
		const execution = await review({
			input: [{ json }],
			parameters: {
				title: '',
				fields: { values: paths.map((proposed) => ({ label: proposed, proposed })) },
			},
		});
		await send(execution, {
			'd.0': 'approved',
			'e.0.0': 'New dots',
			'e.0.1': 'new one',
			'e.0.2': 'New space',
		});
		expect(execution.received(0)[0]?.json).toEqual({
			'a.b': { title: 'New dots' },
			list: [{ text: 'zero' }, { text: 'new one' }],
			'seo title': 'New space',
			review: expect.objectContaining({ edited: paths }),
		});
	});
});

describe('Expressions', () => {
	it('are read for each item: title, link, score and threshold', async () => {
		const execution = await review({
			parameters: {
				title: '={{ "Title of " + $json.id }}',
				options: {
					link: '={{ $json.id === 1 ? "javascript:alert(1)" : "https://shop.example/" + $json.id }}',
					score: '={{ $json.price / 100 }}',
					flagBelow: '={{ $json.id === 2 ? 0.5 : 0.1 }}',
				},
			},
		});
		const page = (await execution.get()).body;
		const cards = page.split('<article').slice(1);
		expect(cards.map((card) => /Title of \d/.exec(card)?.[0])).toEqual([
			'Title of 0',
			'Title of 1',
			'Title of 2',
		]);
		expect(cards.map((card) => /href="(https:[^"]+)"/.exec(card)?.[1])).toEqual([
			'https://shop.example/0',
			undefined,
			'https://shop.example/2',
		]);
		expect(page).not.toContain('javascript:alert');
		expect(cards.map((card) => /Score ([\d.]+)/.exec(card)?.[1])).toEqual(['0.1', '0.11', '0.12']);
		expect(cards.map((card) => card.includes('data-flagged'))).toEqual([false, false, true]);
	});

	it.each(['', 'none', '={{ null }}'])('that give no score (%s) flag nothing', async (score) => {
		const execution = await review({ parameters: { options: { score, flagBelow: 0.5 } } });
		const page = (await execution.get()).body;
		expect(page).not.toMatch(/<article[^>]*data-flagged/);
		expect(page).not.toContain('Score ');
	});

	it('that cannot be read for one item stop the node, with its number', async () => {
		const execution = await review({
			parameters: { title: '={{ $json.id === 1 ? $("Nowhere").item.json.x : "" }}' },
		});
		expect(execution.status).toBe('error');
		expect(execution.error).toMatchObject({ context: { itemIndex: 1 } });
	});
});

describe('The heading and the instructions', () => {
	it('are on the page as text', async () => {
		const execution = await review({
			parameters: { heading: '<b>Heading</b>', instructions: 'Look & decide' },
		});
		const page = (await execution.get()).body;
		expect(page).toContain('&lt;b&gt;Heading&lt;/b&gt;');
		expect(page).toContain('Look &amp; decide');
	});
});

describe('A time limit', () => {
	it.each([
		{ limitAmount: 0 },
		{ limitAmount: -1 },
		{ limitAmount: 0.5, limitUnit: 'minutes' },
		{ limitAmount: '={{ "soon" }}' },
		{ limitAmount: 367, limitUnit: 'days' },
		{ limitAmount: 1e300 },
		{ limitUnit: '={{ "weeks" }}' },
		{ limitOutcome: '={{ "publish" }}' },
	])('of %j is refused before the node waits', async (wrong) => {
		expect(await stopped({ ...limitOf('undecided'), ...wrong })).toMatchObject({
			message: 'The time limit is no time between a minute and a year',
			description: expect.stringContaining('"Limit Time"'),
		});
	});

	it.each([
		{ limitAmount: 1, limitUnit: 'minutes', ms: 60_000 },
		{ limitAmount: 1.5, limitUnit: 'hours', ms: 5_400_000 },
		{ limitAmount: 366, limitUnit: 'days', ms: 366 * 86_400_000 },
	])('of $limitAmount $limitUnit is when n8n goes on', async ({ ms, ...limit }) => {
		const before = Date.now();
		const execution = await review({ parameters: { ...limitOf('reject'), ...limit } });
		const till = execution.waitTill?.getTime() ?? 0;
		expect(till).toBeGreaterThanOrEqual(before + ms);
		expect(till).toBeLessThanOrEqual(Date.now() + ms);
	});
});
