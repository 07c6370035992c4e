import { beforeEach, describe, expect, it } from '@jest/globals';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { emitted, refusing, takeArrived, thrownBy, WITH_EXISTING } from '../polls';
import { stepClock } from '../steppedClock';
import { itemRecord, PATH, watching } from './project';
import { PROJECT } from './support';

beforeEach(() => {
	stepClock();
});

const ITEMS = { events: ['itemStatus'] };

describe('Item Reached Status', () => {
	it('emits the item, simplified, with the project that it does not name itself', async () => {
		const { project, stage, trigger } = await watching(ITEMS);
		project.items = [itemRecord('old', 'generated')];
		expect(await emitted(trigger)).toEqual([]);
		project.items.push(itemRecord('new', 'flagged'));
		expect(await emitted(trigger)).toEqual([
			{
				event: 'itemStatus',
				project_id: PROJECT,
				id: 'new',
				external_id: 'sku-new',
				item_type: 'product',
				status: 'flagged',
				confidence_score: 0.9,
				source_data: { name: 'Tea' },
				generated_content: { description: 'Green tea' },
				excluded_at: null,
			},
		]);
		// The two statuses that a new trigger waits for, with each poll.
		const lists = [`${PATH}/items?status=generated`, `${PATH}/items?status=flagged`];
		expect(takeArrived(stage.server)).toEqual([...lists, ...lists]);
	});

	it('emits the whole item without Simplify', async () => {
		const { project, trigger } = await watching({ ...ITEMS, simplify: false });
		await trigger.poll();
		const item = itemRecord('new', 'generated');
		project.items.push(item);
		expect(await emitted(trigger)).toEqual([{ event: 'itemStatus', project_id: PROJECT, ...item }]);
	});

	it('emits an item again when it has left the status and comes back', async () => {
		const { project, trigger } = await watching({ ...ITEMS, itemStatuses: ['generated'] });
		const item = itemRecord('one', 'generated');
		project.items = [item];
		await trigger.poll();
		item.status = 'rejected';
		expect(await emitted(trigger)).toEqual([]);
		item.status = 'generated';
		expect(await emitted(trigger)).toMatchObject([{ id: 'one', status: 'generated' }]);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('emits an item once for each of the statuses through which it goes', async () => {
		const { project, trigger } = await watching({ ...ITEMS, itemStatuses: 'generated, approved' });
		await trigger.poll();
		const item = itemRecord('one', 'generated');
		project.items = [item];
		expect(await emitted(trigger)).toMatchObject([{ status: 'generated' }]);
		item.status = 'approved';
		expect(await emitted(trigger)).toMatchObject([{ status: 'approved' }]);
	});

	it('takes a status that an expression gives, and looks for exactly that one', async () => {
		const { stage, trigger } = await watching({
			...ITEMS,
			itemStatuses: '={{ ["in review & more"] }}',
		});
		await trigger.poll();
		expect(stage.server.arrived.map(({ query }) => query.get('status'))).toEqual([
			'in review & more',
		]);
	});

	it('has a baseline for a status that is chosen later, and keeps that of the others', async () => {
		const { project, trigger } = await watching({ ...ITEMS, itemStatuses: ['generated'] });
		project.items = [itemRecord('a', 'generated'), itemRecord('b', 'approved')];
		await trigger.poll();
		trigger.edit({ itemStatuses: ['generated', 'approved'] });
		project.items.push(itemRecord('c', 'generated'));
		expect(await emitted(trigger)).toMatchObject([{ id: 'c' }]);
		project.items.push(itemRecord('d', 'approved'));
		expect(await emitted(trigger)).toMatchObject([{ id: 'd' }]);
	});

	it('has a baseline for a status that is chosen anew after a while without it', async () => {
		const { project, trigger } = await watching({ ...ITEMS, itemStatuses: ['generated'] });
		await trigger.poll();
		trigger.edit({ itemStatuses: ['approved'] });
		await trigger.poll();
		project.items = [itemRecord('meanwhile', 'generated')];
		trigger.edit({ itemStatuses: ['generated'] });
		expect(await emitted(trigger)).toEqual([]);
	});
});

describe('Blog Post Reached Status', () => {
	it('emits the post, simplified', async () => {
		const { project, stage, trigger } = await watching({ events: ['blogPostStatus'] });
		await trigger.poll();
		project.posts = [
			{
				id: 'post-1',
				title: 'Tea',
				status: 'ready',
				post_type: 'general',
				topic: 'How to brew',
				featured_image_url: null,
				wp_post_id: null,
				published_url: null,
				published_at: null,
				scheduled_at: null,
				created_at: '2026-01-01T00:00:00Z',
				updated_at: '2026-01-01T00:00:01Z',
			},
		];
		expect(await emitted(trigger)).toEqual([
			{
				event: 'blogPostStatus',
				project_id: PROJECT,
				id: 'post-1',
				title: 'Tea',
				status: 'ready',
				post_type: 'general',
				topic: 'How to brew',
				published_url: null,
				scheduled_at: null,
				updated_at: '2026-01-01T00:00:01Z',
			},
		]);
		expect(new Set(takeArrived(stage.server))).toEqual(
			new Set([`${PATH}/blog-posts?status=ready`]),
		);
	});
});

describe('XCT Balance Low', () => {
	const BALANCE = { events: ['balanceLow'], balanceThreshold: 50 };

	it('emits the balance once for each time that it falls below the threshold', async () => {
		const { project, trigger } = await watching(BALANCE);
		expect(await emitted(trigger)).toEqual([]);
		project.balance = { total_balance: '49.9999', subscription_balance: '0.0000' };
		expect(await emitted(trigger)).toEqual([
			{
				event: 'balanceLow',
				threshold: 50,
				total_balance: '49.9999',
				subscription_balance: '0.0000',
			},
		]);
		project.balance = { total_balance: '10.0000' };
		expect(await emitted(trigger)).toEqual([]);
		project.balance = { total_balance: '50.0000' };
		expect(await emitted(trigger)).toEqual([]);
		project.balance = { total_balance: '0' };
		expect(await emitted(trigger)).toMatchObject([{ total_balance: '0' }]);
	});

	it('does not emit a balance that was low before, unless that is wanted', async () => {
		const { project, trigger } = await watching(BALANCE);
		project.balance = { total_balance: '1' };
		expect(await emitted(trigger)).toEqual([]);

		const other = await watching({ ...BALANCE, ...WITH_EXISTING });
		other.project.balance = { total_balance: '1' };
		expect(await emitted(other.trigger)).toMatchObject([{ total_balance: '1' }]);
		expect(await emitted(other.trigger)).toEqual([]);
	});

	it.each([
		['no number', { total_balance: 'unlimited' }],
		['no balance', {}],
		['nothing', null],
		['null', { total_balance: null }],
		['an empty text', { total_balance: '' }],
	])('learns nothing from a reply with %s', async (_what, reply) => {
		const { project, trigger } = await watching(BALANCE);
		await trigger.poll();
		project.balance = reply;
		expect(await emitted(trigger)).toEqual([]);
		project.balance = { total_balance: '1' };
		expect(await emitted(trigger)).toHaveLength(1);
		// Still low: a reply without a number in between is no reason to tell it again.
		project.balance = reply;
		expect(await emitted(trigger)).toEqual([]);
		project.balance = { total_balance: '1' };
		expect(await emitted(trigger)).toEqual([]);
	});

	it('needs no project', async () => {
		const { stage, trigger } = await watching({ ...BALANCE, projectId: '' });
		expect(await emitted(trigger)).toEqual([]);
		expect(takeArrived(stage.server)).toEqual(['/api/v1/billing/balance']);
	});

	it('says that it needs the role admin', async () => {
		const { stage, trigger } = await watching(BALANCE);
		stage.instead = refusing(403, { detail: 'Admins only' });
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'XC Scribe does not allow this to the account: Admins only',
			description: expect.stringContaining('role admin'),
		});
	});
});

describe('Several events', () => {
	it('come from one poll, and a request that is refused in the middle leaves all of them', async () => {
		const { project, stage, trigger } = await watching({
			events: ['itemStatus', 'balanceLow', 'jobFinished'],
			itemStatuses: ['generated'],
			balanceThreshold: 50,
		});
		project.setJob('job-1', 'running');
		await trigger.poll();
		const saved = trigger.saved();

		project.items.push(itemRecord('one', 'generated'));
		project.setJob('job-1', 'completed');
		project.balance = { total_balance: '1' };
		stage.instead = (arrived, response, number) =>
			arrived.path === '/api/v1/jobs/job-1'
				? refusing(403, { detail: 'Not this one' })(arrived, response, number)
				: project.answer(arrived, response, number);
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ message: expect.stringContaining('Not this one') });
		expect(trigger.saved()).toEqual(saved);

		stage.instead = undefined;
		expect((await emitted(trigger)).map(({ event }) => event)).toEqual([
			'itemStatus',
			'jobFinished',
			'balanceLow',
		]);
		expect(await emitted(trigger)).toEqual([]);
	});

	it('are shown in a test run, the newest three of each', async () => {
		const { project, trigger } = await watching({
			events: ['itemStatus', 'balanceLow'],
			balanceThreshold: 50,
		});
		project.items = ['a', 'b', 'c', 'd'].map((id) => itemRecord(id, 'generated'));
		project.items.push(itemRecord('e', 'flagged'));
		project.balance = { total_balance: '1' };
		const shown = await emitted(trigger, { mode: 'manual' });
		expect(shown.map(({ event, id }) => [event, id])).toEqual([
			['itemStatus', 'd'],
			['itemStatus', 'c'],
			['itemStatus', 'b'],
			['itemStatus', 'e'],
			['balanceLow', undefined],
		]);
		expect(trigger.saved()).toEqual({});
	});
});

describe('What is missing', () => {
	it.each([
		[{ ...ITEMS, projectId: '' }, '"Project" is empty'],
		[{ ...ITEMS, itemStatuses: [] }, '"Item Statuses" is empty'],
		[{ events: ['blogPostStatus'], blogPostStatuses: [] }, '"Blog Post Statuses" is empty'],
		[{ events: ['balanceLow'] }, '"Balance Threshold" must be a number above 0'],
		[
			{ events: ['balanceLow', 'syncFailed'], balanceThreshold: -1, projectId: '' },
			'"Project" is empty; "Balance Threshold" must be a number above 0',
		],
		[
			{ ...ITEMS, projectId: '../users/me' },
			'"Project" must be an ID made of letters, digits, "-" and "_"; got "../users/me"',
		],
		[{ events: ['unknownEvent'] }, '"Events" is empty'],
	])('is named, and nothing is sent: %j', async (parameters, message) => {
		const { stage, trigger } = await watching(parameters);
		const error = await thrownBy(trigger);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message,
			description: 'Open the trigger and correct the named fields',
		});
		expect(takeArrived(stage.server)).toEqual([]);
	});
});
