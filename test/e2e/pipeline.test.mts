import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { reportDemo } from '../../sandbox/demoReport.mts';
import { chain } from '../../sandbox/n8n/chain.mts';
import { readExample, setStage, xcScribeAccount, type Stage } from './support.mts';

const NODE = 'n8n-nodes-product-content.xcScribe';
const listProjects = {
	name: 'List Projects',
	type: NODE,
	typeVersion: 1,
	parameters: { resource: 'project', operation: 'getAll', returnAll: true },
};

describe('the packed package in a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await setStage();
	}, 20 * 60_000);

	afterAll(async () => {
		await stage.end();
	}, 60_000);

	it('runs the example until exactly the approved texts are in the shop', async () => {
		const { n8n, sandbox, client } = stage;
		const credential = await n8n.rest.createOrUpdateCredential(
			'XC Scribe',
			'xcScribeApi',
			xcScribeAccount(sandbox),
		);
		const example = await readExample('xc-scribe-import-generate-approve-sync');
		const workflow = await n8n.rest.importWorkflow(example, {
			credentials: { xcScribeApi: credential },
			settings: { catalogueUrl: `${sandbox.url}/shop/catalogue.csv` },
		});

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
	});

	it("offers the credential to n8n's HTTP Request node", async () => {
		const { n8n, sandbox } = stage;
		const credential = await n8n.rest.createOrUpdateCredential(
			'XC Scribe with second factor',
			'xcScribeApi',
			xcScribeAccount(sandbox, {
				email: 'totp@sandbox.example',
				totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
			}),
		);
		const workflow = await n8n.rest.importWorkflow(
			chain('HTTP Request with our credential', [
				{
					name: 'Who Am I',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					parameters: {
						url: `${sandbox.url}/xc-scribe/api/v1/users/me`,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'xcScribeApi',
						options: {},
					},
				},
			]),
			{ credentials: { xcScribeApi: credential } },
		);

		const execution = await n8n.rest.runWorkflow(workflow.id);

		expect(execution.error).toBeUndefined();
		expect(execution.nodes['Who Am I']?.json[0]?.[0]).toMatchObject({
			email: 'totp@sandbox.example',
		});
	});

	it.each([
		['a wrong password', { password: 'wrong' }, 'Incorrect email or password'],
		['a second factor by e-mail', { email: 'mail@sandbox.example' }, 'by e-mail'],
		['a base URL without scheme', { baseUrl: 'api.xcscribe.com' }, 'is not a web address'],
		['a service that is down', { baseUrl: 'http://127.0.0.1:9' }, 'could not be reached'],
	])('explains %s', async (name, changes, message) => {
		const { n8n, sandbox } = stage;
		const credential = await n8n.rest.createOrUpdateCredential(
			name,
			'xcScribeApi',
			xcScribeAccount(sandbox, changes),
		);
		const workflow = await n8n.rest.importWorkflow(chain(`With ${name}`, [listProjects]), {
			credentials: { xcScribeApi: credential },
		});

		const execution = await n8n.rest.runWorkflow(workflow.id);

		expect(execution.status).toBe('error');
		expect(execution.error).toContain(message);
	});
});
