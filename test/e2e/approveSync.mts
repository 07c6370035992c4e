import { expect } from '@jest/globals';

import { reportDemo } from '../../sandbox/demoReport.mts';
import type { CredentialReference } from '../../sandbox/n8n/rest.mts';
import { readExample, type Stage } from './support.mts';

/** Runs the example without a review, and makes sure that exactly the approved texts are in the shop. */
export async function runApproveSync(
	{ n8n, sandbox, client }: Stage,
	credentials: Readonly<Record<string, CredentialReference>>,
): Promise<void> {
	const workflow = await n8n.rest.importWorkflow(
		await readExample('xc-scribe-import-generate-approve-sync'),
		{ credentials, settings: { catalogueUrl: `${sandbox.url}/shop/catalogue.csv` } },
	);

	const execution = await n8n.rest.runWorkflow(workflow.id);

	expect(execution.error).toBeUndefined();
	expect(execution.status).toBe('success');
	const [project] = await client.projects();
	const items = await client.items(project?.id ?? '');
	const products = await client.products();
	const { stages, missing } = reportDemo(execution, items, products);
	const reached = Object.fromEntries(stages.map(({ name, products: count }) => [name, count]));
	expect(missing).toEqual([]);
	expect(reached.Imported).toBe(73);
	expect(reached.Generated).toBe(61);
	expect(reached.Rejected).toBeGreaterThan(0);
	expect(reached['Regenerated after that']).toBe(reached.Rejected);
	expect(reached.Approved).toBe(reached['Synced to the shop']);
	// Nothing that was not approved is in the shop.
	const written = products.filter((product) => product.synced_at !== null);
	expect(written).toHaveLength(reached.Approved ?? -1);
	expect(execution.nodes['Read History']?.items).toEqual([reached.Approved]);
}
