// Takes the pictures of the documentation from a running `npm start`: the example workflow and the node's form.
// Needs Chromium: `apt-get install chromium`, or set CHROMIUM to the path of one.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

import { demoOwner } from '../sandbox/demoOwner.mts';
import { N8nRest } from '../sandbox/n8n/rest.mts';
import { launchChromium, signInToEditor } from './chromium.mts';
import { projectRoot } from './paths.mjs';

const editor = process.env.EDITOR_URL ?? 'http://localhost:5678';
const images = join(projectRoot, 'docs/images');
const WORKFLOW = 'Import, generate, approve and sync';
const SIZE = { width: 1440, height: 900 };

async function main(): Promise<void> {
	await mkdir(images, { recursive: true });
	const browser = await launchChromium();
	try {
		await takeAll(await browser.newContext({ viewport: SIZE }));
	} finally {
		await browser.close();
	}
}

async function takeAll(browser: BrowserContext): Promise<void> {
	const page = await browser.newPage();
	await signInToEditor(page, editor, demoOwner);
	await page.goto(`${editor}/home/workflows`);
	await page.getByTestId('workflow-card-name').filter({ hasText: WORKFLOW }).first().click();
	await page.getByTestId('canvas-wrapper').waitFor();
	await page.waitForTimeout(2000);
	await page.getByTestId('execute-workflow-button').first().click();
	await page.getByText('Workflow executed successfully').waitFor({ timeout: 60_000 });
	await page.waitForTimeout(6000);
	await page.getByTestId('zoom-to-fit').click();
	await page.waitForTimeout(1000);
	await shot(page, 'example-workflow.png');

	await openNode(page, 'Generate Texts');
	await shot(page, 'node-generate-job.png');
	await closeNode(page);
	await openNode(page, 'Read History');
	await shot(page, 'node-sync-history.png');
	await closeNode(page);

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

	await page.goto(`${editor}/workflow/${await generateWorkflow()}`);
	await openNode(page, 'Generate Content');
	await page.getByTestId('rlc-input').first().click();
	await page.waitForTimeout(1500);
	await shot(page, 'node-project-picker.png');
}

/** A workflow with one node whose project is to be picked; its id. */
async function generateWorkflow(): Promise<string> {
	const rest = new N8nRest(editor);
	await rest.signIn(demoOwner);
	const node = {
		name: 'Generate Content',
		type: 'n8n-nodes-product-content.xcScribe',
		typeVersion: 1,
		id: 'generate',
		position: [0, 0],
		parameters: { resource: 'content', operation: 'generate' },
	};
	const credential = await rest.credential('XC Scribe (sandbox)', 'xcScribeApi');
	const workflow = await rest.importWorkflow(
		{ name: 'Generate content', nodes: [node], connections: {} },
		{ credentials: { xcScribeApi: credential } },
	);
	return workflow.id;
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
