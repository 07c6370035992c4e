import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { CredentialReference } from '../../../sandbox/n8n/rest.mts';
import {
	decideByRule,
	fromScore,
	type Rule,
	type RuleOutcome,
} from '../../../sandbox/review/decideByRule.mts';
import { runReview, type ReviewRun } from '../../../sandbox/review/reviewRun.mts';
import { readExample, setStage, xcScribeAccount, type Stage } from '../support.mts';

const rule: Rule = {
	approves: fromScore(0.6),
	reason: 'Zu wenig gesagt: "Größe" & Material fehlen.',
	reviewer: 'Änne Ōtsuka',
	edit: { field: 'Short description', change: () => 'A text of ours: 5 < 6 & "so on".' },
};

describe('the example with a review in a real n8n', () => {
	let stage: Stage;
	let workflow: CredentialReference;

	beforeAll(async () => {
		stage = await setStage();
		const { n8n, sandbox } = stage;
		const credential = await n8n.rest.createOrUpdateCredential(
			'XC Scribe',
			'xcScribeApi',
			xcScribeAccount(sandbox),
		);
		const example = await readExample('xc-scribe-import-generate-review-sync');
		workflow = await n8n.rest.importWorkflow(example, {
			credentials: { xcScribeApi: credential },
			settings: { catalogueUrl: `${sandbox.url}/shop/catalogue.csv` },
		});
	}, 20 * 60_000);

	beforeEach(() => {
		stage.sandbox.reset();
	});

	afterAll(async () => {
		await stage.end();
	});

	/** Runs the example and decides on its page, as the rule says. */
	async function run(decided: Rule): Promise<ReviewRun & { link: string; outcome: RuleOutcome }> {
		let link = '';
		let outcome: RuleOutcome = { approved: [], rejected: [], answer: [] };
		const ended = await runReview(stage.n8n.rest, stage.client, workflow.id, {
			decide: async (address) => {
				link = address;
				outcome = await decideByRule(address, decided);
			},
		});
		return { ...ended, link, outcome };
	}

	it('puts exactly the approved texts into the shop, with the edits of the reviewer', async () => {
		const { execution, report, link, outcome, requests } = await run(rule);

		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(link).toMatch(/\/webhook-waiting\/\d+\?signature=/);
		expect(outcome.approved.length + outcome.rejected.length).toBe(61);
		expect(outcome.answer.join(' ')).toContain('1 product with changes');
		const approved = outcome.approved.length;
		const rejected = outcome.rejected.length;
		expect(Math.min(approved, rejected)).toBeGreaterThan(0);
		expect(report?.faults).toEqual([]);
		expect(report?.stages).toEqual([
			{ name: 'Imported', products: 73 },
			{ name: 'Generated', products: 61 },
			{ name: 'Approved', products: approved },
			{ name: 'Edited', products: 1 },
			{ name: 'Rejected', products: rejected },
			{ name: 'In the shop', products: approved },
		]);

		const products = await stage.client.products();
		expect(products.filter(({ synced_at: at }) => at)).toHaveLength(approved);
		expect(products.map((product) => product.short_description)).toContain(
			'A text of ours: 5 < 6 & "so on".',
		);
		expect(execution.nodes['Save Edited Texts']?.items).toEqual([1]);
		expect(execution.nodes['Approve']?.json.flat().map(({ status }) => status)).toEqual(
			Array.from({ length: approved }, () => 'approved'),
		);
		expect(execution.nodes['Reject']?.json.flat().map(({ status }) => status)).toEqual(
			Array.from({ length: rejected }, () => 'rejected'),
		);
		const [project] = await stage.client.projects();
		const left = (await stage.client.items(project?.id ?? '')).filter(
			({ status }) => status === 'rejected',
		);
		expect(left).toHaveLength(rejected);
		for (const { metadata } of left) {
			expect(metadata?.['review']).toMatchObject({
				decision: 'rejected',
				comment: rule.reason,
				reviewer: rule.reviewer,
			});
		}

		const { accepted, duplicates, operations, generated_items: bought } = stage.sandbox.requests();
		expect(bought).toBe(61);
		expect(duplicates).toEqual({ generated_items: 0, shop_writes: 0 });
		expect(accepted).toEqual({
			'xcScribe.auth.login': expect.any(Number),
			'xcScribe.project.create': 1,
			'xcScribe.project.update': 1,
			'xcScribe.source.uploadFile': 1,
			'xcScribe.job.create': 1,
			'xcScribe.item.updateBatch': 2,
			'xcScribe.item.update': 1 + rejected,
			'xcScribe.sync.syncAll': 1,
		});
		// One for each product's history and each reason, and as many looks at the job as it takes.
		const looks = operations['xcScribe.job.get'] ?? 0;
		expect(requests - approved - rejected - looks).toBeLessThan(15);
	});

	it('leaves the shop alone when everything is rejected', async () => {
		const before = await stage.client.products();

		const { execution, report } = await run({ ...rule, approves: () => false, reason: '' });

		expect(execution.status).toBe('success');
		expect(report?.stages).toContainEqual({ name: 'Rejected', products: 61 });
		expect(report?.faults).toEqual([]);
		expect(await stage.client.products()).toEqual(before);
		expect(Object.keys(execution.nodes)).not.toContain('Sync Approved');
		expect(stage.sandbox.requests().accepted).not.toHaveProperty('xcScribe.sync.syncAll');
	});
});
