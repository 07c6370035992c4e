import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { launchChromium } from '../../../scripts/chromium.mts';
import { projectRoot } from '../../../scripts/paths.mjs';
import { chain } from '../../../sandbox/n8n/chain.mts';
import { oldestN8n } from '../../../sandbox/n8n/paths.mts';
import type { CredentialReference } from '../../../sandbox/n8n/rest.mts';
import { ReviewPage } from '../../../sandbox/review/reviewPage.mts';
import { runReview } from '../../../sandbox/review/reviewRun.mts';
import { runApproveSync } from '../../e2e/approveSync.mts';
import { nodeType } from '../../e2e/operations/steps.mts';
import { REVIEW, reviewNode, setNode } from '../../e2e/review/workflow.mts';
import { readExample, setStage, xcScribeAccount, type Stage } from '../../e2e/support.mts';

const MANIFEST = join(projectRoot, 'package.json');
const Manifest = z.object({ n8n: z.object({ nodes: z.array(z.string()) }) });

/** n8n ends at the name of a module that it does not know, and this one lacks those that the sandbox turns off. */
const KNOWN_MODULES = { N8N_DISABLED_MODULES: 'insights' };

describe(`n8n ${oldestN8n.version} on the oldest Node`, () => {
	let stage: Stage;
	let credentials: Record<string, CredentialReference>;

	beforeAll(async () => {
		stage = await setStage({}, KNOWN_MODULES, oldestN8n);
		const xcScribeApi = await stage.n8n.rest.createOrUpdateCredential(
			'XC Scribe',
			'xcScribeApi',
			xcScribeAccount(stage.sandbox),
		);
		credentials = { xcScribeApi };
	}, 30 * 60_000);

	beforeEach(() => {
		stage.sandbox.reset();
	});

	afterAll(async () => {
		await stage.end();
	});

	it('knows all our nodes', async () => {
		const types = await stage.n8n.rest.nodeTypes();
		const { n8n } = Manifest.parse(JSON.parse(await readFile(MANIFEST, 'utf8')));
		const known = new Set(types.map(({ name }) => name.toLowerCase()));
		const ours = n8n.nodes.map((file) => basename(file, '.node.js').toLowerCase());
		expect(ours.filter((name) => !known.has(nodeType(name)))).toEqual([]);
	});

	it('runs the example until exactly the approved texts are in the shop', async () => {
		await runApproveSync(stage, credentials);
	});

	it.each([
		['whose link could be guessed', {}, 'whoever guesses its number could approve'],
		[
			'whose items would be lost when the time is up',
			{ limitTime: true, limitOutcome: 'fail', options: { accessCode: 'open sesame' } },
			'would lose the items',
		],
	])('refuses a review %s, and passes nothing on', async (name, parameters, message) => {
		const { rest } = stage.n8n;
		const { id } = await rest.importWorkflow(
			chain(`Review ${name}`, [
				setNode('Product', { name: 'Mug', title: 'A mug' }),
				reviewNode({ fields: [{ label: 'Title', kind: 'text', proposed: 'title' }], parameters }),
				setNode('Publish', {}),
			]),
		);

		const execution = await rest.runWorkflow(id);

		expect(execution.status).toBe('error');
		expect(execution.error).toContain(message);
		expect(Object.keys(execution.nodes)).not.toContain('Publish');
	});

	it('runs the example with a review whose page asks for a code', async () => {
		const { n8n, sandbox, client } = stage;
		const workflow = await n8n.rest.importWorkflow(
			await readExample('xc-scribe-import-generate-review-sync', {
				[REVIEW]: { options: { accessCode: 'open sesame' } },
			}),
			{ credentials, settings: { catalogueUrl: `${sandbox.url}/shop/catalogue.csv` } },
		);

		const { execution, report } = await runReview(n8n.rest, client, workflow.id, {
			decide: rejectFirst,
		});

		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(report?.faults).toEqual([]);
		expect(report?.stages).toEqual([
			{ name: 'Imported', products: 73 },
			{ name: 'Generated', products: 61 },
			{ name: 'Approved', products: 60 },
			{ name: 'Edited', products: 0 },
			{ name: 'Rejected', products: 1 },
			{ name: 'In the shop', products: 60 },
		]);
		const products = await client.products();
		expect(products.filter(({ synced_at: at }) => at)).toHaveLength(60);
	});
});

/** Rejects the first product and approves the others, on the page in a browser. */
async function rejectFirst(link: string): Promise<void> {
	const browser = await launchChromium();
	try {
		const page = await browser.newPage();
		await page.goto(link);
		await page.locator('#code').fill('open sesame');
		await page.keyboard.press('Enter');
		await page.locator('#bar').waitFor();
		const review = await ReviewPage.open(page, link);
		for (const { index } of await review.cards()) {
			await review.decide(index, index === 0 ? 'rejected' : 'approved');
		}
		await review.send();
	} finally {
		await browser.close();
	}
}
