import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { chain } from '../../sandbox/n8n/chain.mts';
import { runApproveSync } from './approveSync.mts';
import { setStage, xcScribeAccount, type Stage } from './support.mts';

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
	});

	it('runs the example until exactly the approved texts are in the shop', async () => {
		const xcScribeApi = await stage.n8n.rest.createOrUpdateCredential(
			'XC Scribe',
			'xcScribeApi',
			xcScribeAccount(stage.sandbox),
		);
		await runApproveSync(stage, { xcScribeApi });
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
