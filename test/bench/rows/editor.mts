import type { Page } from 'playwright-core';
import type { N8n } from '../../../sandbox/n8n/instance.mts';
import { hasChromium, launchChromium, signInToEditor } from '../../../scripts/chromium.mts';
import { owner, withN8n } from '../measuring/n8n.mts';
import { alternate, type Comparison, type Row, type RowContext } from '../measuring/row.mts';

const NODES = {
	'HTTP Request': { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters: {} },
	'XC Scribe': {
		type: 'n8n-nodes-product-content.xcScribe',
		typeVersion: 1,
		parameters: { resource: 'content', operation: 'generate' },
	},
} as const;

type Variant = keyof typeof NODES;

/** From the double click on a node to its form in the editor, in a real n8n and a real browser. */
export const editorRow: Row = {
	name: 'editor',
	async run(context) {
		if (!hasChromium()) {
			context.progress('left out: there is no Chromium (apt-get install chromium)');
			return [];
		}
		return await withN8n(
			{ name: 'editor', tarball: context.tarball },
			async (n8n) => await openForms(n8n, context),
		);
	},
};

async function openForms(n8n: N8n, context: RowContext): Promise<Comparison[]> {
	const browser = await launchChromium();
	try {
		const { id } = await n8n.rest.importWorkflow(workflowOf());
		const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
		await signInToEditor(page, n8n.url, owner);
		await page.goto(`${n8n.url}/workflow/${id}`);
		const variants: Variant[] = ['HTTP Request', 'XC Scribe'];
		// The first opening loads the editor's own code; it would be charged to whoever comes first.
		for (const variant of variants) await openForm(page, variant);
		const results = await alternate(
			variants,
			context,
			async (variant) => await openForm(page, variant),
		);
		return [compare(results.get('XC Scribe') ?? [], results.get('HTTP Request') ?? [])];
	} finally {
		await browser.close();
	}
}

function workflowOf(): unknown {
	const names: Variant[] = ['HTTP Request', 'XC Scribe'];
	return {
		name: 'Forms',
		nodes: names.map((name, index) => ({
			...NODES[name],
			name,
			id: `node-${index}`,
			position: [index * 300, 0],
		})),
		connections: {},
		settings: {},
	};
}

/** Opens a node's form and closes it again; the milliseconds until the form was there. */
async function openForm(page: Page, name: string): Promise<number> {
	const node = page.getByTestId('canvas-node').filter({ hasText: name }).first();
	await node.waitFor();
	await page.waitForTimeout(500);
	const started = performance.now();
	await node.dblclick();
	// Some fields are there and hidden; the third visible one stands below resource and operation.
	await page.getByTestId('parameter-input').filter({ visible: true }).nth(2).waitFor();
	const opened = performance.now() - started;
	await page.keyboard.press('Escape');
	await page.getByTestId('ndv').waitFor({ state: 'hidden' });
	return opened;
}

function compare(ours: readonly number[], peer: readonly number[]): Comparison {
	return {
		title: "Opening the node's form in the editor",
		ours: 'XC Scribe',
		peer: 'HTTP Request',
		measurements: [{ what: 'time', unit: 'ms', ours, peer, goal: { ratio: 1.5 } }],
	};
}
