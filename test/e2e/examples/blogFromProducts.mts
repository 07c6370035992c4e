import { expect, it } from '@jest/globals';
import { z } from 'zod';

import type { Settings } from '../../../sandbox/n8n/workflowFile.mts';
import { Api } from '../../sandbox/xcScribeApi.mts';
import { byId } from '../operations/steps.mts';
import { xcScribeAccount } from '../support.mts';
import type { ExampleRuns } from './exampleRuns.mts';

const EXAMPLE = 'xc-scribe-blog-from-products';

/** What the example tells at its end. */
const Told = z
	.object({
		title: z.string(),
		status: z.string(),
		publishAt: z.string(),
		score: z.number(),
		recommendations: z.array(z.string()),
		products: z.array(z.string()),
	})
	.strict();

type Told = z.infer<typeof Told>;

const Post = z.object({
	title: z.string(),
	content: z.string(),
	status: z.string(),
	scheduled_at: z.string().nullable(),
	source_item_ids: z.array(z.string()),
});

const Posts = z.array(z.object({ id: z.string(), title: z.string(), status: z.string() }));

/** The example that writes a blog post about products of the shop. */
export function blogFromProducts(runs: () => ExampleRuns): void {
	it(`${EXAMPLE}: plans a good post, writes a poor one anew as often as allowed, then leaves it to an editor`, async () => {
		const { sandbox, client } = runs().stage;
		const credentials = { xcScribeApi: xcScribeAccount(sandbox) };
		// Products have to be in the shop first.
		const synced = await runs().run('xc-scribe-import-generate-approve-sync', {
			credentials,
			settings: { catalogueUrl: `${sandbox.url}/shop/catalogue.csv` },
		});
		expect(synced.error ?? synced.status).toBe('success');
		const [project] = await client.projects();
		const projectId = project?.id ?? '';
		const shopItems = (await client.items(projectId)).filter(({ status }) => status === 'synced');
		const api = new Api(sandbox.url);
		api.token = await api.login('content');
		const boughtBefore = sandbox.requests().generated_items;

		const write = async (settings: Settings): Promise<Told> => {
			const changes = { 'Get Project': { projectId: byId(projectId) } };
			const execution = await runs().run(EXAMPLE, { credentials, settings, changes });
			expect(execution.error ?? execution.status).toBe('success');
			expect(execution.nodes['What Happened']?.items).toEqual([1]);
			return Told.parse(execution.nodes['What Happened']?.json[0]?.[0]);
		};
		const good = await write({});
		// Titles about so much are too long for search engines, but for the second one.
		const improved = await write({
			topic: 'Kitchen knives that stay sharp for many years',
			focusKeyword: 'knives',
		});
		const poor = await write({ minimumScore: 101, rewrites: 2 });

		expect([good, improved, poor].map(({ status }) => status)).toEqual([
			'scheduled',
			'scheduled',
			'draft',
		]);
		for (const { score, publishAt } of [good, improved]) {
			expect(score).toBeGreaterThanOrEqual(80);
			expect(daysFromNow(publishAt)).toBeGreaterThan(2);
			expect(daysFromNow(publishAt)).toBeLessThan(4);
		}
		expect(poor).toMatchObject({ publishAt: '', recommendations: ['Add an image'] });

		const posts = Posts.parse(
			await api.call('blogPost.getAll', { path: { project_id: projectId } }),
		).reverse();
		expect(posts.map(({ title, status }) => [title, status])).toEqual(
			[good, improved, poor].map(({ title, status }) => [title, status]),
		);
		for (const { id } of posts) {
			const path = { project_id: projectId, post_id: id };
			const post = Post.parse(await api.call('blogPost.get', { path }));
			expect(post.source_item_ids).toHaveLength(3);
			const sources = shopItems.filter((item) => post.source_item_ids.includes(item.id));
			expect(sources.map((item) => item.external_id).sort()).toEqual([...good.products].sort());
			// A heading for each product, besides those that every post has.
			expect(post.content.split('<h2>')).toHaveLength(1 + 3 + 3);
		}

		const { accepted, duplicates, generated_items: bought } = sandbox.requests();
		expect(accepted).toMatchObject({
			'xcScribe.blogPost.create': 3,
			'xcScribe.blogPost.regenerate': 1 + 2,
			'xcScribe.blogPost.schedule': 2,
			'xcScribe.blogPost.update': 1,
		});
		expect(accepted).not.toHaveProperty('xcScribe.blogPost.publish');
		expect(duplicates).toEqual({ generated_items: 0, shop_writes: 0 });
		expect(bought - boughtBefore).toBe(3 + 1 + 2);
	});
}

function daysFromNow(time: string): number {
	return (Date.parse(time) - Date.now()) / (24 * 60 * 60 * 1000);
}
