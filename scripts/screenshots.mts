// Takes the pictures of the documentation from a running `npm start`: the example workflow, the node's form, the triggers.
// Arguments choose some of them: `scripts/screenshots.mts triggers`.
// Needs Chromium: `apt-get install chromium`, or set CHROMIUM to the path of one.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

import { demoToken } from '../sandbox/cernel/account.mts';
import { demoOwner } from '../sandbox/demoOwner.mts';
import { demoKey } from '../sandbox/productAi/account.mts';
import { N8nRest, type CredentialReference } from '../sandbox/n8n/rest.mts';
import { decideByRule, demoRule } from '../sandbox/review/decideByRule.mts';
import { launchChromium, signInToEditor } from './chromium.mts';
import { projectRoot } from './paths.mjs';
import { reviewNodeForEditor, takeReviewPages } from './reviewScreenshots.mts';

const editor = process.env.EDITOR_URL ?? 'http://localhost:5678';
const images = join(projectRoot, 'docs/images');
const PACKAGE = 'n8n-nodes-product-content';
const WORKFLOW = 'Import, generate, review and sync';
const SIZE = { width: 1440, height: 900 };
const WIDE = { width: 1920, height: 1150 };

async function main(): Promise<void> {
	await mkdir(images, { recursive: true });
	const browser = await launchChromium();
	try {
		await takeAll(await browser.newContext({ viewport: SIZE }));
	} finally {
		await browser.close();
	}
}

/** All pictures, by what they are about. */
const scenes: Record<string, (page: Page, rest: N8nRest) => Promise<void>> = {
	'review-example': takeReviewExample,
	examples: takeExamples,
	form: takeForm,
	picker: takePicker,
	review: takeReview,
	triggers: takeTriggers,
};

async function takeAll(browser: BrowserContext): Promise<void> {
	const page = await browser.newPage();
	await signInToEditor(page, editor, demoOwner);
	// Once for all: n8n takes five log-ins in a few minutes.
	const rest = new N8nRest(editor);
	await rest.signIn(demoOwner);
	const chosen = process.argv.slice(2);
	for (const [name, take] of Object.entries(scenes)) {
		if (chosen.length === 0 || chosen.includes(name)) await take(page, rest);
	}
}

/** The example that `npm start` runs: executed, decided on its page, and two of its nodes. */
async function takeReviewExample(page: Page): Promise<void> {
	await page.goto(`${editor}/home/workflows`);
	await page.getByTestId('workflow-card-name').filter({ hasText: WORKFLOW }).first().click();
	await page.getByTestId('canvas-wrapper').waitFor();
	await page.waitForTimeout(2000);
	// Every node has to be within reach of the mouse.
	await page.getByTestId('zoom-to-fit').click();
	await page.getByTestId('execute-workflow-button').first().click();
	await decideFromEditor(page);
	await page.getByText('Workflow executed successfully').waitFor({ timeout: 60_000 });
	await page.waitForTimeout(6000);
	await openNode(page, 'Generate Texts');
	await shot(page, 'node-generate-job.png');
	await closeNode(page);
	await openNode(page, 'Read History');
	await shot(page, 'node-sync-history.png');
	await closeNode(page);

	// The notes are to be read in the picture.
	await page.setViewportSize(WIDE);
	await page.getByTestId('zoom-to-fit').click();
	await page.getByText('Connection lost').waitFor({ state: 'hidden' });
	await page.waitForTimeout(1000);
	await shot(page, 'example-workflow.png');
	await page.setViewportSize(SIZE);
}

/** Examples of more than one service, as somebody sees them who has chosen the credentials. */
async function takeExamples(page: Page, rest: N8nRest): Promise<void> {
	const types = ['xcScribeApi', 'cernelApi', 'cypienApi', 'productAiApi', 'openAiApi'];
	const credentials: Record<string, CredentialReference> = {};
	for (const type of types) {
		credentials[type] = await rest.createOrUpdateCredential(`${type} (picture)`, type, {});
	}
	await page.setViewportSize(WIDE);
	for (const name of ['catalogue-launch', 'content-assistant-agent']) {
		const file = await readFile(join(projectRoot, 'examples', `${name}.json`), 'utf8');
		const { id } = await rest.importWorkflow(JSON.parse(file), { credentials });
		await page.goto(`${editor}/workflow/${id}`);
		await page.getByTestId('canvas-node').first().waitFor();
		await page.getByTestId('zoom-to-fit').click();
		await page.waitForTimeout(2000);
		await shot(page, `example-${name}.png`);
	}
	await page.setViewportSize(SIZE);
}

/** Waits for the review, and decides on the page that its node links to. */
async function decideFromEditor(page: Page): Promise<void> {
	await openNode(page, 'Content Review');
	const link = page.getByTestId('ndv').locator('a[href*="webhook-waiting"]');
	await link.waitFor({ timeout: 60_000 });
	const address = (await link.getAttribute('href')) ?? '';
	await closeNode(page);
	await decideByRule(address, demoRule);
}

async function takeForm(page: Page): Promise<void> {
	await page.goto(`${editor}/workflow/new`);
	await page.getByTestId('canvas-wrapper').waitFor();
	await page.waitForTimeout(2000);
	await page.getByTestId('canvas-plus-button').click();
	await page.waitForTimeout(1000);
	await page.keyboard.type('XC Scribe');
	await page.waitForTimeout(1000);
	await page.getByTestId('node-creator-item-name').first().click();
	await page.waitForTimeout(1000);
	await page.getByText('Add to workflow').click();
	await page.waitForTimeout(2500);
	await shot(page, 'node-form.png');
}

async function takePicker(page: Page, rest: N8nRest): Promise<void> {
	const node = {
		name: 'Generate Content',
		type: `${PACKAGE}.xcScribe`,
		parameters: { resource: 'content', operation: 'generate' },
	};
	await openAlone(page, rest, node, {
		xcScribeApi: await rest.credential('XC Scribe (sandbox)', 'xcScribeApi'),
	});
	await page.getByTestId('rlc-input').first().click();
	await page.waitForTimeout(1500);
	await shot(page, 'node-project-picker.png');
}

/** The page of a review, and the node in the editor. */
async function takeReview(page: Page, rest: N8nRest): Promise<void> {
	const browser = page.context().browser();
	if (browser === null) throw new Error('The page has no browser to open others in');
	await takeReviewPages(browser, rest);
	await openAlone(page, rest, reviewNodeForEditor, {});
	await shot(page, 'review-editor.png');
}

/** Each trigger in a workflow of its own, with the addresses to copy where it has some. */
async function takeTriggers(page: Page, rest: N8nRest): Promise<void> {
	const cernelApi = await rest.createOrUpdateCredential('Cernel (sandbox)', 'cernelApi', {
		apiToken: demoToken,
	});
	const productAiApi = await rest.createOrUpdateCredential('ProductAI (sandbox)', 'productAiApi', {
		apiKey: demoKey,
	});
	const xcScribeApi = await rest.credential('XC Scribe (sandbox)', 'xcScribeApi');
	const cernel = {
		name: 'Cernel Trigger',
		type: `${PACKAGE}.cernelTrigger`,
		typeVersion: 1.1,
		parameters: {},
	};
	const productAi = {
		name: 'ProductAI Trigger',
		type: `${PACKAGE}.productAiTrigger`,
		typeVersion: 1.1,
		parameters: { download: true },
	};
	const xcScribe = {
		name: 'XC Scribe Trigger',
		type: `${PACKAGE}.xcScribeTrigger`,
		parameters: { events: ['itemStatus', 'syncFailed'], projectId: byName('Winter catalogue') },
	};

	await openAlone(page, rest, cernel, { cernelApi });
	await showProductionUrls(page);
	await shot(page, 'trigger-cernel.png');
	await openAlone(page, rest, productAi, { productAiApi });
	await showProductionUrls(page);
	await shot(page, 'trigger-product-ai.png');
	await openAlone(page, rest, xcScribe, { xcScribeApi });
	await shot(page, 'trigger-xc-scribe.png');
}

/** A thing as it looks when it was picked from a list. */
const byName = (name: string): object => ({
	__rl: true,
	mode: 'list',
	value: '3f0d7c1e-8a54-4d53-9a41-6b1f0e2c7a90',
	cachedResultName: name,
});

async function showProductionUrls(page: Page): Promise<void> {
	await page.getByText('Webhook URLs').click();
	await page.getByTestId('radio-button-production').click();
	await page.waitForTimeout(1000);
}

/** Opens a node in a workflow of its own. */
async function openAlone(
	page: Page,
	rest: N8nRest,
	node: { name: string; type: string; typeVersion?: number; parameters: object },
	credentials: Readonly<Record<string, CredentialReference>>,
): Promise<void> {
	const whole = { typeVersion: 1, ...node, id: 'only', position: [0, 0] };
	const file = { name: `Only ${node.name}`, nodes: [whole], connections: {} };
	const { id } = await rest.importWorkflow(file, { credentials });
	await page.goto(`${editor}/workflow/${id}`);
	await openNode(page, node.name);
}

async function openNode(page: Page, name: string): Promise<void> {
	await page.getByTestId('canvas-node').filter({ hasText: name }).first().dblclick();
	await page.getByTestId('ndv').waitFor();
	await page.waitForTimeout(1200);
}

async function closeNode(page: Page): Promise<void> {
	await page.keyboard.press('Escape');
	await page.waitForTimeout(500);
}

async function shot(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: join(images, name) });
	console.log(`docs/images/${name}`);
}

await main();
